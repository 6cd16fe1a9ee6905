/* wake_kill.c - a producer killed while it rings, a consumer killed while it goes to sleep: after the bell that every death rings, nobody sleeps on. */
#define _GNU_SOURCE
#include "test.h"

#include <unistd.h>

#include "ipc/channel.h"
#include "kill_help.h"
#include "loop/wake.h"
#include "memory/shm.h"
#include "ring_help.h"

#define CAPACITY 4096u
#define DEADLINE_S 100

struct scene {
    struct an_ring *ring;
    struct an_bell *bell; /* the consumer's, shared */
    int fd;
    struct an_tx tx;
    struct an_rx rx;
    uv_loop_t loop;
    struct an_wake wake;
    uint64_t last; /* the youngest message received */
    uint64_t
        at_last_look; /* to be sent when the consumer has just looked for the last time; 0: none */
};

static void send_one(struct scene *s, uint64_t id)
{
    size_t done = 0;
    struct an_msg m = {.type = AN_MSG_RECV, .id = id};
    an_tx_push(&s->tx, &m, NULL, NULL, &done);
    an_tx_ring(&s->tx);
}

static void open_tx(struct scene *s)
{
    an_tx_open(&s->tx, s->ring, CAPACITY, s->bell, s->fd);
}

/* --- a producer --- */

static void prepare_ring(void *ctx)
{
    struct scene *s = ctx;
    help_ring_start(s->ring, 0);
    open_tx(s);
    an_rx_open(&s->rx, s->ring, CAPACITY, 0);
    an_bell_wait(s->fd, 0);
    atomic_store(&s->bell->asleep, 1);
}

static void act_ring(void *ctx)
{
    send_one(ctx, 1);
}

static bool rung(struct scene *s)
{
    return an_bell_wait(s->fd, 0) == AN_OK;
}

static void check_ring(void *ctx, bool finished)
{
    struct scene *s = ctx;
    struct an_delivery d;
    bool published = an_rx_pending(&s->rx), heard = rung(s);
    assert_true(!finished || (published && heard));
    assert_true(published || !heard); /* first the record, then the bell */
    an_bell_force(s->bell, s->fd);    /* its death is announced */
    assert_true(rung(s));
    if (published) assert_int_equal(an_rx_next(&s->rx, &d), 1);
    atomic_store(&s->bell->asleep, 1); /* the consumer has seen to all and sleeps again */
    open_tx(s);
    send_one(s, 2);
    assert_true(rung(s));
    an_rx_close(&s->rx);
}

/* --- a consumer --- */

static bool drain(void *ctx)
{
    struct scene *s = ctx;
    struct an_delivery d;
    while (an_rx_next(&s->rx, &d) == 1) {
        s->last = d.msg.id;
        an_rx_done(&s->rx);
    }
    return false;
}

static bool pending(void *ctx)
{
    struct scene *s = ctx;
    bool more = an_rx_pending(&s->rx);
    if (!more && s->at_last_look) send_one(s, s->at_last_look);
    s->at_last_look = 0;
    return more;
}

static void loop_open(struct scene *s)
{
    assert_int_equal(uv_loop_init(&s->loop), 0);
    int err = an_wake_start(&s->wake, &s->loop, s->bell, s->fd, drain, pending, s);
    assert_int_equal(err, AN_OK);
}

static void loop_close(struct scene *s)
{
    an_wake_stop(&s->wake);
    uv_run(&s->loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&s->loop), 0);
}

static void prepare_sleep(void *ctx)
{
    struct scene *s = ctx;
    prepare_ring(s);
    atomic_store(&s->bell->asleep, 0);
    s->at_last_look = 0;
    loop_open(s);
    uv_run(&s->loop, UV_RUN_NOWAIT); /* what is done only once is done */
    send_one(s, 1);
}

static void act_sleep(void *ctx)
{
    uv_run(&((struct scene *)ctx)->loop, UV_RUN_NOWAIT);
}

/* A message comes before the successor is there, another when it has just gone to sleep. */
static void check_sleep(void *ctx, bool finished)
{
    struct scene *s = ctx;
    (void)finished;
    loop_close(s);
    an_rx_close(&s->rx);
    send_one(s, 2);
    an_ring_repair(s->ring, CAPACITY);
    an_bell_force(s->bell, s->fd);
    an_rx_open(&s->rx, s->ring, CAPACITY, 0);
    loop_open(s);
    s->last = 0;
    uv_run(&s->loop, UV_RUN_NOWAIT);
    assert_int_equal(s->last, 2);
    s->at_last_look = 3;
    while (s->last != 3) /* asleep for ever, if that bell is not heard */
        uv_run(&s->loop, UV_RUN_ONCE);
    loop_close(s);
    an_rx_close(&s->rx);
}

/* --- */

static void everywhere(void (*prepare)(void *), void (*act)(void *), void (*check)(void *, bool))
{
    static struct scene s;
    struct an_shm shm;
    struct kill_case k = {.prepare = prepare, .act = act, .check = check, .ctx = &s};
    assert_int_equal(an_shm_map(&shm, sizeof(struct an_bell)), AN_OK);
    s = (struct scene){.ring = help_ring_new(CAPACITY), .bell = shm.base};
    assert_int_equal(an_bell_open(&s.fd), AN_OK);
    alarm(DEADLINE_S);
    uint32_t steps = help_kill_everywhere(&k);
    alarm(0);
    assert_true(steps > 50);
    close(s.fd);
    help_ring_free(s.ring, CAPACITY);
    an_shm_unmap(&shm);
}

static void a_producer_killed_while_it_rings_leaves_nobody_asleep(void **state)
{
    (void)state;
    everywhere(prepare_ring, act_ring, check_ring);
}

static void a_consumer_killed_as_it_falls_asleep_has_a_successor_that_wakes(void **state)
{
    (void)state;
    everywhere(prepare_sleep, act_sleep, check_sleep);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_producer_killed_while_it_rings_leaves_nobody_asleep),
        cmocka_unit_test(a_consumer_killed_as_it_falls_asleep_has_a_successor_that_wakes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
