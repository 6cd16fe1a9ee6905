/* range.c - see range.h. Ranges are few (AN_RANGES_MAX), so comparing each with each is good
 * enough. */
#include "protocol/http/range.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "ground/base.h"
#include "protocol/text/field.h"

/* --- the request --- */

/* Reads digits, at least one. A number that is too large for the type becomes the largest one:
 * this, too, is larger than any size. */
static bool read_number(struct an_span s, uint64_t *n)
{
    *n = 0;
    for (size_t i = 0; i < s.len; i++) {
        unsigned digit = (unsigned)(s.p[i] - '0');
        if (digit > 9) return false;
        *n = *n > (UINT64_MAX - digit) / 10 ? UINT64_MAX : 10 * *n + digit;
    }
    return s.len > 0;
}

/* Reads one "first-last", "first-" or "-suffix" (RFC 9110, 14.1.1). len is 0 for a range that
 * cannot be satisfied. */
static bool read_range(struct an_span s, uint64_t size, struct an_range *range)
{
    const char *dash = memchr(s.p, '-', s.len);
    uint64_t first, last = UINT64_MAX;
    if (!dash) return false;
    struct an_span from = {s.p, (size_t)(dash - s.p)}, to = {dash + 1, s.len - from.len - 1};
    if (from.len == 0) {
        if (!read_number(to, &last)) return false;
        range->len = AN_MIN(last, size);
        range->first = size - range->len;
        return true;
    }
    if (!read_number(from, &first) || (to.len && !read_number(to, &last)) || last < first)
        return false;
    range->first = first;
    range->len = first < size ? AN_MIN(last, size - 1) - first + 1 : 0;
    return true;
}

static bool is_near(const struct an_range *a, const struct an_range *b, uint64_t gap)
{
    return a->first < b->first ? b->first - a->first < a->len + gap
                               : a->first - b->first < b->len + gap;
}

static unsigned count_overlapping(const struct an_ranges *r)
{
    unsigned count = 0;
    for (unsigned i = 0; i < r->count; i++) {
        unsigned k = 0;
        while (k < r->count && (k == i || !is_near(&r->at[i], &r->at[k], 0)))
            k++;
        count += k < r->count;
    }
    return count;
}

static void unite_ranges(struct an_range *a, const struct an_range *b)
{
    uint64_t end = AN_MAX(a->first + a->len, b->first + b->len);
    a->first = AN_MIN(a->first, b->first);
    a->len = end - a->first;
}

/* Unites the first two ranges that are near each other; the result takes the place of the first
 * one. False: there are none. */
static bool coalesce_two(struct an_ranges *r)
{
    for (unsigned i = 0; i < r->count; i++)
        for (unsigned k = i + 1; k < r->count; k++) {
            if (!is_near(&r->at[i], &r->at[k], AN_RANGE_GAP)) continue;
            unite_ranges(&r->at[i], &r->at[k]);
            r->count--;
            memmove(&r->at[k], &r->at[k + 1], (r->count - k) * sizeof *r->at);
            return true;
        }
    return false;
}

static bool cut_unit(struct an_span *value)
{
    static const char unit[] = "bytes=";
    size_t n = sizeof unit - 1;
    if (value->len < n || !an_span_is((struct an_span){value->p, n}, unit)) return false;
    *value = (struct an_span){value->p + n, value->len - n};
    return true;
}

enum an_range_answer an_ranges_read(struct an_ranges *r, struct an_span value, uint64_t size)
{
    struct an_span element;
    unsigned seen = 0;
    r->count = 0;
    if (size == 0 || !cut_unit(&value)) return AN_RANGE_WHOLE;
    while (an_list_next(&value, &element)) {
        struct an_range range;
        if (++seen > AN_RANGES_MAX || !read_range(element, size, &range)) return AN_RANGE_WHOLE;
        if (range.len) r->at[r->count++] = range;
    }
    if (seen == 0) return AN_RANGE_WHOLE;
    if (r->count == 0) return AN_RANGE_NONE;
    if (count_overlapping(r) > 2) return AN_RANGE_WHOLE;
    while (coalesce_two(r)) {
    }
    return AN_RANGE_PARTS;
}

/* --- the answer --- */

size_t an_content_range(char out[AN_CONTENT_RANGE_MAX], const struct an_range *range, uint64_t size)
{
    int n = range ? snprintf(out, AN_CONTENT_RANGE_MAX, "bytes %" PRIu64 "-%" PRIu64 "/%" PRIu64,
                             range->first, range->first + range->len - 1, size)
                  : snprintf(out, AN_CONTENT_RANGE_MAX, "bytes */%" PRIu64, size);
    return (size_t)n;
}

size_t an_byteranges_head(const struct an_byteranges *b, unsigned i, char *out, size_t room)
{
    char range[AN_CONTENT_RANGE_MAX];
    if (i == b->ranges->count) return (size_t)snprintf(out, room, "\r\n--%s--\r\n", b->boundary);
    an_content_range(range, &b->ranges->at[i], b->size);
    return (size_t)snprintf(out, room, "%s--%s%s%s\r\nContent-Range: %s\r\n\r\n", i ? "\r\n" : "",
                            b->boundary, b->type ? "\r\nContent-Type: " : "",
                            b->type ? b->type : "", range);
}

uint64_t an_byteranges_len(const struct an_byteranges *b)
{
    uint64_t len = an_byteranges_head(b, b->ranges->count, NULL, 0);
    for (unsigned i = 0; i < b->ranges->count; i++)
        len += an_byteranges_head(b, i, NULL, 0) + b->ranges->at[i].len;
    return len;
}
