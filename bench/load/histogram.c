/* histogram.c - see the header. */
#include "histogram.h"

#include <stddef.h>
#include <stdio.h>

static unsigned bucket_of(uint64_t v)
{
    if (v < HISTOGRAM_SUB) return (unsigned)v;
    unsigned shift = 63U - (unsigned)__builtin_clzll(v) - 7U;
    return (shift + 1) * HISTOGRAM_SUB + ((unsigned)(v >> shift) & (HISTOGRAM_SUB - 1));
}

static uint64_t top_of(unsigned bucket)
{
    if (bucket < HISTOGRAM_SUB) return bucket;
    unsigned shift = bucket / HISTOGRAM_SUB - 1;
    uint64_t low = (uint64_t)(HISTOGRAM_SUB + bucket % HISTOGRAM_SUB) << shift;
    return low + ((UINT64_C(1) << shift) - 1);
}

void histogram_add(struct histogram *h, uint64_t ns)
{
    h->count[bucket_of(ns)]++;
    h->total++;
    if (ns > h->max) h->max = ns;
}

uint64_t histogram_at(const struct histogram *h, double share)
{
    uint64_t want = (uint64_t)(share * (double)h->total), seen = 0;
    if (want >= h->total) return h->max;
    for (unsigned b = 0; b < HISTOGRAM_BUCKETS; b++) {
        seen += h->count[b];
        if (seen > want) return top_of(b) < h->max ? top_of(b) : h->max;
    }
    return h->max;
}

void histogram_print(const struct histogram *h, const char *name)
{
    static const struct {
        const char *name;
        double share;
    } at[] = {{"p50", .5}, {"p90", .9}, {"p99", .99}, {"p999", .999}, {"max", 1}};
    printf("\"%s\":{", name);
    for (size_t i = 0; i < sizeof at / sizeof *at; i++)
        printf("%s\"%s\":%.2f", i ? "," : "", at[i].name,
               (double)histogram_at(h, at[i].share) / 1e3);
    printf("}");
}
