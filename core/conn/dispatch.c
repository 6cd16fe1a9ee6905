/* dispatch.c - see dispatch.h. */
#include "conn/dispatch.h"

#include "ground/base.h"

/* The longer a worker has not looked at its rings, the longer it may go on so. */
#define BUSY_MS 10
#define BLOCKED_MS 100
#define STUCK_MS 1000

enum ability { FREE, BUSY, BLOCKED, STUCK, UNABLE };

void an_dispatch_init(struct an_dispatch *d, const struct an_board *b, uint32_t workers)
{
    *d = (struct an_dispatch){.board = b, .workers = workers};
    d->seat = an_calloc(an_seats(workers), sizeof *d->seat);
}

void an_dispatch_fini(struct an_dispatch *d)
{
    an_free(d->seat);
}

void an_dispatch_add(struct an_dispatch *d, uint32_t seat, const struct an_ring_queue *box)
{
    d->seat[seat] = (struct an_dispatch_seat){.box = box};
}

bool an_dispatch_look(struct an_dispatch *d, uint64_t now_ms)
{
    bool any = false;
    for (uint32_t i = 0, seats = an_seats(d->workers); i < seats; i++) {
        struct an_dispatch_seat *s = &d->seat[i];
        if (!s->box) continue;
        uint64_t done = an_tx_released(&s->box->tx);
        bool waits = !an_ring_queue_empty(s->box) || done != an_ring_queue_position(s->box);
        if (!s->waits || done != s->done) s->since_ms = now_ms;
        s->done = done;
        s->waits = waits;
        any |= waits;
    }
    return any;
}

static uint64_t ms_since(uint64_t then_ms, uint64_t now_ms)
{
    return now_ms > then_ms ? now_ms - then_ms : 0; /* two processes, two clocks */
}

static enum ability ability_of(const struct an_dispatch *d, uint32_t seat, uint64_t now_ms)
{
    const struct an_dispatch_seat *s = &d->seat[seat];
    if (!an_board_able(d->board, seat)) return UNABLE;
    uint64_t awake = an_board_awake_ms(d->board, seat);
    uint64_t ms = awake ? ms_since(awake, now_ms) : 0;
    if (s->waits) ms = AN_MAX(ms, ms_since(s->since_ms, now_ms));
    return ms < BUSY_MS ? FREE : ms < BLOCKED_MS ? BUSY : ms < STUCK_MS ? BLOCKED : STUCK;
}

/* Lower is better: first the ability, then the number of connections. */
static uint64_t rank_of(const struct an_dispatch *d, uint32_t seat, uint64_t now_ms)
{
    return (uint64_t)ability_of(d, seat, now_ms) << 32 | an_board_get(&d->board->live[seat]);
}

uint32_t an_dispatch_choose(const struct an_dispatch *d, uint64_t now_ms)
{
    uint32_t best = 0;
    uint64_t least = UINT64_MAX;
    for (uint32_t i = 0; i < d->workers; i++) {
        uint32_t seat = an_board_active(d->board, i, d->workers);
        uint64_t rank = rank_of(d, seat, now_ms);
        if (rank >= least) continue;
        least = rank;
        best = seat;
    }
    return best;
}

uint32_t an_dispatch_instead(const struct an_dispatch *d, uint32_t seat, uint64_t now_ms)
{
    enum ability own = ability_of(d, seat, now_ms);
    if (AN_LIKELY(own == FREE)) return seat;
    uint32_t best = an_dispatch_choose(d, now_ms);
    return ability_of(d, best, now_ms) < own ? best : seat;
}
