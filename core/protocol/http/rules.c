/* rules.c - see rules.h. llhttp has checked the grammar of every line; this file says what the
 * lines mean together.
 *
 * Where RFCs leave a choice, this file does what nginx does. So a proxy and this server never see
 * two different requests in the same bytes.
 */
#define _GNU_SOURCE /* memmem */
#include "protocol/http/rules.h"

#include <string.h>

#include "ground/base.h"
#include "protocol/text/digest.h"
#include "protocol/text/field.h"
#include "protocol/text/head.h"

/* The values of the fields that matter here. Of a repeated field the last value is kept; a repeated
 * field that is not a list makes the request bad anyway. */
struct fields {
    unsigned hosts, codings, keys, versions;
    struct an_span host, coding, key, version;
    bool close, keep, upgrade_option; /* Connection */
    bool websocket;                   /* Upgrade */
    bool expects, unknown_expectation;
    bool range;
    unsigned singles; /* 1 << enum single: the field was seen */
    bool repeated;    /* one of the singles was seen twice */
};

/* The fields that nginx refuses when they come twice: two readers could each use another line.
 * (llhttp refuses a second Content-Length.) */
enum single {
    AUTHORIZATION,
    CONTENT_RANGE,
    EXPECT,
    IF_MATCH,
    IF_MODIFIED_SINCE,
    IF_NONE_MATCH,
    IF_RANGE,
    IF_UNMODIFIED_SINCE
};
#define PRECONDITIONS                                                                              \
    (1u << IF_MATCH | 1u << IF_MODIFIED_SINCE | 1u << IF_NONE_MATCH | 1u << IF_UNMODIFIED_SINCE)

static void note_single(struct fields *f, enum single what)
{
    f->repeated |= f->singles >> what & 1;
    f->singles |= 1u << what;
}

static void note_once(unsigned *count, struct an_span *kept, struct an_span value)
{
    ++*count;
    *kept = value;
}

static void note_connection(struct fields *f, struct an_span value)
{
    f->close |= an_span_has_token(value, "close");
    f->keep |= an_span_has_token(value, "keep-alive");
    f->upgrade_option |= an_span_has_token(value, "upgrade");
}

static void note_expect(struct fields *f, struct an_span value)
{
    note_single(f, EXPECT);
    f->expects = true;
    f->unknown_expectation |= !an_span_is(value, "100-continue");
}

/* Takes a field that matters here. The length of a name rules out nearly all others. */
static void note_field(struct fields *f, struct an_span name, struct an_span value)
{
    switch (name.len) {
    case sizeof "Host" - 1:
        if (an_span_is(name, "Host")) note_once(&f->hosts, &f->host, value);
        return;
    case sizeof "Range" - 1:
        f->range |= an_span_is(name, "Range");
        return;
    case sizeof "Expect" - 1:
        if (an_span_is(name, "Expect")) note_expect(f, value);
        return;
    case sizeof "If-Match" - 1: /* as long as If-Range */
        if (an_span_is(name, "If-Match")) note_single(f, IF_MATCH);
        if (an_span_is(name, "If-Range")) note_single(f, IF_RANGE);
        return;
    case sizeof "If-None-Match" - 1: /* as long as Authorization and Content-Range */
        if (an_span_is(name, "If-None-Match")) note_single(f, IF_NONE_MATCH);
        if (an_span_is(name, "Authorization")) note_single(f, AUTHORIZATION);
        if (an_span_is(name, "Content-Range")) note_single(f, CONTENT_RANGE);
        return;
    case sizeof "If-Unmodified-Since" - 1:
        if (an_span_is(name, "If-Unmodified-Since")) note_single(f, IF_UNMODIFIED_SINCE);
        return;
    case sizeof "Upgrade" - 1:
        if (an_span_is(name, "Upgrade")) f->websocket |= an_span_has_token(value, "websocket");
        return;
    case sizeof "Connection" - 1:
        if (an_span_is(name, "Connection")) note_connection(f, value);
        return;
    case sizeof "Transfer-Encoding" - 1: /* as long as Sec-WebSocket-Key and If-Modified-Since */
        if (an_span_is(name, "Transfer-Encoding")) note_once(&f->codings, &f->coding, value);
        if (an_span_is(name, "Sec-WebSocket-Key")) note_once(&f->keys, &f->key, value);
        if (an_span_is(name, "If-Modified-Since")) note_single(f, IF_MODIFIED_SINCE);
        return;
    case sizeof "Sec-WebSocket-Version" - 1:
        if (an_span_is(name, "Sec-WebSocket-Version")) note_once(&f->versions, &f->version, value);
        return;
    }
}

