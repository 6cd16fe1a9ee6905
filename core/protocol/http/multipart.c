/* multipart.c - see multipart.h.
 *
 * A delimiter is CRLF, "--" and the boundary, which has no CR in it. So where a match breaks off,
 * none of its bytes can begin another match: the search goes on behind them, and reads each byte at
 * most twice. A delimiter counts also where more text follows on its line (RFC 2046, 5.1.1). But
 * then the body is refused, because two readers could read it differently.
 *
 * Outside of parts, "--" and the boundary may stand only in a delimiter. Otherwise a part before
 * the first delimiter, or behind the last one, would be lost silently. These bytes can begin again
 * within themselves, so this search needs their borders (Knuth, Morris, Pratt).
 *
 * The line end of a delimiter may be that of the line before: the line end of a part's head, or
 * none, where the body begins. Such a match begins with two bytes "lent". The split of the bytes
 * over feeds must never show, so a limit is compared with a count of bytes, never with the length
 * of a feed.
 */
#include "protocol/http/multipart.h"

#include <string.h>

#include "ground/base.h"
#include "protocol/http/multipart_head.h"

#define KEEP_HEAD 1024 /* bytes of capacity kept between parts */
#define CRLF_LEN 2

enum state {
    PREAMBLE,
    BEHIND,       /* behind a delimiter: its line may end, or it may be the last one */
    BEHIND_DASH,  /* ... and one more '-' makes it the last */
    BEHIND_BLANK, /* ... and only blanks may follow on that line */
    BEHIND_CR,
    HEAD,
    DATA,
    EPILOGUE,
    FAILED,
};

/* border[i] is a length. Take the first i + 1 bytes of "--boundary": it is the length of the
 * longest beginning of "--boundary" with which they end, and which is shorter than they are. */
static void measure_borders(struct an_multipart *m)
{
    const char *p = m->delimiter + CRLF_LEN;
    size_t k = m->border[0] = 0;
    for (size_t i = 1; i < (size_t)m->delimiter_len - CRLF_LEN; i++) {
        while (k && p[i] != p[k])
            k = m->border[k - 1];
        k += p[i] == p[k];
        m->border[i] = (uint8_t)k;
    }
}

void an_multipart_init(struct an_multipart *m, const struct an_multipart_limits *limits,
                       struct an_span boundary)
{
    AN_ASSERT(boundary.len > 0 && boundary.len <= AN_BOUNDARY_MAX);
    *m = (struct an_multipart){.limits = limits, .state = PREAMBLE};
    an_buf_init(&m->head, limits->max_head);
    memcpy(m->delimiter, "\r\n--", 4);
    memcpy(m->delimiter + 4, boundary.p, boundary.len);
    m->delimiter_len = (uint8_t)(4 + boundary.len);
    measure_borders(m);
    m->matched = m->lent = CRLF_LEN;
    m->extra = limits->max_extra + m->delimiter_len - CRLF_LEN;
}

void an_multipart_fini(struct an_multipart *m)
{
    an_buf_fini(&m->head);
}

bool an_multipart_ended(const struct an_multipart *m)
{
    return m->state == EPILOGUE;
}

static ssize_t multipart_fail(struct an_multipart *m, int status)
{
    an_buf_fini(&m->head);
    m->state = FAILED;
    m->status = status;
    return AN_EPROTO;
}

static ssize_t spend_extra(struct an_multipart *m, size_t n)
{
    if (n > m->extra) return multipart_fail(m, 400);
    m->extra -= n;
    return (ssize_t)n;
}

/* --- the search for a delimiter --- */

/* Returns how many bytes of p[0..n) continue a delimiter, of which `matched` bytes have come
 * already. */
static size_t match_delimiter(const struct an_multipart *m, size_t matched, const uint8_t *p,
                              size_t n)
{
    size_t k = 0, left = m->delimiter_len - matched;
    while (k < n && k < left && p[k] == (uint8_t)m->delimiter[matched + k])
        k++;
    return k;
}

