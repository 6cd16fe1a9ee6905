/* supervisor.c - see supervisor.h. One loop: start what is due, look, sleep until a signal or a
 * time, act on the signal.
 *
 * It shares nothing with its children but the fabric, and there it writes only to the board, and to
 * rings whose reader it has reaped: repair comes after waitpid has proved the owner dead, and
 * before anybody is told. After every end of a process, graceful or not, the same is done: repair,
 * count the death, ring everybody (a producer may have died between lowering a flag and ringing),
 * start a successor. A child's readiness is read from the board every few milliseconds, but only
 * while one is awaited. Not here: signals (signals.c), reload rounds (reload.c), when the dead are
 * started again (again.c).
 */
#define _GNU_SOURCE /* pipe2, strsignal */
#include "process/supervisor_in.h"

#include "ground/clock.h"
#include "ground/log.h"
#include "ground/std.h"
#include "net/net.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define PART_MIN_MS                                                                                \
    ((uint64_t)500) /* for task workers and workers to leave in, also when net had to be killed */
#define SECOND_SIGNAL_MS 1000 /* what comes sooner is the first one, delivered twice */

/* --- one child --- */

struct an__child *an__child_of(struct an__supervisor *s, enum an_role role, uint32_t index)
{
    if (role == AN_REACTOR) return &s->child[0];
    return &s->child[1 + index + (role == AN_TASK ? s->fabric->count[AN_WORKER] : 0)];
}

struct an_proc_notice *an__child_notice(struct an__supervisor *s, const struct an__child *c)
{
    struct an_board *b = s->fabric->board;
    if (c->role == AN_REACTOR) return &b->net;
    return c->role == AN_WORKER ? &b->seat[c->index] : &b->task[c->index];
}

uint32_t an__child_state(struct an__supervisor *s, const struct an__child *c)
{
    return an_board_get(&an__child_notice(s, c)->state);
}

void an__child_tell(struct an__supervisor *s, struct an__child *c, enum an_command command)
{
    c->told = true;
    an_board_set(&an__child_notice(s, c)->command, command);
    if (c->role == AN_REACTOR) {
        an_board_raise(&s->fabric->board->changes);
        an_fabric_ring_net(s->fabric);
    } else {
        an_fabric_ring_one(s->fabric, c->role, c->index);
    }
}

void an__child_kill(struct an__child *c, const char *why)
{
    an_log(AN_LOG_WARN, "%s (pid %d) %s: killing it", c->name, (int)c->pid, why);
    kill(c->pid, SIGKILL);
}

static void child_name(struct an__child *c, uint32_t workers)
{
    if (c->role == AN_REACTOR)
        snprintf(c->name, sizeof c->name, "net");
    else
        snprintf(c->name, sizeof c->name, "%s %u", c->role == AN_WORKER ? "worker" : "task worker",
                 c->role == AN_WORKER ? c->index % workers : c->index);
}

/* In the child. Net does not return; for the others: what an_supervise returns. */
static int live(struct an__supervisor *s, struct an__child *c)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != s->pid) _exit(1); /* it died before we asked to be told */
    close(s->alive[1]);
    s->alive[1] = -1;
    an_signals_child(&s->signals);
    an_log_role("%s", c->name);
    an_daemon_close(s->daemon);
    if (s->config->daemon && c->role != AN_REACTOR)
        an_std_leave_terminal(); /* net: once it serves */
    if (c->role == AN_REACTOR)
        _exit(an_net_run(s->config, s->fabric, s->listeners, s->listener_count, s->alive[0]));
    for (uint32_t i = 0; i < s->listener_count; i++) /* a child of theirs would hold the port */
        an_listener_close(&s->listeners[i]);
    int left = an_worker_run(s->config, s->fabric, c->role, c->index, s->app, s->alive[0]);
    return left == 0 ? 1 : 2;
}

