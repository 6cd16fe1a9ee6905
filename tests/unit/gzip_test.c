/* gzip_test.c - what was compressed is what comes out again, and what is not worth it. */
#include "test.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "ground/base.h"
#include "protocol/http/gzip.h"
#include "random_help.h"

static void expect_back(const struct an_buf *packed, size_t from, const void *p, size_t n)
{
    uint8_t *text = malloc(n + 1);
    z_stream z = {.next_in = packed->data + from,
                  .avail_in = (uInt)(packed->len - from),
                  .next_out = text,
                  .avail_out = (uInt)n + 1};
    assert_int_equal(inflateInit2(&z, MAX_WBITS + 16), Z_OK);
    assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
    assert_int_equal(z.total_out, n);
    assert_int_equal(z.avail_in, 0);
    assert_memory_equal(text, p, n);
    inflateEnd(&z);
    free(text);
}

static void what_goes_in_comes_out(void **state)
{
    (void)state;
    struct random r;
    struct an_buf out;
    static uint8_t bytes[100000];
    random_open(&r);
    an_buf_init(&out, 1 << 20);
    for (int i = 0; i < 50; i++) {
        size_t n = random_size(&r, sizeof bytes), letters = 1 + random_below(&r, 256);
        for (size_t k = 0; k < n; k++)
            bytes[k] = (uint8_t)random_below(&r, letters);
        an_buf_clear(&out, 0);
        an_buf_append(&out, "before", 6);
        assert_int_equal(an_gzip(bytes, n, &out), AN_OK);
        assert_memory_equal(out.data, "before", 6);
        expect_back(&out, 6, bytes, n);
    }
    an_buf_fini(&out);
    an_gzip_end();
    an_gzip_end();
}

static void what_does_not_fit_changes_nothing(void **state)
{
    (void)state;
    struct an_buf out;
    an_buf_init(&out, 10);
    an_buf_append(&out, "x", 1);
    assert_int_equal(an_gzip("hello, hello, hello", 19, &out), AN_ELIMIT);
    assert_int_equal(out.len, 1);
    an_buf_fini(&out);
    an_gzip_end();
}

static void not_all_answers_are_worth_it(void **state)
{
    (void)state;
    static const struct {
        const char *lines;
        size_t len;
        bool worth;
    } cases[] = {
        {"", 1024, true},
        {"", 1023, false},
        {"X-A: b\r\nContent-Type: text/plain; charset=x\r\n", 5000, true},
        {"content-type:TEXT/HTML\r\n", 5000, true},
        {"Content-Type: application/json\r\n", 5000, true},
        {"Content-Type: application/vnd.api+json; a=b\r\n", 5000, true},
        {"Content-Type: image/svg+xml\r\n", 5000, true},
        {"Content-Type: application/javascript\r\n", 5000, true},
        {"Content-Type: image/png\r\n", 5000, false},
        {"Content-Type: application/octet-stream\r\n", 5000, false},
        {"Content-Type: text/plain\r\nContent-Encoding: br\r\n", 5000, false},
        {"Content-Range: bytes 0-1/2\r\n", 5000, false},
        {"ETag: \"a\"\r\n", 5000, false},
        {"ETag: W/\"a\"\r\n", 5000, true},
        {"Cache-Control: max-age=5, no-transform\r\n", 5000, false},
        {"Cache-Control: max-age=5\r\n", 5000, true},
        {"Content-Digest: sha-256=:YQ==:\r\n", 5000, false},
        {"repr-digest: sha-256=:YQ==:\r\n", 5000, false},
        {"Digest: sha-256=YQ==\r\n", 5000, false},
        {"Content-MD5: YQ==\r\n", 5000, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (an_gzip_worth(cases[i].lines, strlen(cases[i].lines), cases[i].len, 1024) !=
            cases[i].worth)
            fail_msg("%s", cases[i].lines);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_goes_in_comes_out),
        cmocka_unit_test(what_does_not_fit_changes_nothing),
        cmocka_unit_test(not_all_answers_are_worth_it),
    };
    return cmocka_run_group_tests_name("gzip", tests, NULL, NULL);
}
