/* http_prop.c - random pipelines of requests: what a client meant is what is told, however it is written and split; and of garbage all splits
 * tell the same. http_text() also watches that the bytes used were given, limits hold, and an error stays.
 */
#include "test.h"

#include "ground/base.h"
#include "http_help.h"
#include "random_help.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BODY_MAX 20000

static const struct an_http_limits roomy = {
    .max_target = 8192, .max_head = 32768, .max_body = BODY_MAX, .max_form = BODY_MAX};

/* What a client sends, and the text of what it means. */
struct talk {
    struct random r;
    struct an_buf wire, meant;
};

static int setup(void **state)
{
    static struct talk t;
    *state = &t;
    random_open(&t.r);
    an_buf_init(&t.wire, 1 << 24);
    an_buf_init(&t.meant, 1 << 24);
    return 0;
}

static int teardown(void **state)
{
    struct talk *t = *state;
    an_buf_fini(&t->wire);
    an_buf_fini(&t->meant);
    return 0;
}

static void put(struct an_buf *b, const char *text)
{
    assert_int_equal(an_buf_append(b, text, strlen(text)), AN_OK);
}

static void put_both(struct talk *t, const char *text)
{
    put(&t->wire, text);
    put(&t->meant, text);
}

static bool one_in(struct talk *t, size_t n)
{
    return random_below(&t->r, n) == 0;
}

/* --- what is said --- */

static const char *pick(struct talk *t, const char *const *from)
{
    size_t n = 0;
    while (from[n])
        n++;
    return from[random_below(&t->r, n)];
}

static void put_letters(struct talk *t, const char *letters, size_t n)
{
    char one[2] = "";
    while (n--) {
        one[0] = letters[random_below(&t->r, strlen(letters))];
        put_both(t, one);
    }
}

static void put_blanks(struct talk *t)
{
    static const char *const blanks[] = {"", " ", " ", " ", "  ", " \t ", NULL};
    put(&t->wire, pick(t, blanks));
}

/* A field that means nothing to the codec. */
static void put_field(struct talk *t)
{
    put(&t->meant, "|");
    put_both(t, "X-");
    put_letters(t, "abcxyzABCXYZ019-_!~", 1 + random_size(&t->r, 40));
    put_both(t, ":");
    put(&t->meant, " ");
    put_blanks(t);
    if (!one_in(t, 6)) {
        put_both(t, "v");
        put_letters(t, "abc \t\"=;,:/\x80\xff", random_size(&t->r, 400));
        put_both(t, "v");
    }
    put_blanks(t);
    put(&t->wire, "\r\n");
}

/* A field that llhttp knows. Behind some of these it takes a blank, but no tab. */
static void put_known(struct talk *t, const char *name, const char *value)
{
    put(&t->meant, "|");
    put_both(t, name);
    put(&t->meant, ": ");
    put(&t->wire, ":");
    put(&t->wire, one_in(t, 2) ? " " : "   ");
    put_both(t, value);
    put(&t->wire, one_in(t, 4) ? " \r\n" : "\r\n");
}

static void put_sized(struct talk *t, const uint8_t *body, size_t n)
{
    char text[32];
    snprintf(text, sizeof text, one_in(t, 3) ? "%05zu" : "%zu", n);
    put_known(t, "Content-Length", text);
    put(&t->wire, "\r\n");
    assert_int_equal(an_buf_append(&t->wire, body, n), AN_OK);
}

static void put_chunk(struct talk *t, const uint8_t *p, size_t n)
{
    static const char *const extensions[] = {"", "", "", ";a", ";a=b", ";a=\"b;\\\"c\"", NULL};
    char line[32];
    snprintf(line, sizeof line, one_in(t, 2) ? "%zx" : "%04zX", n);
    put(&t->wire, line);
    put(&t->wire, pick(t, extensions));
    put(&t->wire, "\r\n");
    if (n == 0) return;
    assert_int_equal(an_buf_append(&t->wire, p, n), AN_OK);
    put(&t->wire, "\r\n");
}

static void put_chunked(struct talk *t, const uint8_t *body, size_t n)
{
    put_known(t, "Transfer-Encoding", one_in(t, 2) ? "chunked" : "CHUNKED");
    put(&t->wire, "\r\n");
    for (size_t at = 0; at < n;) {
        size_t part = 1 + random_size(&t->r, n - at - 1);
        put_chunk(t, body + at, part);
        at += part;
    }
    put_chunk(t, NULL, 0);
    if (one_in(t, 4)) put(&t->wire, "Trailer: x\r\nB:\r\n");
    put(&t->wire, "\r\n");
}

static void put_body(struct talk *t)
{
    static uint8_t body[BODY_MAX];
    size_t n = random_size(&t->r, sizeof body);
    bool form = one_in(t, 3), chunked = !one_in(t, 2);
    if (form) put_known(t, "Content-Type", "multipart/form-data; boundary=b");
    for (size_t i = 0; i < n; i++)
        body[i] = (uint8_t)random_next(&t->r);
    if (!chunked)
        put_sized(t, body, n);
    else
        put_chunked(t, body, n);
    put(&t->meant, " [");
    assert_int_equal(an_buf_append(&t->meant, body, n), AN_OK);
    put(&t->meant, form && (n || chunked) ? "] form" : "]");
}

