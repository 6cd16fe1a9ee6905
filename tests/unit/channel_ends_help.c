/* channel_ends_help.c - see channel_ends_help.h. */
#include "test.h"

#include "channel_ends_help.h"

#include <unistd.h>

void channel_open_tx(struct ends *e)
{
    an_tx_open(&e->tx, e->ring, CAPACITY, &e->bell, e->bell_fd);
}

void channel_open_rx(struct ends *e)
{
    an_rx_open(&e->rx, e->ring, CAPACITY, MAX_BODY);
    e->rx.bell = &e->back;
    e->rx.bell_fd = e->back_fd;
}

int channel_set_up(void **state)
{
    static struct ends e;
    e = (struct ends){.ring = help_ring_new(CAPACITY)};
    assert_int_equal(an_bell_open(&e.bell_fd), AN_OK);
    assert_int_equal(an_bell_open(&e.back_fd), AN_OK);
    help_ring_start(e.ring, 0u - 200);
    channel_open_tx(&e);
    channel_open_rx(&e);
    *state = &e;
    return 0;
}

int channel_tear_down(void **state)
{
    struct ends *e = *state;
    an_rx_close(&e->rx);
    close(e->bell_fd);
    close(e->back_fd);
    help_ring_free(e->ring, CAPACITY);
    return 0;
}

struct parcel channel_pack(uint64_t id, uint32_t head_len, uint32_t body_len)
{
    struct parcel p = {
        .msg = {.type = AN_MSG_RECV, .id = id, .head_len = head_len, .body_len = body_len},
        .head = an_alloc(head_len),
        .body = an_alloc(body_len)};
    help_fill(p.head, head_len, id);
    help_fill(p.body, body_len, id + 1);
    return p;
}

void channel_unpack(struct parcel *p)
{
    an_free(p->head);
    an_free(p->body);
}

int channel_push(struct ends *e, struct parcel *p)
{
    return an_tx_push(&e->tx, &p->msg, p->head, p->body, &p->done);
}

void channel_expect(const struct an_delivery *d, const struct parcel *p)
{
    assert_memory_equal(&d->msg, &p->msg, sizeof d->msg);
    assert_true(help_filled(d->head, p->msg.head_len, p->msg.id));
    assert_true(help_filled(d->body, p->msg.body_len, p->msg.id + 1));
}

void channel_receive(struct ends *e, const struct parcel *p)
{
    struct an_delivery d;
    assert_int_equal(an_rx_next(&e->rx, &d), 1);
    channel_expect(&d, p);
    an_free(d.owned);
    an_rx_done(&e->rx);
}

void channel_receive_nothing(struct ends *e)
{
    struct an_delivery d;
    assert_int_equal(an_rx_next(&e->rx, &d), 0);
}
