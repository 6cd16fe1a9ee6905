/* hash.h - the hash of names that clients choose: SipHash-1-3 (Aumasson, Bernstein) with a key that nobody outside knows.
 *
 * With a hash that everybody can compute, a client chooses names that all fall into one place of a table, and every look into it goes over all of them. The
 * key is the process's own; children have it by inheritance, so that it must be drawn before the first fork. Without that it is 0, as in tests.
 */
#ifndef AN_HASH_H
#define AN_HASH_H

#include <stddef.h>
#include <stdint.h>

uint64_t an_siphash(const uint64_t key[2], const void *p, size_t len);
/* With the key of this process. */
uint64_t an_hash(const void *p, size_t len);
/* Draws a key. No other thread may be running, and nothing may lie in a table by the one before. AN_OK, or AN_ESYS (errno says why): the system gives no
 * random bytes. */
int an_hash_seed(void);

#endif
