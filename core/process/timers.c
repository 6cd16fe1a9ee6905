/* timers.c - see timers.h. One thread. */
#include "process/timers.h"

#include "ground/base.h"
#include "ground/clock.h"
#include "ground/limits.h"

struct entry {
    struct an_timer timer;
    struct an_timers *owner;
    uint64_t id, due_ms, every_ms;
    void *data;
    bool spent; /* it has no id left: the place stays taken */
};

#define PLACE_BITS 25
#define MOST_USES ((1ull << (63 - PLACE_BITS)) - 1)
_Static_assert(AN_MAX_TIMERS < 1u << PLACE_BITS, "every place has a number that is not 0");

static uint64_t id_use(uint64_t id)
{
    return id >> PLACE_BITS;
}

static uint32_t id_place(uint64_t id)
{
    return (uint32_t)(id & ((1u << PLACE_BITS) - 1)) - 1;
}

void an_timers_init(struct an_timers *t, struct an_loop *loop,
                    void (*fire)(void *ctx, uint64_t id, void *data), void *ctx)
{
    t->loop = loop;
    t->fire = fire;
    t->ctx = ctx;
    t->most_uses = MOST_USES;
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
static void entry_arm(struct entry *e)
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
        entry_arm(e);
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
    uint64_t use = e->id ? id_use(e->id) + 1 : 0;
    *e = (struct entry){.owner = t,
                        .id = use << PLACE_BITS | (index + 1),
                        .due_ms = an_clock_ms() + AN_MIN(delay_ms, far),
                        .every_ms = AN_MIN(every_ms, far),
                        .data = data};
    an_timer_init(&e->timer, on_due);
    entry_arm(e);
    return e->id;
}

void *an_timers_remove(struct an_timers *t, uint64_t id)
{
    struct entry *e = an_slots_at(&t->slots, id_place(id));
    if (!e || e->id != id || e->spent) return NULL;
    void *data = e->data;
    an_loop_cancel(t->loop, &e->timer);
    e->spent = id_use(id) == t->most_uses;
    if (!e->spent) an_slots_give(&t->slots, id_place(id));
    return data;
}
