/* random_help.h - numbers that look random and are the same in every run with the same seed. */
#ifndef RANDOM_HELP_H
#define RANDOM_HELP_H

#include <stddef.h>
#include <stdint.h>

struct random {
    uint64_t state;
};

/* Starts from APPNET_SEED when that is set, else from a fixed seed, and prints it as a remark of TAP. */
void random_open(struct random *r);
uint64_t random_next(struct random *r);
/* 0 <= x < n; n is not 0. */
size_t random_below(struct random *r, size_t n);
/* Mostly small, seldom up to max: what finds the edges of lengths. */
size_t random_size(struct random *r, size_t max);

#endif
