/* conditional.c - see conditional.h.
 *
 * One walk through the head compares each field with the validators. Then the order of RFC 9110,
 * 13.2.2, decides. A list may come in several fields (5.3); a date may not, so a repeated date does
 * not count.
 */
#include "protocol/http/conditional.h"

#include <string.h>

#include "ground/base.h"
#include "protocol/http/date.h"
#include "protocol/text/field.h"

struct notes {
    const struct an_validators *v;
    int64_t now_s;
    bool match, matches;                      /* If-Match is there; it agrees */
    bool none_match, some_matches;            /* If-None-Match is there; one of its tags agrees */
    unsigned modified, unmodified, if_ranges; /* how many there are */
    bool modified_since, unmodified_since;    /* the last one is a date; it agrees */
    bool is_modified, is_unmodified;
    bool range_agrees;
};

/* --- entity tags --- */

static size_t put_hex(char *out, uint64_t n)
{
    size_t digits = 1;
    while (digits < 16 && n >> 4 * digits)
        digits++;
    for (size_t i = 0; i < digits; i++)
        out[i] = "0123456789abcdef"[n >> 4 * (digits - 1 - i) & 15];
    return digits;
}

size_t an_etag_make(int64_t mtime_ns, uint64_t size, uint64_t seal, char out[AN_ETAG_MAX])
{
    char *p = out;
    *p++ = '"';
    p += put_hex(p, (uint64_t)mtime_ns);
    *p++ = '-';
    p += put_hex(p, size);
    *p++ = '-';
    p += put_hex(p, seal);
    *p++ = '"';
    return (size_t)(p - out);
}

struct tag {
    bool weak;
    struct an_span opaque; /* with its quotes */
};

static inline bool is_etag_char(char c)
{
    return (uint8_t)c >= 0x21 && c != '"' && c != 0x7F;
}

/* Cuts an entity tag off the front of s (RFC 9110, 8.8.3). */
static bool cut_tag(struct an_span *s, struct tag *tag)
{
    size_t n = 1;
    tag->weak = s->len > 2 && s->p[0] == 'W' && s->p[1] == '/';
    if (tag->weak) *s = (struct an_span){s->p + 2, s->len - 2};
    if (s->len < 2 || *s->p != '"') return false;
    while (n < s->len && is_etag_char(s->p[n]))
        n++;
    if (n == s->len || s->p[n] != '"') return false;
    tag->opaque = (struct an_span){s->p, n + 1};
    *s = (struct an_span){s->p + n + 1, s->len - n - 1};
    return true;
}

static bool same_tag(const struct tag *a, const struct tag *b, bool strong)
{
    if (strong && (a->weak || b->weak)) return false;
    return a->opaque.len == b->opaque.len && memcmp(a->opaque.p, b->opaque.p, a->opaque.len) == 0;
}

/* Cuts blanks and commas off the front; a list may have more of them than it needs (5.6.1.2).
 * False: a comma is needed, and there is none. */
static bool cut_commas(struct an_span *list, bool needed)
{
    size_t n = 0;
    for (; n < list->len && strchr(" \t,", list->p[n]) && list->p[n]; n++)
        needed &= list->p[n] != ',';
    *list = (struct an_span){list->p + n, list->len - n};
    return !needed;
}

/* Is the current tag in the list? Tags may hold commas. From the first text that is not a tag,
 * nothing in the list agrees. */
static bool list_agrees(struct an_span list, const struct an_validators *v, bool strong)
{
    struct an_span etag = v->etag;
    struct tag current, tag;
    list = an_span_trim(list);
    if (list.len == 1 && *list.p == '*') return true;
    if (!cut_tag(&etag, &current)) return false;
    for (bool first = true; cut_commas(&list, !first) && cut_tag(&list, &tag); first = false)
        if (same_tag(&tag, &current, strong)) return true;
    return false;
}

/* --- the fields --- */

static bool is_date(const struct notes *n, struct an_span value, int64_t *s)
{
    return an_http_date_parse(value, n->now_s, s) == AN_OK;
}

static void note_match(struct notes *n, struct an_span value)
{
    n->match = true;
    n->matches |= list_agrees(value, n->v, true);
}

static void note_none_match(struct notes *n, struct an_span value)
{
    n->none_match = true;
    n->some_matches |= list_agrees(value, n->v, false);
}

static void note_modified(struct notes *n, struct an_span value)
{
    int64_t s = 0;
    n->modified++;
    n->modified_since = is_date(n, value, &s);
    n->is_modified = n->v->mtime_s > s;
}

static void note_unmodified(struct notes *n, struct an_span value)
{
    int64_t s = 0;
    n->unmodified++;
    n->unmodified_since = is_date(n, value, &s);
    n->is_unmodified = n->v->mtime_s <= s;
}

/* A date must be exactly the Last-Modified that was sent. Clients may send a date only where it is
 * a strong validator (RFC 9110, 13.1.5). */
static void note_range(struct notes *n, struct an_span value)
{
    struct an_span etag = n->v->etag;
    struct tag tag, current;
    int64_t s;
    n->if_ranges++;
    if (is_date(n, value, &s))
        n->range_agrees = s == n->v->mtime_s;
    else
        n->range_agrees = cut_tag(&value, &tag) && value.len == 0 && cut_tag(&etag, &current) &&
                          same_tag(&tag, &current, true);
}

static void note_field(struct notes *n, struct an_span name, struct an_span value)
{
    static const struct {
        const char *name;
        void (*note)(struct notes *n, struct an_span value);
    } fields[] = {
        {"If-Match", note_match},
        {"If-None-Match", note_none_match},
        {"If-Modified-Since", note_modified},
        {"If-Unmodified-Since", note_unmodified},
        {"If-Range", note_range},
    };
    if (name.len < 8 || name.p[2] != '-') return;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (an_span_is(name, fields[i].name)) fields[i].note(n, value);
}

/* --- the order of RFC 9110, 13.2.2 --- */

static bool precondition_holds(const struct notes *n)
{
    if (n->match) return n->matches;
    return n->unmodified != 1 || !n->unmodified_since || n->is_unmodified;
}

static enum an_verdict verdict_of(const struct notes *n, bool get_or_head)
{
    if (!precondition_holds(n)) return AN_PRECONDITION_FAILED;
    if (n->none_match && n->some_matches)
        return get_or_head ? AN_NOT_MODIFIED : AN_PRECONDITION_FAILED;
    if (n->none_match || !get_or_head) return AN_SEND;
    return n->modified == 1 && n->modified_since && !n->is_modified ? AN_NOT_MODIFIED : AN_SEND;
}

enum an_verdict an_conditional_judge(const void *head, size_t len, const struct an_validators *v,
                                     int64_t now_s, bool *range)
{
    struct notes n = {.v = v, .now_s = now_s};
    struct an_head h;
    struct an_span name, value;
    *range = false;
    if (an_head_open(&h, head, len) < 0) return AN_SEND;
    while (an_head_next(&h, &name, &value) > 0)
        note_field(&n, name, value);
    bool get = h.method.len == 3 && memcmp(h.method.p, "GET", 3) == 0;
    bool is_head = h.method.len == 4 && memcmp(h.method.p, "HEAD", 4) == 0;
    *range = get && (n.if_ranges == 0 || (n.if_ranges == 1 && n.range_agrees));
    return verdict_of(&n, get || is_head);
}