/* Returns where in in[0..len) a delimiter stands, or the beginning of one that goes up to the end.
 * len: nowhere. */
static size_t find_delimiter(const struct an_multipart *m, const uint8_t *in, size_t len)
{
    const uint8_t *cr;
    for (size_t at = 0, k; at < len && (cr = memchr(in + at, '\r', len - at)); at += k) {
        at = (size_t)(cr - in);
        k = match_delimiter(m, 0, cr, len - at);
        if (k == m->delimiter_len || at + k == len) return at;
    }
    return len;
}

enum found {
    PLAIN,  /* the bytes used are data */
    PARTLY, /* the bytes belong to a delimiter that is not complete yet */
    WHOLE,  /* the bytes complete a delimiter */
    BROKEN, /* no delimiter after all: the bytes that matched are data */
};

static size_t search_delimiter(struct an_multipart *m, const uint8_t *in, size_t len,
                               enum found *found)
{
    size_t n = m->matched ? 0 : find_delimiter(m, in, len);
    *found = PLAIN;
    if (n) return n;
    n = match_delimiter(m, m->matched, in, len);
    m->matched = (uint8_t)(m->matched + n);
    *found = m->matched == m->delimiter_len ? WHOLE : n == len ? PARTLY : BROKEN;
    return n;
}

/* Does p[0..n) complete a "--boundary"? */
static bool is_stray(struct an_multipart *m, const uint8_t *p, size_t n)
{
    const char *dashes = m->delimiter + CRLF_LEN;
    size_t k = m->strayed, whole = (size_t)m->delimiter_len - CRLF_LEN;
    for (size_t i = 0; i < n && k < whole; i++) {
        while (k && p[i] != (uint8_t)dashes[k])
            k = m->border[k - 1];
        k += p[i] == (uint8_t)dashes[k];
    }
    m->strayed = (uint8_t)k;
    return k == whole;
}

static void end_match(struct an_multipart *m)
{
    m->matched = m->lent = 0;
}

static void go_behind(struct an_multipart *m)
{
    end_match(m);
    m->extra = m->limits->max_extra;
    m->state = BEHIND;
}

/* --- states: each takes its bytes from in[0..len), which is not empty --- */

static ssize_t take_preamble(struct an_multipart *m, const uint8_t *in, size_t len)
{
    enum found found;
    ssize_t used = spend_extra(m, search_delimiter(m, in, len, &found));
    if (used < 0) return used;
    if (is_stray(m, in, (size_t)used - (found == WHOLE))) return multipart_fail(m, 400);
    if (found == WHOLE) go_behind(m);
    if (found == BROKEN) end_match(m);
    return used;
}

static void hand_out(struct an_multipart_event *out, const void *p, size_t n)
{
    if (n == 0) return;
    *out = (struct an_multipart_event){.type = AN_MULTIPART_DATA, .data = p, .len = n};
}

static ssize_t take_data(struct an_multipart *m, const uint8_t *in, size_t len,
                         struct an_multipart_event *out)
{
    enum found found;
    size_t used = search_delimiter(m, in, len, &found);
    if (found == PLAIN) hand_out(out, in, used);
    if (found == BROKEN) {
        hand_out(out, m->delimiter + m->lent, (size_t)(m->matched - m->lent));
        end_match(m);
    }
    if (found == WHOLE) {
        out->type = AN_MULTIPART_PART_END;
        go_behind(m);
    }
    return (ssize_t)used;
}

static ssize_t begin_part(struct an_multipart *m)
{
    if (m->parts == m->limits->max_parts) return multipart_fail(m, 413);
    m->parts++;
    an_buf_clear(&m->head, KEEP_HEAD);
    m->line = 0;
    m->state = HEAD;
    return 1;
}

