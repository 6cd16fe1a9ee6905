/* utf8.c - see utf8.h.
 *
 * There are four speeds. ASCII is read in blocks of words. Other text is read in vectors of 16
 * bytes, which every x86-64 and AArch64 has, and for which the compiler has an extension. A code
 * point that lies whole in the input is one step; a split one is read byte by byte. Only the last
 * way needs state and leaves some. The ranges are those of RFC 3629, section 4: no overlong form,
 * no surrogate, nothing above U+10FFFF.
 */
#include "protocol/text/utf8.h"

#include <string.h>

#include "ground/base.h"

#define HIGH_BITS UINT64_C(0x8080808080808080)
#define BLOCK 32 /* bytes of ASCII taken at a time */

static uint64_t word_at(const uint8_t *p)
{
    uint64_t w;
    memcpy(&w, p, sizeof w);
    return w;
}

#define VECTOR uint8_t __attribute__((vector_size(16)))

static inline VECTOR vector_at(const uint8_t *p)
{
    VECTOR v;
    memcpy(&v, p, sizeof v);
    return v;
}

static inline bool any_set(VECTOR v)
{
    uint64_t half[2];
    memcpy(half, &v, sizeof half);
    return half[0] | half[1];
}

static bool is_continuation(uint8_t c)
{
    return (c & 0xC0) == 0x80;
}

/* The end of the ASCII that begins at p. */
static const uint8_t *skip_ascii(const uint8_t *p, const uint8_t *end)
{
    while (end - p >= BLOCK &&
           !((word_at(p) | word_at(p + 8) | word_at(p + 16) | word_at(p + 24)) & HIGH_BITS))
        p += BLOCK;
    while (end - p >= 8 && !(word_at(p) & HIGH_BITS))
        p += 8;
    while (p < end && *p < 0x80)
        p++;
    return p;
}

/* The number of bytes of the code point at p, which is not ASCII; four bytes can be read there. 0:
 * the code point is wrong. */
static size_t whole_sequence(const uint8_t *p)
{
    if (p[0] < 0xE0) return p[0] >= 0xC2 && is_continuation(p[1]) ? 2 : 0;
    unsigned start = (unsigned)p[0] << 8 | p[1];
    if (!is_continuation(p[1]) || !is_continuation(p[2])) return 0;
    if (start < 0xF000) return start >= 0xE0A0 && (start & 0xFFE0) != 0xEDA0 ? 3 : 0;
    return start >= 0xF090 && start <= 0xF48F && is_continuation(p[3]) ? 4 : 0;
}

/* Marks the wrong bytes of p[0..16); the three bytes before can be read. Wrong are: a continuation
 * byte where none may stand, another byte where one must stand, a byte that is never allowed, and
 * one that its lead byte does not allow. */
static inline VECTOR wrong_bytes(const uint8_t *p)
{
    VECTOR b = vector_at(p), b1 = vector_at(p - 1), b2 = vector_at(p - 2), b3 = vector_at(p - 3);
    VECTOR is = (VECTOR)((b & 0xC0) == 0x80);
    VECTOR due = (VECTOR)((b1 >= 0xC0) | (b2 >= 0xE0) | (b3 >= 0xF0));
    VECTOR never = (VECTOR)(((b & 0xFE) == 0xC0) | (b > 0xF4));
    VECTOR low = (VECTOR)(((b1 == 0xE0) & (b < 0xA0)) | ((b1 == 0xF0) & (b < 0x90)));
    VECTOR high = (VECTOR)(((b1 == 0xED) & (b >= 0xA0)) | ((b1 == 0xF4) & (b >= 0x90)));
    return (is ^ due) | never | low | high;
}

/* Takes vectors of text from p on, as long as they are not all ASCII. A code point begins at p; the
 * bytes from `from` to p can be read. Returns the beginning of the first code point that was not
 * read whole. NULL: something is wrong. */
static const uint8_t *skip_vectors(const uint8_t *from, const uint8_t *p, const uint8_t *end)
{
    if (p - from < 3) return p;
    const uint8_t *begin = p;
    for (; end - p >= 16 && any_set(vector_at(p) & 0x80); p += 16)
        if (any_set(wrong_bytes(p))) return NULL;
    if (p == begin) return p;
    return p[-1] >= 0xC0 ? p - 1 : p[-2] >= 0xE0 ? p - 2 : p[-3] >= 0xF0 ? p - 3 : p;
}

/* Takes the first byte of a sequence. Sets how many bytes follow, and the bounds of the next
 * one. */
static bool take_lead(struct an_utf8 *u, uint8_t c)
{
    u->low = c == 0xE0 ? 0xA0 : c == 0xF0 ? 0x90 : 0x80;
    u->high = c == 0xED ? 0x9F : c == 0xF4 ? 0x8F : 0xBF;
    u->need = c < 0x80 ? 0 : c < 0xE0 ? 1 : c < 0xF0 ? 2 : 3;
    return c < 0x80 || (c >= 0xC2 && c <= 0xF4);
}

static bool take_follow(struct an_utf8 *u, uint8_t c)
{
    if (c < u->low || c > u->high) return false;
    u->need--;
    u->low = 0x80;
    u->high = 0xBF;
    return true;
}

static bool one_byte(struct an_utf8 *u, uint8_t c)
{
    return u->need ? take_follow(u, c) : take_lead(u, c);
}

bool an_utf8_feed(struct an_utf8 *u, const uint8_t *p, size_t len)
{
    const uint8_t *from = p, *end = p + len;
    for (; u->need && p < end; p++)
        if (!take_follow(u, *p)) return false;
    while ((p = skip_ascii(p, end)), end - p >= 4) {
        do {
            size_t n = whole_sequence(p);
            if (!n) return false;
            p += n;
            if (!(p = skip_vectors(from, p, end))) return false;
        } while (end - p >= 4 && *p >= 0x80);
    }
    for (; p < end; p++)
        if (!one_byte(u, *p)) return false;
    return true;
}

bool an_utf8_valid(const uint8_t *p, size_t len)
{
    struct an_utf8 u;
    an_utf8_init(&u);
    return an_utf8_feed(&u, p, len) && an_utf8_done(&u);
}
