/* server.h - the whole server: configuration -> validate -> listen -> map -> supervise. An
 * application starts with it. */
#ifndef AN_SERVER_H
#define AN_SERVER_H

#include "ground/limits.h"
#include "net/listener.h"
#include "process/daemon.h"
#include "process/worker.h"

struct an_server {
    struct an_config config;
    struct an_fabric fabric;
    /* The ports are known once run() has begun, in every process. */
    struct an_listener listener[AN_MAX_SOCKETS];
    uint32_t listeners; /* that are open */
    struct an_daemon daemon;
    bool running;
    bool killed; /* it has stopped, and some of its processes had to be killed for it */
    char error[256]; /* what went wrong, for people */
};

void an_server_init(struct an_server *s);
/* Runs the server. Blocks, and returns in several processes:
 *   - in the supervisor AN_OK when the server has stopped, or an error before anything was started
 *     (s->error says what and where);
 *   - in a worker or task worker AN_CHILD_DONE or AN_CHILD_LEAVE when its work is over. The caller
 *     returns to the script's end, quickly. */
enum { AN_CHILD_DONE = 1, AN_CHILD_LEAVE = 2 };
int an_server_run(struct an_server *s, const struct an_app *app);
/* The counters of board.h, each summed over all reactors, as of this moment. */
struct an_server_totals {
    uint64_t connections, buffered;
#define AN__TOTAL(name) uint64_t name;
    AN_COUNTER_MAP(AN__TOTAL)
#undef AN__TOTAL
    uint32_t reloads, reload_failures, task_reloads, task_reload_failures;
};
/* All are 0 when it does not run. */
void an_server_totals(const struct an_server *s, struct an_server_totals *t);

/* Does a server run in this process, or was it a worker of one? Then it cannot run another one:
 * AN_ESTATE. */
bool an_server_serving(void);
/* Frees what run() left, in any process. Idempotent. */
void an_server_fini(struct an_server *s);

#endif