static inline bool span_equals(struct an_span s, const char *text)
{
    return s.len == strlen(text) && memcmp(s.p, text, s.len) == 0;
}

/* --- host and target --- */

/* reg-name of RFC 3986, 3.2.2. The two characters behind a '%' are not checked. */
static const bool name_char[256] = {
    ['0' ... '9'] = true, ['A' ... 'Z'] = true, ['a' ... 'z'] = true, ['-'] = true, ['.'] = true,
    ['_'] = true,         ['~'] = true,         ['%'] = true,         ['!'] = true, ['$'] = true,
    ['&'] = true,         ['\''] = true,        ['('] = true,         [')'] = true, ['*'] = true,
    ['+'] = true,         [','] = true,         [';'] = true,         ['='] = true};

/* The length of the name before a port; 0: this is not a name. As in nginx, an empty label is
 * refused, and so is a single dot. */
static size_t name_length(struct an_span s)
{
    size_t i = 0;
    for (; i < s.len && name_char[(uint8_t)s.p[i]]; i++)
        if (s.p[i] == '.' && i && s.p[i - 1] == '.') return 0;
    return i == 1 && *s.p == '.' ? 0 : i;
}

/* "[::1]" */
static size_t literal_length(struct an_span s)
{
    size_t i = 1;
    while (i < s.len && (an_hex_value(s.p[i]) >= 0 || s.p[i] == ':' || s.p[i] == '.'))
        i++;
    return i > 1 && i < s.len && s.p[i] == ']' ? i + 1 : 0;
}

/* host [ ":" port ] */
static bool valid_host(struct an_span s)
{
    if (s.len == 0) return false;
    size_t i = *s.p == '[' ? literal_length(s) : name_length(s);
    if (i == 0) return false;
    if (i == s.len) return true;
    if (s.p[i] != ':') return false;
    while (++i < s.len && s.p[i] >= '0' && s.p[i] <= '9') {
    }
    return i == s.len;
}

/* Takes the next byte of a path whose '%' have been checked. */
static char next_decoded(const char **p)
{
    char c = *(*p)++;
    if (c != '%') return c;
    c = (char)(an_hex_value((*p)[0]) << 4 | an_hex_value((*p)[1]));
    *p += 2;
    return c;
}

/* Does the path lead out of the root, by more ".." than folders? The path is read as nginx reads
 * it: decoded first, and several slashes in a row are one. */
static bool leaves_root(const char *p, const char *end)
{
    size_t depth = 0, len = 0, dots = 0; /* of the path so far; of the segment under way */
    for (bool more = true; more;) {
        more = p < end;
        char c = more ? next_decoded(&p) : '/';
        if (c != '/') {
            len++;
            dots += c == '.';
            continue;
        }
        if (len == 2 && dots == 2 && depth-- == 0) return true;
        if (len > 2 || len > dots) depth++;
        len = dots = 0;
    }
    return false;
}

/* Does each '%' of the path begin an octet other than NUL, and does the path stay below the
 * root? */
static bool valid_path(const char *p, const char *end)
{
    const char *start = p, *query = memchr(p, '?', (size_t)(end - p));
    bool encoded = false;
    if (query) end = query;
    while ((p = memchr(p, '%', (size_t)(end - p)))) {
        if (end - p < 3 || an_hex_value(p[1]) < 0 || an_hex_value(p[2]) < 0) return false;
        if (p[1] == '0' && p[2] == '0') return false;
        encoded = true;
        p += 3;
    }
    bool dots = encoded || memmem(start, (size_t)(end - start), "..", 2);
    return !dots || !leaves_root(start, end);
}

/* "http://host/path". The authority replaces Host, so the same rules hold for it: it has no user
 * name (RFC 9112, 3.2.2). */
static bool valid_absolute(struct an_span target)
{
    const char *end = target.p + target.len, *p = memchr(target.p, ':', target.len);
    if (!p || end - p < 3 || p[1] != '/' || p[2] != '/') return false;
    p += 3;
    size_t n = 0;
    while (p + n < end && p[n] != '/' && p[n] != '?')
        n++;
    return valid_host((struct an_span){p, n}) && valid_path(p + n, end);
}

