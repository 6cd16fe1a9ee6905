/* frame.c - see frame.h. This file knows only the form of a header; ws.c judges its
 * content. */
#include "protocol/ws/frame.h"

#include <string.h>

#include "ground/base.h"

#define FIN 0x80
#define MASKED 0x80
#define LEN_16 126 /* the length follows in 16 bits */
#define LEN_64 127 /* in 64 bits */

static uint64_t big_endian(const uint8_t *p, size_t n)
{
    uint64_t v = 0;
    while (n--)
        v = v << 8 | *p++;
    return v;
}

static bool shortest_form(size_t bytes, uint64_t len)
{
    if (bytes == 8) return len > UINT16_MAX && len >> 63 == 0;
    return bytes == 0 || len >= LEN_16;
}

ssize_t an_ws_header_decode(const uint8_t *in, size_t len, struct an_ws_header *h)
{
    if (len < 2) return 0;
    uint8_t short_len = in[1] & 0x7F;
    size_t more = short_len == LEN_64 ? 8 : short_len == LEN_16 ? 2 : 0;
    bool masked = in[1] & MASKED;
    size_t size = 2 + more + (masked ? 4 : 0);
    if (len < 2 + more) return 0;
    uint64_t payload = more ? big_endian(in + 2, more) : short_len;
    if (!shortest_form(more, payload)) return AN_EPROTO;
    if (len < size) return 0;
    *h = (struct an_ws_header){
        .len = payload,
        .opcode = in[0] & 0xF,
        .fin = in[0] & FIN,
        .rsv = in[0] >> 4 & 7,
        .masked = masked,
    };
    if (masked) memcpy(h->mask, in + size - 4, 4);
    return (ssize_t)size;
}

size_t an_ws_header_encode(uint8_t *out, enum an_ws_op op, bool fin, uint64_t len)
{
    size_t more = len > UINT16_MAX ? 8 : len >= LEN_16 ? 2 : 0;
    out[0] = (uint8_t)((fin ? FIN : 0) | op);
    out[1] = (uint8_t)(more == 8 ? LEN_64 : more == 2 ? LEN_16 : len);
    for (size_t i = 0; i < more; i++)
        out[2 + i] = (uint8_t)(len >> 8 * (more - 1 - i));
    return 2 + more;
}

#define VECTOR uint64_t __attribute__((vector_size(16))) /* x86-64 and AArch64 have them */

static inline void xor_vector(uint8_t *p, VECTOR key)
{
    VECTOR v;
    memcpy(&v, p, sizeof v);
    v ^= key;
    memcpy(p, &v, sizeof v);
}

static inline void xor_word(uint8_t *p, uint64_t key)
{
    uint64_t w;
    memcpy(&w, p, sizeof w);
    w ^= key;
    memcpy(p, &w, sizeof w);
}

/* Twice the mask, in the order of bytes in memory, from byte `offset` on. */
static uint64_t mask_word(const uint8_t mask[4], uint64_t offset)
{
    uint32_t m;
    unsigned turn = 8 * (offset & 3);
    memcpy(&m, mask, sizeof m);
    if (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__) turn = -turn;
    m = m >> (turn & 31) | m << (-turn & 31);
    return (uint64_t)m << 32 | m;
}

/* Takes vectors first, then words, then bytes. The length of a step is a multiple of the mask's, so
 * each step begins with the same key. */
void an_ws_unmask(uint8_t *p, size_t len, const uint8_t mask[4], uint64_t offset)
{
    const uint64_t key = mask_word(mask, offset);
    const VECTOR keys = {key, key};
    const uint8_t *byte = (const uint8_t *)&key;
    for (; len >= 32; p += 32, len -= 32) {
        xor_vector(p, keys);
        xor_vector(p + 16, keys);
    }
    for (; len >= 8; p += 8, len -= 8)
        xor_word(p, key);
    for (size_t i = 0; i < len; i++)
        p[i] ^= byte[i];
}

/* 1004 to 1006 and 1015 are never sent. 1012 to 1014 came after the RFC, through IANA's registry.
 * The other codes below 3000 are reserved for later. */
bool an_ws_close_code_valid(uint16_t code)
{
    if (code >= 1000 && code <= 1014) return code < 1004 || code > 1006;
    return code >= 3000 && code <= 4999;
}
