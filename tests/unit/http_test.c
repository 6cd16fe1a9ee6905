/* http_test.c - what requests become, when they are told, and the limits. Forms have their own file, strictness its own table:
 * http_form_test.c, http_strict_test.c. */
#include "test.h"

#include "ground/base.h"
#include "http_help.h"
#include "protocol/text/head.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct an_http_limits limits = {.max_target = 64, .max_head = 512, .max_body = 1000};

#define H "Host: x\r\n"
#define GET "GET / HTTP/1.1\r\n" H "\r\n"
#define GOT "GET / HTTP/1.1|Host: x [] keep\n"
#define UPGRADE(key, version)                                                                      \
    "Host: x\r\nUpgrade: h2c, WebSocket\r\nConnection: keep-alive, upgrade\r\n"                    \
    "Sec-WebSocket-Key: " key "\r\nSec-WebSocket-Version: " version "\r\n\r\n"
#define KEY "dGhlIHNhbXBsZSBub25jZQ=="

static void check(const char *in, const char *expected)
{
    const char *why = http_differs(&limits, in, strlen(in), expected);
    if (why) fail_msg("%s\n%s", in, why);
}

/* What the bytes become; the last of several lines. */
static void check_ends(const char *in, const char *expected)
{
    struct an_buf text;
    an_buf_init(&text, 1 << 20);
    http_text(&text, &limits, in, strlen(in), http_whole, NULL);
    assert_int_equal(an_buf_append(&text, "", 1), AN_OK);
    const char *whole = (const char *)text.data;
    size_t n = strlen(whole), m = strlen(expected);
    if (n < m || strcmp(whole + n - m, expected) != 0) fail_msg("%s\n%s", in, whole);
    check(in, whole);
    an_buf_fini(&text);
}

/* --- feeding by hand --- */

static struct an_http *http;
static enum an_http_event_type event;
static int status;

static int open_http(void **state)
{
    (void)state;
    http = an_http_new(&limits);
    return 0;
}
static int close_http(void **state)
{
    (void)state;
    an_http_free(http);
    return 0;
}

static void feed(const char *text, size_t expected_used, enum an_http_event_type expected)
{
    ssize_t used = an_http_feed(http, (const uint8_t *)text, strlen(text), &event, &status);
    assert_int_equal(used, expected_used);
    assert_int_equal(event, expected);
}
#define TAKES(text, expected) feed(text, strlen(text), expected)

static void requests_come_one_at_a_time(void **state)
{
    (void)state;
    feed(GET GET, sizeof GET - 1, AN_HTTP_REQUEST);
    assert_false(an_http_in_request(http));
    feed(GET "\r\n", sizeof GET - 1, AN_HTTP_REQUEST);
    check(GET "\r\n" GET "G", GOT GOT "more\n");
}

static void empty_lines_are_no_request(void **state)
{
    (void)state;
    assert_false(an_http_in_request(http));
    TAKES("\r\n\r\n", AN_HTTP_NONE);
    assert_false(an_http_in_request(http));
    TAKES("G", AN_HTTP_NONE);
    assert_true(an_http_in_request(http));
    TAKES("", AN_HTTP_NONE);
    an_http_reset(http);
    assert_false(an_http_in_request(http));
    TAKES(GET, AN_HTTP_REQUEST);
}

static void a_head_keeps_names_as_sent_and_trims_values(void **state)
{
    (void)state;
    TAKES("M-SEARCH /a?b HTTP/1.1\r\nhOsT:x\r\nX_y: \t a  b \t \r\nE:\r\n\r\n", AN_HTTP_REQUEST);
    static const char block[] = "\10\0M-SEARCH\4\0/a?b\10\0HTTP/1.1\4\0hOsT\1\0x"
                                "\3\0X_y\4\0a  b\1\0E\0\0";
    const struct an_http_request *r = an_http_request(http);
    assert_int_equal(r->head_len, sizeof block - 1);
    assert_memory_equal(r->head, block, sizeof block - 1);
}