/* AN_OK in the supervisor, AN_ESYS there when it cannot fork; > 0 in the child, at its end. */
static int spawn(struct an__supervisor *s, struct an__child *c)
{
    struct an_proc_notice *n = an__child_notice(s, c);
    c->told = an__seat_is_spare(s, c);
    c->ready = false;
    c->started_ms = an_clock_ms();
    an__seat_opens(s, c, c->started_ms);
    an_board_set(&n->command, c->told ? AN_RELOAD : AN_RUN);
    an_board_set(&n->state, AN_STARTING);
    an_board_set(&n->condemned, 0);
    an_board_set(&n->worked, 0);
    an_board_awake(n, 0);
    pid_t pid = fork();
    if (pid == 0) return live(s, c);
    if (pid < 0) {
        an_log(AN_LOG_ERROR, "cannot start %s: fork: %s", c->name, strerror(errno));
        an__back_off(c, c->started_ms);
        return AN_ESYS;
    }
    c->pid = pid;
    an_board_set(&n->pid, (uint32_t)pid);
    return AN_OK;
}

static void log_end(const struct an__child *c, int status, bool started)
{
    int pid = (int)c->pid;
    const char *when = started ? "" : " before it was ready";
    if (WIFSIGNALED(status))
        an_log(AN_LOG_ERROR, "%s (pid %d) was killed by signal %d (%s)%s%s", c->name, pid,
               WTERMSIG(status), strsignal(WTERMSIG(status)), when,
               WCOREDUMP(status) ? ", core dumped" : "");
    else if (c->told && WEXITSTATUS(status) == 0)
        an_log(AN_LOG_DEBUG, "%s (pid %d) has left as told", c->name, pid);
    else
        an_log(AN_LOG_WARN, "%s (pid %d) exited with status %d%s", c->name, pid,
               WEXITSTATUS(status), when);
}

/* --- deaths --- */

static void note_served(struct an__supervisor *s)
{
    static const char *const spoken[] = {"nothing",
                                         "TCP",
                                         "HTTP",
                                         "TCP, HTTP",
                                         "WebSocket",
                                         "TCP, WebSocket",
                                         "HTTP, WebSocket",
                                         "TCP, HTTP, WebSocket"};
    if (s->served || an__child_state(s, &s->child[0]) == AN_STARTING) return;
    s->served = true;
    for (uint32_t i = 0; i < s->config->listeners; i++)
        an_log(AN_LOG_INFO, "listening on %s port %u (%s)", s->config->listen[i].host,
               s->listeners[i].port, spoken[s->listeners[i].speaks & AN_SPEAKS_ALL]);
    an_daemon_up(s->daemon);
}

bool an__child_may_start(const struct an__supervisor *s, const struct an__child *c)
{
    static const enum an__stop part[AN_ROLES] = {AN__STOP_NET, AN__STOP_WORKERS, AN__STOP_TASKS};
    return !s->failed && s->stop < part[c->role];
}

/* Its reader is proved dead: the rings into it may be touched. */
static void settle(struct an__supervisor *s, struct an__child *c, bool as_told)
{
    struct an_proc_notice *n = an__child_notice(s, c);
    uint32_t readers = c->role == AN_REACTOR ? s->config->reactors : 1;
    an_board_set(&n->pid, 0);
    for (uint32_t i = 0; i < readers; i++)
        an_fabric_repair(s->fabric, c->role, c->role == AN_REACTOR ? i : c->index);
    if (c->role == AN_WORKER) an_board_owe_nothing(s->fabric->board, c->index);
    if (!as_told) an_board_raise(&n->crashes);
    an_board_raise(&n->deaths);
    an_board_raise(&s->fabric->board->changes);
    an_fabric_ring_all(s->fabric);
}

static void reap(struct an__supervisor *s, struct an__child *c)
{
    int status;
    if (!c->pid || waitpid(c->pid, &status, WNOHANG) != c->pid) return;
    if (c->role == AN_REACTOR) {
        note_served(s);
        if (!s->served && WIFEXITED(status) && WEXITSTATUS(status) != 0) s->failed = true;
    }
    log_end(c, status, an__child_state(s, c) != AN_STARTING);
    c->pid = 0;
    c->left_ms = an_clock_ms();
    settle(s, c, c->told && WIFEXITED(status) && WEXITSTATUS(status) == 0);
    an__plan_again(s, c, c->left_ms);
    an__round_lost(s, c);
}

