/* file_answer_fuzz.c - answers to requests for files under a fuzzer, which picks the file, its siblings, the times and the head.
 *
 * Input: one byte (1: HEAD, 2: POST, 4: a .gz is there, 8: a .br, 16: the rest is the block of the head as it is), seven numbers of eight bytes
 * (big-endian: three sizes, three times in nanoseconds, now in seconds), then lines "Name: value". Properties: the status is one of five, and only GET
 * gets parts; the coding chosen is there; pieces lie in the file, and with their heads they are Content-Length; lines are lines, and say what was
 * chosen; it is the same answer each time; asked again with the tag it gave, it is not modified.
 */
#include "protocol/http/file_answer.h"

#include "guard_help.h"
#include "head_help.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ground/base.h"

#define TEXT_MAX 4096
#define BLOCK_MAX 8192
#define NUMBERS 7
#define MUST(x) ((x) ? (void)0 : broken(#x, __LINE__))

enum { HEAD = 1, POST = 2, GZIP = 4, BR = 8, RAW = 16 };

static struct guard guard;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void broken(const char *what, int line)
{
    fprintf(stderr, "file_answer_fuzz.c:%d: not so: %s\n", line, what);
    abort();
}

/* --- the question --- */

static uint64_t number(const uint8_t *p)
{
    uint64_t n = 0;
    for (int i = 0; i < 8; i++)
        n = n << 8 | p[i];
    return n;
}

static void make_question(struct an_file_question *q, uint8_t flags, const uint8_t *numbers)
{
    const bool there[3] = {true, flags & GZIP, flags & BR};
    *q = (struct an_file_question){.type = "text/plain; charset=utf-8"};
    for (int i = 0; i < 3; i++)
        q->coding[i] =
            (struct an_file_facts){there[i], number(numbers + 8 * i) & INT64_MAX,
                                   (int64_t)number(numbers + 24 + 8 * i), number(numbers + 8 * i)};
    q->now_s = (int64_t)number(numbers + 48);
    q->random = number(numbers);
}

/* Keeps what looks like lines: all of them, or those of one name. to: TEXT_MAX + 2 bytes. */
static void filter(const uint8_t *in, size_t len, const char *name, char *to)
{
    for (size_t at = 0, n; at < len; at += n + 1) {
        const char *line = (const char *)in + at;
        const uint8_t *end = memchr(line, '\n', len - at);
        n = end ? (size_t)(end - in) - at : len - at;
        const char *colon = memchr(line, ':', n);
        if (!colon || colon + 1 == line + n || memchr(line, 0, n)) continue;
        if (name && !an_span_is((struct an_span){line, (size_t)(colon - line)}, name)) continue;
        memcpy(to, line, n);
        to[n] = '\n';
        to += n + 1;
    }
    *to = 0;
}

static void set_head(struct an_file_question *q, const void *block, size_t n)
{
    q->head = guard_copy(&guard, block, n);
    q->head_len = n;
}

static void set_lines(struct an_file_question *q, const char *method, const char *lines)
{
    uint8_t block[BLOCK_MAX];
    set_head(q, block, head_block(block, sizeof block, method, lines));
}

/* --- the answer --- */

static void check_status(const struct an_file_question *q, const struct an_file_answer *a, bool get)
{
    MUST(a->status == 200 || a->status == 206 || a->status == 304 || a->status == 412 ||
         a->status == 416);
    MUST(get || (a->status != 206 && a->status != 416));
    MUST(a->chosen < 3 && q->coding[a->chosen].there);
}

static void check_pieces(const struct an_file_question *q, const struct an_file_answer *a)
{
    uint64_t size = q->coding[a->chosen].size, sum = 0;
    MUST(a->ranges.count <= AN_RANGES_MAX);
    for (unsigned i = 0; i < a->ranges.count; i++) {
        const struct an_range *r = &a->ranges.at[i];
        MUST(r->len > 0 && r->first < size && r->len <= size - r->first);
        sum += r->len;
    }
    for (unsigned i = 0; a->ranges.count > 1 && i <= a->ranges.count; i++) {
        char head[256];
        size_t n = an_byteranges_head(&a->multipart, i, head, sizeof head);
        MUST(n < sizeof head && strlen(head) == n && strstr(head, a->boundary));
        sum += n;
    }
    MUST(sum == a->body_len);
    MUST(a->status != 200 || (a->body_len == size && a->ranges.count <= 1));
    MUST(a->status != 206 || a->ranges.count > 0);
    MUST(a->ranges.count <= 1 || a->chosen == 0);
    MUST(a->status == 200 || a->status == 206 || a->ranges.count == 0);
}

