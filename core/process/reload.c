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

void an__round_ask(struct an__supervisor *s, enum an_role role)
{
    struct an__round *r = &s->round[role];
    if (s->stop != AN__SERVING) return;
    if (r->step != AN__IDLE) {
        r->again = true;
        return;
    }
    *r = (struct an__round){.role = role, .step = AN__NEXT};
    an_log(AN_LOG_INFO, "reloading the %s", an__roles[r->role].processes);
}

/* Counts the round, for everybody to see. */
static void round_count(struct an__supervisor *s, const struct an__round *r, bool whole)
{
    struct an_board *b = s->fabric->board;
    an_board_raise(whole ? &b->reloads[r->role] : &b->reload_failures[r->role]);
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
           an__roles[r->role].processes, an_roles[r->role].seats ? "a successor" : c->name);
    c->coming = false;
    round_end(s, r, false);
}

void an__round_lost(struct an__supervisor *s, struct an__child *c)
{
    struct an__round *r = &s->round[c->role];
    bool its = (an_roles[c->role].seats ? r->seat : r->index) == c->index;
    if (r->step == AN__COMING && its) round_give_up(s, r, c);
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

/* --- a role with seats: a successor is there first --- */

/* True when it got a step further. */
static bool seat_step(struct an__supervisor *s, struct an__round *r, uint64_t now_ms)
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
    c = an__child_of(s, r->role, r->seat);
    if (!c->pid || an__child_state(s, c) != AN_READY) return round_is_late(s, r, c, now_ms);
    an__seat_switch(s, c, now_ms);
    r->index++;
    r->step = AN__NEXT;
    return true;
}

/* --- a role without: each makes room first --- */

static void place_begin(struct an__supervisor *s, struct an__round *r, uint64_t now_ms)
{
    struct an__child *c = an__child_of(s, r->role, r->index);
    r->pid = c->pid;
    r->limit_ms = now_ms + s->config->reload_ms;
    r->step = AN__GOING;
    if (c->pid) an__child_tell(s, c, AN_RELOAD);
}

/* True when it got a step further. */
static bool place_step(struct an__supervisor *s, struct an__round *r, uint64_t now_ms)
{
    if (r->step == AN__NEXT) {
        place_begin(s, r, now_ms);
        return true;
    }
    struct an__child *c = an__child_of(s, r->role, r->index);
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

static bool round_step(struct an__supervisor *s, struct an__round *r, uint64_t now_ms)
{
    uint32_t count = an_role_count(r->role, s->config);
    if (r->step == AN__NEXT && r->index == count) {
        an_log(AN_LOG_INFO, "the %s are reloaded", an__roles[r->role].processes);
        round_end(s, r, true);
        return true;
    }
    return an_roles[r->role].seats ? seat_step(s, r, now_ms) : place_step(s, r, now_ms);
}

uint64_t an__rounds_step(struct an__supervisor *s, uint64_t now_ms)
{
    uint64_t next = AN_NEVER;
    for (int role = 0; role < AN_ROLES; role++) {
        struct an__round *r = &s->round[role];
        if (s->stop != AN__SERVING) r->step = AN__IDLE;
        while (r->step != AN__IDLE && round_step(s, r, now_ms)) {
        }
        if (r->step == AN__GOING) next = AN_MIN(next, r->limit_ms);
        if (r->step == AN__COMING || r->step == AN__NEXT) next = AN_MIN(next, now_ms + AN__POLL_MS);
    }
    return next;
}