/* As the first process of a container it inherits whom nobody waits for any more. (Elsewhere the
 * children that are not its own are the script's, which waits for them itself.) One of its own that
 * ended just now is left to reap(): a SIGCHLD of it is pending. */
static void reap_orphans(const struct an__supervisor *s)
{
    siginfo_t ended = {0};
    while (getpid() == 1 && !waitid(P_ALL, 0, &ended, WEXITED | WNOHANG | WNOWAIT) &&
           ended.si_pid) {
        for (uint32_t i = 0; i < s->children; i++)
            if (s->child[i].pid == ended.si_pid) return;
        if (waitpid(ended.si_pid, NULL, WNOHANG) < 0) return;
        ended.si_pid = 0;
    }
}

/* --- the stop --- */

static void stop_part(struct an__supervisor *s, enum an_role role, uint64_t limit_ms)
{
    s->limit_ms = limit_ms;
    for (uint32_t i = 0; i < s->children; i++)
        if (s->child[i].pid && s->child[i].role == role) an__child_tell(s, &s->child[i], AN_STOP);
}

static void stop_begin(struct an__supervisor *s)
{
    uint64_t now = an_clock_ms();
    an_log(AN_LOG_INFO, "stopping");
    s->stop = AN__STOP_NET;
    s->stop_from_ms = now;
    s->stop_by_ms = now + s->config->stop_ms;
    stop_part(s, AN_REACTOR, s->stop_by_ms - an_config_stop_reserve(s->config) / 4);
}

static bool any_left(const struct an__supervisor *s, enum an_role role)
{
    for (uint32_t i = 0; i < s->children; i++)
        if (s->child[i].pid && s->child[i].role == role) return true;
    return false;
}

static void kill_left(struct an__supervisor *s, enum an_role role, const char *why)
{
    for (uint32_t i = 0; i < s->children; i++) {
        if (!s->child[i].pid || s->child[i].role != role) continue;
        an__child_kill(&s->child[i], why);
        s->killed = true;
    }
}

/* The server cannot go on, or need not be patient: no part of the stop is waited for. */
static void stop_at_once(struct an__supervisor *s, const char *why)
{
    s->stop = AN__STOP_WORKERS;
    s->limit_ms = AN_NEVER;
    for (int role = 0; role < AN_ROLES; role++)
        kill_left(s, (enum an_role)role, why);
}

/* Something is left in a seat that has no process: it gets one before the workers are told to stop. */
static bool left_behind(struct an__supervisor *s)
{
    for (uint32_t i = 0; i < s->fabric->count[AN_WORKER]; i++) {
        struct an__child *c = an__child_of(s, AN_WORKER, i);
        if (!c->pid && an__seat_is_spare(s, c) && an__seat_waits(s, c)) return true;
    }
    return false;
}

static bool all_left(const struct an__supervisor *s)
{
    return !any_left(s, AN_REACTOR) && !any_left(s, AN_TASK) && !any_left(s, AN_WORKER);
}

/* Takes the stop as far as it goes now. Returns when its patience ends. */
static uint64_t stop_step(struct an__supervisor *s, uint64_t now_ms)
{
    static const enum an_role roles[] = {AN_ROLES, AN_REACTOR, AN_TASK, AN_WORKER};
    if (s->stop == AN__SERVING) return AN_NEVER;
    if (s->stop == AN__STOP_NET && !any_left(s, AN_REACTOR)) {
        s->stop = AN__STOP_TASKS;
        stop_part(s, AN_TASK,
                  now_ms + AN_MAX((AN_MAX(s->stop_by_ms, now_ms) - now_ms) / 2, PART_MIN_MS));
    }
    if (s->stop == AN__STOP_TASKS && !any_left(s, AN_TASK) &&
        (now_ms >= s->limit_ms || !left_behind(s))) {
        s->stop = AN__STOP_WORKERS;
        stop_part(s, AN_WORKER, AN_MAX(s->stop_by_ms, now_ms + PART_MIN_MS));
    }
    if (s->stop == AN__STOP_WORKERS && all_left(s)) {
        s->stop = AN__STOPPED;
        return now_ms;
    }
    if (now_ms >= s->limit_ms) {
        s->limit_ms = AN_NEVER;
        kill_left(s, roles[s->stop], "did not stop in time");
    }
    return s->limit_ms;
}

