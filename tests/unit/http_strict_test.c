/* http_strict_test.c - requests that two servers could read in two ways, and what this one says to them. Each is run whole, byte by byte, and
 * split at every place. */
#include "test.h"

#include "http_help.h"

#include <string.h>

static const struct an_http_limits limits = {.max_target = 64, .max_head = 512, .max_body = 1000};

struct strict_case {
    const char *in;
    size_t len;
    const char *out;
};
#define CASE(in, out)                                                                              \
    {                                                                                              \
        in, sizeof in - 1, out "\n"                                                                \
    }
#define H "Host: x\r\n"
#define GET(rest) "GET / HTTP/1.1\r\n" rest
#define POST(rest) "POST / HTTP/1.1\r\n" H rest

static void check(const struct an_http_limits *l, const struct strict_case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const char *why = http_differs(l, cases[i].in, cases[i].len, cases[i].out);
        if (why) fail_msg("%s\n%s", cases[i].in, why);
    }
}
#define CHECK(cases) check(&limits, cases, sizeof cases / sizeof *cases)

static void request_lines(void **state)
{
    static const struct strict_case cases[] = {
        CASE("GET /\r\n\r\n", "505"),
        CASE("GET / HTTP/0.9\r\n\r\n", "505"),
        CASE("GET / HTTP/1.2\r\n" H "\r\n", "505"),
        CASE("GET / HTTP/2.0\r\n" H "\r\n", "505"),
        CASE("GET / HTTP/3.0\r\n" H "\r\n", "505"),
        CASE("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505"),
        CASE("GET / HTTP/1.10\r\n" H "\r\n", "400"),
        CASE("GET / HTTP/01.1\r\n" H "\r\n", "400"),
        CASE("GET / HTTP/x.1\r\n" H "\r\n", "400"),
        CASE("GET / HTTP/1\r\n" H "\r\n", "400"),
        CASE("GET / http/1.1\r\n" H "\r\n", "400"),
        CASE("GET / HTTP/1.1 \r\n" H "\r\n", "400"),
        CASE("GET / RTSP/1.0\r\n" H "\r\n", "400"),
        CASE("SOURCE / ICE/1.0\r\n" H "\r\n", "400"),
        CASE("DESCRIBE / HTTP/1.1\r\n" H "\r\n", "400"),
        CASE("FOO / HTTP/1.1\r\n" H "\r\n", "501"),
        CASE("GETX / HTTP/1.1\r\n" H "\r\n", "501"),
        CASE("TRACE / HTTP/1.1\r\n" H "\r\n", "501"),
        CASE("CONNECT x:443 HTTP/1.1\r\n" H "\r\n", "501"),
        CASE("get / HTTP/1.1\r\n" H "\r\n", "400"),
        CASE("GET\t/ HTTP/1.1\r\n" H "\r\n", "400"),
        CASE(" GET / HTTP/1.1\r\n" H "\r\n", "400"),
        CASE("\x16\x03\x01\x02", "400"),
        CASE("\0\0\0\0", "400"),
        CASE("HTTP/1.1 200 OK\r\n\r\n", "501"),
        CASE("\r\n\n\r\rGET / HTTP/1.1\r\n" H "\r\n", "GET / HTTP/1.1|Host: x [] keep"),
    };
    (void)state;
    CHECK(cases);
}

#define TARGET(target) "GET " target " HTTP/1.1\r\n" H "\r\n"
#define TAKEN(target) "GET " target " HTTP/1.1|Host: x [] keep"

