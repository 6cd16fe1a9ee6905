/* conn_upgrade_test.c - from HTTP to WebSocket: origin, subprotocol, permessage-deflate; and messages that are compressed. */
#include "test.h"

#include "conn_help.h"

#include "conn/publish.h"

#include <stdio.h>
#include <string.h>

#define ANSWER                                                                                     \
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"            \
    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"

/* The upgrade with further lines. */
static void upgrade_with(const char *lines)
{
    char text[2048];
    snprintf(text, sizeof text, "%.*s%s\r\n", (int)(sizeof UPGRADE - 3), UPGRADE, lines);
    conn_start(AN_SPEAKS_ALL);
    conn_input(text);
}

static void refused_with(const char *lines, const char *status_line)
{
    upgrade_with(lines);
    expect_begins(status_line);
    assert_int_equal(conn_state(), AN_CONN_CLOSING);
    expect_told("CONNECT TCP 0 []\nCLOSE HTTP 2 []\n");
}

/* --- Origin (RFC 6455, 10.2) --- */

static void pages_of_a_listed_origin_may_connect(void **state)
{
    (void)state;
    lo.config.ws_origins = "https://a.example, https://b.example:8443";
    upgrade_with("Origin: HTTPS://B.example:8443\r\n");
    expect_wrote(ANSWER "\r\n");
}

static void pages_of_another_origin_get_a_403(void **state)
{
    (void)state;
    lo.config.ws_origins = "https://a.example,https://b.example";
    refused_with("Origin: https://a.example.evil\r\n", "HTTP/1.1 403 Forbidden\r\n");
}

static void part_of_an_origin_is_another_origin(void **state)
{
    (void)state;
    lo.config.ws_origins = "https://a.example";
    refused_with("Origin: https://a.exampl\r\n", "HTTP/1.1 403 Forbidden\r\n");
}

static void one_bad_origin_of_two_is_enough(void **state)
{
    (void)state;
    lo.config.ws_origins = "https://a.example";
    refused_with("Origin: https://a.example\r\nOrigin: null\r\n", "HTTP/1.1 403 Forbidden\r\n");
}

static void an_empty_origin_is_not_listed(void **state)
{
    (void)state;
    lo.config.ws_origins = "https://a.example, ,";
    refused_with("Origin:\r\n", "HTTP/1.1 403 Forbidden\r\n");
}

static void a_client_without_an_origin_is_no_page(void **state)
{
    (void)state;
    lo.config.ws_origins = "https://a.example";
    upgrade_with("");
    expect_wrote(ANSWER "\r\n");
}

static void a_star_lists_all_origins(void **state)
{
    (void)state;
    lo.config.ws_origins = "*";
    upgrade_with("Origin: http://anything\r\n");
    expect_wrote(ANSWER "\r\n");
}

/* --- subprotocols (1.9) --- */

static void the_clients_first_supported_protocol_is_chosen(void **state)
{
    (void)state;
    lo.config.ws_protocols = "chat.v1, chat.v2";
    upgrade_with("Sec-WebSocket-Protocol: other, chat.v2, chat.v1\r\n");
    expect_wrote(ANSWER "Sec-WebSocket-Protocol: chat.v2\r\n\r\n");
}

static void a_second_line_of_offers_counts_when_the_first_has_none(void **state)
{
    (void)state;
    lo.config.ws_protocols = "chat.v1";
    upgrade_with("Sec-WebSocket-Protocol: other\r\nSec-WebSocket-Protocol: chat.v1\r\n");
    expect_wrote(ANSWER "Sec-WebSocket-Protocol: chat.v1\r\n\r\n");
}

static void without_a_supported_protocol_none_is_said(void **state)
{
    (void)state;
    upgrade_with("Sec-WebSocket-Protocol: other\r\n");
    expect_wrote(ANSWER "\r\n");
}

static void offers_that_are_no_list_get_a_400(void **state)
{
    (void)state;
    refused_with("Sec-WebSocket-Protocol: a b\r\n", "HTTP/1.1 400 Bad Request\r\n");
    assert_int_equal(an_counted(&lo.env.counters->protocol_errors), 1);
}