/* True: it says that our terminal is gone. Else somebody asks for the files of logs to be opened anew, and they will be. */
static bool hangs_up(struct an__supervisor *s)
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

static void on_signal(struct an__supervisor *s, int sig)
{
    switch (sig) {
    case SIGUSR1:
        an__round_ask(s, AN_WORKER);
        break;
    case SIGUSR2:
        an__round_ask(s, AN_TASK);
        break;
    case SIGTERM:
    case SIGINT:
    case SIGQUIT:
        if (s->stop != AN__SERVING && an_clock_ms() - s->stop_from_ms >= SECOND_SIGNAL_MS)
            stop_at_once(s, "is not waited for");
        /* fall through */
    case SIGHUP:
        if (sig == SIGHUP && !hangs_up(s)) break;
        if (s->stop == AN__SERVING) stop_begin(s);
        break;
    }
}

/* --- the loop --- */

/* Starts what is due. AN_OK, or > 0 in a child, at its end. *next: when the next is due. */
static int start_due(struct an__supervisor *s, uint64_t now_ms, uint64_t *next)
{
    for (uint32_t i = 0; i < s->children; i++) {
        struct an__child *c = &s->child[i];
        if (c->pid || !an__child_may_start(s, c)) continue;
        if (an__seat_is_spare(s, c) && !an__seat_waits(s, c)) {
            *next = AN_MIN(*next, an__seat_look_ms(c, now_ms));
            continue;
        }
        int end = c->again_ms <= now_ms ? spawn(s, c) : AN_OK;
        if (end > 0) return end;
        if (!c->pid) *next = AN_MIN(*next, c->again_ms);
    }
    return AN_OK;
}

static int wait_ms(uint64_t now_ms, uint64_t next_ms)
{
    if (next_ms == AN_NEVER) return -1;
    return next_ms <= now_ms ? 0 : (int)AN_MIN(next_ms - now_ms, 3600000u);
}

/* AN_OK when all have stopped, AN_ETIMEOUT when some were killed for it, AN_ESYS when net could not start; > 0 in a child, at its end. */
static int supervise(struct an__supervisor *s)
{
    for (;;) {
        for (uint32_t i = 0; i < s->children; i++)
            reap(s, &s->child[i]);
        reap_orphans(s);
        if (s->failed && s->stop != AN__STOP_WORKERS)
            stop_at_once(s, "is not needed: net cannot start");
        uint64_t now = an_clock_ms(), next = AN_NEVER;
        int end = start_due(s, now, &next);
        if (end > 0) return end;
        note_served(s);
        if (an__note_ready(s, now)) next = AN_MIN(next, now + AN__POLL_MS);
        uint64_t round = an__rounds_step(s, now), stop = stop_step(s, now);
        if (s->stop == AN__STOPPED) return s->failed ? AN_ESYS : s->killed ? AN_ETIMEOUT : AN_OK;
        next = AN_MIN(next, AN_MIN(AN_MIN(round, stop), an__seats_step(s, now)));
        on_signal(s, an_signals_wait(&s->signals, wait_ms(now, next)));
    }
}

static void add_children(struct an__supervisor *s, enum an_role role, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        struct an__child *c = &s->child[s->children++];
        c->role = role;
        c->index = i;
        child_name(c, s->config->workers);
    }
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
    s.child = an_calloc(1 + fabric->count[AN_WORKER] + config->tasks, sizeof *s.child);
    s.active = an_calloc(config->workers, sizeof *s.active);
    for (uint32_t i = 0; i < config->workers; i++)
        s.active[i] = i;
    add_children(&s, AN_REACTOR, 1);
    add_children(&s, AN_WORKER, fabric->count[AN_WORKER]);
    add_children(&s, AN_TASK, config->tasks);
    an_signals_hold(&s.signals, config->access_log != NULL);
    an_log_role("supervisor");
    int end = supervise(&s);
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
