/* utf8_help.c - see utf8_help.h. */
#include "utf8_help.h"

static size_t shortest(uint32_t code)
{
    return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

/* How many bytes the first one asks for; 0: none begins like this. */
static size_t announced(uint8_t first)
{
    size_t ones = 0;
    while (ones < 8 && first >> (7 - ones) & 1)
        ones++;
    return ones == 0 ? 1 : ones == 1 || ones > 4 ? 0 : ones;
}

static bool one(const uint8_t **p, const uint8_t *end)
{
    size_t n = announced(**p);
    if (n == 0 || (size_t)(end - *p) < n) return false;
    uint32_t code = n == 1 ? **p : **p & (0x7Fu >> n);
    for (size_t i = 1; i < n; i++) {
        if ((*p)[i] >> 6 != 2) return false;
        code = code << 6 | ((*p)[i] & 0x3F);
    }
    *p += n;
    return shortest(code) == n && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
}

bool utf8_slow_valid(const uint8_t *p, size_t len)
{
    const uint8_t *end = p + len;
    while (p < end)
        if (!one(&p, end)) return false;
    return true;
}

size_t utf8_slow_encode(uint32_t code, size_t bytes, uint8_t out[4])
{
    size_t n = bytes ? bytes : shortest(code);
    for (size_t i = n; i-- > 1; code >>= 6)
        out[i] = (uint8_t)(0x80 | (code & 0x3F));
    out[0] = (uint8_t)(n == 1 ? code : (0xF0u << (4 - n)) | code);
    return n;
}
