/* histogram.h - how long things took, in buckets whose width is under 1 % of their value.
 *
 * Values are nanoseconds. A value v lands in the bucket (e, m): e is the place of its highest bit,
 * m its next seven bits. Below 128 each value has its own bucket. So a percentile read back is at
 * most 1/128 too high, and recording costs a shift and an addition.
 */
#ifndef BENCH_HISTOGRAM_H
#define BENCH_HISTOGRAM_H

#include <stdint.h>

#define HISTOGRAM_SUB 128
#define HISTOGRAM_BUCKETS (58 * HISTOGRAM_SUB)

struct histogram {
    uint64_t count[HISTOGRAM_BUCKETS];
    uint64_t total, max;
};

void histogram_add(struct histogram *h, uint64_t ns);
/* The least value that `share` (0..1) of what was recorded does not exceed; 0 when nothing was. */
uint64_t histogram_at(const struct histogram *h, double share);
/* Prints "name":{"p50":…,"max":…} in microseconds, a part of a JSON object. */
void histogram_print(const struct histogram *h, const char *name);

#endif
