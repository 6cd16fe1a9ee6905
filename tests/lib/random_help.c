/* random_help.c - see random_help.h. The generator is splitmix64 (Steele, Lea, Flood 2014). */
#include "random_help.h"

#include <stdio.h>
#include <stdlib.h>

#define FIXED_SEED 20240229

void random_open(struct random *r)
{
    const char *seed = getenv("APPNET_SEED");
    r->state = seed ? strtoull(seed, NULL, 0) : FIXED_SEED;
    printf("# APPNET_SEED=%llu\n", (unsigned long long)r->state);
    fflush(stdout);
}

uint64_t random_next(struct random *r)
{
    uint64_t z = r->state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

size_t random_below(struct random *r, size_t n)
{
    return (size_t)(random_next(r) % n);
}

size_t random_size(struct random *r, size_t max)
{
    size_t bits = random_below(r, 64), limit = bits < 48 ? 8 : bits < 60 ? 300 : max;
    return random_below(r, (limit < max ? limit : max) + 1);
}
