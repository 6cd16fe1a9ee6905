/* stop.c - the stop of the server, part by part: net, the task workers, the workers. See
 * supervisor_in.h. A part begins when nobody of the part before it is left. It has a limit: then
 * those that are left are killed.
 */
#include "process/supervisor_in.h"

#include "ground/clock.h"
#include "ground/log.h"

/* For a part behind that of net to leave in, also when net had to be killed. */
#define PART_MIN_MS ((uint64_t)500)

/* AN__STOPPED: of any part. */
static bool child_is_left(const struct an__child *c, enum an__stop part)
{
    return c->pid && (part == AN__STOPPED || an__roles[c->role].stop == part);
}

static bool part_is_left(const struct an__supervisor *s, enum an__stop part)
{
    for (uint32_t i = 0; i < s->children; i++)
        if (child_is_left(&s->child[i], part)) return true;
    return false;
}

static void part_kill(struct an__supervisor *s, enum an__stop part, const char *why)
{
    for (uint32_t i = 0; i < s->children; i++) {
        if (!child_is_left(&s->child[i], part)) continue;
        an__child_kill(&s->child[i], why);
        s->killed = true;
    }
}

/* Net has the time of the connections. The parts behind it share what is left. */
static uint64_t part_limit(const struct an__supervisor *s, uint64_t now_ms)
{
    if (s->stop == AN__STOP_NET) return s->stop_by_ms - an_config_stop_reserve(s->config) / 4;
    uint64_t left = AN_MAX(s->stop_by_ms, now_ms) - now_ms, parts = AN__STOPPED - s->stop;
    return now_ms + AN_MAX(left / parts, PART_MIN_MS);
}

static void part_begin(struct an__supervisor *s, enum an__stop part, uint64_t now_ms)
{
    s->stop = part;
    s->limit_ms = part_limit(s, now_ms);
    for (uint32_t i = 0; i < s->children; i++)
        if (child_is_left(&s->child[i], part)) an__child_tell(s, &s->child[i], AN_STOP);
}

void an__stop_begin(struct an__supervisor *s)
{
    uint64_t now = an_clock_ms();
    an_log(AN_LOG_INFO, "stopping");
    s->stop_from_ms = now;
    s->stop_by_ms = now + s->config->stop_ms;
    part_begin(s, AN__STOP_NET, now);
}

void an__stop_at_once(struct an__supervisor *s, const char *why)
{
    s->stop = AN__STOP_WORKERS;
    s->limit_ms = AN_NEVER;
    part_kill(s, AN__STOPPED, why);
}

/* Something is left in a seat that has no process. The seat gets one before the workers are told to
 * stop. */
static bool seat_is_left(struct an__supervisor *s)
{
    for (uint32_t i = 0; i < s->fabric->count[AN_WORKER]; i++) {
        struct an__child *c = an__child_of(s, AN_WORKER, i);
        if (!c->pid && an__seat_is_spare(s, c) && an__seat_waits(s, c)) return true;
    }
    return false;
}

static bool part_is_over(struct an__supervisor *s, uint64_t now_ms)
{
    if (s->stop == AN__STOP_WORKERS) return !part_is_left(s, AN__STOPPED);
    if (part_is_left(s, s->stop)) return false;
    return s->stop + 1 != AN__STOP_WORKERS || now_ms >= s->limit_ms || !seat_is_left(s);
}

uint64_t an__stop_step(struct an__supervisor *s, uint64_t now_ms)
{
    if (s->stop == AN__SERVING) return AN_NEVER;
    while (part_is_over(s, now_ms)) {
        if (s->stop == AN__STOP_WORKERS) {
            s->stop = AN__STOPPED;
            return now_ms;
        }
        part_begin(s, (enum an__stop)(s->stop + 1), now_ms);
    }
    if (now_ms >= s->limit_ms) {
        s->limit_ms = AN_NEVER;
        part_kill(s, s->stop, "did not stop in time");
    }
    return s->limit_ms;
}
