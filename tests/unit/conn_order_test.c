/* conn_order_test.c - whatever a client, its worker and others do around an end, in any order: it ends once, is told once, and gives all of its memory back
 * (AddressSanitizer looks); the loopback itself fails when the dead ask for anything, and when an end is reported for ever (conn_help.c). */
#include "test.h"

#include "conn/publish.h"
#include "conn_help.h"

#include <string.h>

#define HELLO "\x81\x85\0\0\0\0hello"
#define BAD "\x83\x80\0\0\0\0"
#define BYE "\x88\x82\0\0\0\0\x03\xe8"

static void input(const char *p, size_t n)
{
    uint8_t copy[64];
    memcpy(copy, p, n);
    if (lo.conn->phase == AN_PHASE_DEAD || !(lo.wants & AN_WANT_READ)) return;
    an_conn_input(lo.conn, copy, n);
    an_conn_flush_all(&lo.env);
}
#define INPUT(text) input(text, sizeof text - 1)

/* From a worker that has looked into the registry, or from the one that is asked. */
static void message(enum an_msg_type type, uint32_t code, uint8_t flags, const char *topic,
                    bool other)
{
    struct an_conn_route route = {0};
    if (lo.conn->phase == AN_PHASE_DEAD) return;
    bool known = an_registry_answerable(&lo.registry, lo.conn->id, &route);
    struct an_delivery d = {.msg = {.type = type,
                                    .proto = other && known ? (uint8_t)route.proto : lo.conn->proto,
                                    .code = code,
                                    .flags = flags,
                                    .id = lo.conn->id,
                                    .stamp = other ? route.request : conn_request(),
                                    .head_len = (uint32_t)strlen(topic),
                                    .body_len = 5},
                            .head = (const uint8_t *)topic,
                            .body = (const uint8_t *)"hello"};
    assert_true(an_conn_message(lo.conn, &d));
    an_conn_flush_all(&lo.env);
}

static void says_good(void)
{
    INPUT(HELLO);
}
static void says_bad(void)
{
    INPUT(BAD HELLO);
}
static void says_bye(void)
{
    INPUT(HELLO BYE);
}
static void asks(void)
{
    INPUT(GET "\r\n");
}
static void fin(void)
{
    conn_fin();
}
static void accept_it(void)
{
    message(AN_MSG_SEND, 101, 0, "", false);
}
static void answers(void)
{
    message(AN_MSG_SEND, 0, 0, "", true);
}
static void writes(void)
{
    message(AN_MSG_SEND, 0, AN_MSG_PART, "", false);
}
static void subscribes(void)
{
    message(AN_MSG_SUBSCRIBE, 0, 0, "room", true);
    struct an_delivery d = {
        .msg = {.type = AN_MSG_PUBLISH, .code = AN_WS_TEXT, .head_len = 4, .body_len = 5},
        .head = (const uint8_t *)"room",
        .body = (const uint8_t *)"hello"};
    conn_publish(&d);
    an_conn_flush_all(&lo.env);
}
static void closes(void)
{
    message(AN_MSG_HANGUP, 4000, 0, "", true);
}
static void sees_close(void)
{
    if (!strstr(lo.told, "CLOSE")) return;
    message(AN_MSG_UNSUBSCRIBE, 0, 0, "", false);
    message(AN_MSG_HANGUP, 0, 0, "", false);
}
static void time_passes(void)
{
    conn_pass(lo.config.linger_ms);
}
static void ring_fills(void)
{
    lo.full = !lo.full;
    if (lo.full) return;
    an_conn_pushing(lo.conn, lo.position += 64);
    if (lo.conn->phase != AN_PHASE_DEAD) conn_pushed();
}
static void dies(void)
{
    an_conn_orphaned(lo.conn, lo.position + 1);
    an_conn_flush_all(&lo.env);
}

static const struct {
    const char *first;
    bool opens, accepted;
} beginnings[] = {{"hello", false, false},
                  {GET GET, false, false},
                  {UPGRADE, true, false},
                  {UPGRADE, true, true}};

static size_t count_of(const char *word)
{
    size_t n = 0;
    for (const char *p = lo.told; (p = strstr(p, word)); p++)
        n++;
    return n;
}

static void one_way(size_t beginning, size_t way)
{
    static void (*const steps[])(void) = {says_good,  says_bad,    says_bye,   asks,   fin,
                                          accept_it,  answers,     writes,     closes, subscribes,
                                          sees_close, time_passes, ring_fills, dies};
    enum { N = sizeof steps / sizeof *steps };
    lo.config.ws_open = beginnings[beginning].opens;
    conn_start(AN_SPEAKS_ALL);
    conn_input(beginnings[beginning].first);
    if (beginnings[beginning].accepted) accept_it();
    for (int n = 0; n < 3; n++, way /= N)
        steps[way % N]();
    for (int n = 0; n < 9 && lo.conn->phase != AN_PHASE_DEAD; n++) /* time ends all of them, */
        conn_pass(200000);
    if (lo.conn->phase != AN_PHASE_DEAD) an_conn_broken(lo.conn); /* but for a stream */
    assert_int_equal(count_of("CONNECT"), 1);
    assert_int_equal(count_of("CLOSE"), 1);
    assert_null(strstr(strstr(lo.told, "CLOSE"), "RECV"));
    assert_int_equal(lo.gones, 1);
    assert_int_equal(conn_state(), AN_CONN_FREE);
    assert_false(an_timer_armed(&lo.conn->timer));
    assert_null(lo.conn->topics);
    assert_int_equal(an_counted(&lo.env.counters->connections), 0);
}

static void any_order_ends_once(void **state)
{
    for (size_t b = 0; b < sizeof beginnings / sizeof *beginnings; b++)
        for (size_t way = 0; way < 14 * 14 * 14; way++) {
            conn_teardown(state);
            conn_setup(state);
            one_way(b, way);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(any_order_ends_once, conn_setup, conn_teardown),
    };
    return cmocka_run_group_tests_name("conn_order", tests, NULL, NULL);
}
