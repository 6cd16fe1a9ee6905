/* file_answer.c - see file_answer.h. Each coding is a representation of its own, with its own
 * length, time and entity tag (RFC 9110, 8.8.3.3). */
#include "protocol/http/file_answer.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "ground/base.h"
#include "protocol/http/accept_encoding.h"
#include "protocol/http/conditional.h"
#include "protocol/http/date.h"
#include "protocol/http/reply.h"
#include "protocol/text/field.h"

#define SECOND 1000000000
/* 12 random letters follow: long enough not to stand in any data, as range.h asks */
#define BOUNDARY "appnet"

__attribute__((format(printf, 2, 3))) static void say(struct an_file_answer *a, const char *fmt,
                                                      ...)
{
    size_t room = sizeof a->lines - a->lines_len;
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(a->lines + a->lines_len, room, fmt, args);
    va_end(args);
    AN_ASSERT(n >= 0 && (size_t)n < room); /* types are from mime.h, other texts are short */
    a->lines_len += (size_t)n;
}

/* --- which coding --- */

static unsigned choose_coding(const struct an_file_question *q)
{
    struct an_accept_encoding accept;
    struct an_head head;
    struct an_span name, value;
    unsigned have = AN_CODING_IDENTITY;
    if (q->coding[1].there) have |= AN_CODING_GZIP;
    if (q->coding[2].there) have |= AN_CODING_BR;
    if (have == AN_CODING_IDENTITY || an_head_open(&head, q->head, q->head_len) < 0) return 0;
    an_accept_encoding_init(&accept);
    while (an_head_next(&head, &name, &value) > 0)
        if (an_span_is(name, "Accept-Encoding")) an_accept_encoding_add(&accept, value);
    switch (an_accept_encoding_pick(&accept, have)) {
    case AN_CODING_GZIP:
        return 1;
    case AN_CODING_BR:
        return 2;
    default: /* also when the client accepts none of them: better than no answer (12.5.3) */
        return 0;
    }
}

/* Makes "1234-56-78" or "1234-56-78-gz": a file in another coding is another entity. */
static size_t etag_of(const struct an_file_facts *f, unsigned chosen, char out[AN_ETAG_MAX + 3])
{
    static const char *const suffix[3] = {"", "-gz", "-br"};
    size_t n = an_etag_make(f->mtime_ns, f->size, f->seal, out), m = strlen(suffix[chosen]);
    memcpy(out + n - 1, suffix[chosen], m);
    out[n + m - 1] = '"';
    return n + m;
}

/* --- which pieces --- */

static void say_whole(const struct an_file_question *q, struct an_file_answer *a)
{
    uint64_t size = q->coding[a->chosen].size;
    a->status = 200;
    a->body_len = size;
    a->ranges.count = size > 0;
    a->ranges.at[0] = (struct an_range){0, size};
}

/* Appends twelve letters of 64: 64 random bits and a few zeros. */
static void make_boundary(struct an_file_answer *a, uint64_t random)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'_";
    size_t at = sizeof BOUNDARY - 1;
    memcpy(a->boundary, BOUNDARY, at);
    for (int i = 0; i < 12; i++, random >>= 6)
        a->boundary[at++] = letters[random & 63];
    a->boundary[at] = 0;
}

/* Finds the type: that of q->said, or else q->type. False: it is too long for the heads of
 * parts. */
static bool find_type(const struct an_file_question *q, struct an_file_answer *a)
{
    struct an_span type = {q->type, strlen(q->type)};
    an_http_lines_find(q->said, "Content-Type", &type);
    if (type.len >= sizeof a->type) return false;
    memcpy(a->type, type.p, type.len);
    a->type[type.len] = 0;
    return true;
}

static void say_several(const struct an_file_question *q, struct an_file_answer *a, uint64_t size)
{
    a->kept_as = a->status;
    make_boundary(a, q->random);
    a->multipart = (struct an_byteranges){
        .ranges = &a->ranges, .size = size, .type = a->type, .boundary = a->boundary};
    a->body_len = an_byteranges_len(&a->multipart);
    say(a, "Content-Type: multipart/byteranges; boundary=\"%s\"\r\n", a->boundary);
}

static void say_range(struct an_file_answer *a, const struct an_range *range, uint64_t size)
{
    char text[AN_CONTENT_RANGE_MAX];
    an_content_range(text, range, size);
    say(a, "Content-Range: %s\r\n", text);
}