static void targets(void **state)
{
    static const struct strict_case cases[] = {
        CASE(TARGET("/a/b?c=%zz&d=/?"), TAKEN("/a/b?c=%zz&d=/?")),
        CASE(TARGET("/%41%ff"), TAKEN("/%41%ff")),
        CASE(TARGET("/%4"), "400"),
        CASE(TARGET("/%zz?"), "400"),
        CASE(TARGET("/a%00.html"), "400"),
        CASE(TARGET("/.."), "400"),
        CASE(TARGET("/../a"), "400"),
        CASE(TARGET("/a/../../a"), "400"),
        CASE(TARGET("/./../a"), "400"),
        CASE(TARGET("//../a"), "400"),
        CASE(TARGET("/%2e%2E/a"), "400"),
        CASE(TARGET("/.%2e"), "400"),
        CASE(TARGET("/a%2F..%2f../a"), "400"),
        CASE(TARGET("http://x/../a"), "400"),
        CASE(TARGET("/a/.."), TAKEN("/a/..")),
        CASE(TARGET("/a/b/../../c?../../.."), TAKEN("/a/b/../../c?../../..")),
        CASE(TARGET("/.../...."), TAKEN("/.../....")),
        CASE(TARGET("/a../..b"), TAKEN("/a../..b")),
        CASE(TARGET("/%252e%252e/a"), TAKEN("/%252e%252e/a")),
        CASE(TARGET("/%2"), "400"),
        CASE(TARGET("/a#b"), "400"),
        CASE(TARGET("/a?b#c"), "400"),
        CASE(TARGET("a"), "400"),
        CASE(TARGET("*"), "400"),
        CASE(TARGET("/\x80"), "400"),
        CASE(TARGET("/\x7f"), "400"),
        CASE(TARGET("/\x01"), "400"),
        CASE(TARGET("/a\tb"), "400"),
        CASE(TARGET("/a\0b"), "400"),
        CASE(TARGET("/a b"), "400"),
        CASE(TARGET("http://x:80/a"), TAKEN("http://x:80/a")),
        CASE(TARGET("http://x"), TAKEN("http://x")),
        CASE(TARGET("http://x?y"), TAKEN("http://x?y")),
        CASE(TARGET("http://[::1]/"), TAKEN("http://[::1]/")),
        CASE(TARGET("http://"), "400"),
        CASE(TARGET("http:///a"), "400"),
        CASE(TARGET("http:/a"), "400"),
        CASE(TARGET("http://user@x/"), "400"),
        CASE(TARGET("http://x:y/"), "400"),
        CASE(TARGET("http://x/%0"), "400"),
        CASE("POST * HTTP/1.1\r\n" H "\r\n", "400"),
        CASE("OPTIONS *x HTTP/1.1\r\n" H "\r\n", "400"),
        CASE("GET  HTTP/1.1\r\n" H "\r\n", "400"),
    };
    (void)state;
    CHECK(cases);
}

/* What nginx will not serve: ".." where there is nothing to leave, however it is written. */
static void dot_segments(void **state)
{
    static const struct strict_case cases[] = {
        CASE(TARGET("/.."), "400"),
        CASE(TARGET("/../a"), "400"),
        CASE(TARGET("//..//a"), "400"),
        CASE(TARGET("/./../a"), "400"),
        CASE(TARGET("/a/../.."), "400"),
        CASE(TARGET("/a/..//../b"), "400"),
        CASE(TARGET("/..?/a"), "400"),
        CASE(TARGET("/%2e%2E"), "400"),
        CASE(TARGET("/.%2e/a"), "400"),
        CASE(TARGET("/%2e./a"), "400"),
        CASE(TARGET("/a%2f..%2f..%2fb"), "400"),
        CASE(TARGET("/a/%2e%2e/%2e%2e"), "400"),
        CASE(TARGET("http://x/../a"), "400"),
        CASE(TARGET("http://x/.."), "400"),
        CASE(TARGET("/a/.."), TAKEN("/a/..")),
        CASE(TARGET("/a/b/../../c/../"), TAKEN("/a/b/../../c/../")),
        CASE(TARGET("/a?/../.."), TAKEN("/a?/../..")),
        CASE(TARGET("http://x?/../.."), TAKEN("http://x?/../..")),
        CASE(TARGET("/..."), TAKEN("/...")),
        CASE(TARGET("/..a/a../.a"), TAKEN("/..a/a../.a")),
        CASE(TARGET("/%252e%252e/a"), TAKEN("/%252e%252e/a")),
        CASE(TARGET("/a%2fb/../.."), TAKEN("/a%2fb/../..")),
    };
    (void)state;
    CHECK(cases);
}

#define TWICE(name) CASE(GET(H name ": a\r\nX: y\r\n" name ": b\r\n\r\n"), "400")

static void repeated_fields(void **state)
{
    static const struct strict_case cases[] = {
        TWICE("Authorization"),
        TWICE("Content-Range"),
        TWICE("If-Match"),
        TWICE("If-Modified-Since"),
        TWICE("If-None-Match"),
        TWICE("If-Range"),
        TWICE("If-Unmodified-Since"),
        CASE(GET(H "if-match: a\r\nIF-MATCH: a\r\n\r\n"), "400"),
        CASE(GET(H "If-Match: a\r\nIf-Range: b\r\nIf-None-Match: c\r\n\r\n"),
             "GET / HTTP/1.1|Host: x|If-Match: a|If-Range: b|If-None-Match: c [] keep"),
        CASE(GET(H "Cookie: a\r\nCookie: b\r\n\r\n"),
             "GET / HTTP/1.1|Host: x|Cookie: a|Cookie: b [] keep"),
    };
    (void)state;
    CHECK(cases);
}

