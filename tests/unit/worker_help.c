/* worker_help.c - see worker_help.h. */
#include "worker_help.h"

#include "test.h"

#include <unistd.h>

#include "registry_help.h"

#define MAX_MESSAGE 100000u

struct an_config config;
struct an_fabric fabric;
int (*worker_event)(struct an_worker *w, const struct an_event *ev);
void *(*worker_park)(void *ctx);
void (*worker_resume)(void *ctx, void *parked);

void worker_fabric(uint32_t reactors, uint32_t workers, uint32_t tasks, uint32_t ring)
{
    static const struct an_conn_addr addr = {.family = 4};
    const uint32_t count[AN_ROLES] = {
        [AN_REACTOR] = reactors, [AN_WORKER] = workers, [AN_TASK] = tasks};
    an_config_init(&config);
    config.reactors = reactors;
    config.workers = workers;
    config.tasks = tasks;
    config.max_message = MAX_MESSAGE;
    assert_int_equal(an_fabric_open(&fabric, count, ring, 16, 16, MAX_MESSAGE, 1000), AN_OK);
    assert_int_equal(registry_add(&fabric.registry, 0, 0, &addr, 1000), 1);
}

void worker_fabric_end(void)
{
    an_fabric_close(&fabric);
    worker_event = NULL;
    worker_park = NULL;
    worker_resume = NULL;
}

static int on_event(void *ctx, struct an_worker *w, const struct an_event *ev)
{
    (void)ctx;
    int end = worker_event ? worker_event(w, ev) : 0;
    an_free(ev->owned);
    return end;
}

static struct an_proc_notice *notice_of(enum an_role role, uint32_t index)
{
    return role == AN_TASK ? &fabric.board->task[index] : &fabric.board->seat[index];
}

int worker_run(enum an_role role, uint32_t index, enum an_command command)
{
    const struct an_app app = {.event = on_event, .park = worker_park, .resume = worker_resume};
    int fd[2];
    assert_int_equal(pipe(fd), 0);
    an_board_set(&notice_of(role, index)->command, command);
    alarm(20);
    int end = an_worker_run(&config, &fabric, role, index, &app, fd[0]);
    alarm(0);
    close(fd[0]);
    close(fd[1]);
    return end;
}

void worker_stop(struct an_worker *w)
{
    an_board_set(&notice_of(an_worker_role(w), an_worker_index(w))->command, AN_STOP);
}

static const uint8_t body[MAX_MESSAGE];

void worker_push(enum an_role from, uint32_t i, enum an_role to, uint32_t j, const struct an_msg *m)
{
    struct an_tx tx;
    size_t done = 0;
    an_fabric_tx(&fabric, from, i, to, j, &tx);
    assert_int_equal(an_tx_push(&tx, m, body, body, &done), AN_OK);
    an_fabric_ring_one(&fabric, to, j);
}

bool worker_pop(enum an_role from, uint32_t i, enum an_role to, uint32_t j, struct an_msg *m)
{
    struct an_rx rx;
    struct an_delivery d;
    an_fabric_rx(&fabric, from, i, to, j, &rx);
    bool there = an_rx_next(&rx, &d) == 1;
    if (there) {
        *m = d.msg;
        an_free(d.owned);
        an_ring_release(&rx.ring);
    }
    an_rx_close(&rx);
    return there;
}

void worker_fill(enum an_role from, uint32_t i, enum an_role to, uint32_t j)
{
    struct an_tx tx;
    struct an_msg m = {.type = AN_MSG_SEND, .id = 1};
    size_t done = 0;
    an_fabric_tx(&fabric, from, i, to, j, &tx);
    while (an_tx_push(&tx, &m, NULL, NULL, &done) == AN_OK)
        done = 0;
}
