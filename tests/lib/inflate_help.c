/* inflate_help.c - see inflate_help.h. The sections are those of RFC 1951. */
#include "inflate_help.h"

#include <stdbool.h>
#include <string.h>

#define LONGEST 15 /* bits of a code */

struct reader {
    const uint8_t *in;
    size_t bits, at; /* there are, are used */
    uint8_t *out;
    size_t len, room, farthest;
};

/* Canonical codes (3.2.2): how many of each length, and their symbols in order. */
struct codes {
    uint16_t count[LONGEST + 1], symbol[288];
};

static int bits(struct reader *r, unsigned n)
{
    int v = 0;
    if (n > r->bits - r->at) return -1;
    for (unsigned i = 0; i < n; i++, r->at++)
        v |= (r->in[r->at / 8] >> r->at % 8 & 1) << i;
    return v;
}

/* False: these are no codes, because there are more than there is place for, or fewer; or maybe fewer: of none or one of one bit. */
static bool codes_make(struct codes *c, const uint8_t *lengths, size_t n, bool maybe_fewer)
{
    uint16_t next[LONGEST + 1] = {0};
    int place = 1, longest = 0;
    memset(c, 0, sizeof *c);
    for (size_t i = 0; i < n; i++)
        c->count[lengths[i]]++;
    c->count[0] = 0;
    for (int k = 1; k <= LONGEST && place >= 0; k++) {
        place = 2 * place - c->count[k];
        if (c->count[k]) longest = k;
        next[k] = (uint16_t)(next[k - 1] + c->count[k - 1]);
    }
    for (size_t i = 0; i < n; i++)
        if (lengths[i]) c->symbol[next[lengths[i]]++] = (uint16_t)i;
    return place == 0 || longest == 0 || (place > 0 && maybe_fewer && longest == 1);
}

static int symbol(struct reader *r, const struct codes *c)
{
    int code = 0, first = 0, index = 0;
    for (size_t k = 1; k <= LONGEST; k++) {
        int bit = bits(r, 1);
        if (bit < 0) return -1;
        code |= bit;
        if (code - first < c->count[k]) return c->symbol[index + code - first];
        index += c->count[k];
        first = (first + c->count[k]) << 1;
        code <<= 1;
    }
    return -1;
}

static bool put(struct reader *r, uint8_t byte)
{
    if (r->len == r->room) return false;
    r->out[r->len++] = byte;
    return true;
}

static bool copy(struct reader *r, size_t n, size_t distance)
{
    if (distance > r->len || distance > 32768) return false;
    if (distance > r->farthest) r->farthest = distance;
    while (n--)
        if (!put(r, r->out[r->len - distance])) return false;
    return true;
}

/* Lengths and distances (3.2.5): the range of a code begins where the one before it ends. */
static int value(struct reader *r, int code, int first, int extra)
{
    for (int i = 0; i < code; i++)
        first += 1 << (i < extra ? 0 : i / (extra / 2) - 1);
    int more = bits(r, code < extra ? 0 : (unsigned)(code / (extra / 2) - 1));
    return more < 0 ? -1 : first + more;
}

static bool pair(struct reader *r, int code, const struct codes *distances)
{
    if (code > 285) return false;
    int n = code == 285 ? 258 : value(r, code - 257, 3, 8);
    int far = n < 0 ? -1 : symbol(r, distances);
    if (far < 0 || far > 29) return false;
    int distance = value(r, far, 1, 4);
    return distance > 0 && copy(r, (size_t)n, (size_t)distance);
}

static bool compressed(struct reader *r, const struct codes *literals,
                       const struct codes *distances)
{
    for (;;) {
        int s = symbol(r, literals);
        if (s == 256) return true;
        if (s < 0) return false;
        if (s < 256 ? !put(r, (uint8_t)s) : !pair(r, s, distances)) return false;
    }
}

/* 3.2.4. */
static bool stored(struct reader *r)
{
    r->at = (r->at + 7) / 8 * 8;
    int n = bits(r, 16), not_n = bits(r, 16);
    if (n < 0 || not_n < 0 || (n ^ not_n) != 0xFFFF) return false;
    while (n--) {
        int byte = bits(r, 8);
        if (byte < 0 || !put(r, (uint8_t)byte)) return false;
    }
    return true;
}

/* 3.2.6. */
static bool fixed(struct reader *r)
{
    struct codes literals, distances;
    uint8_t lengths[288];
    for (int i = 0; i < 288; i++)
        lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
    codes_make(&literals, lengths, 288, false);
    memset(lengths, 5, 30);
    codes_make(&distances, lengths, 30, false);
    return compressed(r, &literals, &distances);
}

/* How often the length that symbol s stands for is to be repeated; -1: the input ends. */
static int repeat(struct reader *r, int s)
{
    static const int least[] = {3, 3, 11}, extra[] = {2, 3, 7};
    if (s < 16) return s < 0 ? -1 : 1;
    int more = bits(r, (unsigned)extra[s - 16]);
    return more < 0 ? -1 : least[s - 16] + more;
}

/* The lengths of both codes, themselves encoded (3.2.7). */
static bool read_lengths(struct reader *r, uint8_t *lengths, int total, const struct codes *code)
{
    for (int n = 0; n < total;) {
        int s = symbol(r, code), times = repeat(r, s);
        if (times < 0 || n + times > total || (s == 16 && n == 0)) return false;
        uint8_t len = (uint8_t)(s < 16 ? s : s == 16 ? lengths[n - 1] : 0);
        while (times--)
            lengths[n++] = len;
    }
    return true;
}

static bool dynamic(struct reader *r)
{
    static const uint8_t order[] = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                    11, 4,  12, 3, 13, 2, 14, 1, 15};
    uint8_t lengths[288 + 32] = {0};
    struct codes literals, distances;
    int nlit = bits(r, 5) + 257, ndist = bits(r, 5) + 1, ncode = bits(r, 4) + 4;
    if (ncode < 4 || nlit > 286 || ndist > 30) return false;
    for (int i = 0; i < ncode; i++) {
        int len = bits(r, 3);
        if (len < 0) return false;
        lengths[order[i]] = (uint8_t)len;
    }
    if (!codes_make(&literals, lengths, 19, false)) return false;
    memset(lengths, 0, sizeof lengths);
    if (!read_lengths(r, lengths, nlit + ndist, &literals)) return false;
    return lengths[256] && codes_make(&literals, lengths, (size_t)nlit, true) &&
           codes_make(&distances, lengths + nlit, (size_t)ndist, true) &&
           compressed(r, &literals, &distances);
}

static bool block(struct reader *r)
{
    int head = bits(r, 3);
    bool good = false;
    if (head < 0) return false;
    if (head >> 1 == 0) good = stored(r);
    if (head >> 1 == 1) good = fixed(r);
    if (head >> 1 == 2) good = dynamic(r);
    if (head & 1) r->at = (r->at + 7) / 8 * 8; /* the last one fills its byte, whatever follows */
    return good;
}

ssize_t inflate_slowly(const uint8_t *in, size_t len, uint8_t *out, size_t at, size_t room,
                       size_t *farthest)
{
    struct reader r = {in, 8 * len, 0, out, at, room, 0};
    bool good = true;
    while (good && r.at < r.bits)
        good = block(&r);
    *farthest = r.farthest;
    return good ? (ssize_t)r.len : -1;
}
