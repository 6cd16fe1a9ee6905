/* users.h - whose connections are whose: what bind() has said, for every process to read and to write.
 *
 *   tags     one word per index, a hash of the user's name, 0: nobody's; what a search runs over (4 bytes a connection)
 *   records  one per index: a lock, the connection's id, the name; looked at where the tag fits
 *
 * A binding counts for the id that it was made for. So it ends with the connection, and nobody has to clear it: what is left at an index that was used
 * again costs a comparison. Any worker may write. A record is written under its lock, which names the process that holds it: of one that has died
 * (proved by waitpid: board.h) it is taken over, so two never write at once. Readers take no lock, and read again what changed meanwhile.
 */
#ifndef AN_USERS_H
#define AN_USERS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ipc/board.h"
#include "ipc/registry.h"

#define AN_USER_MAX 128 /* bytes of a user's name, at least 1; any bytes */

struct an_user_record { /* 160 bytes; private */
    _Atomic uint64_t lock;    /* the holder as an_board_who() names it, 0: nobody */
    _Atomic uint64_t version; /* odd while the record changes */
    _Atomic uint64_t owner; /* the id; 0: nobody's */
    _Atomic uint32_t len;   /* of the name */
    uint8_t name[AN_USER_MAX];
};

struct an_users { /* a private view of the shared tables */
    _Atomic uint32_t *tag;         /* [max] */
    struct an_user_record *record; /* [max] */
    struct an_registry registry;
    const struct an_board *board;
};

size_t an_users_bytes(uint32_t max);
/* In memory of its own, zeroed at birth and on a cache line; the registry and the board must be open. */
void an_users_open(struct an_users *u, void *base, const struct an_registry *r, const struct an_board *b);

/* The connection is this user's from now on, and no other's; len 0: nobody's. who: the caller, as an_board_who() names it. Every process that looks after
 * it has returned sees it. AN_OK; AN_EGONE: it is not open; AN_ELIMIT: the name is longer than AN_USER_MAX; AN_EAGAIN: another process has stood still for
 * long while it was binding the same connection. */
int an_users_bind(struct an_users *u, uint64_t who, uint64_t id, const void *name, size_t len);
/* Another connection begins at this index: nothing is left of whose the last one was. For its reactor. */
void an_users_forget(struct an_users *u, uint32_t index);
/* Whose it is: false when nobody's. Also when it has just closed; until its index is bound again. */
bool an_users_get(const struct an_users *u, uint64_t id, uint8_t name[AN_USER_MAX], size_t *len);
/* Goes over the open connections of a user, start with *at = 0; in the order of their indices. False: that was all. */
bool an_users_next(const struct an_users *u, const void *name, size_t len, uint32_t *at, uint64_t *id);

#endif
