/* roles.c - what the supervisor does with the processes of each role: see struct an__role in
 * supervisor_in.h. */
#include "process/supervisor_in.h"

#include "ground/std.h"
#include "net/net.h"

#include <signal.h>
#include <unistd.h>

/* It leaves the terminal once it serves. */
static int net_run(struct an__supervisor *s, const struct an__child *c)
{
    (void)c;
    _exit(an_net_run(s->config, s->fabric, s->listeners, s->listener_count, s->alive[0]));
}

/* A process that a callback leaves behind would hold the port: so a worker has no listeners. */
static int worker_run(struct an__supervisor *s, const struct an__child *c)
{
    if (s->config->daemon) an_std_leave_terminal();
    for (uint32_t i = 0; i < s->listener_count; i++)
        an_listener_close(&s->listeners[i]);
    int left = an_worker_run(s->config, s->fabric, c->role, c->index, s->app, s->alive[0]);
    return left == 0 ? 1 : 2;
}

static void net_ring(struct an_fabric *f, const struct an__child *c)
{
    (void)c;
    an_board_raise(&f->board->changes);
    an_fabric_ring_net(f);
}

static void worker_ring(struct an_fabric *f, const struct an__child *c)
{
    an_fabric_ring_one(f, c->role, c->index);
}

const struct an__role an__roles[AN_ROLES] = {
    [AN_REACTOR] =
        {.process = "net", .run = net_run, .ring = net_ring, .stop = AN__STOP_NET, .serves = true},
    [AN_WORKER] = {.process = "worker",
                   .processes = "workers",
                   .run = worker_run,
                   .ring = worker_ring,
                   .stop = AN__STOP_WORKERS,
                   .reload_signal = SIGUSR1},
    [AN_TASK] = {.process = "task worker",
                 .processes = "task workers",
                 .run = worker_run,
                 .ring = worker_ring,
                 .stop = AN__STOP_TASKS,
                 .reload_signal = SIGUSR2},
};
