/* pending.h - which producers have something to say to one consumer: a bit for each, in shared
 * memory.
 *
 * A consumer has a ring from each producer, perhaps hundreds. It reads those alone whose bit is up:
 *
 *   producer   publishes, raises its bit, looks at the consumer's bell, rings if that is asleep
 *   consumer   takes the bits, then reads their rings; says that it sleeps, looks at the bits again
 *
 * A bit is raised behind what it stands for, and taken before the ring is read. So behind the raise
 * the bit of a record is up, or its consumer is going to look at the ring. A bit may be up for
 * nothing. A producer may die between publishing and raising: therefore the supervisor raises the
 * bits of a dead producer, and rings (an_fabric_repair). A consumer may die with bits that it has
 * taken: therefore its successor begins with all rings that are in use.
 *
 * In use is a ring that has ever been written to; nobody opens, reads or repairs another one, so
 * that its pages stay untouched. The producer says so before its first record.
 */
#ifndef AN_PENDING_H
#define AN_PENDING_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "ground/base.h"
#include "ground/limits.h"

#define AN_PENDING_PLACES (AN_MAX_REACTORS + AN_MAX_SEATS + AN_MAX_TASKS)
#define AN_PENDING_WORDS ((AN_PENDING_PLACES + 63) / 64)
#define AN_PENDING_NONE UINT32_MAX

/* Of one consumer, in shared memory, zeroed at birth. Place p is bit p % 64 of word p / 64. */
struct an_pending {
    _Alignas(AN_CACHE_LINE) _Atomic uint64_t raised[AN_PENDING_WORDS];
    _Alignas(AN_CACHE_LINE) _Atomic uint64_t used[AN_PENDING_WORDS];
};

/* For a producer, or the supervisor for a dead one. */
void an_pending_raise(struct an_pending *p, uint32_t place);
/* Before the first record. */
void an_pending_use(struct an_pending *p, uint32_t place);
/* Has the producer ever been about to write? Then what it wrote is there to be read. */
bool an_pending_used(const struct an_pending *p, uint32_t place);

/* The consumer's private set: the producers whose rings it is going to read. */
struct an_pending_set {
    struct an_pending *shared;
    uint32_t places, words;
    uint64_t bits[AN_PENDING_WORDS];
};
void an_pending_set_init(struct an_pending_set *s, struct an_pending *shared, uint32_t places);
/* Takes the bits that are up. A bit that is none of the places counts for nothing. */
void an_pending_take(struct an_pending_set *s);
/* Is any bit up? For the last look before sleep, behind an_bell_sleep(). */
bool an_pending_any(const struct an_pending_set *s);
/* The first place of the set that is not before `from`, or AN_PENDING_NONE. */
uint32_t an_pending_next(const struct an_pending_set *s, uint32_t from);
static inline void an_pending_add(struct an_pending_set *s, uint32_t place) { s->bits[place / 64] |= 1ull << place % 64; }
static inline void an_pending_drop(struct an_pending_set *s, uint32_t place) { s->bits[place / 64] &= ~(1ull << place % 64); }

#endif