static bool is_said(const struct an_file_question *q, const char *name)
{
    struct an_span value;
    return an_http_lines_find(q->said, name, &value);
}

static void say_type(const struct an_file_question *q, struct an_file_answer *a)
{
    if (!is_said(q, "Content-Type")) say(a, "Content-Type: %s\r\n", q->type);
}

/* May the answer be a part? No, when the lines from PHP say that there are no ranges, or that the
 * answer is a part already. */
static bool has_ranges(const struct an_file_question *q)
{
    struct an_span value;
    if (is_said(q, "Content-Range")) return false;
    return !an_http_lines_find(q->said, "Accept-Ranges", &value) ||
           an_span_has_token(value, "bytes");
}

/* Answers the request's Range. False: the Range does not count. Several ranges of a coded file are
 * ignored, as RFC 9110, 14.2, allows: a client that gets a coding together with
 * multipart/byteranges decodes the parts with their heads, and gets rubbish. */
static bool in_part(const struct an_file_question *q, struct an_file_answer *a)
{
    struct an_span value;
    uint64_t size = q->coding[a->chosen].size;
    if (!has_ranges(q) || !an_head_find(q->head, q->head_len, "Range", &value)) return false;
    switch (an_ranges_read(&a->ranges, value, size)) {
    case AN_RANGE_NONE:
        a->status = 416;
        a->ranges.count = 0;
        say_range(a, NULL, size);
        return true;
    case AN_RANGE_PARTS:
        break;
    default:
        return false;
    }
    bool coded = a->chosen || is_said(q, "Content-Encoding");
    if (a->ranges.count > 1 && (coded || !find_type(q, a))) return false;
    a->status = 206;
    if (a->ranges.count > 1) {
        say_several(q, a, size);
        return true;
    }
    a->body_len = a->ranges.at[0].len;
    say_type(q, a);
    say_range(a, &a->ranges.at[0], size);
    return true;
}

/* --- the answer --- */

static void say_validators(const struct an_file_question *q, struct an_file_answer *a,
                           const struct an_validators *v)
{
    char date[AN_HTTP_DATE_LEN];
    an_http_date_render(v->mtime_s, date);
    if (!is_said(q, "ETag")) say(a, "ETag: %.*s\r\n", (int)v->etag.len, v->etag.p);
    if (!is_said(q, "Last-Modified")) say(a, "Last-Modified: %.*s\r\n", AN_HTTP_DATE_LEN, date);
    if (q->coding[1].there || q->coding[2].there) say(a, "Vary: Accept-Encoding\r\n");
}

static void say_file(const struct an_file_question *q, struct an_file_answer *a, bool range)
{
    static const char *const coding[3] = {NULL, "gzip", "br"};
    if (!range || !in_part(q, a)) {
        say_whole(q, a);
        say_type(q, a);
    }
    if (a->status == 416) a->kept_as = a->status;
    if (a->status == 416) return;
    if (!is_said(q, "Accept-Ranges")) say(a, "Accept-Ranges: bytes\r\n");
    if (a->chosen) say(a, "Content-Encoding: %s\r\n", coding[a->chosen]);
}

void an_file_answer(const struct an_file_question *q, struct an_file_answer *a)
{
    char etag[AN_ETAG_MAX + 3];
    bool range = false;
    struct an_span said;
    a->lines_len = 0;
    a->kept_as = 200;
    a->body_len = 0;
    a->ranges.count = 0;
    a->chosen = choose_coding(q);
    const struct an_file_facts *f = &q->coding[a->chosen];
    int64_t mtime_s = f->mtime_ns / SECOND - (f->mtime_ns % SECOND < 0);
    struct an_validators v = {.etag = {etag, etag_of(f, a->chosen, etag)},
                              .mtime_s = AN_MIN(mtime_s, q->now_s)};
    an_http_lines_find(q->said, "ETag", &v.etag);
    if (an_http_lines_find(q->said, "Last-Modified", &said))
        an_http_date_parse(said, q->now_s, &v.mtime_s);
    switch (an_conditional_judge(q->head, q->head_len, &v, q->now_s, &range)) {
    case AN_NOT_MODIFIED:
        a->status = a->kept_as = 304;
        break;
    case AN_PRECONDITION_FAILED:
        a->status = a->kept_as = 412;
        break;
    default:
        say_file(q, a, range);
    }
    say_validators(q, a, &v);
}