static ssize_t end_parts(struct an_multipart *m, struct an_multipart_event *out)
{
    an_buf_fini(&m->head);
    m->extra = m->limits->max_extra;
    m->strayed = 0;
    m->state = EPILOGUE;
    out->type = AN_MULTIPART_END;
    return 1;
}

static ssize_t take_epilogue(struct an_multipart *m, const uint8_t *in, size_t len)
{
    ssize_t used = spend_extra(m, len);
    return used > 0 && is_stray(m, in, len) ? multipart_fail(m, 400) : used;
}

/* Takes one byte between a delimiter and a part. */
static ssize_t take_behind(struct an_multipart *m, uint8_t c, struct an_multipart_event *out)
{
    if (m->state == BEHIND_DASH) return c == '-' ? end_parts(m, out) : multipart_fail(m, 400);
    if (m->state == BEHIND_CR) return c == '\n' ? begin_part(m) : multipart_fail(m, 400);
    if (c == '-' && m->state == BEHIND) {
        m->state = BEHIND_DASH;
    } else if (c == '\r') {
        m->state = BEHIND_CR;
    } else if (c == ' ' || c == '\t') {
        m->state = BEHIND_BLANK;
        return spend_extra(m, 1);
    } else {
        return multipart_fail(m, 400);
    }
    return 1;
}

/* The empty line behind the head has come. Its line end may begin a delimiter: then the part has no
 * data, not even an empty line. */
static ssize_t end_head(struct an_multipart *m, ssize_t used, struct an_multipart_event *out)
{
    if (an__multipart_head((char *)m->head.data, m->line, out) < 0) return multipart_fail(m, 400);
    out->type = AN_MULTIPART_PART;
    m->matched = m->lent = CRLF_LEN;
    m->state = DATA;
    return used;
}

static ssize_t take_head(struct an_multipart *m, const uint8_t *in, size_t len,
                         struct an_multipart_event *out)
{
    const uint8_t *lf = memchr(in, '\n', len);
    size_t used = lf ? (size_t)(lf - in) + 1 : len;
    if (an_buf_append(&m->head, in, used) < 0) return multipart_fail(m, 413);
    if (!lf) return (ssize_t)used;
    const char *line = (const char *)m->head.data + m->line;
    size_t n = m->head.len - m->line;
    if (n < CRLF_LEN || line[n - CRLF_LEN] != '\r') return multipart_fail(m, 400);
    if (n == CRLF_LEN) return end_head(m, (ssize_t)used, out);
    if (!an__multipart_line_valid(line, n - CRLF_LEN)) return multipart_fail(m, 400);
    if (an__multipart_line_folded(line, n - CRLF_LEN)) {
        if (m->line == 0) return multipart_fail(m, 400);
        memset(m->head.data + m->line - CRLF_LEN, ' ', CRLF_LEN);
    }
    m->line = m->head.len;
    return (ssize_t)used;
}

static ssize_t take_event(struct an_multipart *m, const uint8_t *in, size_t len,
                          struct an_multipart_event *out)
{
    switch (m->state) {
    case PREAMBLE:
        return take_preamble(m, in, len);
    case HEAD:
        return take_head(m, in, len, out);
    case DATA:
        return take_data(m, in, len, out);
    case EPILOGUE:
        return take_epilogue(m, in, len);
    default:
        return take_behind(m, *in, out);
    }
}

ssize_t an_multipart_feed(struct an_multipart *m, const uint8_t *in, size_t len,
                          struct an_multipart_event *out)
{
    size_t used = 0;
    *out = (struct an_multipart_event){.type = AN_MULTIPART_NONE};
    if (m->state == FAILED) return AN_EPROTO;
    while (used < len && out->type == AN_MULTIPART_NONE) {
        ssize_t n = take_event(m, in + used, len - used, out);
        if (n < 0) {
            *out = (struct an_multipart_event){.type = AN_MULTIPART_NONE};
            return n;
        }
        used += (size_t)n;
    }
    return (ssize_t)used;
}