static void a_body_that_came_whole_stays_where_it_is(void **state)
{
    (void)state;
    static const char in[] = "POST / HTTP/1.1\r\n" H "Content-Length: 5\r\n\r\nhello";
    TAKES(in, AN_HTTP_REQUEST);
    assert_ptr_equal(an_http_request(http)->body, in + sizeof in - 6);
    TAKES("POST / HTTP/1.1\r\n" H "Content-Length: 5\r\n\r\n", AN_HTTP_NONE);
    assert_true(an_http_in_request(http));
    TAKES(in + sizeof in - 6, AN_HTTP_REQUEST);
    assert_ptr_equal(an_http_request(http)->body, in + sizeof in - 6);
    assert_int_equal(an_http_request(http)->body_len, 5);
}

static void bodies(void **state)
{
    (void)state;
    check("POST / HTTP/1.1\r\n" H "Content-Length: 3\r\n\r\nabc" GET,
          "POST / HTTP/1.1|Host: x|Content-Length: 3 [abc] keep\n" GOT);
    check("GET / HTTP/1.1\r\n" H "Content-Length: 0\r\n\r\n" GET,
          "GET / HTTP/1.1|Host: x|Content-Length: 0 [] keep\n" GOT);
    check("PUT / HTTP/1.1\r\n" H "Content-Length: 3\r\n\r\nab", "more\n");
    check("PUT / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\n", "more\n");
    check("HEAD / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n"
          "2;x\r\nab\r\n001\r\nc\r\n0\r\nTrailer: t\r\n\r\n" GET,
          "HEAD / HTTP/1.1|Host: x|Transfer-Encoding: chunked [abc] keep head\n" GOT);
}

