/* channel_prop.c - random messages over a channel whose two ends die and are replaced at random, against a list of what must arrive.
 *
 * A message is lost only if its sender died before it was whole, or its receiver while it was joining it. PROP_SEED repeats a run. */
#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "ipc/channel.h"
#include "ring_help.h"

#define CAPACITY 4096u
#define MAX_BODY 40000u
#define DEPTH 1024u

struct item {
    struct an_msg msg;
    bool whole, lost;
    const uint8_t *place; /* where its body was made; NULL: it was copied */
};

struct model {
    struct help_random random;
    struct an_ring *ring;
    struct an_tx tx;
    struct an_rx rx;
    struct item queue[DEPTH];
    uint32_t first, last;
    uint8_t head[MAX_BODY], body[MAX_BODY];
    size_t done;
    bool sending; /* the last of the queue is on its way */
    uint32_t delivered, restarts;
    int alive; /* bodies that the channel has asked for and that have not come back */
};

static void *count_alloc(void *ctx, size_t len)
{
    ((struct model *)ctx)->alive++;
    return an_alloc(len);
}

static void *count_bytes(void *owned)
{
    return owned;
}

static void count_drop(void *ctx, void *owned)
{
    ((struct model *)ctx)->alive--;
    an_free(owned);
}

static void open_rx(struct model *m)
{
    an_rx_open(&m->rx, m->ring, CAPACITY, MAX_BODY);
    m->rx.alloc = count_alloc;
    m->rx.bytes = count_bytes;
    m->rx.drop = count_drop;
    m->rx.ctx = m;
}

static uint32_t any_size(struct model *m)
{
    static const uint32_t most[] = {1, 16, 200, 3000, MAX_BODY + 1};
    return help_below(&m->random, most[help_below(&m->random, 5)]);
}

static struct item *newest(struct model *m)
{
    return &m->queue[(m->last - 1) % DEPTH];
}

static void step_receive(struct model *m);

static void go_on_sending(struct model *m)
{
    struct an_msg *msg = &newest(m)->msg;
    help_fill(m->head, msg->head_len, msg->id);
    uint8_t *place = NULL;
    if (m->done == 0 && msg->head_len == 0 && help_below(&m->random, 2))
        place = an_tx_place(&m->tx, msg->body_len);
    if (place && help_below(&m->random, 2)) step_receive(m); /* the place stays where it is */
    help_fill(place ? place : m->body, msg->body_len, msg->id + 1);
    int err = an_tx_push(&m->tx, msg, m->head, place ? place : m->body, &m->done);
    newest(m)->place = place;
    assert_true(err == AN_OK || !place);
    if (err == AN_OK) {
        newest(m)->whole = true;
        m->sending = false;
    } else {
        assert_int_equal(err, AN_EAGAIN);
    }
}

/* A message that did not get through is given up now and then: nobody promised to send the rest. */
static void step_send(struct model *m)
{
    if (m->last - m->first == DEPTH) return;
    if (m->sending && help_below(&m->random, 20)) {
        go_on_sending(m);
        return;
    }
    m->queue[m->last++ % DEPTH] =
        (struct item){.msg = {.type = (uint8_t)(1 + help_below(&m->random, AN_MSG_TYPES - 1)),
                              .code = (uint32_t)help_random(&m->random),
                              .id = help_random(&m->random),
                              .head_len = any_size(m),
                              .body_len = any_size(m)}};
    m->done = 0;
    m->sending = true;
    go_on_sending(m);
}

/* The oldest that must still arrive, or NULL. */
static struct item *next_due(struct model *m)
{
    for (; m->first != m->last; m->first++) {
        struct item *i = &m->queue[m->first % DEPTH];
        if (i->whole && !i->lost) return i;
        if (m->sending && i == newest(m)) return NULL;
    }
    return NULL;
}

static void step_receive(struct model *m)
{
    struct an_delivery d;
    struct item *due = next_due(m);
    int got = an_rx_next(&m->rx, &d);
    assert_int_equal(got, due != NULL);
    if (!due) return;
    assert_memory_equal(&d.msg, &due->msg, sizeof d.msg);
    assert_true(help_filled(d.head, d.msg.head_len, d.msg.id));
    assert_true(help_filled(d.body, d.msg.body_len, d.msg.id + 1));
    if (due->place) assert_ptr_equal(d.body, due->place);
    if (d.owned) count_drop(m, d.owned);
    m->first++;
    m->delivered++;
    if (help_below(&m->random, 50)) an_rx_done(&m->rx); /* else it stays in hand a while */
}

static void step_new_sender(struct model *m)
{
    m->sending = false;
    m->restarts++;
    an_tx_open(&m->tx, m->ring, CAPACITY, NULL, -1);
}

static void step_new_receiver(struct model *m)
{
    if (m->rx.joining.type != AN_MSG_MORE)
        for (uint32_t i = m->first; i != m->last; i++)
            if (m->queue[i % DEPTH].msg.id == m->rx.joining.id) m->queue[i % DEPTH].lost = true;
    an_rx_close(&m->rx);
    assert_int_equal(m->alive, 0);
    an_ring_repair(m->ring, CAPACITY);
    open_rx(m);
    m->restarts++;
}

