/* ring_help.c - see ring_help.h. */
#define _GNU_SOURCE
#include "ring_help.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define PAGE 4096u

/* The ring's own bytes, up to whole pages, and the page behind them. */
static size_t pages(uint32_t capacity)
{
    return (an_ring_bytes(capacity) + PAGE - 1) / PAGE * PAGE;
}

struct an_ring *help_ring_new(uint32_t capacity)
{
    size_t size = pages(capacity);
    unsigned char *base =
        mmap(NULL, size + PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (base == MAP_FAILED || mprotect(base + size, PAGE, PROT_NONE) != 0) abort();
    return (struct an_ring *)(base + size - an_ring_bytes(capacity));
}

void help_ring_free(struct an_ring *ring, uint32_t capacity)
{
    size_t size = pages(capacity);
    munmap((unsigned char *)ring + an_ring_bytes(capacity) - size, size + PAGE);
}

void help_ring_start(struct an_ring *ring, uint64_t position)
{
    atomic_store(&ring->head, position);
    atomic_store(&ring->taken, position);
    atomic_store(&ring->done, position);
    atomic_store(&ring->tail, position);
    atomic_store(&ring->repaired, position);
    atomic_store(&ring->hungry, 0);
}

/* splitmix64 */
uint64_t help_random(struct help_random *r)
{
    uint64_t z = r->state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

uint32_t help_below(struct help_random *r, uint32_t n)
{
    return (uint32_t)(((help_random(r) >> 32) * n) >> 32);
}

static uint8_t byte_at(uint32_t i, uint64_t seed)
{
    return (uint8_t)(seed * 31 + (uint64_t)i * 7 + (seed >> 8) + (i >> 8));
}

void help_fill(void *p, uint32_t len, uint64_t seed)
{
    for (uint32_t i = 0; i < len; i++)
        ((uint8_t *)p)[i] = byte_at(i, seed);
}

bool help_filled(const void *p, uint32_t len, uint64_t seed)
{
    for (uint32_t i = 0; i < len; i++)
        if (((const uint8_t *)p)[i] != byte_at(i, seed)) return false;
    return true;
}
