/* timers.c - see timers.h. One thread. */
#include "process/timers.h"

#include "ground/base.h"
#include "ground/clock.h"

struct entry {
    struct an_timer timer;
    struct an_timers *owner;
    uint64_t id, due_ms, every_ms;
    void *data;
};

void an_timers_init(struct an_timers *t, struct an_loop *loop,
                    void (*fire)(void *ctx, uint64_t id, void *data), void *ctx)
{
    t->loop = loop;
    t->fire = fire;
    t->ctx = ctx;
    an_slots_init(&t->slots, sizeof(struct entry), AN_MAX_TIMERS);
}

void an_timers_fini(struct an_timers *t)
{
    for (uint32_t i = 0; i < t->slots.fresh; i++) {
        struct entry *e = an_slots_at(&t->slots, i);
        if (e) an_loop_cancel(t->loop, &e->timer);
    }
    an_slots_fini(&t->slots);
}

/* The loop's idea of now is as old as its turn; a due time in its past is due at once. */
static void arm(struct entry *e)
{
    uint64_t now = an_loop_now(e->owner->loop);
    an_loop_timer(e->owner->loop, &e->timer, e->due_ms > now ? e->due_ms - now : 0);
}

static void on_due(struct an_timer *timer)
{
    struct entry *e = AN_CONTAINER_OF(timer, struct entry, timer);
    struct an_timers *t = e->owner;
    uint64_t id = e->id;
    void *data = e->data;
    if (e->every_ms) {
        uint64_t now = an_loop_now(t->loop);
        uint64_t late = now > e->due_ms ? now - e->due_ms : 0;
        e->due_ms += (late / e->every_ms + 1) * e->every_ms;
        arm(e);
    } else {
        an_timers_remove(t, id);
    }
    t->fire(t->ctx, id, data);
}

uint64_t an_timers_add(struct an_timers *t, uint64_t delay_ms, uint64_t every_ms, void *data)
{
    uint32_t index;
    struct entry *e = an_slots_take(&t->slots, &index);
    if (!e) return 0;
    uint64_t far = AN_NEVER / 4; /* so that sums of times stay below AN_NEVER */
    *e = (struct entry){.owner = t,
                        .id = an_slots_handle(&t->slots, index),
                        .due_ms = an_clock_ms() + AN_MIN(delay_ms, far),
                        .every_ms = AN_MIN(every_ms, far),
                        .data = data};
    an_timer_init(&e->timer, on_due);
    arm(e);
    return e->id;
}

void *an_timers_remove(struct an_timers *t, uint64_t id)
{
    uint32_t index;
    struct entry *e = an_slots_find(&t->slots, id, &index);
    if (!e) return NULL;
    void *data = e->data;
    an_loop_cancel(t->loop, &e->timer);
    an_slots_give(&t->slots, index);
    return data;
}