static void check_lines(const char *p, const char *end)
{
    while (p < end) {
        const char *cr = memchr(p, '\r', (size_t)(end - p));
        MUST(cr && cr + 1 < end && cr[1] == '\n');
        const char *colon = memchr(p, ':', (size_t)(cr - p));
        MUST(colon && colon > p && colon[1] == ' ' && colon + 2 < cr);
        for (; p < cr; p++)
            MUST(*p >= ' ' && *p <= '~');
        p = cr + 2;
    }
}

/* The value of a line; false: there is none. */
static bool line(const struct an_file_answer *a, const char *name, struct an_span *value)
{
    const char *p = a->lines, *end = a->lines + a->lines_len;
    for (size_t n = strlen(name); p < end;
         p = (const char *)memchr(p, '\n', (size_t)(end - p)) + 1) {
        if (strncmp(p, name, n) || p[n] != ':') continue;
        const char *cr = memchr(p, '\r', (size_t)(end - p));
        *value = (struct an_span){p + n + 2, (size_t)(cr - p) - n - 2};
        return true;
    }
    return false;
}

static void check_says(const struct an_file_question *q, const struct an_file_answer *a)
{
    struct an_span value;
    bool sent = a->status == 200 || a->status == 206;
    MUST(line(a, "Vary", &value) == (q->coding[1].there || q->coding[2].there));
    MUST(line(a, "Content-Encoding", &value) == (sent && a->chosen > 0));
    MUST(line(a, "Content-Type", &value) == sent);
    MUST(line(a, "Content-Range", &value) ==
         (a->status == 416 || (a->status == 206 && a->ranges.count == 1)));
    MUST(line(a, "ETag", &value) && value.len > 4 && *value.p == '"');
    MUST(line(a, "Last-Modified", &value) && value.len == 29);
}

static void check_again(const struct an_file_question *q, const struct an_file_answer *a)
{
    struct an_file_answer again;
    memset(&again, 0xA5, sizeof again);
    an_file_answer(q, &again);
    MUST(again.status == a->status && again.chosen == a->chosen && again.body_len == a->body_len);
    MUST(again.lines_len == a->lines_len && memcmp(again.lines, a->lines, a->lines_len) == 0);
}

/* accept: lines of Accept-Encoding only. */
static void check_tag(struct an_file_question *q, const struct an_file_answer *a, char *accept)
{
    struct an_file_answer again;
    struct an_span tag;
    MUST(line(a, "ETag", &tag));
    snprintf(accept + strlen(accept), 96, "If-None-Match: %.*s", (int)tag.len, tag.p);
    set_lines(q, "GET", accept);
    an_file_answer(q, &again);
    MUST(again.status == 304 && again.chosen == a->chosen && again.body_len == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char text[TEXT_MAX + 98];
    struct an_file_question q;
    struct an_file_answer a;
    if (size < 1 + 8 * NUMBERS || size > TEXT_MAX) return 0;
    if (!guard.map) guard_open(&guard, BLOCK_MAX);
    uint8_t flags = data[0];
    const uint8_t *rest = data + 1 + 8 * NUMBERS;
    size_t n = size - 1 - 8 * NUMBERS;
    make_question(&q, flags, data + 1);
    if (flags & RAW) {
        set_head(&q, rest, n);
    } else {
        filter(rest, n, NULL, text);
        set_lines(&q, flags & HEAD ? "HEAD" : flags & POST ? "POST" : "GET", text);
    }
    memset(&a, 0, sizeof a);
    an_file_answer(&q, &a);
    check_status(&q, &a, flags & RAW || !(flags & (HEAD | POST)));
    check_pieces(&q, &a);
    check_lines(a.lines, a.lines + a.lines_len);
    check_says(&q, &a);
    check_again(&q, &a);
    if (flags & RAW) return 0;
    filter(rest, n, "Accept-Encoding", text);
    check_tag(&q, &a, text);
    return 0;
}
