/* child.c - one process of the tree: it is forked, told, killed and reaped. See supervisor_in.h.
 *
 * The supervisor shares nothing with its children but the fabric. There it writes only to the
 * board, and to rings whose reader it has reaped: repair comes after waitpid has proved the owner
 * dead, and before anybody is told. After every end of a process, graceful or not, the same is
 * done: repair, count the death, ring everybody (a producer may have died between lowering a flag
 * and ringing).
 */
#include "process/supervisor_in.h"

#include "ground/clock.h"
#include "ground/log.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

uint32_t an__children_of(const struct an__supervisor *s, enum an_role role)
{
    return an_roles[role].threads ? 1 : s->fabric->count[role];
}

struct an__child *an__child_of(struct an__supervisor *s, enum an_role role, uint32_t index)
{
    struct an__child *first = s->child;
    for (int before = 0; before < (int)role; before++)
        first += an__children_of(s, (enum an_role)before);
    return first + index;
}

void an__child_init(const struct an__supervisor *s, struct an__child *c, enum an_role role,
                    uint32_t index)
{
    *c = (struct an__child){.role = role, .index = index};
    if (an_roles[role].threads)
        snprintf(c->name, sizeof c->name, "%s", an__roles[role].process);
    else
        snprintf(c->name, sizeof c->name, "%s %u", an__roles[role].process,
                 an_fabric_number(s->fabric, role, index));
}

struct an_proc_notice *an__child_notice(struct an__supervisor *s, const struct an__child *c)
{
    return an_board_notice(s->fabric->board, c->role, c->index);
}

uint32_t an__child_state(struct an__supervisor *s, const struct an__child *c)
{
    return an_board_get(&an__child_notice(s, c)->state);
}

bool an__child_may_start(const struct an__supervisor *s, const struct an__child *c)
{
    return !s->failed && s->stop < an__roles[c->role].stop;
}

void an__child_tell(struct an__supervisor *s, struct an__child *c, enum an_command command)
{
    c->told = true;
    an_board_set(&an__child_notice(s, c)->command, command);
    an__roles[c->role].ring(s->fabric, c);
}

void an__child_kill(struct an__child *c, const char *why)
{
    an_log(AN_LOG_WARN, "%s (pid %d) %s: killing it", c->name, (int)c->pid, why);
    kill(c->pid, SIGKILL);
}

/* In the child. */
static int child_live(struct an__supervisor *s, struct an__child *c)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != s->pid) _exit(1); /* it died before we asked to be told */
    close(s->alive[1]);
    s->alive[1] = -1;
    an_signals_child(&s->signals);
    an_log_role("%s", c->name);
    an_daemon_close(s->daemon);
    return an__roles[c->role].run(s, c);
}

int an__child_spawn(struct an__supervisor *s, struct an__child *c)
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
    if (pid == 0) return child_live(s, c);
    if (pid < 0) {
        an_log(AN_LOG_ERROR, "cannot start %s: fork: %s", c->name, strerror(errno));
        an__back_off(c, c->started_ms);
        return AN_ESYS;
    }
    c->pid = pid;
    an_board_set(&n->pid, (uint32_t)pid);
    return AN_OK;
}

/* --- its end --- */

static void child_log_end(const struct an__child *c, int status, bool started)
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

/* Its reader is proved dead: the rings into it may be touched. */
static void child_repair(struct an__supervisor *s, struct an__child *c, bool as_told)
{
    struct an_proc_notice *n = an__child_notice(s, c);
    uint32_t readers = an_roles[c->role].threads ? s->fabric->count[c->role] : 1;
    an_board_set(&n->pid, 0);
    for (uint32_t i = 0; i < readers; i++)
        an_fabric_repair(s->fabric, c->role, c->index + i);
    if (an_roles[c->role].seats) an_board_owe_nothing(s->fabric->board, c->index);
    if (!as_told) an_board_raise(&n->crashes);
    an_board_raise(&n->deaths);
    an_board_raise(&s->fabric->board->changes);
    an_fabric_ring_all(s->fabric);
}

void an__child_reap(struct an__supervisor *s, struct an__child *c)
{
    int status;
    if (!c->pid || waitpid(c->pid, &status, WNOHANG) != c->pid) return;
    if (an__roles[c->role].serves) {
        an__note_served(s);
        if (!s->served && WIFEXITED(status) && WEXITSTATUS(status) != 0) s->failed = true;
    }
    child_log_end(c, status, an__child_state(s, c) != AN_STARTING);
    c->pid = 0;
    c->left_ms = an_clock_ms();
    child_repair(s, c, c->told && WIFEXITED(status) && WEXITSTATUS(status) == 0);
    an__plan_again(s, c, c->left_ms);
    an__round_lost(s, c);
}

void an__orphans_reap(const struct an__supervisor *s)
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
