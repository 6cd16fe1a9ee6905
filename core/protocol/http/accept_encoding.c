/* accept_encoding.c - see accept_encoding.h. */
#include "protocol/http/accept_encoding.h"

#include <stdbool.h>
#include <stddef.h>

#include "ground/base.h"
#include "protocol/text/field.h"

enum { UNSAID = -1, REFUSED = 0, LEAST = 1, ALL = 1000 };

void an_accept_encoding_init(struct an_accept_encoding *a)
{
    *a = (struct an_accept_encoding){UNSAID, UNSAID, UNSAID, UNSAID};
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Reads "0.25" in thousandths: at most three digits behind the dot, 1 at most (RFC 9110,
 * 12.4.2). */
static bool read_weight(struct an_span s, int16_t *weight)
{
    if (s.len == 0 || s.len > 5 || *s.p < '0' || *s.p > '1') return false;
    if (s.len > 1 && s.p[1] != '.') return false;
    int q = (*s.p - '0') * ALL;
    for (int i = 2, unit = 100; i < (int)s.len; i++, unit /= 10) {
        if (!is_digit(s.p[i])) return false;
        q += (s.p[i] - '0') * unit;
    }
    *weight = (int16_t)q;
    return q <= ALL;
}

static int16_t *entry_of(struct an_accept_encoding *a, struct an_span coding)
{
    if (an_span_is(coding, "br")) return &a->br;
    /* "x-gzip" is gzip (RFC 9110, 8.4.1.3). */
    if (an_span_is(coding, "gzip") || an_span_is(coding, "x-gzip")) return &a->gzip;
    if (an_span_is(coding, "identity")) return &a->identity;
    return an_span_is(coding, "*") ? &a->any : NULL;
}

static void add_element(struct an_accept_encoding *a, struct an_span element)
{
    struct an_span name, value;
    int16_t *entry = entry_of(a, an_params_open(&element)), weight = ALL;
    int more = an_params_next(&element, &name, &value);
    if (!entry || more < 0) return;
    if (more && (!an_span_is(name, "q") || !read_weight(value, &weight) || element.len)) return;
    *entry = weight;
}

void an_accept_encoding_add(struct an_accept_encoding *a, struct an_span value)
{
    struct an_span element;
    while (an_list_next(&value, &element))
        add_element(a, element);
}

static int weight_of(const struct an_accept_encoding *a, int16_t said, int otherwise)
{
    return said != UNSAID ? said : a->any != UNSAID ? a->any : otherwise;
}

unsigned an_accept_encoding_pick(const struct an_accept_encoding *a, unsigned have)
{
    const struct {
        enum an_coding coding;
        int weight;
    } choices[] = {
        {AN_CODING_BR, weight_of(a, a->br, REFUSED)},
        {AN_CODING_GZIP, weight_of(a, a->gzip, REFUSED)},
        {AN_CODING_IDENTITY, weight_of(a, a->identity, LEAST)},
    };
    unsigned best = 0;
    int most = REFUSED;
    for (size_t i = 0; i < sizeof choices / sizeof *choices; i++) {
        if (!(have & choices[i].coding) || choices[i].weight <= most) continue;
        best = choices[i].coding;
        most = choices[i].weight;
    }
    return best;
}
