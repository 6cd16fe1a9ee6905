/* again.c - when a process that has died is started again. See supervisor_in.h.
 *
 * A process is started again at once when it had been of use:
 *   - it was told to leave, and had started; or
 *   - it had begun with something that a client or a task had brought. It may have died of that,
 *   and
 *     nobody does that again; or
 *   - it was ready for a while.
 * So a bad request costs its client a worker's start, and all others no more than that. (A few
 * milliseconds lie between two starts nevertheless.) A process that dies before it is ready, or
 * soon after and without having done anything, will die again: it is started later and later.
 * Meanwhile the other workers get what is new (conn/dispatch.h).
 */
#include "process/supervisor_in.h"

#include "ground/log.h"

#define STEADY_MS 1000 /* who was ready for so long has not died of its start */
#define PACE_MS 20     /* between two starts at least */
#define BACKOFF_MIN_MS 100
#define BACKOFF_MAX_MS 5000

bool an__note_ready(struct an__supervisor *s, uint64_t now_ms)
{
    bool awaited = false, whole = true;
    for (uint32_t i = 0; i < s->children; i++) {
        struct an__child *c = &s->child[i];
        if (!c->ready && c->pid && an__child_state(s, c) != AN_STARTING) {
            c->ready = true;
            c->ready_ms = now_ms;
        }
        awaited |= c->pid && !c->ready;
        whole &= (c->pid && c->ready) || an__seat_is_spare(s, c);
    }
    if (whole && !s->whole) an_log(AN_LOG_INFO, "all workers are ready");
    s->whole |= whole;
    return awaited;
}

void an__back_off(struct an__child *c, uint64_t now_ms)
{
    c->backoff_ms = c->backoff_ms ? AN_MIN(2 * c->backoff_ms, BACKOFF_MAX_MS) : BACKOFF_MIN_MS;
    c->again_ms = now_ms + c->backoff_ms;
}

/* Its state is what it has left it at. */
static bool child_was_of_use(struct an__supervisor *s, const struct an__child *c, uint64_t now_ms)
{
    if (an__child_state(s, c) == AN_STARTING) return false;
    return c->told || an_board_get(&an__child_notice(s, c)->worked) ||
           (c->ready && now_ms - c->ready_ms >= STEADY_MS);
}

void an__plan_again(struct an__supervisor *s, struct an__child *c, uint64_t now_ms)
{
    if (child_was_of_use(s, c, now_ms)) {
        c->backoff_ms = 0;
        c->again_ms = AN_MAX(now_ms, c->started_ms + PACE_MS);
        return;
    }
    an__back_off(c, now_ms);
    if (an__child_may_start(s, c) && !c->coming && !an__seat_is_spare(s, c))
        an_log(AN_LOG_INFO, "%s is started again in %d ms", c->name, (int)c->backoff_ms);
}