/* --- permessage-deflate (RFC 7692) --- */

static const char letters[] =
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

static void it_is_off_by_default(void **state)
{
    (void)state;
    upgrade_with("Sec-WebSocket-Extensions: permessage-deflate\r\n");
    expect_wrote(ANSWER "\r\n");
    assert_null(lo.conn->deflate);
}

static int deflate_setup(void **state)
{
    int err = conn_setup(state);
    an_conn_env_fini(&lo.env);
    lo.config.ws_deflate = true;
    an_conn_env_init(&lo.env);
    return err;
}

static void deflated(void)
{
    upgrade_with("Sec-WebSocket-Extensions: x-other, permessage-deflate\r\n");
    expect_wrote(ANSWER "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; "
                        "client_no_context_takeover\r\n\r\n");
    expect_told("CONNECT TCP 0 []\n");
}

static void a_client_that_offers_nothing_is_not_compressed_for(void **state)
{
    (void)state;
    upgrade_with("");
    expect_wrote(ANSWER "\r\n");
    conn_answer(letters);
    expect_begins("\x81\x4b");
}

static void an_offer_that_is_no_list_gets_a_400(void **state)
{
    (void)state;
    refused_with("Sec-WebSocket-Extensions: permessage-deflate; =\r\n",
                 "HTTP/1.1 400 Bad Request\r\n");
}

/* The example of RFC 7692, 7.2.3.1. */
static void a_compressed_message_is_told_inflated(void **state)
{
    (void)state;
    deflated();
    an_conn_input(lo.conn, (uint8_t[]){0xc1, 0x87, 0, 0, 0, 0, 0xf2, 0x48, 0xcd, 0xc9, 0xc9, 7, 0},
                  13);
    expect_told("RECV WS 1 [Hello]\n");
    conn_ws_frame(0x81, "plain");
    expect_told("RECV WS 1 [plain]\n");
}

static void what_is_long_enough_leaves_compressed(void **state)
{
    (void)state;
    deflated();
    conn_answer("short");
    expect_wrote("\x81\x05short");
    conn_answer(letters);
    assert_true(lo.wrote_len > 4 && lo.wrote_len < 16);
    expect_begins("\xc1");
}

static void a_message_that_is_no_deflate_data_gets_1007(void **state)
{
    (void)state;
    deflated();
    conn_ws_frame(0xc1, "\xff\xff\xff");
    expect_told("CLOSE WS 2 []\n");
    conn_sees_close();
    expect_wrote("\x88\x02\x03\xef");
    assert_null(lo.conn->deflate);
}

/* One compression for all of a variant; the plain form for the others. */
static void a_publication_is_sent_in_the_form_that_was_agreed_on(void **state)
{
    (void)state;
    deflated();
    struct an_delivery d = {
        .msg = {.type = AN_MSG_PUBLISH, .code = AN_WS_TEXT, .body_len = sizeof letters - 1},
        .body = (const uint8_t *)letters};
    unsigned v = an_ws_deflate_variant(lo.conn->deflate, sizeof letters - 1);
    an_publish_add(&lo.env, &d);
    an_publish_to(&lo.env, lo.conn, false);
    struct an_shared *once = lo.env.batch.form[v];
    assert_non_null(once);
    an_publish_to(&lo.env, lo.conn, false);
    assert_ptr_equal(once, lo.env.batch.form[v]);
    assert_null(lo.env.batch.frames);
    an_publish_end(&lo.env);
    an_conn_flush_all(&lo.env);
    assert_int_equal(lo.wrote_len % 2, 0);
    assert_memory_equal(lo.wrote, lo.wrote + lo.wrote_len / 2, lo.wrote_len / 2);
    expect_begins("\xc1");
    assert_int_equal(an_counted(&lo.env.counters->deliveries), 2);
}

