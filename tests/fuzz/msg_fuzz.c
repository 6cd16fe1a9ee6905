/* msg_fuzz.c - a ring as any process could have left it, read through a channel.
 *
 *   input:  u8 how, u32 head, u32 tail, then what stands in the ring from head on
 *   how:    bit 0: the tail is behind what the input holds, whatever it says; bit 1: the reader's end is opened after a repair
 *
 * Whatever the bytes: no crash, no look outside (a guard page stands behind the ring), no more is consumed than the ring holds, no delivery is longer
 * than the limits, corruption is final, and no memory stays behind.
 */
#include <stdlib.h>
#include <string.h>

#include "ipc/channel.h"
#include "ring_help.h"

#define CAPACITY 4096u
#define MAX_BODY 1000u
#define MAX_HEAD (1u << 20)
#define PREFIX 9u

static int alive;

static void require(bool holds)
{
    if (!holds) abort();
}

static void *count_alloc(void *ctx, size_t len)
{
    (void)ctx;
    require(len <= MAX_BODY && alive++ == 0); /* one message at a time */
    return an_alloc(len);
}

static void *count_bytes(void *owned)
{
    return owned;
}

static void count_drop(void *ctx, void *owned)
{
    (void)ctx;
    alive--;
    an_free(owned);
}

static uint32_t word(const uint8_t *p)
{
    uint32_t w;
    memcpy(&w, p, sizeof w);
    return w;
}

static void lay_out(struct an_ring *ring, const uint8_t *in, size_t size)
{
    uint32_t head = word(in + 1), tail = word(in + 5);
    memset(ring->data, 0, CAPACITY);
    help_ring_start(ring, head);
    for (size_t i = PREFIX; i < size; i++)
        ring->data[(head + (i - PREFIX)) & (CAPACITY - 1)] = in[i];
    if (in[0] & 1) tail = head + (uint32_t)((size - PREFIX + 7) & ~(size_t)7);
    atomic_store(&ring->tail, tail);
    if (in[0] & 2) an_ring_repair(ring, CAPACITY);
}

static volatile uint8_t seen;

static void read_bytes(const uint8_t *p, uint32_t len)
{
    for (uint32_t i = 0; i < len; i++)
        seen = p[i];
}

static void believe(const struct an_delivery *d)
{
    require(d->msg.type < AN_MSG_TYPES && d->msg.type != AN_MSG_MORE);
    require(d->msg.head_len <= MAX_HEAD && d->msg.body_len <= MAX_BODY);
    read_bytes(d->head, d->msg.head_len);
    read_bytes(d->body, d->msg.body_len);
    if (d->owned) count_drop(NULL, d->owned);
}

static void receive_all(struct an_rx *rx)
{
    struct an_delivery d;
    uint32_t before = rx->ring.taken, records = 0;
    int got;
    while ((got = an_rx_next(rx, &d)) == 1) {
        believe(&d);
        an_rx_done(rx);
        require(++records <= CAPACITY / 8);
    }
    require(got == 0 || got == AN_ECORRUPT);
    require(rx->ring.taken - before <= CAPACITY);
    require(an_rx_next(rx, &d) == got);
    require(!an_rx_pending(rx));
}

int LLVMFuzzerTestOneInput(const uint8_t *in, size_t size)
{
    static struct an_ring *ring;
    struct an_rx rx;
    if (!ring) ring = help_ring_new(CAPACITY);
    if (size < PREFIX || size > PREFIX + CAPACITY) return 0;
    lay_out(ring, in, size);
    an_rx_open(&rx, ring, CAPACITY, MAX_BODY);
    rx.alloc = count_alloc;
    rx.bytes = count_bytes;
    rx.drop = count_drop;
    receive_all(&rx);
    an_rx_close(&rx);
    require(alive == 0);
    return 0;
}
