/* conn_transport_test.c - a connection over a transport of another kind, which needs a while until it is
 * ready, hears of the peer's address late, changes every byte, and has memory of its own.
 */
#include "test.h"

#include <string.h>

#include "conn/protocol.h"
#include "conn_help.h"

#define KEY 0x55

/* Over the loopback's transport, with its table inside. */
struct scrambler {
    struct an_transport transport;
    const struct an_transport *below;
    uint8_t in[256];
    size_t in_len;
    bool ended, keeps; /* keeps: it has taken bytes that the socket has not */
    ssize_t fails;
    int closes;
};

static struct scrambler *scrambler_of(struct an_conn *c)
{
    return AN_CONTAINER_OF(c->transport, struct scrambler, transport);
}

static ssize_t scrambler_read(struct an_conn *c, uint8_t *p, size_t size)
{
    struct scrambler *s = scrambler_of(c);
    size_t n = AN_MIN(size, s->in_len);
    if (s->fails) return s->fails;
    if (n == 0) return s->ended ? 0 : AN_EAGAIN;
    for (size_t i = 0; i < n; i++)
        p[i] = s->in[i] ^ KEY;
    memmove(s->in, s->in + n, s->in_len -= n);
    return (ssize_t)n;
}

static ssize_t scrambler_writev(struct an_conn *c, const struct iovec *iov, int n, bool more)
{
    uint8_t out[512];
    size_t len = 0;
    for (int i = 0; i < n; i++)
        for (size_t k = 0; k < iov[i].iov_len; k++)
            out[len++] = ((const uint8_t *)iov[i].iov_base)[k] ^ KEY;
    struct iovec all = {out, len};
    return scrambler_of(c)->below->writev(c, &all, 1, more);
}

static int scrambler_flush(struct an_conn *c)
{
    struct scrambler *s = scrambler_of(c);
    if (s->fails) return (int)s->fails;
    return s->keeps ? AN_EAGAIN : AN_OK;
}

static void scrambler_close(struct an_conn *c)
{
    scrambler_of(c)->closes++;
}

static struct scrambler scrambler;
static const struct an_protocol *agreed; /* by both sides below the connection */

static void transport_opened(void)
{
    agreed = NULL;
    scrambler = (struct scrambler){.transport = *lo.env.io->socket, .below = lo.env.io->socket};
    scrambler.transport.read = scrambler_read;
    scrambler.transport.writev = scrambler_writev;
    scrambler.transport.flush = scrambler_flush;
    scrambler.transport.close = scrambler_close;
    lo.config.listen[0].speaks = AN_SPEAKS_ALL;
    an_conn_open(&lo.env, lo.conn, 0, 0, &scrambler.transport, lo.config.head_ms);
}

static void transport_ready(uint8_t family)
{
    const struct an_conn_addr addr = {
        .since_ms = 5, .family = family, .addr = {192, 0, 2, 7}, .port = 1234};
    an_conn_ready(lo.conn, &addr, agreed);
    an_conn_flush_all(&lo.env);
}

static bool transport_hears(const char *text)
{
    uint8_t p[100];
    for (; *text; text++)
        scrambler.in[scrambler.in_len++] = (uint8_t)*text ^ KEY;
    bool more = an_conn_readable(lo.conn, p, sizeof p);
    an_conn_flush_all(&lo.env);
    return more;
}

static void expect_wrote_scrambled(const char *text)
{
    for (size_t i = 0; i < lo.wrote_len; i++)
        lo.wrote[i] ^= KEY;
    expect_wrote(text);
}

static void nobody_hears_of_a_connection_before_its_transport_is_ready(void **state)
{
    (void)state;
    struct an_conn_info info;
    enum an_conn_state at;
    transport_opened();
    assert_int_equal(lo.wants, AN_WANT_READ);
    assert_false(transport_hears(""));
    expect_told("");
    assert_int_equal(an_registry_check(&lo.registry, lo.conn->id, NULL), AN_EGONE);
    assert_int_equal(an_registry_read(&lo.registry, lo.conn->id, &info), AN_EGONE);
    an_registry_at(&lo.registry, 0, &at);
    assert_int_equal(at, AN_CONN_FREE);
    assert_int_equal(lo.env.open, 0);
    transport_ready(4);
    expect_told("CONNECT TCP 0 []\n");
    assert_int_equal(lo.env.open, 1);
    assert_int_equal(an_registry_read(&lo.registry, lo.conn->id, &info), AN_OK);
    assert_int_equal(info.addr[3], 7);
    assert_int_equal(info.port, 1234);
    assert_int_equal(info.since_ms, 5);
}

static void a_peer_may_have_no_address(void **state)
{
    (void)state;
    struct an_conn_info info;
    transport_opened();
    transport_ready(0);
    assert_int_equal(an_registry_read(&lo.registry, lo.conn->id, &info), AN_OK);
    assert_int_equal(info.family, 0);
}

static void bytes_pass_through_it_both_ways(void **state)
{
    (void)state;
    transport_opened();
    transport_ready(4);
    assert_true(transport_hears("hello, you"));
    expect_told("CONNECT TCP 0 []\nRECV TCP 0 [hello, you]\n");
    conn_answer("and you");
    expect_wrote_scrambled("and you");
    assert_false(transport_hears(""));
}

static void bytes_that_come_with_the_last_step_are_used_behind_connect(void **state)
{
    (void)state;
    uint8_t early[] = "hello, early";
    transport_opened();
    an_conn_input(lo.conn, early, sizeof early - 1);
    expect_told("");
    transport_ready(4);
    expect_told("CONNECT TCP 0 []\nRECV TCP 0 [hello, early]\n");
}

