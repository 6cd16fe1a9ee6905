/* ring_help.h - rings for tests: in shared memory, the byte behind the data on a page that nobody may touch; and random numbers that repeat. */
#ifndef RING_HELP_H
#define RING_HELP_H

#include <stdint.h>

#include "ipc/ring.h"

/* Rounds of a race: fewer where each is watched. */
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
#define HELP_ROUNDS(n) ((n) / 8)
#else
#define HELP_ROUNDS(n) (n)
#endif

/* Zeroed, shared with children forked later. */
struct an_ring *help_ring_new(uint32_t capacity);
void help_ring_free(struct an_ring *ring, uint32_t capacity);
/* An empty ring that has carried `position` bytes. */
void help_ring_start(struct an_ring *ring, uint64_t position);

/* Any seed will do, 0 too. */
struct help_random {
    uint64_t state;
};
uint64_t help_random(struct help_random *r);
/* 0..n-1. */
uint32_t help_below(struct help_random *r, uint32_t n);
/* Bytes that say which record they belong to. */
void help_fill(void *p, uint32_t len, uint64_t seed);
bool help_filled(const void *p, uint32_t len, uint64_t seed);

#endif
