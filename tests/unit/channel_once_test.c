/* channel_once_test.c - a channel whose receiver may die with a message in hand, and whose successor is told of it (channel.h, `once`). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>
#include <unistd.h>

#include "ipc/channel.h"
#include "ring_help.h"

#define CAPACITY 4096u
#define RECORD (CAPACITY / 4 - 8 - sizeof(struct an_msg)) /* payload of the longest record */
#define MAX_BODY 100000u

struct ends {
    struct an_ring *ring;
    struct an_bell bell, back;
    int bell_fd, back_fd;
    struct an_tx tx;
    struct an_rx rx;
};

static void open_tx(struct ends *e)
{
    an_tx_open(&e->tx, e->ring, CAPACITY, &e->bell, e->bell_fd);
}

static void open_rx(struct ends *e)
{
    an_rx_open(&e->rx, e->ring, CAPACITY, MAX_BODY);
    e->rx.bell = &e->back;
    e->rx.bell_fd = e->back_fd;
}

static int set_up(void **state)
{
    static struct ends e;
    e = (struct ends){.ring = help_ring_new(CAPACITY)};
    assert_int_equal(an_bell_open(&e.bell_fd), AN_OK);
    assert_int_equal(an_bell_open(&e.back_fd), AN_OK);
    help_ring_start(e.ring, 0u - 200);
    open_tx(&e);
    open_rx(&e);
    *state = &e;
    return 0;
}

static int tear_down(void **state)
{
    struct ends *e = *state;
    an_rx_close(&e->rx);
    close(e->bell_fd);
    close(e->back_fd);
    help_ring_free(e->ring, CAPACITY);
    return 0;
}

/* One message on its way: its bytes are known by its id. */
struct parcel {
    struct an_msg msg;
    uint8_t *head, *body;
    size_t done;
};

static struct parcel pack(uint64_t id, uint32_t head_len, uint32_t body_len)
{
    struct parcel p = {
        .msg = {.type = AN_MSG_RECV, .id = id, .head_len = head_len, .body_len = body_len},
        .head = an_alloc(head_len),
        .body = an_alloc(body_len)};
    help_fill(p.head, head_len, id);
    help_fill(p.body, body_len, id + 1);
    return p;
}

static void unpack(struct parcel *p)
{
    an_free(p->head);
    an_free(p->body);
}

static int push(struct ends *e, struct parcel *p)
{
    return an_tx_push(&e->tx, &p->msg, p->head, p->body, &p->done);
}

static void expect(const struct an_delivery *d, const struct parcel *p)
{
    assert_memory_equal(&d->msg, &p->msg, sizeof d->msg);
    assert_true(help_filled(d->head, p->msg.head_len, p->msg.id));
    assert_true(help_filled(d->body, p->msg.body_len, p->msg.id + 1));
}

static void receive(struct ends *e, const struct parcel *p)
{
    struct an_delivery d;
    assert_int_equal(an_rx_next(&e->rx, &d), 1);
    expect(&d, p);
    an_free(d.owned);
    an_rx_done(&e->rx);
}

static void receive_nothing(struct ends *e)
{
    struct an_delivery d;
    assert_int_equal(an_rx_next(&e->rx, &d), 0);
}

static void receiver_dies(struct ends *e)
{
    an_ring_return(e->ring, CAPACITY);
    an_rx_close(&e->rx);
    open_rx(e);
    e->rx.once = true;
}

static void receive_withdrawn(struct ends *e, uint64_t id)
{
    struct an_delivery d;
    assert_int_equal(an_rx_next(&e->rx, &d), 1);
    assert_int_equal(d.msg.id, id);
    assert_int_equal(d.msg.type, AN_MSG_RECV);
    assert_true(d.msg.withdrawn);
    assert_null(d.owned);
}

/* Whether it was one record or several, of which the first are gone; and again when the successor dies of telling. */
static void what_a_receiver_had_in_hand_comes_as_withdrawn(void **state)
{
    struct ends *e = *state;
    e->rx.once = true;
    for (uint64_t id = 1; id < 9; id += 2) {
        struct parcel p = pack(id, 0, id < 4 ? 10 : 2 * RECORD), next = pack(id + 1, 0, 10);
        assert_int_equal(push(e, &p), AN_OK);
        assert_int_equal(push(e, &next), AN_OK);
        struct an_delivery d;
        assert_int_equal(an_rx_next(&e->rx, &d), 1);
        expect(&d, &p);
        an_free(d.owned);
        for (int i = 0; i < 3; i++) {
            receiver_dies(e);
            receive_withdrawn(e, id);
        }
        an_rx_done(&e->rx);
        receive(e, &next);
        receive_nothing(e);
        unpack(&p);
        unpack(&next);
    }
}

/* The receiver dies in the middle. A sender that has pushed all does not know: it is told. One that has not begins anew, and nothing is told. */
static void what_a_receiver_had_a_part_of_is_told_or_comes_anew(void **state)
{
    struct ends *e = *state;
    void *p;
    e->rx.once = true;
    for (uint32_t records = 2; records < 9; records++) {
        struct parcel lost = pack(1, 0, (uint32_t)(records * RECORD));
        bool whole = push(e, &lost) == AN_OK;
        assert_int_equal(an_ring_take(&e->rx.ring, &p), CAPACITY / 4 - 8);
        an_rx_done(&e->rx);
        receiver_dies(e);
        if (whole) {
            receive_withdrawn(e, 1);
            an_rx_done(&e->rx);
        } else {
            lost.done = 0;
            while (push(e, &lost) == AN_EAGAIN)
                receive_nothing(e);
            receive(e, &lost);
        }
        receive_nothing(e);
        unpack(&lost);
    }
}

int main(void)
{
#define test(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        test(what_a_receiver_had_in_hand_comes_as_withdrawn),
        test(what_a_receiver_had_a_part_of_is_told_or_comes_anew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
