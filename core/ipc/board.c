/* board.c - see board.h.
 *
 * Memory orders; the first of a pair releases, the second one acquires:
 *   B1 pairs with B2 on a word: the reader sees what the writer did before.
 *   I1 pairs with I2 on `writers`: the reader opens rings that exist.
 *   O1, O2 pair with O3, O4 on `owing` and `command`: see an_board_owe().
 * Counters, `live`, `load` and `awake_ms` are relaxed: each stands for itself.
 */
#include "ipc/board.h"

#include "ground/limits.h"

struct an_proc_notice *an_board_notice(struct an_board *b, enum an_role role, uint32_t index)
{
    return &b->notice[an_role_process(role, index)];
}

uint32_t an_board_get(const _Atomic uint32_t *word)
{
    return atomic_load_explicit(word, memory_order_acquire); /* B2 */
}

void an_board_set(_Atomic uint32_t *word, uint32_t value)
{
    atomic_store_explicit(word, value, memory_order_release); /* B1 */
}

bool an_board_stops(const struct an_proc_notice *n)
{
    return atomic_load_explicit(&n->command, memory_order_seq_cst) == AN_STOP; /* O3, O4 */
}

void an_board_raise(_Atomic uint32_t *word)
{
    an_board_set(word, an_board_get(word) + 1);
}

/* One writer: a load and a store, no locked instruction. */
void an_count(_Atomic uint64_t *counter, int64_t delta)
{
    uint64_t value = atomic_load_explicit(counter, memory_order_relaxed);
    atomic_store_explicit(counter, value + (uint64_t)delta, memory_order_relaxed);
}

uint64_t an_counted(const _Atomic uint64_t *counter)
{
    return atomic_load_explicit(counter, memory_order_relaxed);
}

uint32_t an_board_active(const struct an_board *b, uint32_t worker, uint32_t workers)
{
    uint32_t each = an_seats(workers) / workers;
    return worker + an_board_get(&b->active[worker]) % each * workers;
}

void an_board_activate(struct an_board *b, uint32_t seat, uint32_t workers)
{
    an_board_set(&b->active[seat % workers], seat / workers);
    an_board_raise(&b->changes);
}

static void live_add(struct an_board *b, uint32_t seat, uint32_t delta)
{
    atomic_fetch_add_explicit(&b->live[seat], delta, memory_order_relaxed);
}

bool an_board_able(const struct an_board *b, uint32_t seat)
{
    const struct an_proc_notice *n = &b->seat[seat];
    return an_board_get(&n->state) == AN_READY && an_board_get(&n->pid) != 0 &&
           an_board_get(&n->condemned) == 0;
}

uint64_t an_board_awake_ms(const struct an_board *b, uint32_t seat)
{
    return atomic_load_explicit(&b->seat[seat].awake_ms, memory_order_relaxed);
}

void an_board_awake(struct an_proc_notice *n, uint64_t now_ms)
{
    atomic_store_explicit(&n->awake_ms, now_ms, memory_order_relaxed);
}

void an_board_pin(struct an_board *b, uint32_t seat)
{
    live_add(b, seat, 1);
}

void an_board_repin(struct an_board *b, uint32_t from, uint32_t to)
{
    live_add(b, to, 1);
    live_add(b, from, UINT32_MAX);
}

void an_board_unpin(struct an_board *b, uint32_t seat)
{
    live_add(b, seat, UINT32_MAX);
}

void an_board_add_writer(struct an_board *b, uint32_t from, uint32_t to)
{
    _Atomic uint64_t *word = &b->writers[to][from / 64];
    /* I1 */
    atomic_fetch_or_explicit(word, 1ull << from % 64, memory_order_release);
}

uint64_t an_board_writers(const struct an_board *b, uint32_t to, uint32_t word)
{
    /* I2 */
    return atomic_load_explicit(&b->writers[to][word], memory_order_acquire);
}

bool an_board_writes(const struct an_board *b, uint32_t from, uint32_t to)
{
    return an_board_writers(b, to, from / 64) >> from % 64 & 1;
}

/* O1 (the seat says that it owes) and O3 (the seat reads the command) follow each other in the
 * seat; O4 (the command) and O2 (is anything owed?) in the task worker. All four have one order. So
 * either the seat sees the stop, or the task worker sees that it is owed something. */
void an_board_owe(struct an_board *b, uint32_t seat, uint32_t task, bool owes)
{
    _Atomic uint64_t *word = &b->owing[task][seat / 64];
    uint64_t bit = 1ull << seat % 64;
    if (owes)
        atomic_fetch_or_explicit(word, bit, memory_order_seq_cst); /* O1 */
    else
        atomic_fetch_and_explicit(word, ~bit, memory_order_seq_cst);
}

bool an_board_owed(const struct an_board *b, uint32_t task)
{
    for (uint32_t i = 0; i < AN_WRITER_WORDS; i++)
        if (atomic_load_explicit(&b->owing[task][i], memory_order_seq_cst)) return true; /* O2 */
    return false;
}

void an_board_owe_nothing(struct an_board *b, uint32_t seat)
{
    for (uint32_t task = 0; task < AN_MAX_TASKS; task++)
        an_board_owe(b, seat, task, false);
}

/* --- the load of task workers --- */

void an_board_give(struct an_board *b, uint32_t task, size_t bytes)
{
    atomic_fetch_add_explicit(&b->load[task].given, bytes, memory_order_relaxed);
}

void an_board_take_back(struct an_board *b, uint32_t task, size_t bytes)
{
    atomic_fetch_sub_explicit(&b->load[task].given, bytes, memory_order_relaxed);
}

void an_board_done(struct an_board *b, uint32_t task, size_t bytes)
{
    an_count(&b->load[task].done, (int64_t)bytes);
}

void an_board_done_all(struct an_board *b, uint32_t task)
{
    struct an_task_load *l = &b->load[task];
    an_count(&l->done, (int64_t)(an_counted(&l->given) - an_counted(&l->done)));
}

/* A task worker may have said that it has done all before it got what was given. */
uint64_t an_board_load(const struct an_board *b, uint32_t task)
{
    const struct an_task_load *l = &b->load[task];
    int64_t left = (int64_t)(an_counted(&l->given) - an_counted(&l->done));
    return left > 0 ? (uint64_t)left : 0;
}

/* --- who: deaths << 10 | place + 1 --- */

#define PLACE_BITS 10

static uint64_t who_at(const struct an_board *b, uint32_t place)
{
    return (uint64_t)an_board_get(&b->notice[place].deaths) << PLACE_BITS | (place + 1);
}

uint64_t an_board_who(const struct an_board *b, enum an_role role, uint32_t index)
{
    return who_at(b, an_role_process(role, index));
}

bool an_board_dead(const struct an_board *b, uint64_t who)
{
    _Static_assert(AN_NOTICES < 1 << PLACE_BITS, "every place has a number");
    uint32_t place = (uint32_t)(who & ((1u << PLACE_BITS) - 1)) - 1;
    return place >= AN_NOTICES || who_at(b, place) != who;
}