static void keep_alive(void **state)
{
    (void)state;
    static const struct {
        const char *version, *connection;
        bool keep;
    } cases[] = {
        {"1.1", "", true},
        {"1.1", "Connection: Close\r\n", false},
        {"1.1", "Connection: foo ,\tclose\r\n", false},
        {"1.1", "Connection: foo\r\nConnection: close\r\n", false},
        {"1.1", "Connection: keep-alive, close\r\n", false},
        {"1.1", "Connection: closed\r\n", true},
        {"1.0", "", false},
        {"1.0", "Connection: Keep-Alive\r\n", true},
        {"1.0", "Connection: keep-alive, close\r\n", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char in[256];
        snprintf(in, sizeof in, "GET / HTTP/%s\r\n" H "%s\r\n", cases[i].version,
                 cases[i].connection);
        TAKES(in, AN_HTTP_REQUEST);
        if (an_http_request(http)->keep_alive != cases[i].keep) fail_msg("%s", in);
    }
}

static void continue_is_asked_once_and_only_while_the_body_is_missing(void **state)
{
    (void)state;
#define EXPECT(version, length)                                                                    \
    "POST / HTTP/" version "\r\n" H "Content-Length: " length "\r\nExpect: 100-continue\r\n\r\n"
    TAKES(EXPECT("1.1", "2"), AN_HTTP_CONTINUE);
    assert_true(an_http_in_request(http));
    TAKES("a", AN_HTTP_NONE);
    TAKES("b", AN_HTTP_REQUEST);
    TAKES(EXPECT("1.1", "2") "a", AN_HTTP_NONE);
    TAKES("b", AN_HTTP_REQUEST);
    TAKES(EXPECT("1.1", "0"), AN_HTTP_REQUEST);
    TAKES(EXPECT("1.0", "2"), AN_HTTP_NONE);
    TAKES("ab", AN_HTTP_REQUEST);
    TAKES("PUT / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n",
          AN_HTTP_CONTINUE);
    TAKES("0\r\n\r\n", AN_HTTP_REQUEST);
    assert_int_equal(an_http_feed(http, (const uint8_t *)EXPECT("1.1", "1001"),
                                  strlen(EXPECT("1.1", "1001")), &event, &status),
                     AN_EPROTO);
    assert_int_equal(status, 413);
}

/* --- upgrades --- */

static void a_websocket_handshake(void **state)
{
    (void)state;
    check_ends("GET / HTTP/1.1\r\n" UPGRADE(KEY, "13"),
               " keep websocket=s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\n");
    check_ends("GET / HTTP/1.1\r\n" UPGRADE(KEY, "13") "\x81\x80mask",
               " keep websocket=s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\n+6\n");
}

static void a_wrong_websocket_handshake(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"POST / HTTP/1.1\r\n" UPGRADE(KEY, "13"), " keep bad-websocket\n"},
        {"GET / HTTP/1.1\r\n" UPGRADE("", "13"), " keep bad-websocket\n"},
        {"GET / HTTP/1.1\r\n" UPGRADE("dGhl", "13"), " keep bad-websocket\n"},
        {"GET / HTTP/1.1\r\n" UPGRADE(KEY ", " KEY, "13"), " keep bad-websocket\n"},
        {"GET / HTTP/1.1\r\nSec-WebSocket-Key: " KEY "\r\n" UPGRADE(KEY, "13"),
         " keep bad-websocket\n"},
        {"GET / HTTP/1.1\r\n" UPGRADE(KEY, "8"), " keep bad-websocket bad-version\n"},
        {"GET / HTTP/1.1\r\n" UPGRADE(KEY, "13, 8"), " keep bad-websocket bad-version\n"},
        {"GET / HTTP/1.1\r\nSec-WebSocket-Version: 13\r\n" UPGRADE(KEY, "13"),
         " keep bad-websocket bad-version\n"},
        {"GET / HTTP/1.1\r\n" H "Upgrade: websocket\r\nConnection: upgrade\r\n"
         "Sec-WebSocket-Key: " KEY "\r\n\r\n",
         " keep bad-websocket\n"},
        {"GET / HTTP/1.1\r\n" H "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
         "Sec-WebSocket-Key: " KEY "\r\n\r\n",
         " keep bad-websocket\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_ends(cases[i][0], cases[i][1]);
}

/* What is offered changes neither the request nor where the next one begins. */
static void other_upgrades(void **state)
{
    (void)state;
    static const char *const offers[] = {
        "Upgrade: h2c|Connection: upgrade",
        "Upgrade: h2c|Connection: Upgrade, HTTP2-Settings|HTTP2-Settings: AAEAAEAAAAIAAAAB",
        "Upgrade: TLS/1.0|Connection: Upgrade",
        "Upgrade: TLS/1.0, HTTP/2.0, h2c|Connection: keep-alive, Upgrade",
        "Upgrade: websockets|Connection: upgrade",
        "Upgrade: |Connection: upgrade",
        "Upgrade: h2c|Upgrade: irc/6.9|Connection: upgrade|Connection: upgrade",
        "Upgrade: h2c",
        "Connection: upgrade",
    };
    for (size_t i = 0; i < sizeof offers / sizeof *offers; i++) {
        char lines[256], in[1024], out[1024];
        size_t n = 0;
        for (const char *p = offers[i]; *p; p++)
            n += (size_t)snprintf(lines + n, sizeof lines - n, *p == '|' ? "\r\n" : "%c", *p);
        snprintf(in, sizeof in,
                 "GET /a HTTP/1.1\r\n" H "%s\r\n\r\n"
                 "POST /b HTTP/1.1\r\n" H "%s\r\nContent-Length: 3\r\n\r\nabc"
                 "PUT /c HTTP/1.1\r\n" H "%s\r\nTransfer-Encoding: chunked\r\n\r\n"
                 "2\r\nde\r\n0\r\n\r\n" GET,
                 lines, lines, lines);
        snprintf(out, sizeof out,
                 "GET /a HTTP/1.1|Host: x|%s [] keep\n"
                 "POST /b HTTP/1.1|Host: x|%s|Content-Length: 3 [abc] keep\n"
                 "PUT /c HTTP/1.1|Host: x|%s|Transfer-Encoding: chunked [de] keep\n" GOT,
                 offers[i], offers[i], offers[i]);
        check(in, out);
    }
    check_ends("POST / HTTP/1.1\r\n" H "Upgrade: h2c\r\nConnection: upgrade\r\n"
               "Expect: 100-continue\r\nContent-Length: 1\r\n\r\na",
               " [a] keep\n");
    check(
        "CONNECT x:443 HTTP/1.1\r\nHost: x:443\r\nUpgrade: h2c\r\nConnection: upgrade\r\n\r\n" GET,
        "501\n");
    check("GET / HTTP/1.1\r\n" H "Upgrade: h2c\r\n\r\n" GET,
          "GET / HTTP/1.1|Host: x|Upgrade: h2c [] keep\n" GOT);
    check("GET / HTTP/1.1\r\n" H "Connection: upgrade\r\n\r\n" GET,
          "GET / HTTP/1.1|Host: x|Connection: upgrade [] keep\n" GOT);
    check_ends("GET / HTTP/1.0\r\n" UPGRADE(KEY, "13"), " keep 1.0\n");
}

/* The body is a body, and what stands behind it is the next request. */
static void a_websocket_with_a_body_is_none(void **state)
{
    (void)state;
    check_ends("GET / HTTP/1.1\r\nContent-Length: 1\r\n" UPGRADE(KEY, "13") "a",
               " [a] keep bad-websocket\n");
    check_ends("GET / HTTP/1.1\r\nContent-Length: 1\r\n" UPGRADE(KEY, "13") "a" GET,
               " [a] keep bad-websocket\n" GOT);
    check_ends("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" UPGRADE(
                   KEY, "13") "1\r\na\r\n0\r\n\r\n" GET,
               " [a] keep bad-websocket\n" GOT);
    check("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n" UPGRADE(KEY,
                                                                                          "13") "a",
          "400\n");
    check_ends("GET / HTTP/1.1\r\nContent-Length: 0\r\n" UPGRADE(KEY, "13"),
               " websocket=s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\n");
}

/* --- limits --- */

static const char *filled(const char *before, char c, size_t n, const char *after)
{
    static char text[8192];
    size_t at = strlen(before);
    memcpy(text, before, at);
    memset(text + at, c, n);
    strcpy(text + at + n, after);
    return text;
}

static void targets_have_a_limit(void **state)
{
    (void)state;
    check_ends(filled("GET /", 'a', 63, " HTTP/1.1\r\n" H "\r\n"), " [] keep\n");
    check(filled("GET /", 'a', 64, " HTTP/1.1\r\n" H "\r\n"), "414\n");
    check(filled("GET /", 'a', 1000, ""), "414\n");
}

static void heads_have_a_limit(void **state)
{
    (void)state;
    size_t rest = limits.max_head - strlen("GET / HTTP/1.1\r\n" H "A: \r\n\r\n");
    check_ends(filled("GET / HTTP/1.1\r\n" H "A: ", 'a', rest, "\r\n\r\n" GET), "a [] keep\n" GOT);
    check(filled("GET / HTTP/1.1\r\n" H "A: ", 'a', rest + 1, "\r\n\r\n"), "431\n");
    check(filled("GET / HTTP/1.1\r\n" H "A: ", ' ', rest + 1, "\r\n\r\n"), "431\n");
    check(filled("GET / HTTP/1.1\r\n" H "A: ", 'a', 2000, "\x01\r\n\r\n"), "431\n");
    check(filled("", '\n', 511, ""), "");
    check(filled("", '\n', 512, ""), "431\n");
    check(filled("", '\n', 2000, GET), "431\n");
}

static void many_short_lines_fit(void **state)
{
    (void)state;
    char in[1024] = "GET / HTTP/1.1\r\n" H;
    while (strlen(in) + strlen("a:\r\n\r\n") <= limits.max_head)
        strcat(in, "a:\r\n");
    strcat(in, "\r\n");
    check_ends(in, "|a: |a:  [] keep\n");
}

static void a_field_has_to_fit_its_length(void **state)
{
    (void)state;
    static const struct an_http_limits large = {
        .max_target = 1 << 20, .max_head = 1 << 20, .max_body = 1};
    static const struct {
        const char *before, *after;
        int status;
    } cases[] = {
        {"GET /", " HTTP/1.1\r\n" H "\r\n", 414},
        {"GET / HTTP/1.1\r\n" H "A: ", "\r\n\r\n", 431},
        {"GET / HTTP/1.1\r\n" H, ": a\r\n\r\n", 431},
    };
    struct an_http *h = an_http_new(&large);
    char *in = malloc(70000);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (size_t n = 65530; n < 65540; n++) {
            size_t at = strlen(cases[i].before), field = n + (i == 0);
            memcpy(in, cases[i].before, at);
            memset(in + at, 'a', n);
            strcpy(in + at + n, cases[i].after);
            an_http_reset(h);
            ssize_t used = an_http_feed(h, (uint8_t *)in, strlen(in), &event, &status);
            if (field <= 65535)
                assert_int_equal(used, strlen(in));
            else
                assert_int_equal(used < 0 ? status : 0, cases[i].status);
        }
    }
    free(in);
    an_http_free(h);
}

