/* seqlock.h - a record in shared memory with one writer at a time and any number of readers, who
 * take no lock: a reader that has copied half of a change sees that, and copies again.
 *
 *   version   even: whole    odd: changing    even, another one: whole again
 *
 * The writer makes the version odd, stores the record, makes the version even. The reader loads the
 * version, copies, and loads the version again: the copy is good when both are the same even
 * number. A writer that dies in between leaves the version odd; its successor begins with that, so
 * the next even version is a new one. A reader must give up after a number of tries.
 *
 *   V1 pairs with V2 on the version: the reader of an even version sees the whole record.
 *   B1 pairs with B2 on each byte of the record: the reader of a new byte sees that the version is
 *      odd or newer. What is no byte is stored and loaded by the user of this header, in the same
 *      two orders.
 *
 * So there is no fence. The writer's own loads of the version, and a reader's second look at it,
 * are relaxed. Not here: the locks that let one writer in, and heads (head_store.h), whose version
 * is the id of their connection.
 */
#ifndef AN_SEQLOCK_H
#define AN_SEQLOCK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The writer's side. The version as it is now: odd when a writer has died in the middle. */
static inline uint64_t an_seqlock_version(const _Atomic uint64_t *version)
{
    return atomic_load_explicit(version, memory_order_relaxed);
}
/* Begins a change. last: the version so far, as the writer knows it. Returns the odd version, which
 * an_seqlock_end() takes. */
static inline uint64_t an_seqlock_begin(_Atomic uint64_t *version, uint64_t last)
{
    atomic_store_explicit(version, last | 1, memory_order_relaxed);
    return last | 1;
}
/* Ends a change. Returns the even version. */
static inline uint64_t an_seqlock_end(_Atomic uint64_t *version, uint64_t odd)
{
    atomic_store_explicit(version, odd + 1, memory_order_release); /* V1 */
    return odd + 1;
}
static inline void an_seqlock_put(void *to, const void *from, size_t n)
{
    for (size_t i = 0; i < n; i++)
        __atomic_store_n((uint8_t *)to + i, ((const uint8_t *)from)[i], __ATOMIC_RELEASE); /* B1 */
}

/* The reader's side: an_seqlock_look(), the copy, then an_seqlock_same(). */
static inline uint64_t an_seqlock_look(const _Atomic uint64_t *version)
{
    return atomic_load_explicit(version, memory_order_acquire); /* V2 */
}
static inline void an_seqlock_get(void *to, const void *from, size_t n)
{
    for (size_t i = 0; i < n; i++)
        ((uint8_t *)to)[i] = __atomic_load_n((const uint8_t *)from + i, __ATOMIC_ACQUIRE); /* B2 */
}
/* Is what was copied since that look one whole record? */
static inline bool an_seqlock_same(const _Atomic uint64_t *version, uint64_t look)
{
    return !(look & 1) && atomic_load_explicit(version, memory_order_relaxed) == look;
}

#endif