static void run(struct model *m, uint64_t seed, struct an_ring *ring)
{
    memset(m, 0, offsetof(struct model, head));
    m->random.state = seed;
    m->ring = ring;
    m->first = m->last = m->delivered = m->restarts = 0;
    m->sending = false;
    m->alive = 0;
    help_ring_start(ring, (0u - 20000 + help_below(&m->random, 20000)) & ~7u);
    an_tx_open(&m->tx, ring, CAPACITY, NULL, -1);
    open_rx(m);
    for (int i = 0; i < 2000; i++) {
        uint32_t dice = help_below(&m->random, 1000);
        if (dice < 550)
            step_send(m);
        else if (dice < 990)
            step_receive(m);
        else if (dice < 995)
            step_new_sender(m);
        else
            step_new_receiver(m);
    }
    assert_true(m->delivered > 0 && m->restarts > 0);
    an_rx_close(&m->rx);
    assert_int_equal(m->alive, 0);
}

static void every_message_arrives_once_in_order_or_died_with_an_end(void **state)
{
    static struct model m;
    const char *seed = getenv("PROP_SEED");
    for (uint64_t i = 0; i < 150; i++)
        run(&m, (seed ? strtoull(seed, NULL, 0) : 1) + i, *state);
}

/* --- lies --- */

/* Header words that nearly make sense. */
static void lie(struct model *m, struct an_msg *h)
{
    static const uint32_t lens[] = {0, 1, 40, 1000, MAX_BODY, MAX_BODY + 1, 1u << 20, UINT32_MAX};
    h->type = (uint8_t)help_below(&m->random, AN_MSG_TYPES + 1);
    h->id = help_below(&m->random, 2);
    h->head_len = lens[help_below(&m->random, 8)];
    h->body_len = lens[help_below(&m->random, 8)];
    h->stamp = help_random(&m->random);
}

/* The truth: a short message in one or two records. */
static uint32_t truth(struct model *m, struct an_msg *h)
{
    bool second = m->done > 0;
    uint32_t split = help_below(&m->random, 2) ? 30 : 0;
    *h = (struct an_msg){
        .type = second ? AN_MSG_MORE : AN_MSG_SEND, .head_len = 30, .body_len = 60, .stamp = 0};
    if (second) h->stamp = 90 - m->done;
    uint32_t payload = second ? (uint32_t)m->done : 90 - split;
    m->done = second ? 0 : split;
    return payload;
}

static bool put(struct model *m)
{
    struct an_msg h = {0};
    uint32_t payload;
    if (help_below(&m->random, 5)) {
        payload = truth(m, &h);
    } else {
        payload = help_below(&m->random, an_ring_max_record(CAPACITY) - sizeof h);
        lie(m, &h);
    }
    uint8_t *p = an_ring_reserve(&m->tx.ring, (uint32_t)sizeof h + payload);
    if (!p) return false;
    memcpy(p, &h, sizeof h);
    memset(p + sizeof h, 'x', payload);
    an_ring_commit(&m->tx.ring);
    return true;
}

/* Reads all of it: what is outside faults. */
static void believe(struct model *m, const struct an_delivery *d)
{
    uint32_t sum = 0;
    assert_true(d->msg.body_len <= MAX_BODY && d->msg.head_len <= 1u << 20);
    for (uint32_t i = 0; i < d->msg.head_len; i++)
        sum += d->head[i];
    for (uint32_t i = 0; i < d->msg.body_len; i++)
        sum += d->body[i];
    assert_int_equal(sum, ((uint64_t)d->msg.head_len + d->msg.body_len) * 'x');
    if (d->owned) count_drop(m, d->owned);
    an_rx_done(&m->rx);
}

static void no_lie_is_delivered_beyond_the_limits(void **state)
{
    static struct model m;
    uint32_t delivered = 0, refused = 0;
    for (uint64_t seed = 1; seed < 3000; seed++) {
        struct an_delivery d;
        int got = 0;
        m.random.state = seed;
        m.ring = *state;
        m.done = 0;
        help_ring_start(m.ring, 0u - 512);
        an_tx_open(&m.tx, m.ring, CAPACITY, NULL, -1);
        open_rx(&m);
        for (int i = 0; i < 100 && got >= 0; i++) {
            while (put(&m) && help_below(&m.random, 3)) {
            }
            while ((got = an_rx_next(&m.rx, &d)) == 1) {
                believe(&m, &d);
                delivered++;
            }
        }
        refused += got == AN_ECORRUPT;
        an_rx_close(&m.rx);
        assert_int_equal(m.alive, 0);
    }
    assert_true(delivered > 0 && refused > 0);
}

static int set_up(void **state)
{
    *state = help_ring_new(CAPACITY);
    return 0;
}

static int tear_down(void **state)
{
    help_ring_free(*state, CAPACITY);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_message_arrives_once_in_order_or_died_with_an_end),
        cmocka_unit_test(no_lie_is_delivered_beyond_the_limits),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