static void bodies_have_a_limit(void **state)
{
    (void)state;
#define SIZED(n) "PUT / HTTP/1.1\r\n" H "Content-Length: " n "\r\n\r\n"
#define CHUNKED "PUT / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n"
    check_ends(filled(SIZED("1000"), 'a', 1000, GET), "a] keep\n" GOT);
    check(SIZED("1001"), "413\n");
    check_ends(filled(CHUNKED "3e8\r\n", 'a', 1000, "\r\n0\r\n\r\n" GET), "a] keep\n" GOT);
    check(CHUNKED "3e9\r\n", "413\n");
    check(filled(CHUNKED "3e8\r\n", 'a', 1000, "\r\n1\r\n"), "413\n");
}

static void chunk_framing_has_a_limit(void **state)
{
    (void)state;
    check_ends(filled(CHUNKED "1;a=", 'a', 400, "\r\nx\r\n0\r\n\r\n"), " [x] keep\n");
    check(filled(CHUNKED "1;a=", 'a', 600, "\r\nx\r\n0\r\n\r\n"), "431\n");
    check(filled(CHUNKED "1;a=", 'a', 5000, ""), "431\n");
    check_ends(filled(CHUNKED "0\r\nA:", 'a', 400, "\r\n\r\n"), " [] keep\n");
    check(filled(CHUNKED "0\r\nA:", 'a', 600, "\r\n\r\n"), "431\n");
    check(filled(CHUNKED "0\r\nA:", 'a', 5000, ""), "431\n");
    char in[8192] = CHUNKED; /* small chunks alone never are too much */
    for (int i = 0; i < 1000; i++)
        strcat(in, "1\r\na\r\n");
    check_ends(strcat(in, "0\r\n\r\n"), "a] keep\n");
}