static void both_sides_may_have_agreed_on_a_protocol(void **state)
{
    (void)state;
    transport_opened();
    agreed = lo.env.protocols->http;
    transport_ready(4);
    assert_int_equal(lo.conn->phase, AN_PHASE_HTTP);
    transport_hears(GET);
    expect_told("CONNECT HTTP 0 []\nRECV HTTP 0 []\n");
}

static void its_end_and_its_errors_are_those_of_the_connection(void **state)
{
    (void)state;
    transport_opened();
    transport_ready(4);
    scrambler.ended = true;
    assert_false(transport_hears(""));
    expect_told("CONNECT TCP 0 []\nCLOSE TCP 0 []\n");
    scrambler.fails = AN_EPEER;
    assert_false(transport_hears(""));
    assert_int_equal(lo.gones, 1);
    assert_int_equal(scrambler.closes, 1);
}

static void who_has_vanished_below_it_has_vanished(void **state)
{
    (void)state;
    transport_opened();
    transport_ready(4);
    scrambler.fails = AN_ETIMEOUT;
    assert_false(transport_hears(""));
    expect_told("CONNECT TCP 0 []\nCLOSE TCP 3 []\n");
    assert_int_equal(an_counted(&lo.env.counters->vanished), 1);
}

static void one_that_is_not_ready_in_time_is_closed_and_nobody_told(void **state)
{
    (void)state;
    lo.config.head_ms = 500;
    transport_opened();
    conn_pass(499);
    assert_int_equal(lo.gones, 0);
    conn_pass(1);
    assert_int_equal(lo.gones, 1);
    assert_int_equal(scrambler.closes, 1);
    transport_ready(4); /* too late */
    expect_told("");
    assert_int_equal(an_counted(&lo.env.counters->connections), 0);
}

static void late(struct an_conn *c)
{
    (void)c;
    transport_ready(4);
}

/* As on a port where clients may wait for the server to speak. */
static void one_that_is_not_ready_in_time_may_become_so(void **state)
{
    (void)state;
    lo.config.head_ms = 500;
    transport_opened();
    scrambler.transport.late = late;
    conn_pass(499);
    expect_told("");
    conn_pass(1);
    expect_told("CONNECT TCP 0 []\n");
    transport_hears("hello");
    expect_told("RECV TCP 0 [hello]\n");
}

static void one_that_ends_or_stops_before_it_is_ready_leaves_nothing(void **state)
{
    (void)state;
    transport_opened();
    scrambler.ended = true;
    assert_false(transport_hears(""));
    assert_int_equal(lo.gones, 1);
    transport_opened();
    an_conn_stop(lo.conn);
    assert_int_equal(lo.gones, 2);
    transport_opened();
    assert_true(an_conn_last_call(lo.conn));
    assert_int_equal(lo.gones, 3);
    expect_told("");
    assert_int_equal(lo.env.open, 0);
    assert_int_equal(an_counted(&lo.env.counters->accepted), 3);
    assert_int_equal(an_counted(&lo.env.counters->connections), 0);
}

static void what_workers_say_to_one_that_is_not_ready_comes_too_late(void **state)
{
    (void)state;
    transport_opened();
    conn_message(AN_MSG_SEND, 0, 0, "hello");
    conn_message(AN_MSG_SUBSCRIBE, 0, 0, "t");
    expect_wrote("");
    assert_int_equal(an_counted(&lo.env.counters->late_sends), 2);
    assert_int_equal(lo.conn->phase, AN_PHASE_OPENING);
}

static void what_it_keeps_is_written_before_the_end(void **state)
{
    (void)state;
    transport_opened();
    transport_ready(4);
    transport_hears("hello, you");
    scrambler.keeps = true;
    conn_hang_up(0, "");
    assert_int_equal(lo.conn->phase, AN_PHASE_FLUSH);
    assert_int_equal(lo.shuts, 0);
    assert_true(lo.wants & AN_WANT_WRITE);
    scrambler.keeps = false;
    an_conn_writable(lo.conn);
    assert_int_equal(lo.conn->phase, AN_PHASE_DRAIN);
    assert_int_equal(lo.shuts, 1);
    assert_false(lo.wants & AN_WANT_WRITE);
}

static void what_it_keeps_is_written_before_it_is_ready(void **state)
{
    (void)state;
    transport_opened();
    scrambler.keeps = true;
    an_conn_writable(lo.conn);
    assert_true(lo.wants & AN_WANT_WRITE);
    scrambler.fails = AN_EPEER;
    an_conn_writable(lo.conn);
    assert_int_equal(lo.gones, 1);
    expect_told("");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, conn_setup, conn_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nobody_hears_of_a_connection_before_its_transport_is_ready),
        TEST(a_peer_may_have_no_address),
        TEST(bytes_pass_through_it_both_ways),
        TEST(bytes_that_come_with_the_last_step_are_used_behind_connect),
        TEST(both_sides_may_have_agreed_on_a_protocol),
        TEST(its_end_and_its_errors_are_those_of_the_connection),
        TEST(who_has_vanished_below_it_has_vanished),
        TEST(one_that_is_not_ready_in_time_is_closed_and_nobody_told),
        TEST(one_that_is_not_ready_in_time_may_become_so),
        TEST(one_that_ends_or_stops_before_it_is_ready_leaves_nothing),
        TEST(what_it_keeps_is_written_before_the_end),
        TEST(what_it_keeps_is_written_before_it_is_ready),
        TEST(what_workers_say_to_one_that_is_not_ready_comes_too_late),
    };
    return cmocka_run_group_tests_name("conn_transport", tests, NULL, NULL);
}
