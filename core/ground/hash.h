/* hash.h - the hash of names that clients choose: SipHash-1-3 (Aumasson, Bernstein) with a secret
 * key.
 *
 * If a client could compute the hash, it could choose names that all fall into one place of a
 * table, and every lookup would go over all of them. The key is the process's own. Children inherit
 * it, so it must be drawn before the first fork. A key that was never drawn is 0, as in tests.
 */
#ifndef AN_HASH_H
#define AN_HASH_H

#include <stddef.h>
#include <stdint.h>

uint64_t an_siphash(const uint64_t key[2], const void *p, size_t len);
/* The hash with the key of this process. */
uint64_t an_hash(const void *p, size_t len);
/* Draws the key. No other thread may be running, and no table may hold names by the old key. AN_OK,
 * or AN_ESYS (errno says why): the system gives no random bytes. */
int an_hash_seed(void);

#endif
