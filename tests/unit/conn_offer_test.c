/* conn_offer_test.c - an offer to speak another protocol, which is not taken: the request is what it would be without it. RFC 9110, 7.8. */
#include "test.h"

#include "conn_help.h"

#include <stdio.h>
#include <string.h>

/* As Java's HttpClient and curl say it, and others. */
static const char *const offers[] = {
    "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
    "HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA\r\n",
    "Connection: keep-alive, Upgrade\r\nUpgrade: TLS/1.0, HTTP/2.0, h2c\r\n",
    "Upgrade: h2c\r\n",
    "Connection: upgrade\r\n",
};
#define OFFERS (sizeof offers / sizeof *offers)
#define WEBSOCKET "Connection: Upgrade\r\nUpgrade: websocket\r\n"
#define FORM_TYPE "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 52\r\n"

static const char *asked(const char *line, const char *offer, const char *rest)
{
    static char text[1024];
    snprintf(text, sizeof text, "%s HTTP/1.1\r\nHost: x\r\n%s%s", line, offer, rest);
    return text;
}

static void requests_of_all_kinds_follow_each_other(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_ALL);
    lo.told[0] = 0;
    for (size_t i = 0; i < OFFERS; i++) {
        conn_input(asked("GET /a", offers[i], "\r\n"));
        expect_told("RECV HTTP 0 []\n");
        conn_answer("one");
        conn_input(asked("POST /b", offers[i], "Content-Length: 5\r\n\r\nhello"));
        expect_told("RECV HTTP 0 [hello]\n");
        conn_answer("two");
        conn_input_bytes(
            asked("PUT /c", offers[i], "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n"));
        expect_told("RECV HTTP 0 [hi]\n");
        conn_answer("three");
        assert_false(wrote_has("Connection: close"));
    }
    assert_int_equal(lo.shuts, 0);
}

static void what_stands_behind_it_is_the_next_request(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_HTTP);
    lo.told[0] = 0;
    char two[2048];
    snprintf(two, sizeof two, "%s" GET,
             asked("POST /b", offers[0], "Content-Length: 5\r\n\r\nhello"));
    conn_input(two);
    expect_told("RECV HTTP 0 [hello]\n");
    conn_answer("one");
    expect_told("RECV HTTP 0 []\n");
}

/* No client may go on as if it had been taken. */
static void the_other_protocol_behind_it_is_no_request(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_HTTP);
    conn_input(asked("GET /a", offers[0], "\r\n"));
    conn_answer("one");
    lo.wrote_len = 0;
    conn_input("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    expect_begins("HTTP/1.1 505 ");
    assert_int_equal(lo.shuts, 1);
}

static void the_body_is_asked_for(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_HTTP);
    conn_input(asked("POST /b", offers[0], "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n"));
    expect_wrote("HTTP/1.1 100 Continue\r\n\r\n");
    conn_input("hello");
    expect_told("CONNECT HTTP 0 []\nRECV HTTP 0 [hello]\n");
}

static void a_file_is_served(void **state)
{
    (void)state;
    lo.env.documents = true;
    conn_start(AN_SPEAKS_ALL);
    for (size_t i = 0; i < OFFERS; i++) {
        lo.document = conn_document(AN_DOCUMENT_FILE, 5, true);
        conn_input(asked("GET /a.txt", offers[i], "\r\n"));
        assert_true(wrote_has("\r\n\r\n01234"));
        expect_begins("HTTP/1.1 200 ");
    }
    assert_null(strstr(lo.told, "RECV"));
}

static void a_file_is_served_where_no_websocket_is_spoken(void **state)
{
    (void)state;
    lo.env.documents = true;
    conn_start(AN_SPEAKS_HTTP);
    lo.document = conn_document(AN_DOCUMENT_FILE, 5, true);
    conn_input(UPGRADE);
    expect_told("CONNECT HTTP 0 []\nLOOK chat\n");
    assert_true(wrote_has("\r\n\r\n01234"));
}

static void a_form_is_one(void **state)
{
    (void)state;
    lo.env.limits.max_form = 1000;
    conn_start(AN_SPEAKS_HTTP);
    conn_input(asked("POST /f", offers[0], FORM_TYPE "\r\n--b\r\n"));
    expect_told("CONNECT HTTP 0 []\nFEED [--b\r\n]\n");
}

static void a_websocket_that_is_offered_with_a_body_is_refused_where_it_is_spoken(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_ALL);
    conn_input(asked("POST /b", WEBSOCKET, "Content-Length: 5\r\n\r\nhello" GET));
    expect_begins("HTTP/1.1 400 ");
    assert_int_equal(lo.shuts, 1);
    assert_null(strstr(lo.told, "RECV"));
    an_conn_eof(lo.conn);
    lo.told[0] = 0;
    conn_start(AN_SPEAKS_HTTP);
    conn_input(asked("POST /b", WEBSOCKET, "Content-Length: 5\r\n\r\nhello" GET));
    expect_told("CONNECT HTTP 0 []\nRECV HTTP 0 [hello]\n");
    conn_answer("one");
    expect_told("RECV HTTP 0 []\n");
}

static void nothing_of_a_form_is_kept_that_is_refused_for_it(void **state)
{
    (void)state;
    lo.env.limits.max_form = 1000;
    conn_start(AN_SPEAKS_ALL);
    conn_input(asked("POST /f", WEBSOCKET, FORM_TYPE "\r\n--b\r\n"));
    expect_begins("HTTP/1.1 400 ");
    expect_told("CONNECT TCP 0 []\nCLOSE HTTP 2 []\n");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, conn_setup, conn_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(requests_of_all_kinds_follow_each_other),
        TEST(what_stands_behind_it_is_the_next_request),
        TEST(the_other_protocol_behind_it_is_no_request),
        TEST(the_body_is_asked_for),
        TEST(a_file_is_served),
        TEST(a_file_is_served_where_no_websocket_is_spoken),
        TEST(a_form_is_one),
        TEST(a_websocket_that_is_offered_with_a_body_is_refused_where_it_is_spoken),
        TEST(nothing_of_a_form_is_kept_that_is_refused_for_it),
    };
    return cmocka_run_group_tests_name("conn_offer", tests, NULL, NULL);
}
