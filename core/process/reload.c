/* reload.c - reload rounds: every worker (or task worker) is replaced, one at a time. See
 * supervisor_in.h.
 *
 * Of a worker, the successor is ready before its predecessor is told to leave, and the round does
 * not wait for that: so all are always at work. Task workers make room first, so all but one are.
 * A task worker that is not running when its turn comes is being started anyway; its turn is over
 * once it is ready. A successor that cannot start, or has not in reload_ms, ends the round: what it
 * would have replaced, and all behind it, go on as they are. Of a task worker that has made room it
 * is tried on. */
#include "process/supervisor_in.h"

#include "ground/log.h"

static const char *noun(const struct an__round *r)
{
    return r->role == AN_WORKER ? "workers" : "task workers";
}

void an__round_ask(struct an__supervisor *s, enum an_role role)
{
    struct an__round *r = &s->round[role == AN_TASK];
    if (s->stop != AN__SERVING) return;
    if (r->step != AN__IDLE) {
        r->again = true;
        return;
    }
    *r = (struct an__round){.role = role, .step = AN__NEXT};
    an_log(AN_LOG_INFO, "reloading the %s", noun(r));
}

/* How often that was, for everybody to see. */
static void round_count(struct an__supervisor *s, const struct an__round *r, bool whole)
{
    struct an_board *b = s->fabric->board;
    bool task = r->role == AN_TASK;
    an_board_raise(whole ? &b->reloads[task] : &b->reload_failures[task]);
}

static void round_end(struct an__supervisor *s, struct an__round *r, bool whole)
{
    round_count(s, r, whole);
    r->step = AN__IDLE;
    if (!r->again) return;
    r->again = false;
    an__round_ask(s, r->role);
}

static void round_give_up(struct an__supervisor *s, struct an__round *r, struct an__child *c)
{
    an_log(AN_LOG_ERROR,
           "the reload of the %s is given up: %s cannot start, the others go on as they are",
           noun(r), r->role == AN_TASK ? c->name : "a successor");
    c->coming = false;
    round_end(s, r, false);
}

void an__round_lost(struct an__supervisor *s, struct an__child *c)
{
    struct an__round *r = &s->round[c->role == AN_TASK];
    bool its = c->role == AN_TASK ? r->index == c->index : r->seat == c->index;
    if (c->role != AN_REACTOR && r->step == AN__COMING && its) round_give_up(s, r, c);
}

/* Its successor must be ready soon. */
static void round_awaits(struct an__supervisor *s, struct an__round *r, uint64_t now_ms)
{
    r->step = AN__COMING;
    r->limit_ms = now_ms + s->config->reload_ms;
}

static bool round_is_late(struct an__supervisor *s, struct an__round *r, struct an__child *c,
                          uint64_t now_ms)
{
    if (now_ms < r->limit_ms) return false;
    r->limit_ms = AN_NEVER;
    if (c->pid)
        an__child_kill(c, "is not ready in time for its reload"); /* an__round_lost() follows */
    else
        round_give_up(s, r, c);
    return !c->pid;
}

/* --- workers --- */

/* True when it got a step further. */
static bool worker_step(struct an__supervisor *s, struct an__round *r, uint64_t now_ms)
{
    struct an__child *c;
    if (r->step == AN__NEXT) {
        if (!(c = an__seat_free(s, r->index))) return false;
        c->coming = true;
        c->again_ms = now_ms;
        r->seat = c->index;
        round_awaits(s, r, now_ms);
        return false; /* it is started with the next turn of the supervisor */
    }
    c = an__child_of(s, AN_WORKER, r->seat);
    if (!c->pid || an__child_state(s, c) != AN_READY) return round_is_late(s, r, c, now_ms);
    an__seat_switch(s, c, now_ms);
    r->index++;
    r->step = AN__NEXT;
    return true;
}

/* --- task workers --- */

static void begin_turn(struct an__supervisor *s, struct an__round *r, uint64_t now_ms)
{
    struct an__child *c = an__child_of(s, AN_TASK, r->index);
    r->pid = c->pid;
    r->limit_ms = now_ms + s->config->reload_ms;
    r->step = AN__GOING;
    if (c->pid) an__child_tell(s, c, AN_RELOAD);
}

/* True when it got a step further. */
static bool task_step(struct an__supervisor *s, struct an__round *r, uint64_t now_ms)
{
    if (r->step == AN__NEXT) {
        begin_turn(s, r, now_ms);
        return true;
    }
    struct an__child *c = an__child_of(s, AN_TASK, r->index);
    if (r->step == AN__GOING) {
        if (c->pid && c->pid == r->pid) {
            if (now_ms < r->limit_ms) return false;
            an__child_kill(c, "did not leave in time for its reload");
            r->limit_ms = AN_NEVER;
            return false;
        }
        round_awaits(s, r, now_ms);
        return true;
    }
    if (!c->pid || an__child_state(s, c) != AN_READY) return round_is_late(s, r, c, now_ms);
    r->index++;
    r->step = AN__NEXT;
    return true;
}

/* --- both --- */

static bool step(struct an__supervisor *s, struct an__round *r, uint64_t now_ms)
{
    uint32_t count = r->role == AN_TASK ? s->config->tasks : s->config->workers;
    if (r->step == AN__NEXT && r->index == count) {
        an_log(AN_LOG_INFO, "the %s are reloaded", noun(r));
        round_end(s, r, true);
        return true;
    }
    return r->role == AN_TASK ? task_step(s, r, now_ms) : worker_step(s, r, now_ms);
}

uint64_t an__rounds_step(struct an__supervisor *s, uint64_t now_ms)
{
    uint64_t next = AN_NEVER;
    for (int i = 0; i < 2; i++) {
        struct an__round *r = &s->round[i];
        if (s->stop != AN__SERVING) r->step = AN__IDLE;
        while (r->step != AN__IDLE && step(s, r, now_ms)) {
        }
        if (r->step == AN__GOING) next = AN_MIN(next, r->limit_ms);
        if (r->step == AN__COMING || r->step == AN__NEXT) next = AN_MIN(next, now_ms + AN__POLL_MS);
    }
    return next;
}
