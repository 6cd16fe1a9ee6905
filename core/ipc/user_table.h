/* user_table.h - whose connections are whose: the bindings of bind(), for every process to read and
 * to write.
 *
 *   tags     one word per index (4 bytes): a hash of the user's name, 0: nobody's; for searches
 *   records  one per index: a lock, the connection's id, the name; read where the tag fits
 *
 * A binding counts for the id that it was made for. So it ends with the connection, and nobody has
 * to clear it; an old one at an index that is used again costs a comparison. Any worker may write.
 * A record is written under its lock, which names the process that holds it. The lock of a process
 * that has died (proved by waitpid: board.h) is taken over, so two never write at once. Readers
 * take no lock, and read again what changed meanwhile.
 */
#ifndef AN_USER_TABLE_H
#define AN_USER_TABLE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ipc/board.h"
#include "ipc/registry.h"

#define AN_USER_MAX 128 /* bytes of a user's name, at least 1; any bytes */

struct an_user_record { /* 160 bytes; private */
    _Atomic uint64_t lock;    /* the holder as an_board_who() names it, 0: nobody */
    _Atomic uint64_t version; /* seqlock.h */
    _Atomic uint64_t owner; /* the id; 0: nobody's */
    _Atomic uint32_t len;   /* of the name */
    uint8_t name[AN_USER_MAX];
};

struct an_user_table { /* a private view of the shared tables */
    _Atomic uint32_t *tag;         /* [max] */
    struct an_user_record *record; /* [max] */
    struct an_registry registry;
    const struct an_board *board;
};

size_t an_user_table_bytes(uint32_t max);
/* Opens the tables in their own memory, zeroed at birth and on a cache line. The registry and the
 * board must be open. */
void an_user_table_open(struct an_user_table *u, void *base, const struct an_registry *r, const struct an_board *b);

/* Binds the connection to this user and to no other; len 0: to nobody. who: the caller, as
 * an_board_who() names it. Every process that looks after the return sees the binding. AN_OK;
 * AN_EGONE: the connection is not open; AN_ELIMIT: the name is longer than AN_USER_MAX; AN_EAGAIN:
 * another process has stood still for long while it was binding the same connection. */
int an_user_table_bind(struct an_user_table *u, uint64_t who, uint64_t id, const void *name, size_t len);
/* For the reactor, when another connection begins at this index: removes the last one's binding. */
void an_user_table_forget(struct an_user_table *u, uint32_t index);
/* The user of a connection. False: nobody's. The name stays after the close, until the index is
 * bound again. */
bool an_user_table_get(const struct an_user_table *u, uint64_t id, uint8_t name[AN_USER_MAX], size_t *len);
/* Walks over the open connections of a user, in the order of their indices. The caller begins with
 * *at = 0. False: that was all. */
bool an_user_table_next(const struct an_user_table *u, const void *name, size_t len, uint32_t *at, uint64_t *id);

#endif
