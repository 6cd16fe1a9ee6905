/* range_fuzz.c - Range under a fuzzer, which picks the size of the body and the value.
 *
 * Input: eight bytes of size (big-endian), then the value. Properties: ranges lie in the body, are few, and do not come near each other; asked for as
 * they are, they are what is sent; every byte that was asked for is (looked at with a simpler reader, for small bodies); what an answer says of
 * them reads back, and the length of a body of several is that of its pieces.
 */
#include "protocol/http/range.h"

#include "guard_help.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ground/base.h"

#define SMALL 2048
#define VALUE_MAX 4096
#define MUST(x) ((x) ? (void)0 : broken(#x, __LINE__))

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void broken(const char *what, int line)
{
    fprintf(stderr, "range_fuzz.c:%d: not so: %s\n", line, what);
    abort();
}

static void check_inside(const struct an_ranges *r, uint64_t size)
{
    MUST(r->count >= 1 && r->count <= AN_RANGES_MAX);
    for (unsigned i = 0; i < r->count; i++) {
        const struct an_range *a = &r->at[i];
        MUST(a->len >= 1 && a->first < size && a->len <= size - a->first);
        for (unsigned k = 0; k < i; k++) {
            const struct an_range *b = &r->at[k];
            const struct an_range *low = a->first < b->first ? a : b, *high = low == a ? b : a;
            MUST(high->first - low->first >= low->len);
            MUST(high->first - low->first - low->len >= AN_RANGE_GAP);
        }
    }
}

static void check_again(const struct an_ranges *r, uint64_t size)
{
    char value[AN_RANGES_MAX * 44] = "bytes=";
    struct an_ranges again;
    size_t n = strlen(value);
    for (unsigned i = 0; i < r->count; i++)
        n += (size_t)snprintf(value + n, sizeof value - n, "%s%" PRIu64 "-%" PRIu64, i ? "," : "",
                              r->at[i].first, r->at[i].first + r->at[i].len - 1);
    MUST(an_ranges_read(&again, (struct an_span){value, n}, size) == AN_RANGE_PARTS);
    MUST(again.count == r->count);
    MUST(memcmp(again.at, r->at, r->count * sizeof *r->at) == 0);
}

/* The bytes that a valid value asks for, of those that there are. */
static void slow_read(const char *value, uint64_t size, uint8_t *wanted)
{
    memset(wanted, 0, SMALL);
    for (const char *p = strchr(value, '=') + 1; *p;) {
        char *end;
        p += strspn(p, ", \t");
        if (!*p) return;
        bool suffix = *p == '-';
        uint64_t first = suffix ? 0 : strtoull(p, &end, 10), last = size - 1;
        if (suffix) {
            uint64_t n = strtoull(p + 1, &end, 10);
            first = n < size ? size - n : 0;
        } else if (end[1] >= '0' && end[1] <= '9') {
            last = strtoull(end + 1, &end, 10);
        } else {
            end++;
        }
        for (uint64_t i = first; i <= last && i < size; i++)
            wanted[i] = 1;
        p = end;
    }
}

static void check_covered(const struct an_ranges *r, const char *value, uint64_t size)
{
    static uint8_t wanted[SMALL];
    slow_read(value, size, wanted);
    uint64_t asked = 0, sent = 0;
    for (uint64_t i = 0; i < size; i++)
        asked += wanted[i];
    for (unsigned i = 0; i < r->count; i++) {
        const struct an_range *a = &r->at[i];
        MUST(wanted[a->first] && wanted[a->first + a->len - 1]);
        for (uint64_t k = 0; k < a->len; k++)
            sent += wanted[a->first + k];
    }
    MUST(sent == asked);
}

static void check_body(const struct an_ranges *r, uint64_t size)
{
    struct an_byteranges b = {r, size, "a/b", "boundary"};
    uint64_t len = 0;
    for (unsigned i = 0; i <= r->count; i++) {
        char head[256], range[AN_CONTENT_RANGE_MAX];
        size_t n = an_byteranges_head(&b, i, head, sizeof head);
        MUST(n < sizeof head && strlen(head) == n);
        len += n;
        if (i == r->count) break;
        MUST(an_content_range(range, &r->at[i], size) == strlen(range) && strstr(head, range));
        uint64_t first, last, whole;
        MUST(sscanf(range, "bytes %" SCNu64 "-%" SCNu64 "/%" SCNu64, &first, &last, &whole) == 3);
        MUST(first == r->at[i].first && last - first + 1 == r->at[i].len && whole == size);
        len += r->at[i].len;
    }
    MUST(len == an_byteranges_len(&b));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct guard in;
    static char text[VALUE_MAX + 1];
    struct an_ranges r;
    uint64_t whole = 0;
    if (size < 8 || size - 8 > VALUE_MAX) return 0;
    if (!in.map) guard_open(&in, VALUE_MAX);
    for (size_t i = 0; i < 8; i++)
        whole = whole << 8 | data[i];
    whole &= INT64_MAX;
    size_t len = size - 8;
    memcpy(text, data + 8, len);
    text[len] = 0;
    struct an_span value = {(const char *)guard_copy(&in, text, len), len};
    if (an_ranges_read(&r, value, whole) != AN_RANGE_PARTS) return 0;
    check_inside(&r, whole);
    check_again(&r, whole);
    check_body(&r, whole);
    if (whole <= SMALL) check_covered(&r, text, whole);
    return 0;
}