/* CONNECT asks for a tunnel, TRACE for an echo of data that may be secret. No resource here has
 * either, so the answer is a 501. A 405 would have to name the methods that the "resource" allows.
 * "OPTIONS *" asks for the abilities of the server as a whole (RFC 9110, 9.3.7): PHP may answer. */
static int judge_target(const struct an_head *h)
{
    struct an_span target = h->target;
    bool good;
    if (span_equals(h->method, "CONNECT") || span_equals(h->method, "TRACE")) return 501;
    if (target.len == 0 || memchr(target.p, '#', target.len)) return 400;
    if (*target.p == '/')
        good = valid_path(target.p, target.p + target.len);
    else if (span_equals(target, "*"))
        good = span_equals(h->method, "OPTIONS");
    else
        good = valid_absolute(target);
    return good ? 0 : 400;
}

/* --- the rest --- */

static int judge_host(const struct fields *f, bool http10)
{
    if (f->hosts == 0) return http10 ? 0 : 400;
    return f->hosts == 1 && valid_host(f->host) ? 0 : 400;
}

/* Only a single "chunked" is decoded here. 400: the last coding is not "chunked", so the body has
 * no end. 501: "chunked" comes behind other codings. 400: HTTP/1.0 has no such header (RFC 9112,
 * 6.1 and 6.3). */
static int judge_coding(const struct fields *f, bool http10, struct an__http_framing *framing)
{
    if (f->codings == 0) return 0;
    if (http10) return 400;
    if (f->codings == 1 && an_span_is(f->coding, "chunked")) {
        framing->chunked = true;
        return 0;
    }
    const char *last = f->coding.p + f->coding.len;
    while (last > f->coding.p && last[-1] != ',')
        last--;
    size_t n = (size_t)(f->coding.p + f->coding.len - last);
    return an_span_has_token((struct an_span){last, n}, "chunked") ? 501 : 400;
}

static int judge_expect(const struct fields *f, bool http10, struct an__http_framing *framing)
{
    if (http10 || !f->expects) return 0;
    if (f->unknown_expectation) return 417;
    framing->expects = framing->chunked || framing->length > 0;
    return 0;
}

/* An offer of another protocol than WebSocket is ignored: the request means what it would mean
 * without the offer (RFC 9110, 7.8). In HTTP/1.0 every offer is ignored. A request that leaves HTTP
 * may not have a body, because the bytes behind it are read by other rules. */
static void read_upgrade(struct an_http_request *r, const struct fields *f, bool get,
                         const struct an__http_framing *framing)
{
    if (!f->websocket || r->http10) return;
    bool body = framing->chunked || framing->length > 0;
    r->bad_version = f->versions > 0 && !(f->versions == 1 && span_equals(f->version, "13"));
    r->websocket = get && !body && f->upgrade_option && f->versions == 1 && !r->bad_version &&
                   f->keys == 1 && an_ws_accept(f->key.p, f->key.len, r->ws_accept) == AN_OK;
    r->bad_websocket = !r->websocket;
}

bool an__http_is_framing(struct an_span name)
{
    return an_span_is(name, "Host") || an_span_is(name, "Content-Length") ||
           an_span_is(name, "Transfer-Encoding");
}

int an__http_judge(struct an_http_request *r, struct an__http_framing *framing)
{
    struct an_head h;
    struct an_span name, value;
    struct fields f = {0};
    int status;
    if (an_head_open(&h, r->head, r->head_len) < 0) return 400;
    r->http10 = span_equals(h.version, "HTTP/1.0");
    if (!r->http10 && !span_equals(h.version, "HTTP/1.1")) return 505;
    while (an_head_next(&h, &name, &value) > 0)
        note_field(&f, name, value);
    if (f.repeated) return 400;
    r->keep_alive = !f.close && (f.keep || !r->http10);
    r->is_head = span_equals(h.method, "HEAD");
    if ((status = judge_target(&h)) || (status = judge_host(&f, r->http10)) ||
        (status = judge_coding(&f, r->http10, framing)))
        return status;
    bool get = span_equals(h.method, "GET");
    r->selects = (get || r->is_head) && (f.range || f.singles & PRECONDITIONS);
    read_upgrade(r, &f, get, framing);
    return judge_expect(&f, r->http10, framing);
}