/* White space to some, part of the value to others. */
static void tabs(void **state)
{
    static const struct strict_case cases[] = {
        CASE(GET("Host:\tx\r\n\r\n"), "400"),
        CASE(GET("Host: \t x\r\n\r\n"), "400"),
        CASE(GET("host:x\t\r\n\r\n"), "400"),
        CASE(GET("host:x \t \r\n\r\n"), "400"),
        CASE(POST("Content-Length:\t2\r\n\r\nab"), "400"),
        CASE(POST("Content-Length: 2\t\r\n\r\nab"), "400"),
        CASE(POST("Transfer-Encoding:\tchunked\r\n\r\n0\r\n\r\n"), "400"),
        CASE(POST("transfer-encoding: \tchunked\r\n\r\n0\r\n\r\n"), "400"),
        CASE(POST("Transfer-Encoding: chunked\t\r\n\r\n0\r\n\r\n"), "400"),
        CASE(GET("A:\tb\r\nHost: x\r\nC: d\t\r\nE:\t\r\n\r\n"),
             "GET / HTTP/1.1|A: b|Host: x|C: d|E:  [] keep"),
        CASE(GET("Hosts:\tb\r\nHost: x\r\n\r\n"), "GET / HTTP/1.1|Hosts: b|Host: x [] keep"),
    };
    (void)state;
    CHECK(cases);
}

static void field_lines(void **state)
{
    static const struct strict_case cases[] = {
        CASE("GET / HTTP/1.1\nHost: x\n\n", "400"),
        CASE("GET / HTTP/1.1\rHost: x\r\n\r\n", "400"),
        CASE(GET("Host: x\n\r\n"), "400"),
        CASE(GET("Host: x\r\n\n"), "400"),
        CASE(GET("Host: x\r\r\n\r\n"), "400"),
        CASE(GET("Host: x\rA: b\r\n\r\n"), "400"),
        CASE(GET("Host : x\r\n\r\n"), "400"),
        CASE(GET("Host\t: x\r\n\r\n"), "400"),
        CASE(GET(" Host: x\r\n\r\n"), "400"),
        CASE(GET(H "A: b\r\n c\r\n\r\n"), "400"),
        CASE(GET(H "A: b\r\n\tc\r\n\r\n"), "400"),
        CASE(GET(H "A:\r\n b\r\n\r\n"), "400"),
        CASE(GET(H ": b\r\n\r\n"), "400"),
        CASE(GET(H "A\r\n\r\n"), "400"),
        CASE(GET(H "A(: b\r\n\r\n"), "400"),
        CASE(GET(H "A\x80: b\r\n\r\n"), "400"),
        CASE(GET(H "A\0: b\r\n\r\n"), "400"),
        CASE(GET(H "A: b\0c\r\n\r\n"), "400"),
        CASE(GET(H "A: b\x01"
                   "c\r\n\r\n"),
             "400"),
        CASE(GET(H "A: b\x7f\r\n\r\n"), "400"),
        CASE(GET(H "A: \x80\xff \t b\t \r\nB:\r\nC: \r\n\r\n"),
             "GET / HTTP/1.1|Host: x|A: \x80\xff \t b|B: |C:  [] keep"),
    };
    (void)state;
    CHECK(cases);
}

#define HOST(host) GET("Host: " host "\r\n\r\n")
#define HOSTED(host) "GET / HTTP/1.1|Host: " host " [] keep"

static void hosts(void **state)
{
    static const struct strict_case cases[] = {
        CASE(GET("\r\n"), "400"),
        CASE(GET(H H "\r\n"), "400"),
        CASE(GET(H "host: y\r\n\r\n"), "400"),
        CASE("GET / HTTP/1.0\r\n\r\n", "GET / HTTP/1.0 [] 1.0"),
        CASE("GET / HTTP/1.0\r\n" H H "\r\n", "400"),
        CASE(HOST(""), "400"),
        CASE(HOST("."), "400"),
        CASE(HOST(".:80"), "400"),
        CASE(HOST("a..b"), "400"),
        CASE(HOST("a/b"), "400"),
        CASE(HOST("a b"), "400"),
        CASE(HOST("a@b"), "400"),
        CASE(HOST("a?b"), "400"),
        CASE(HOST("a:b"), "400"),
        CASE(HOST("a:80:80"), "400"),
        CASE(HOST(":80"), "400"),
        CASE(HOST("\xc3\xa4"), "400"),
        CASE(HOST("[::1"), "400"),
        CASE(HOST("[]"), "400"),
        CASE(HOST("[::1]80"), "400"),
        CASE(HOST("[/]"), "400"),
        CASE(HOST("[::ffff:1.2.3.4]:80"), HOSTED("[::ffff:1.2.3.4]:80")),
        CASE(HOST("A-b_c.example.:8080"), HOSTED("A-b_c.example.:8080")),
        CASE(HOST("127.0.0.1:"), HOSTED("127.0.0.1:")),
    };
    (void)state;
    CHECK(cases);
}

