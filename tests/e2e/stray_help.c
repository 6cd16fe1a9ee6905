/* stray_help.c - see stray_help.h. */
#include "e2e/stray_help.h"

#include <string.h>

#include "random_help.h"

#define NEAR 16384 /* bytes of a part that is mostly untouched */

static const char *const parts[] = {"board", "registry", "users", "topics",
                                    "heads", "bells",    "rings"};

struct span {
    void *at;
    size_t len;
};

static struct span ring_span(struct an_fabric *f, struct random *r)
{
    for (;;) {
        enum an_role from = (enum an_role)random_below(r, AN_ROLES);
        enum an_role to = (enum an_role)random_below(r, AN_ROLES);
        if (!f->rings[from][to]) continue;
        uint32_t i = (uint32_t)random_below(r, f->count[from]);
        uint32_t j = (uint32_t)random_below(r, f->count[to]);
        return (struct span){an_fabric_ring(f, from, i, to, j), sizeof(struct an_ring) + 1024};
    }
}

static struct span registry_span(struct an_fabric *f, struct random *r)
{
    uint32_t used = an_registry_used(&f->registry) + 1;
    used = AN_MIN(used, 64u);
    if (random_below(r, 8) == 0) return (struct span){f->registry.used, sizeof(uint32_t)};
    if (random_below(r, 4) == 0) return (struct span){f->registry.seen, used * sizeof(uint64_t)};
    return (struct span){f->registry.record, used * sizeof *f->registry.record};
}

static struct span span_of(struct an_fabric *f, size_t part, struct random *r)
{
    enum an_role role = (enum an_role)random_below(r, AN_ROLES);
    switch (part) {
    case 0:
        return (struct span){f->board, sizeof *f->board};
    case 1:
        return registry_span(f, r);
    case 2:
        if (random_below(r, 2)) return (struct span){f->users.tag, 256};
        return (struct span){f->users.record, NEAR};
    case 3:
        return (struct span){an_fabric_topics(f, 0).shared, NEAR};
    case 4:
        return (struct span){an_fabric_heads(f, 0).block, NEAR};
    case 5:
        if (!f->count[role]) role = AN_WORKER;
        return (struct span){f->bell[role], f->count[role] * sizeof(struct an_bell)};
    default:
        return ring_span(f, r);
    }
}

static uint32_t value(struct random *r)
{
    static const uint32_t odd[] = {0, 1, UINT32_MAX, 0x80000000u, 7};
    size_t kind = random_below(r, 10);
    return kind < 5 ? odd[kind] : (uint32_t)random_next(r);
}

static void take_all(struct an_fabric *f)
{
    struct an_topic_table t = an_fabric_topics(f, 0);
    for (uint32_t i = 0; i <= t.mask; i++)
        t.shared->slot[i].subscribers = 1;
}

bool stray_write(struct an_fabric *f, const char *part, uint64_t seed, uint64_t words)
{
    struct random r = {seed};
    if (strcmp(part, "taken") == 0) take_all(f);
    if (strcmp(part, "mask") == 0) memset((char *)an_fabric_topics(f, 0).shared + 8, 0xff, 4);
    if (strcmp(part, "taken") == 0 || strcmp(part, "mask") == 0) return true;
    size_t n = 0;
    while (n < sizeof parts / sizeof *parts && strcmp(parts[n], part) != 0)
        n++;
    if (n == sizeof parts / sizeof *parts) return false;
    for (uint64_t i = 0; i < words; i++) {
        struct span s = span_of(f, n, &r);
        uint32_t *at = (uint32_t *)s.at + random_below(&r, s.len / 4);
        __atomic_store_n(at, value(&r), __ATOMIC_RELAXED);
    }
    return true;
}