static void request(struct talk *t)
{
    static const char *const methods[] = {"GET", "GET", "POST", "PUT", "M-SEARCH", "DELETE", NULL};
    static const char *const hosts[] = {"x", "127.0.0.1:8080", "[::1]:80", "a-b.example", NULL};
    bool close = one_in(t, 8);
    if (one_in(t, 8)) put(&t->wire, "\r\n");
    put_both(t, pick(t, methods));
    put_both(t, one_in(t, 8) ? " http://h:1/" : " /");
    put_letters(t, "abc/_-~?=&;+,:@$!*()'", random_size(&t->r, 300));
    put_both(t, " HTTP/1.1");
    put(&t->wire, "\r\n");
    for (size_t n = random_below(&t->r, 6); n--;)
        put_field(t);
    put_known(t, one_in(t, 2) ? "Host" : "hOST", pick(t, hosts));
    if (close) put_known(t, "Connection", "a, close");
    if (one_in(t, 2)) {
        put_body(t);
    } else {
        put(&t->wire, "\r\n");
        put(&t->meant, " []");
    }
    put(&t->meant, close ? "\n" : " keep\n");
}

static void talk(struct talk *t)
{
    t->wire.len = t->meant.len = 0;
    for (size_t n = 1 + random_below(&t->r, 5); n--;)
        request(t);
}

/* --- how it arrives --- */

static size_t random_part(void *r, size_t at, size_t left)
{
    (void)at;
    return 1 + random_size(r, left - 1);
}

static size_t random_large_part(void *r, size_t at, size_t left)
{
    (void)at;
    return 1 + random_below(r, left);
}

static void expect(struct talk *t, const struct an_http_limits *limits, http_part_fn part,
                   const struct an_buf *meant)
{
    struct an_buf told;
    an_buf_init(&told, 1 << 24);
    http_text(&told, limits, t->wire.data, t->wire.len, part, &t->r);
    if (told.len != meant->len || (told.len && memcmp(told.data, meant->data, told.len) != 0))
        fail_msg("%.*s\n---\n%.*s\n---\n%.*s", (int)t->wire.len, (char *)t->wire.data,
                 (int)meant->len, (char *)meant->data, (int)told.len, (char *)told.data);
    an_buf_fini(&told);
}

static void what_is_told_is_what_was_meant(void **state)
{
    struct talk *t = *state;
    for (int round = 0; round < 1000; round++) {
        talk(t);
        expect(t, &roomy, http_whole, &t->meant);
        expect(t, &roomy, random_part, &t->meant);
        expect(t, &roomy, random_large_part, &t->meant);
    }
}

/* Some bytes spoilt, doubled or dropped, or the end cut off. */
static void spoil(struct talk *t)
{
    static const uint8_t sharp[] = "\r\n\0 :,;\t\x7f\xff#%019afG";
    for (size_t n = random_below(&t->r, 3); n-- && t->wire.len > 1;) {
        uint8_t *p = t->wire.data + random_below(&t->r, t->wire.len - 1);
        size_t behind = (size_t)(t->wire.data + t->wire.len - p) - 1;
        switch (random_below(&t->r, 3)) {
        case 0:
            *p = sharp[random_below(&t->r, sizeof sharp)];
            break;
        case 1:
            memmove(p + 1, p, behind);
            break;
        default:
            memmove(p, p + 1, behind);
            t->wire.len--;
        }
    }
    if (one_in(t, 4)) t->wire.len = random_below(&t->r, t->wire.len);
}

static struct an_http_limits random_limits(struct talk *t)
{
    if (one_in(t, 2)) return roomy;
    return (struct an_http_limits){.max_target = random_below(&t->r, 500),
                                   .max_head = 1 + random_below(&t->r, 2000),
                                   .max_body = random_size(&t->r, BODY_MAX),
                                   .max_headers = random_below(&t->r, 12),
                                   .max_form = random_size(&t->r, BODY_MAX)};
}

static void a_split_changes_nothing_whatever_comes(void **state)
{
    struct talk *t = *state;
    struct an_buf whole;
    size_t errors = 0, rounds = 4000;
    an_buf_init(&whole, 1 << 24);
    for (size_t round = 0; round < rounds; round++) {
        talk(t);
        spoil(t);
        struct an_http_limits limits = random_limits(t);
        whole.len = 0;
        http_text(&whole, &limits, t->wire.data, t->wire.len, http_whole, NULL);
        errors += whole.len >= 4 && memchr("45", whole.data[whole.len - 4], 2) != NULL;
        expect(t, &limits, random_part, &whole);
        expect(t, &limits, random_large_part, &whole);
        if (t->wire.len < 3000) expect(t, &limits, http_bytewise, &whole);
    }
    an_buf_fini(&whole);
    assert_in_range(errors, rounds / 10, rounds * 9 / 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_told_is_what_was_meant),
        cmocka_unit_test(a_split_changes_nothing_whatever_comes),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
