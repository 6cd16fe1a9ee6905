/* retired.h - heads of closed connections (head_store.h): each is freed when the worker has read
 * the connection's CLOSE. One queue per ring.
 *
 *   CLOSE waits behind the ring ──► CLOSE is in the ring, before a position
 *                               ──► the worker has released that position: the head is free
 */
#ifndef AN_RETIRED_H
#define AN_RETIRED_H

#include <stdbool.h>
#include <stdint.h>

#include "ground/list.h"

struct an_retired { /* private */
    struct an_list waiting, placed;
};

void an_retired_init(struct an_retired *r);
void an_retired_fini(struct an_retired *r);
/* CLOSE of a connection has been posted. The head of the connection stands at this place. */
void an_retired_add(struct an_retired *r, uint64_t id, uint32_t place);
/* CLOSE of a connection is in the ring, all of it before this position. Does nothing when the
 * connection had no head. The calls come in the order of the posts. */
void an_retired_pushed(struct an_retired *r, uint64_t id, uint64_t position);
/* Takes the place of a head that no worker will read any more, if everything before the position
 * `released` has been given back. 0: there is none. */
uint32_t an_retired_next(struct an_retired *r, uint64_t released);
/* Is there a head whose CLOSE is in the ring? */
static inline bool an_retired_any(const struct an_retired *r) { return !an_list_empty(&r->placed); }

#endif
