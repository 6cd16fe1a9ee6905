/* digest.c - see digest.h. SHA-1 as in RFC 3174 (method 1), base64 as in RFC 4648. One handshake
 * hashes 60 bytes, so the code is written to be clear, not fast. */
#include "protocol/text/digest.h"

#include <string.h>

#include "ground/base.h"

#define BLOCK 64
#define KEY_LEN 24 /* base64 characters of 16 bytes: 22 and "==" */

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char guid[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; /* RFC 6455, section 1.3 */

static uint32_t rotate(uint32_t x, unsigned n)
{
    return x << n | x >> (32 - n);
}

/* The function and the constant of step t (RFC 3174, section 5). */
static uint32_t mix_step(unsigned t, uint32_t b, uint32_t c, uint32_t d)
{
    if (t < 20) return ((b & c) | (~b & d)) + 0x5A827999;
    if (t < 40) return (b ^ c ^ d) + 0x6ED9EBA1;
    if (t < 60) return ((b & c) | (b & d) | (c & d)) + 0x8F1BBCDC;
    return (b ^ c ^ d) + 0xCA62C1D6;
}

static void sha1_block(uint32_t h[5], const uint8_t *p)
{
    uint32_t w[80], a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
    for (unsigned t = 0; t < 16; t++, p += 4)
        w[t] = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
    for (unsigned t = 16; t < 80; t++)
        w[t] = rotate(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
    for (unsigned t = 0; t < 80; t++) {
        uint32_t next = rotate(a, 5) + mix_step(t, b, c, d) + e + w[t];
        e = d, d = c, c = rotate(b, 30), b = a, a = next;
    }
    h[0] += a, h[1] += b, h[2] += c, h[3] += d, h[4] += e;
}

/* Hashes the end of the text, a one bit, zeros, and the length in bits: one block or two. */
static void sha1_last(uint32_t h[5], const uint8_t *rest, size_t n, uint64_t len)
{
    uint8_t last[2 * BLOCK] = {0};
    size_t size = n < BLOCK - 8 ? BLOCK : 2 * BLOCK;
    if (n) memcpy(last, rest, n);
    last[n] = 0x80;
    for (unsigned i = 0; i < 8; i++)
        last[size - 1 - i] = (uint8_t)(8 * len >> 8 * i);
    for (size_t at = 0; at < size; at += BLOCK)
        sha1_block(h, last + at);
}

void an_sha1(const void *data, size_t len, uint8_t out[20])
{
    uint32_t h[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
    const uint8_t *p = data;
    size_t left = len;
    for (; left >= BLOCK; p += BLOCK, left -= BLOCK)
        sha1_block(h, p);
    sha1_last(h, p, left, len);
    for (unsigned i = 0; i < 20; i++)
        out[i] = (uint8_t)(h[i / 4] >> (24 - 8 * (i % 4)));
}

size_t an_base64_encode(const uint8_t *in, size_t len, char *out)
{
    char *to = out;
    for (; len >= 3; in += 3, len -= 3) {
        *to++ = alphabet[in[0] >> 2];
        *to++ = alphabet[(in[0] & 3) << 4 | in[1] >> 4];
        *to++ = alphabet[(in[1] & 15) << 2 | in[2] >> 6];
        *to++ = alphabet[in[2] & 63];
    }
    if (len) {
        uint8_t second = len == 2 ? in[1] : 0;
        *to++ = alphabet[in[0] >> 2];
        *to++ = alphabet[(in[0] & 3) << 4 | second >> 4];
        *to++ = len == 2 ? alphabet[(second & 15) << 2] : '=';
        *to++ = '=';
    }
    return (size_t)(to - out);
}

static bool in_set(const char *set, size_t n, char c)
{
    return memchr(set, c, n) != NULL;
}

/* 128 bits are 21 characters of six bits and one of two. The other four bits of that one are
 * padding and must be zero. */
static bool key_valid(const char *key, size_t len)
{
    if (len != KEY_LEN || memcmp(key + KEY_LEN - 2, "==", 2) != 0) return false;
    for (size_t i = 0; i < KEY_LEN - 3; i++)
        if (!in_set(alphabet, 64, key[i])) return false;
    return in_set("AQgw", 4, key[KEY_LEN - 3]);
}

int an_ws_accept(const char *key, size_t len, char out[AN_WS_ACCEPT_LEN])
{
    char text[KEY_LEN + sizeof guid - 1];
    uint8_t hash[20];
    if (!key_valid(key, len)) return AN_EPROTO;
    memcpy(text, key, KEY_LEN);
    memcpy(text + KEY_LEN, guid, sizeof guid - 1);
    an_sha1(text, sizeof text, hash);
    an_base64_encode(hash, sizeof hash, out);
    return AN_OK;
}
