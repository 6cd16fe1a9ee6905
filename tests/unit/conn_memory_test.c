/* conn_memory_test.c - what connections keep in memory is counted as what it is, and given back when it is too much. That nothing is counted twice or stays
 * counted is looked at when each test of connections ends: an_conn_env_fini(). */
#include "test.h"

#include "conn/publish.h"
#include "conn_help.h"

#include <string.h>
#include <zlib.h>

#define LONG 200000u
#define POST "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\n"

static char bytes[LONG];

static uint64_t kept(void)
{
    return lo.env.share.account.bytes;
}

static void input(size_t n)
{
    for (size_t at = 0; at < n; at += AN_READ_SIZE)
        an_conn_input(lo.conn, (uint8_t *)bytes + at, AN_MIN(n - at, (size_t)AN_READ_SIZE));
    an_conn_flush_all(&lo.env);
}

static uint64_t relieved(void)
{
    uint64_t before = an_counted(&lo.env.counters->memory_closed);
    an_conn_relieve(lo.conn);
    an_conn_flush_all(&lo.env);
    return an_counted(&lo.env.counters->memory_closed) - before;
}

static void gone(void)
{
    if (lo.conn->phase != AN_PHASE_DEAD) an_conn_kill(lo.conn, AN_CLOSE_PEER);
    lo.told[0] = 0;
    lo.wrote_len = 0;
}

/* The first bytes of a long masked frame. */
static void frame_begins(uint8_t first, uint16_t len)
{
    uint8_t head[] = {first, 0xfe, (uint8_t)(len >> 8), (uint8_t)len, 0, 0, 0, 0};
    an_conn_input(lo.conn, head, sizeof head);
}

static void a_request_that_is_not_whole_is_refused_with_503(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_ALL);
    conn_input(POST);
    input(LONG - 1);
    assert_true(kept() >= LONG && kept() < 2 * LONG);
    assert_true(an_conn_holds(lo.conn) >= LONG);
    assert_int_equal(relieved(), 1);
    expect_begins("HTTP/1.1 503 ");
    assert_true(kept() < 8192); /* what a codec keeps for the next one */
    assert_int_equal(an_conn_holds(lo.conn), 0);
    expect_told("CONNECT TCP 0 []\nCLOSE HTTP 7 []\n");
}

static void a_message_that_is_not_whole_is_refused_with_1013(void **state)
{
    (void)state;
    conn_upgraded();
    uint64_t before = kept();
    frame_begins(0x82, 60000);
    input(50000);
    assert_true(kept() >= before + 50000);
    assert_int_equal(relieved(), 1);
    assert_int_equal(kept(), before); /* at once, and not when its worker has come to CLOSE: */
    expect_told("CLOSE WS 7 []\n");
    assert_int_equal(lo.close_code, 1013);
    input(10000);
    assert_int_equal(kept(), before);
    conn_sees_close();
    expect_wrote("\x88\x02\x03\xf5");
}

static void what_is_compressed_counts_as_what_it_becomes(void **state)
{
    (void)state;
    uint8_t small[LONG / 100];
    an_conn_env_fini(&lo.env);
    lo.config.ws_deflate = true;
    an_conn_env_init(&lo.env);
    conn_start(AN_SPEAKS_ALL);
    conn_input("GET /chat HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
               "Sec-WebSocket-Extensions: permessage-deflate\r\n"
               "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
    z_stream z = {0};
    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_in = (uint8_t *)bytes;
    z.avail_in = LONG;
    z.next_out = small;
    z.avail_out = sizeof small;
    assert_int_equal(deflate(&z, Z_SYNC_FLUSH), Z_OK);
    size_t n = sizeof small - z.avail_out;
    deflateEnd(&z);
    assert_true(n < 1000);
    uint64_t before = kept();
    frame_begins(0x42, (uint16_t)n); /* and more is to come */
    an_conn_input(lo.conn, small, n);
    assert_true(kept() - before >= LONG && an_conn_holds(lo.conn) >= LONG);
    assert_int_equal(relieved(), 1);
    assert_int_equal(kept(), before);
}

static void what_waits_for_a_worker_is_taken_back(void **state)
{
    (void)state;
    lo.full = true;
    conn_start(AN_SPEAKS_TCP);
    input(60000);
    assert_true(an_conn_holds(lo.conn) >= 60000);
    lo.told[0] = 0;
    assert_int_equal(relieved(), 1);
    expect_told("CANCEL\nCLOSE TCP 7 []\n");
    assert_int_equal(lo.shuts, 1);
    gone();
    conn_start(AN_SPEAKS_ALL);
    conn_input(POST);
    input(LONG);
    assert_true(an_conn_holds(lo.conn) >= LONG);
    input(10000);
    assert_int_equal(relieved(), 1);
    expect_begins("HTTP/1.1 503 ");
    assert_true(kept() < 8192);
    assert_int_equal(an_conn_holds(lo.conn), 0);
    gone();
    lo.full = false;
    conn_upgraded();
    uint64_t before = kept();
    lo.full = true;
    frame_begins(0x82, 60000);
    input(60000);
    input(1000); /* more is stashed behind it */
    assert_int_equal(relieved(), 1);
    assert_int_equal(lo.close_code, 1013);
    assert_int_equal(kept(), before);
}

static void what_a_worker_has_begun_to_read_is_not(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_ALL);
    lo.full = lo.taken = true;
    conn_input(POST);
    input(LONG);
    assert_int_equal(relieved(), 0);
    assert_int_equal(lo.conn->phase, AN_PHASE_WAIT);
    gone();
    conn_start(AN_SPEAKS_TCP);
    input(60000);
    assert_int_equal(relieved(), 0);
    assert_int_equal(lo.conn->phase, AN_PHASE_TCP);
    gone();
    lo.full = lo.taken = false;
    conn_upgraded();
    lo.full = lo.taken = true;
    frame_begins(0x82, 60000);
    input(60000);
    lo.told[0] = 0;
    assert_int_equal(relieved(), 0);
    expect_told("CANCEL\n");
}