static void a_publication_that_does_not_shrink_is_sent_as_it_is(void **state)
{
    uint8_t noise[100];
    uint32_t x = 1;
    (void)state;
    deflated();
    for (size_t i = 0; i < sizeof noise; i++)
        noise[i] = (uint8_t)((x = x * 1664525 + 1013904223) >> 24);
    struct an_delivery d = {
        .msg = {.type = AN_MSG_PUBLISH, .code = AN_WS_BINARY, .body_len = sizeof noise},
        .body = noise};
    an_publish_add(&lo.env, &d);
    an_publish_to(&lo.env, lo.conn, false);
    assert_non_null(lo.env.batch.frames);
    an_publish_end(&lo.env);
    an_conn_flush_all(&lo.env);
    expect_begins("\x82\x64");
}

/* --- the application is asked --- */

static int asked_setup(void **state)
{
    int err = conn_setup(state);
    lo.config.ws_open = true;
    lo.config.ws_protocols = "chat";
    return err;
}

static void asked(const char *lines)
{
    upgrade_with(lines);
    expect_told("CONNECT TCP 0 []\nOPEN HTTP 0 []\n");
    expect_wrote("");
}

static void accept_with(const char *lines)
{
    struct an_delivery d = {.msg = {.type = AN_MSG_SEND,
                                    .proto = AN_PROTO_HTTP,
                                    .code = 101,
                                    .id = lo.conn->id,
                                    .head_len = (uint32_t)strlen(lines),
                                    .stamp = lo.request},
                            .head = (const uint8_t *)lines};
    assert_true(an_conn_message(lo.conn, &d));
    an_conn_flush_all(&lo.env);
}

static void accept_it(void)
{
    accept_with("");
}

static void what_its_worker_accepts_becomes_a_websocket(void **state)
{
    (void)state;
    asked("Sec-WebSocket-Protocol: chat\r\n");
    conn_ws_frame(0x81, "early");
    expect_told("");
    accept_it();
    expect_wrote(ANSWER "Sec-WebSocket-Protocol: chat\r\n\r\n");
    expect_told("RECV WS 1 [early]\n");
}

/* In any of its lines. */
static void its_worker_may_choose_the_subprotocol(void **state)
{
    (void)state;
    asked("Sec-WebSocket-Protocol: chat\r\n");
    accept_with("Sec-Other: a\r\nSec-WebSocket-Protocol: mine\r\n");
    assert_true(wrote_has("Sec-WebSocket-Protocol: mine\r\n"));
    assert_false(wrote_has("chat"));
}

static void another_line_of_its_worker_is_no_subprotocol(void **state)
{
    (void)state;
    asked("Sec-WebSocket-Protocol: chat\r\n");
    accept_with("Sec-Of-Another-Kind-Altogether: a\r\n");
    assert_true(wrote_has("Sec-WebSocket-Protocol: chat\r\n"));
}

static void what_its_worker_refuses_ends(void **state)
{
    (void)state;
    asked("Connection: keep-alive\r\n");
    conn_message(AN_MSG_SEND, 401, 0, "no");
    an_conn_flush_all(&lo.env);
    assert_true(wrote_has("Connection: close\r\n"));
    expect_begins("HTTP/1.1 401 Unauthorized\r\n");
    expect_told("CLOSE HTTP 1 []\n");
}

static void a_worker_that_is_silent_is_not_waited_for_for_ever(void **state)
{
    (void)state;
    asked("");
    lo.taken = true;
    conn_pass(lo.config.queue_ms);
    conn_pass(lo.config.answer_ms - lo.config.queue_ms);
    expect_begins("HTTP/1.1 504 Gateway Timeout\r\n");
    expect_told("CLOSE HTTP 3 []\n");
}

static void an_acceptance_that_comes_twice_is_one(void **state)
{
    (void)state;
    asked("");
    accept_it();
    expect_wrote(ANSWER "\r\n");
    accept_it();
    expect_wrote("");
    assert_int_equal(an_counted(&lo.env.counters->late_sends), 1);
}

