/* text_bench.c - what looking at every byte of a message costs: UTF-8 checked, and unmasked. GB/s (1e9 bytes), beside loops that take one byte at a time.
 *
 * 64 KiB that lie in the cache, as a message does that has just been read. Each measurement is made several times, its median is told, as JSON. The loops
 * are what one would write first: a state and a byte, p[i] ^= mask[i % 4]; the compiler is kept from making vectors of them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ground/clock.h"
#include "protocol/text/utf8.h"
#include "protocol/ws/frame.h"

#define SIZE 65536u
#define TIMES 400u
#define REPEATS 9
#define BYTEWISE __attribute__((noinline, optimize("no-tree-vectorize")))

static uint8_t text[SIZE];
static const uint8_t mask[4] = {0x12, 0xab, 0x34, 0xcd};

static _Noreturn void fail(const char *what)
{
    fprintf(stderr, "text_bench: %s\n", what);
    exit(1);
}

/* Takes a byte; *need: how many more belong to the code point, *low and *high: between what the next must lie. RFC 3629, section 4. */
static bool step(uint8_t c, unsigned *need, uint8_t *low, uint8_t *high)
{
    if (*need) {
        if (c < *low || c > *high) return false;
        (*need)--;
        *low = 0x80, *high = 0xBF;
        return true;
    }
    *low = c == 0xE0 ? 0xA0 : c == 0xF0 ? 0x90 : 0x80;
    *high = c == 0xED ? 0x9F : c == 0xF4 ? 0x8F : 0xBF;
    *need = c < 0x80 ? 0 : c < 0xE0 ? 1 : c < 0xF0 ? 2 : 3;
    return c < 0x80 || (c >= 0xC2 && c <= 0xF4);
}

BYTEWISE static void check_bytes(void)
{
    unsigned need = 0;
    uint8_t low = 0, high = 0;
    for (size_t i = 0; i < SIZE; i++)
        if (!step(text[i], &need, &low, &high)) fail("valid text was refused");
    if (need) fail("whole text was refused");
}

static void check(void)
{
    if (!an_utf8_valid(text, SIZE)) fail("valid text was refused");
}

BYTEWISE static void unmask_bytes(void)
{
    for (size_t i = 0; i < SIZE; i++)
        text[i] ^= mask[i % 4];
}

static void unmask(void)
{
    an_ws_unmask(text, SIZE, mask, 0);
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double speed(void (*fn)(void))
{
    double gb[REPEATS];
    for (int i = 0; i < REPEATS; i++) {
        uint64_t begin = an_clock_ns();
        for (unsigned k = 0; k < TIMES; k++)
            fn();
        gb[i] = (double)SIZE * TIMES / (double)(an_clock_ns() - begin);
    }
    qsort(gb, REPEATS, sizeof *gb, by_value);
    return gb[REPEATS / 2];
}

/* The pattern again and again; what is left of the room is blanks. */
static void fill(const char *pattern)
{
    size_t n = strlen(pattern);
    memset(text, ' ', SIZE);
    for (size_t at = 0; at + n <= SIZE; at += n)
        memcpy(text + at, pattern, n);
}

static void tell(const char *name, void (*ours)(void), void (*bytes)(void))
{
    printf("{\"%s\":%.3f,\"%s_bytewise\":%.3f}\n", name, speed(ours), name, speed(bytes));
}

int main(void)
{
    fill("{\"n\":1,\"text\":\"plain old chat\"}");
    tell("ascii", check, check_bytes);
    fill("Gr\xC3\xBC\xC3\x9F"
         "e aus K\xC3\xB6ln, \xE4\xBD\xA0\xE5\xA5\xBD ");
    tell("mixed", check, check_bytes);
    fill("\xE4\xBD\xA0\xE5\xA5\xBD\xEF\xBC\x8C\xE4\xB8\x96\xE7\x95\x8C");
    tell("chinese", check, check_bytes);
    tell("unmask", unmask, unmask_bytes);
    return 0;
}
