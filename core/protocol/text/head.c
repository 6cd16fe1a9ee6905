/* head.c - reads a head's flat block. The block may come from another process, so every length is
 * checked. See head.h. */
#include "protocol/text/head.h"

#include <string.h>

#include "ground/base.h"

/* Takes the next counted string of [*at, end). False: the block ends inside it. */
static inline bool take_string(const uint8_t **at, const uint8_t *end, struct an_span *s)
{
    uint16_t n;
    if ((size_t)(end - *at) < sizeof n) return false;
    memcpy(&n, *at, sizeof n);
    if ((size_t)(end - *at) - sizeof n < n) return false;
    *s = (struct an_span){(const char *)*at + sizeof n, n};
    *at += sizeof n + n;
    return true;
}

int an_head_open(struct an_head *h, const void *block, size_t len)
{
    *h = (struct an_head){{"", 0}, {"", 0}, {"", 0}, block, block};
    if (len == 0) return AN_OK;
    h->end += len;
    if (take_string(&h->at, h->end, &h->method) && take_string(&h->at, h->end, &h->target) &&
        take_string(&h->at, h->end, &h->version))
        return AN_OK;
    return AN_EPROTO;
}

int an_head_next(struct an_head *h, struct an_span *name, struct an_span *value)
{
    if (h->at == h->end) return 0;
    return take_string(&h->at, h->end, name) && take_string(&h->at, h->end, value) ? 1 : AN_EPROTO;
}

bool an_head_find(const void *block, size_t len, const char *name, struct an_span *value)
{
    struct an_head h;
    struct an_span n, v;
    if (an_head_open(&h, block, len) < 0) return false;
    while (an_head_next(&h, &n, &v) > 0) {
        if (!an_span_is(n, name)) continue;
        *value = v;
        return true;
    }
    return false;
}

static inline uint8_t lower_case(char c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c + 'a' - 'A') : (uint8_t)c;
}

bool an_span_is(struct an_span s, const char *text)
{
    for (size_t i = 0; i < s.len; i++)
        if (!text[i] || lower_case(s.p[i]) != lower_case(text[i])) return false;
    return !text[s.len];
}

static inline bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static struct an_span span_trimmed(struct an_span s)
{
    while (s.len && is_blank(*s.p))
        s.p++, s.len--;
    while (s.len && is_blank(s.p[s.len - 1]))
        s.len--;
    return s;
}

bool an_span_has_token(struct an_span list, const char *token)
{
    while (list.len) {
        const char *comma = memchr(list.p, ',', list.len);
        size_t n = comma ? (size_t)(comma - list.p) : list.len;
        if (an_span_is(span_trimmed((struct an_span){list.p, n}), token)) return true;
        n += comma != NULL;
        list = (struct an_span){list.p + n, list.len - n};
    }
    return false;
}