static void an_acceptance_of_what_is_no_upgrade_is_none(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_ALL);
    conn_input(GET);
    accept_it();
    expect_wrote("");
    assert_int_equal(an_counted(&lo.env.counters->late_sends), 1);
}

static void a_client_that_leaves_while_it_is_asked_about_is_gone(void **state)
{
    (void)state;
    asked("");
    an_conn_broken(lo.conn);
    assert_int_equal(lo.gones, 1);
    expect_told("CLOSE HTTP 0 []\n");
}

static void one_that_has_ended_its_side_is_told_and_gone(void **state)
{
    (void)state;
    asked("");
    an_conn_eof(lo.conn);
    assert_int_equal(lo.gones, 0);
    accept_it();
    expect_told("CLOSE WS 0 []\n");
    conn_sees_close();
    assert_int_equal(lo.gones, 1);
}

static void of_two_lines_of_protocols_the_first_counts(void **state)
{
    (void)state;
    lo.config.ws_protocols = "chat.v1, chat.v2";
    upgrade_with("Sec-WebSocket-Protocol: chat.v2\r\nSec-WebSocket-Protocol: chat.v1\r\n");
    expect_wrote(ANSWER "Sec-WebSocket-Protocol: chat.v2\r\n\r\n");
}

static void of_two_lines_of_extensions_the_first_counts(void **state)
{
    (void)state;
    upgrade_with("Sec-WebSocket-Extensions: permessage-deflate\r\n"
                 "Sec-WebSocket-Extensions: x-other\r\n");
    assert_true(wrote_has("Sec-WebSocket-Extensions: permessage-deflate; "));
    assert_non_null(lo.conn->deflate);
}

#define ASKED(name) cmocka_unit_test_setup_teardown(name, asked_setup, conn_teardown)
#define UNIT(name) cmocka_unit_test_setup_teardown(name, conn_setup, conn_teardown)
#define DEFLATE(name) cmocka_unit_test_setup_teardown(name, deflate_setup, conn_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(pages_of_a_listed_origin_may_connect),
        UNIT(pages_of_another_origin_get_a_403),
        UNIT(part_of_an_origin_is_another_origin),
        UNIT(one_bad_origin_of_two_is_enough),
        UNIT(an_empty_origin_is_not_listed),
        UNIT(a_client_without_an_origin_is_no_page),
        UNIT(a_star_lists_all_origins),
        UNIT(the_clients_first_supported_protocol_is_chosen),
        UNIT(a_second_line_of_offers_counts_when_the_first_has_none),
        UNIT(without_a_supported_protocol_none_is_said),
        UNIT(offers_that_are_no_list_get_a_400),
        UNIT(it_is_off_by_default),
        DEFLATE(a_client_that_offers_nothing_is_not_compressed_for),
        DEFLATE(an_offer_that_is_no_list_gets_a_400),
        DEFLATE(a_compressed_message_is_told_inflated),
        DEFLATE(what_is_long_enough_leaves_compressed),
        DEFLATE(a_message_that_is_no_deflate_data_gets_1007),
        DEFLATE(a_publication_is_sent_in_the_form_that_was_agreed_on),
        DEFLATE(a_publication_that_does_not_shrink_is_sent_as_it_is),
        ASKED(what_its_worker_accepts_becomes_a_websocket),
        ASKED(its_worker_may_choose_the_subprotocol),
        ASKED(another_line_of_its_worker_is_no_subprotocol),
        ASKED(what_its_worker_refuses_ends),
        ASKED(a_worker_that_is_silent_is_not_waited_for_for_ever),
        ASKED(an_acceptance_that_comes_twice_is_one),
        UNIT(an_acceptance_of_what_is_no_upgrade_is_none),
        ASKED(a_client_that_leaves_while_it_is_asked_about_is_gone),
        ASKED(one_that_has_ended_its_side_is_told_and_gone),
        UNIT(of_two_lines_of_protocols_the_first_counts),
        DEFLATE(of_two_lines_of_extensions_the_first_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
