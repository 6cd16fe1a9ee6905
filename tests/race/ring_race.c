/* ring_race.c - one thread pushes, another takes: every record arrives whole and in order, and a producer that waits for room is always rung.
 *
 * A bell that is lost shows as a wait that ends by its deadline. */
#include "test.h"

#include <pthread.h>
#include <sched.h>

#include "ipc/channel.h"
#include "ring_help.h"

#define CAPACITY 4096u
#define DEADLINE_MS 20000

struct race {
    struct an_ring *ring;
    struct an_bell back;
    int back_fd;
    uint32_t records;
    uint32_t waits;     /* of the producer; after its end */
    _Atomic bool stuck; /* a bell was lost, or a record was wrong */
    void (*produce)(struct race *r);
};

static uint32_t length(uint32_t i)
{
    static const uint32_t most[] = {8, 64, 200, CAPACITY / 4 - 8};
    struct help_random random = {i};
    return 1 + help_below(&random, most[i % 4]);
}

/* False: the deadline is over. */
static bool wait_for_room(struct race *r)
{
    r->waits++;
    if (an_bell_wait(r->back_fd, DEADLINE_MS) == AN_OK) return true;
    atomic_store(&r->stuck, true);
    return false;
}

static void produce_records(struct race *r)
{
    struct an_ring_tx tx;
    an_ring_tx_open(&tx, r->ring, CAPACITY);
    for (uint32_t i = 0; i < r->records && !atomic_load(&r->stuck);) {
        uint32_t len = length(i);
        void *p = an_ring_reserve(&tx, len);
        if (!p) {
            if (!an_ring_want_room(&tx, len) && !wait_for_room(r)) return;
            continue;
        }
        help_fill(p, len, i++);
        an_ring_commit(&tx);
    }
}

static void produce_messages(struct race *r)
{
    struct an_tx tx;
    static uint8_t body[4 * CAPACITY];
    an_tx_open(&tx, r->ring, CAPACITY, NULL, -1);
    for (uint32_t i = 0; i < r->records && !atomic_load(&r->stuck); i++) {
        struct an_msg m = {.type = AN_MSG_RECV, .id = i, .body_len = length(i) * (i % 16)};
        size_t done = 0;
        help_fill(body, m.body_len, i);
        while (an_tx_push(&tx, &m, NULL, body, &done) == AN_EAGAIN)
            if (!an_tx_want_room(&tx) && !wait_for_room(r)) return;
    }
}

#define MOST (CAPACITY / 4 - 8)

static void delay(struct help_random *random)
{
    for (volatile uint32_t n = help_below(random, 100); n > 0;)
        n--;
}

/* No more than four records fit, and three always. The consumer gives all three back in one release, and there is none after it: just then the producer waits. */
static void produce_by_threes(struct race *r)
{
    struct an_ring_tx tx;
    struct help_random random = {1};
    an_ring_tx_open(&tx, r->ring, CAPACITY);
    for (uint32_t i = 0; i < r->records && !atomic_load(&r->stuck);) {
        void *p = an_ring_reserve(&tx, MOST);
        if (p) {
            an_ring_commit(&tx);
            i++;
            continue;
        }
        delay(&random);
        if (!an_ring_want_room(&tx, MOST) && !wait_for_room(r)) return;
    }
}

static void consume_by_threes(struct race *r)
{
    struct an_ring_rx rx;
    struct help_random random = {2};
    uint32_t n = 0;
    an_ring_rx_open(&rx, r->ring, CAPACITY);
    for (uint32_t i = 0; i < r->records && !atomic_load(&r->stuck);) {
        void *p;
        if (an_ring_take(&rx, &p) <= 0) {
            if (++n % 512 == 0) sched_yield();
            continue;
        }
        if (++i % 3 != 0) continue;
        delay(&random);
        if (an_ring_release(&rx)) an_bell_force(&r->back, r->back_fd);
    }
}

static void *producer(void *arg)
{
    struct race *r = arg;
    r->produce(r);
    return NULL;
}

/* Takes what there is, a few in hand at a time. Who has nothing to give back does not look for hunger again, as one that sleeps does not. */
static void consume_records(struct race *r)
{
    struct an_ring_rx rx;
    an_ring_rx_open(&rx, r->ring, CAPACITY);
    for (uint32_t i = 0; i < r->records && !atomic_load(&r->stuck);) {
        void *p;
        int n = an_ring_take(&rx, &p);
        if (n > 0 && ((uint32_t)n != length(i) || !help_filled(p, (uint32_t)n, i)))
            atomic_store(&r->stuck, true);
        if (n > 0) i++;
        if (rx.taken != rx.head && (n == 0 || i % 3 == 0))
            if (an_ring_release(&rx)) an_bell_force(&r->back, r->back_fd);
        if (n == 0) sched_yield();
    }
}

static void consume_messages(struct race *r)
{
    struct an_rx rx;
    an_rx_open(&rx, r->ring, CAPACITY, 4 * CAPACITY);
    rx.bell = &r->back;
    rx.bell_fd = r->back_fd;
    for (uint32_t i = 0; i < r->records && !atomic_load(&r->stuck);) {
        struct an_delivery d;
        int got = an_rx_next(&rx, &d);
        if (got == 0) sched_yield();
        if (got == 0) continue;
        if (got < 0 || d.msg.id != i || d.msg.body_len != length(i) * (i % 16) ||
            !help_filled(d.body, d.msg.body_len, i))
            atomic_store(&r->stuck, true);
        if (got > 0) an_free(d.owned);
        an_rx_done(&rx);
        i++;
    }
    an_rx_close(&rx);
}

static void race(uint32_t start, uint32_t records, void (*produce)(struct race *),
                 void (*consume)(struct race *))
{
    static struct race r;
    pthread_t thread;
    r = (struct race){.ring = help_ring_new(CAPACITY), .records = records, .produce = produce};
    assert_int_equal(an_bell_open(&r.back_fd), AN_OK);
    help_ring_start(r.ring, start);
    assert_int_equal(pthread_create(&thread, NULL, producer, &r), 0);
    consume(&r);
    pthread_join(thread, NULL);
    assert_false(atomic_load(&r.stuck));
    assert_true(r.waits > 0); /* it was a race for room, too */
    help_ring_free(r.ring, CAPACITY);
}

static void records_cross_whole_and_in_order(void **state)
{
    (void)state;
    race(0u - 8 * CAPACITY, HELP_ROUNDS(1000000u), produce_records, consume_records);
}

static void messages_cross_whole_and_in_order(void **state)
{
    (void)state;
    race(0u - 8 * CAPACITY, HELP_ROUNDS(200000u), produce_messages, consume_messages);
}

static void who_waits_at_the_last_release_is_rung(void **state)
{
    (void)state;
    race(8, HELP_ROUNDS(1200000u), produce_by_threes, consume_by_threes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_cross_whole_and_in_order),
        cmocka_unit_test(messages_cross_whole_and_in_order),
        cmocka_unit_test(who_waits_at_the_last_release_is_rung),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
