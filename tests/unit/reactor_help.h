/* reactor_help.h - a reactor in the test's own hands, turn by turn. The test is its control thread,
 * its workers and its clients. worker_help.h has the rings to and from workers. */
#ifndef REACTOR_HELP_H
#define REACTOR_HELP_H

#include <uv.h>

#include "conn/conn_in.h"
#include "net/reactor_in.h"
#include "worker_help.h"

#define REACTOR_PATIENCE_NS 20000000000u

extern struct an_reactor *reactor;
extern struct an_lease reactor_lease;
extern struct an_listener reactor_listener[2]; /* those that are open are its listeners */

/* So many workers and one task worker; connections speak that. Then the configuration may be changed, and: */
void reactor_fabric(uint32_t workers, uint32_t ring, uint8_t speaks);
void reactor_open(void);
/* Its connections end, wherever they are. */
int reactor_close(void **state);

/* A turn that waits for nothing. */
void reactor_turn(void);
#define reactor_until(condition)                                                                   \
    for (uint64_t end_ns = uv_hrtime() + REACTOR_PATIENCE_NS; !(condition); reactor_turn())        \
    assert_true(uv_hrtime() < end_ns)
/* The timer's time has come. */
void reactor_due(struct an_timer *t);

/* From the control thread. */
void reactor_accepted(int fd, bool refused);
void reactor_notice(void);
/* From a worker or task worker: lengths and bytes of head and body are filled in. */
void reactor_told(enum an_role role, uint32_t i, struct an_msg m, const char *head, const char *body);
/* A process of that seat or task worker has died, and the supervisor has seen it. */
void reactor_died(enum an_role role, uint32_t i, bool crashed);

/* The client's end of a new connection; both ends, and nobody knows of them yet. */
int reactor_client(void);
void reactor_pair(int fd[2]);
/* The connection in that place; NULL: there is none. */
struct an_conn *reactor_conn(uint32_t slot);
/* Is all of this what the client has been sent, so far? */
bool client_heard(int fd, const char *text);
bool client_sees(int fd, const char *part); /* or: is it in there? What it was sent stays where it is */
void client_says(int fd, const char *text);

#endif