#define LENGTH(n) POST("Content-Length: " n "\r\n\r\nab")

static void lengths(void **state)
{
    static const struct strict_case cases[] = {
        CASE(LENGTH("2"), "POST / HTTP/1.1|Host: x|Content-Length: 2 [ab] keep"),
        CASE(LENGTH("002 "), "POST / HTTP/1.1|Host: x|Content-Length: 002 [ab] keep"),
        CASE(LENGTH("+2"), "400"),
        CASE(LENGTH("-2"), "400"),
        CASE(LENGTH("0x2"), "400"),
        CASE(LENGTH("2,2"), "400"),
        CASE(LENGTH("2, 2"), "400"),
        CASE(LENGTH("2 2"), "400"),
        CASE(LENGTH("2.0"), "400"),
        CASE(LENGTH(""), "400"),
        CASE(LENGTH("\"2\""), "400"),
        CASE(LENGTH("18446744073709551616"), "400"),
        CASE(LENGTH("18446744073709551615"), "413"),
        CASE(LENGTH("1001"), "413"),
        CASE(POST("Content-Length: 2\r\nContent-Length: 2\r\n\r\nab"), "400"),
        CASE(POST("Content-Length: 2\r\nContent-Length: 3\r\n\r\nab"), "400"),
        CASE(POST("Content-Length: 2\r\nContent-length: 0\r\n\r\nab"), "400"),
        CASE(POST("Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), "400"),
        CASE(POST("Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n0\r\n\r\n"), "400"),
        CASE(POST("Transfer-Encoding: x\r\nContent-Length: 2\r\n\r\nab"), "400"),
    };
    (void)state;
    CHECK(cases);
}

#define CODING(value) POST("Transfer-Encoding:" value "\r\n\r\n0\r\n\r\n")

static void codings(void **state)
{
    static const struct strict_case cases[] = {
        CASE(CODING(" chunked"), "POST / HTTP/1.1|Host: x|Transfer-Encoding: chunked [] keep"),
        CASE(CODING("Chunked "), "POST / HTTP/1.1|Host: x|Transfer-Encoding: Chunked [] keep"),
        CASE(CODING(" chunked\t"), "400"),
        CASE(CODING(" gzip, chunked"), "501"),
        CASE(CODING(" ,chunked"), "501"),
        CASE(CODING(" gzip"), "400"),
        CASE(CODING(" identity"), "400"),
        CASE(CODING(" xchunked"), "400"),
        CASE(CODING(" chunkedx"), "400"),
        CASE(CODING(" x chunked"), "400"),
        CASE(CODING(" \"chunked\""), "400"),
        CASE(CODING(" chunked;q=1"), "400"),
        CASE(CODING(" chunked, gzip"), "400"),
        CASE(CODING(" chunked, chunked"), "400"),
        CASE(CODING(" chunked,"), "400"),
        CASE(CODING(" \x0b"
                    "chunked"),
             "400"),
        CASE(CODING(""), "400"),
        CASE(POST("Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), "501"),
        CASE(POST("Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip\r\n\r\n0\r\n\r\n"), "400"),
        CASE(POST("Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"), "400"),
        CASE("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400"),
    };
    (void)state;
    CHECK(cases);
}

#define CHUNKS(body) POST("Transfer-Encoding: chunked\r\n\r\n" body)
#define CHUNKED(body) "POST / HTTP/1.1|Host: x|Transfer-Encoding: chunked [" body "] keep"

static void chunks(void **state)
{
    static const struct strict_case cases[] = {
        CASE(CHUNKS("3\r\nabc\r\n0a\r\n0123456789\r\n0\r\n\r\n"), CHUNKED("abc0123456789")),
        CASE(CHUNKS("3;a=b;c=\"d;\\\" e\"\r\nabc\r\n0;z\r\nT: x\r\nU:\r\n\r\n"), CHUNKED("abc")),
        CASE(CHUNKS("3\nabc\r\n0\r\n\r\n"), "400"),
        CASE(CHUNKS("3\r\nabc\n0\r\n\r\n"), "400"),
        CASE(CHUNKS("3\r\nabc0\r\n\r\n"), "400"),
        CASE(CHUNKS("3\r\nabcd\r\n0\r\n\r\n"), "400"),
        CASE(CHUNKS("3\r\nab\r\n0\r\n\r\n"), "400"),
        CASE(CHUNKS("3 \r\nabc\r\n0\r\n\r\n"), "400"),
        CASE(CHUNKS(" 3\r\nabc\r\n0\r\n\r\n"), "400"),
        CASE(CHUNKS("+3\r\nabc\r\n0\r\n\r\n"), "400"),
        CASE(CHUNKS("0x3\r\nabc\r\n0\r\n\r\n"), "400"),
        CASE(CHUNKS("3;\nabc\r\n0\r\n\r\n"), "400"),
        CASE(CHUNKS("3;a\nbc\r\nabc\r\n0\r\n\r\n"), "400"),
        CASE(CHUNKS("\r\n"), "400"),
        CASE(CHUNKS("g\r\n"), "400"),
        CASE(CHUNKS("10000000000000000\r\n"), "400"),
        CASE(CHUNKS("ffffffffffffffff\r\n"), "413"),
        CASE(CHUNKS("3e9\r\n"), "413"),
        CASE(CHUNKS("1\r\na\r\n3e8\r\n"), "413"),
        CASE(CHUNKS("0\r\nContent-Length: 5\r\n\r\n"), "400"),
        CASE(CHUNKS("0\r\nbad\r\n\r\n"), "400"),
        CASE(CHUNKS("0\r\nA: b\n\r\n"), "400"),
        CASE(CHUNKS("0\r\n\r\n" GET(H "\r\n")), CHUNKED("") "\nGET / HTTP/1.1|Host: x [] keep"),
    };
    (void)state;
    CHECK(cases);
}

static void expectations(void **state)
{
    static const struct strict_case cases[] = {
        CASE(POST("Content-Length: 1\r\nExpect: 100-Continue\r\n\r\na"),
             "POST / HTTP/1.1|Host: x|Content-Length: 1|Expect: 100-Continue [a] keep"),
        CASE(POST("Content-Length: 1\r\nExpect: coffee\r\n\r\na"), "417"),
        CASE(POST("Expect: \r\n\r\n"), "417"),
        CASE(POST("Expect: 100-continue\r\nExpect: 200-ok\r\n\r\n"), "400"),
        CASE(POST("Expect: 100-continue\r\nExpect: 100-continue\r\n\r\n"), "400"),
        CASE("POST / HTTP/1.0\r\nContent-Length: 1\r\nExpect: coffee\r\n\r\na",
             "POST / HTTP/1.0|Content-Length: 1|Expect: coffee [a] 1.0"),
    };
    (void)state;
    CHECK(cases);
}

#define LINES "A: 1\r\nA: 2\r\n"

/* They are counted when the head is whole; a repeated name counts each time, a trailer never. */
static void numbers_of_lines(void **state)
{
    static const struct an_http_limits few = {
        .max_target = 8, .max_head = 512, .max_body = 1000, .max_headers = 3};
    static const struct strict_case cases[] = {
        CASE(GET(H LINES "\r\n"), "GET / HTTP/1.1|Host: x|A: 1|A: 2 [] keep"),
        CASE(GET(H LINES "\r\n" H), "GET / HTTP/1.1|Host: x|A: 1|A: 2 [] keep\n400"),
        CASE(GET(H LINES "b:\r\n\r\n"), "431"),
        CASE(GET(LINES LINES "\r\n"), "431"),
        CASE(GET(H LINES LINES LINES), "more"),
        CASE(GET(H LINES LINES "b\n"), "400"),
        CASE("GET /longer-than HTTP/1.1\r\n" H LINES LINES "\r\n", "414"),
        CASE(POST("A:\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" LINES LINES "\r\n"),
             "POST / HTTP/1.1|Host: x|A: |Transfer-Encoding: chunked [] keep"),
    };
    (void)state;
    check(&few, cases, sizeof cases / sizeof *cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(request_lines), cmocka_unit_test(targets),
        cmocka_unit_test(dot_segments),  cmocka_unit_test(repeated_fields),
        cmocka_unit_test(tabs),          cmocka_unit_test(field_lines),
        cmocka_unit_test(hosts),         cmocka_unit_test(lengths),
        cmocka_unit_test(codings),       cmocka_unit_test(chunks),
        cmocka_unit_test(expectations),  cmocka_unit_test(numbers_of_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