static void who_does_not_read_is_cut_off(void **state)
{
    (void)state;
    lo.take = 10;
    conn_start(AN_SPEAKS_TCP);
    struct an_delivery d = {.msg = {.type = AN_MSG_SEND, .id = lo.conn->id, .body_len = LONG},
                            .body = (uint8_t *)bytes};
    assert_true(an_conn_message(lo.conn, &d));
    assert_true(kept() >= LONG - 10 && an_conn_holds(lo.conn) >= LONG - 10);
    lo.filled = false;
    lo.take = LONG - 100;
    an_conn_writable(lo.conn); /* its piece of memory stays until the last byte has left */
    assert_true(kept() >= LONG - 10 && an_conn_holds(lo.conn) >= LONG - 10);
    lo.told[0] = 0;
    assert_int_equal(relieved(), 1);
    expect_told("CLOSE TCP 7 []\n");
    assert_int_equal(lo.gones, 1);
    assert_int_equal(kept(), 0);
}

static void what_is_published_counts_once(void **state)
{
    (void)state;
    static struct an_conn many[8];
    static const struct an_conn_addr addr = {.family = 4};
    lo.config.listen[0].speaks = AN_SPEAKS_TCP;
    lo.take = 0;
    for (uint32_t i = 0; i < 8; i++) {
        an_conn_start(&lo.env, &many[i], i, 0, &addr);
        struct an_delivery join = {
            .msg = {.type = AN_MSG_SUBSCRIBE, .id = many[i].id, .head_len = 1},
            .head = (const uint8_t *)"t"};
        assert_true(an_conn_message(&many[i], &join));
    }
    struct an_delivery d = {.msg = {.type = AN_MSG_PUBLISH, .head_len = 1, .body_len = LONG},
                            .head = (const uint8_t *)"t",
                            .body = (uint8_t *)bytes};
    conn_publish(&d);
    an_conn_flush_all(&lo.env);
    assert_true(kept() >= LONG && kept() < 2 * LONG);
    for (uint32_t i = 0; i < 8; i++) {
        assert_true(kept() >= LONG);
        assert_true(an_conn_holds(&many[i]) >= LONG); /* each of them keeps all of it */
        an_conn_relieve(&many[i]);
        assert_int_equal(many[i].phase, AN_PHASE_DEAD);
    }
    assert_int_equal(kept(), 0);
}

/* --- the cap --- */

static struct an_budget budget;
static int calls;

static void relieve(struct an_conn_env *env)
{
    assert_ptr_equal(env, &lo.env);
    calls++;
    an_conn_relieve(lo.conn);
}

static void it_is_looked_at_with_every_read(void **state)
{
    (void)state;
    an_conn_env_fini(&lo.env);
    an_budget_init(&budget, 2 * AN_ACCOUNT_STEP);
    lo.env.budget = &budget;
    lo.env.relieve = relieve;
    an_conn_env_init(&lo.env);
    calls = 0;
    conn_start(AN_SPEAKS_ALL);
    conn_input(POST);
    input(60000);
    assert_int_equal(calls, 0);
    an_conn_input(lo.conn, (uint8_t *)bytes, AN_READ_SIZE);
    assert_int_equal(calls, 1);
    an_conn_flush_all(&lo.env);
    expect_begins("HTTP/1.1 503 ");
}

static void first_bytes_that_nobody_knows_are_given_back(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_ALL);
    conn_input("GE");
    assert_int_equal(kept(), 2);
    assert_int_equal(relieved(), 1);
    expect_told("CONNECT TCP 0 []\nCLOSE TCP 7 []\n");
    assert_int_equal(kept(), 0);
}

/* A page for its status would be one more piece of it. */
static void an_answer_that_has_begun_is_cut_off(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_HTTP);
    conn_input(GET);
    conn_message(AN_MSG_SEND, 0, AN_MSG_PART, "begun");
    an_conn_flush_all(&lo.env);
    lo.wrote_len = 0;
    input(60000); /* the next request waits */
    assert_int_equal(relieved(), 1);
    expect_wrote("");
    assert_int_equal(lo.gones, 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, conn_setup, conn_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_request_that_is_not_whole_is_refused_with_503),
        TEST(a_message_that_is_not_whole_is_refused_with_1013),
        TEST(what_is_compressed_counts_as_what_it_becomes),
        TEST(what_waits_for_a_worker_is_taken_back),
        TEST(what_a_worker_has_begun_to_read_is_not),
        TEST(who_does_not_read_is_cut_off),
        TEST(what_is_published_counts_once),
        TEST(it_is_looked_at_with_every_read),
        TEST(first_bytes_that_nobody_knows_are_given_back),
        TEST(an_answer_that_has_begun_is_cut_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
