/* sniff_test.c - first bytes. */
#include "test.h"

#include "protocol/sniff.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Undecided up to the last byte, then this. */
static void decides(const char *in, size_t len, enum an_sniff expected)
{
    uint8_t *copy = malloc(len);
    memcpy(copy, in, len);
    for (size_t n = 0; n < len; n++)
        assert_int_equal(an_sniff(copy, n), AN_SNIFF_MORE);
    assert_int_equal(an_sniff(copy, len), expected);
    free(copy);
}
#define DECIDES(in, expected) decides(in, sizeof in - 1, expected)

static void a_method_and_a_blank_are_http(void **state)
{
    (void)state;
    static const char *const methods[] = {"GET ",     "HEAD ",  "POST ",  "PUT ",     "DELETE ",
                                          "CONNECT ", "TRACE ", "PATCH ", "OPTIONS ", "PRI "};
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        decides(methods[i], strlen(methods[i]), AN_SNIFF_HTTP);
    assert_int_equal(an_sniff((const uint8_t *)"GET / HTTP/1.1\r\n", 16), AN_SNIFF_HTTP);
}

/* On a port of all protocols other words of HTTP's begin other protocols, too. */
static void of_the_other_methods_a_path_is_needed(void **state)
{
    (void)state;
    static const char *const methods[] = {
        "ACL",        "BIND",   "CHECKOUT", "COPY",   "LINK",       "LOCK",      "M-SEARCH",
        "MERGE",      "MKCOL",  "MOVE",     "NOTIFY", "PROPFIND",   "PROPPATCH", "PURGE",
        "MKACTIVITY", "QUERY",  "REBIND",   "REPORT", "SEARCH",     "SOURCE",    "SUBSCRIBE",
        "MKCALENDAR", "UNBIND", "UNLINK",   "UNLOCK", "UNSUBSCRIBE"};
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        char in[32];
        snprintf(in, sizeof in, "%s /", methods[i]);
        decides(in, strlen(in), AN_SNIFF_HTTP);
        snprintf(in, sizeof in, "%s x", methods[i]);
        decides(in, strlen(in), AN_SNIFF_TCP);
    }
}

static void an_empty_line_before_a_request_is_http(void **state)
{
    (void)state;
    DECIDES("\r\nGET ", AN_SNIFF_HTTP);
    DECIDES("\r\nPROPFIND /", AN_SNIFF_HTTP);
}

static void anything_else_is_tcp_at_its_first_wrong_byte(void **state)
{
    (void)state;
    DECIDES("h", AN_SNIFF_TCP);
    DECIDES("\n", AN_SNIFF_TCP);
    DECIDES("\r\r", AN_SNIFF_TCP);
    DECIDES("\r\nx", AN_SNIFF_TCP);
    DECIDES("\r\n\r", AN_SNIFF_TCP);
    DECIDES("\r\n\x16", AN_SNIFF_TCP);
    DECIDES(" ", AN_SNIFF_TCP);
    DECIDES("\0", AN_SNIFF_TCP);
    DECIDES("Gx", AN_SNIFF_TCP);
    DECIDES("g", AN_SNIFF_TCP);
    DECIDES("GETX", AN_SNIFF_TCP);
    DECIDES("GET\t", AN_SNIFF_TCP);
    DECIDES("GET\0", AN_SNIFF_TCP);
    DECIDES("PU\r", AN_SNIFF_TCP);
    DECIDES("OPTIONS_", AN_SNIFF_TCP);
    DECIDES("SEARCH f", AN_SNIFF_TCP);
    DECIDES("SUBSCRIBE\n", AN_SNIFF_TCP);
    DECIDES("QUERY  ", AN_SNIFF_TCP);
}

static void a_client_hello_is_tls(void **state)
{
    (void)state;
    DECIDES("\x16\x03\x01\x02\x00\x01", AN_SNIFF_TLS);
    DECIDES("\x16\x03\x03\x00\xff\x01", AN_SNIFF_TLS);
    DECIDES("\x16\x02", AN_SNIFF_TCP);
    DECIDES("\x16\x03\x05", AN_SNIFF_TCP);
    DECIDES("\x16\x03\x01\x41", AN_SNIFF_TCP);
    DECIDES("\x16\x03\x01\x02\x00\x02", AN_SNIFF_TCP);
    DECIDES("\x15", AN_SNIFF_TCP);
}

/* Whatever comes, no more than AN_SNIFF_MAX bytes are ever undecided: no path of undecided bytes is longer. */
static size_t longest(uint8_t *in, size_t len)
{
    size_t most = len;
    assert_true(len <= AN_SNIFF_MAX);
    for (int c = 0; c < 256; c++) {
        in[len] = (uint8_t)c;
        if ((in[0] == 0x16 && len == 4 && c > 1) || an_sniff(in, len + 1) != AN_SNIFF_MORE)
            continue;
        size_t n = longest(in, len + 1);
        if (n > most) most = n;
    }
    return most;
}

static void the_undecided_are_few(void **state)
{
    (void)state;
    uint8_t in[AN_SNIFF_MAX + 1];
    assert_int_equal(longest(in, 0), 14);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_method_and_a_blank_are_http),
        cmocka_unit_test(of_the_other_methods_a_path_is_needed),
        cmocka_unit_test(an_empty_line_before_a_request_is_http),
        cmocka_unit_test(anything_else_is_tcp_at_its_first_wrong_byte),
        cmocka_unit_test(a_client_hello_is_tls),
        cmocka_unit_test(the_undecided_are_few),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