static void a_reset_codec_is_as_new(void **state)
{
    (void)state;
    static const char *const befores[] = {
        "G", "GET / HTTP/1.1\r\nHo", "?", SIZED("9") "a", CHUNKED "5\r\na", GET};
    for (size_t i = 0; i < sizeof befores / sizeof *befores; i++) {
        an_http_feed(http, (const uint8_t *)befores[i], strlen(befores[i]), &event, &status);
        an_http_reset(http);
        assert_false(an_http_in_request(http));
        TAKES(GET, AN_HTTP_REQUEST);
        assert_int_equal(an_http_request(http)->body_len, 0);
    }
}

static void the_parser_has_a_version(void **state)
{
    (void)state;
    assert_int_equal(strncmp(an_http_llhttp_version(), "9.", 2), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, open_http, close_http)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(requests_come_one_at_a_time),
        TEST(empty_lines_are_no_request),
        TEST(a_head_keeps_names_as_sent_and_trims_values),
        TEST(a_body_that_came_whole_stays_where_it_is),
        TEST(bodies),
        TEST(keep_alive),
        TEST(continue_is_asked_once_and_only_while_the_body_is_missing),
        TEST(a_websocket_handshake),
        TEST(a_wrong_websocket_handshake),
        TEST(other_upgrades),
        TEST(a_websocket_with_a_body_is_none),
        TEST(targets_have_a_limit),
        TEST(heads_have_a_limit),
        TEST(many_short_lines_fit),
        TEST(a_field_has_to_fit_its_length),
        TEST(bodies_have_a_limit),
        TEST(chunk_framing_has_a_limit),
        TEST(a_reset_codec_is_as_new),
        TEST(the_parser_has_a_version),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
