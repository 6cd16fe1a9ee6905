/* supervisor.c - see supervisor.h. One loop: start what is due, look, sleep until a signal or a
 * time, act on the signal.
 *
 * After every end of a process a successor is started. A child's readiness is read from the board
 * every few milliseconds, but only while one is awaited. Not here: one child (child.c), what
 * differs by role (roles.c), the stop (stop.c), reload rounds (reload.c), seats (seats.c), when the
 * dead are started again (again.c), signals (signals.c).
 */
#define _GNU_SOURCE /* pipe2 */
#include "process/supervisor_in.h"

#include "ground/clock.h"
#include "ground/log.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define SECOND_SIGNAL_MS 1000 /* what comes sooner is the first one, delivered twice */

void an__note_served(struct an__supervisor *s)
{
    static const char *const spoken[] = {"nothing",
                                         "TCP",
                                         "HTTP",
                                         "TCP, HTTP",
                                         "WebSocket",
                                         "TCP, WebSocket",
                                         "HTTP, WebSocket",
                                         "TCP, HTTP, WebSocket"};
    if (s->served || an__child_state(s, an__child_of(s, AN_REACTOR, 0)) == AN_STARTING) return;
    s->served = true;
    for (uint32_t i = 0; i < s->config->listeners; i++)
        an_log(AN_LOG_INFO, "listening on %s port %u (%s)", s->config->listen[i].host,
               s->listeners[i].port, spoken[s->listeners[i].speaks & AN_SPEAKS_ALL]);
    an_daemon_up(s->daemon);
}

/* A SIGHUP. True: it says that our terminal is gone. Else somebody asks for the files of logs to be
 * opened anew, and they will be. */
static bool hangup_ends(struct an__supervisor *s)
{
    struct an_board *b = s->fabric->board;
    if (an_signals_hangup(&s->signals)) return true;
    if (!s->config->access_log) {
        an_log(AN_LOG_INFO,
               "SIGHUP: there is no access log to open anew; SIGTERM stops, SIGUSR1 reloads");
        return false;
    }
    an_board_raise(&b->reopen);
    an_board_raise(&b->changes);
    an_fabric_ring_net(s->fabric);
    an_log(AN_LOG_INFO, "opening the access log anew");
    return false;
}

/* 0: there was none. */
static void on_signal(struct an__supervisor *s, int sig)
{
    for (int role = 0; sig && role < AN_ROLES; role++)
        if (an__roles[role].reload_signal == sig) an__round_ask(s, (enum an_role)role);
    switch (sig) {
    case SIGTERM:
    case SIGINT:
    case SIGQUIT:
        if (s->stop != AN__SERVING && an_clock_ms() - s->stop_from_ms >= SECOND_SIGNAL_MS)
            an__stop_at_once(s, "is not waited for");
        /* fall through */
    case SIGHUP:
        if (sig == SIGHUP && !hangup_ends(s)) break;
        if (s->stop == AN__SERVING) an__stop_begin(s);
        break;
    }
}

/* --- the loop --- */

/* Starts what is due. AN_OK, or > 0 in a child, at its end. *next: when the next is due. */
static int children_start(struct an__supervisor *s, uint64_t now_ms, uint64_t *next)
{
    for (uint32_t i = 0; i < s->children; i++) {
        struct an__child *c = &s->child[i];
        if (c->pid || !an__child_may_start(s, c)) continue;
        if (an__seat_is_spare(s, c) && !an__seat_waits(s, c)) {
            *next = AN_MIN(*next, an__seat_look_ms(c, now_ms));
            continue;
        }
        int end = c->again_ms <= now_ms ? an__child_spawn(s, c) : AN_OK;
        if (end > 0) return end;
        if (!c->pid) *next = AN_MIN(*next, c->again_ms);
    }
    return AN_OK;
}

static int wait_time(uint64_t now_ms, uint64_t next_ms)
{
    if (next_ms == AN_NEVER) return -1;
    return next_ms <= now_ms ? 0 : (int)AN_MIN(next_ms - now_ms, 3600000u);
}

/* AN_OK when all have stopped, AN_ETIMEOUT when some were killed for it, AN_ESYS when net could not
 * start; > 0 in a child, at its end. */
static int supervisor_loop(struct an__supervisor *s)
{
    for (;;) {
        for (uint32_t i = 0; i < s->children; i++)
            an__child_reap(s, &s->child[i]);
        an__orphans_reap(s);
        if (s->failed && s->stop != AN__STOP_WORKERS)
            an__stop_at_once(s, "is not needed: net cannot start");
        uint64_t now = an_clock_ms(), next = AN_NEVER;
        int end = children_start(s, now, &next);
        if (end > 0) return end;
        an__note_served(s);
        if (an__note_ready(s, now)) next = AN_MIN(next, now + AN__POLL_MS);
        uint64_t round = an__rounds_step(s, now), stop = an__stop_step(s, now);
        if (s->stop == AN__STOPPED) return s->failed ? AN_ESYS : s->killed ? AN_ETIMEOUT : AN_OK;
        next = AN_MIN(next, AN_MIN(AN_MIN(round, stop), an__seats_step(s, now)));
        on_signal(s, an_signals_wait(&s->signals, wait_time(now, next)));
    }
}

static void children_make(struct an__supervisor *s)
{
    uint32_t count = 0;
    for (int role = 0; role < AN_ROLES; role++)
        count += an__children_of(s, (enum an_role)role);
    s->child = an_calloc(count, sizeof *s->child);
    for (int role = 0; role < AN_ROLES; role++)
        for (uint32_t i = 0; i < an__children_of(s, (enum an_role)role); i++)
            an__child_init(s, &s->child[s->children++], (enum an_role)role, i);
}

int an_supervise(const struct an_config *config, struct an_fabric *fabric,
                 struct an_listener *listeners, uint32_t count, const struct an_app *app,
                 struct an_daemon *daemon)
{
    struct an__supervisor s = {.config = config,
                               .fabric = fabric,
                               .listeners = listeners,
                               .listener_count = count,
                               .app = app,
                               .daemon = daemon,
                               .pid = getpid()};
    if (pipe2(s.alive, O_CLOEXEC) < 0) return errno == EMFILE ? AN_EFILES : AN_ESYS;
    children_make(&s);
    s.active = an_calloc(config->workers, sizeof *s.active);
    for (uint32_t i = 0; i < config->workers; i++)
        s.active[i] = i;
    an_signals_hold(&s.signals, config->access_log != NULL);
    an_log_role("supervisor");
    int end = supervisor_loop(&s);
    if (end <= 0) {
        an_signals_release(&s.signals);
        an_log(AN_LOG_INFO, end == AN_ETIMEOUT ? "stopped, by force" : "stopped");
    }
    if (s.alive[1] >= 0) close(s.alive[1]);
    close(s.alive[0]);
    an_free(s.child);
    an_free(s.active);
    return end;
}
