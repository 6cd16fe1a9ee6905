/* retired.h - heads whose connections have told CLOSE: each may be freed when its worker has read so far (head_store.h). One queue per ring.
 *
 *   CLOSE waits in the outbox ──► CLOSE is in the ring, before a position ──► the worker has given that back: free
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
/* CLOSE of a connection has been posted: its head stands at this place. */
void an_retired_add(struct an_retired *r, uint64_t id, uint32_t place);
/* CLOSE of a connection is in the ring, all of it before this position. Nothing happens when the connection had no head. In the order of the posts. */
void an_retired_pushed(struct an_retired *r, uint64_t id, uint64_t position);
/* The place of a head that nobody will read any more, when everything before the position `released` has been given back; 0: none. */
uint32_t an_retired_next(struct an_retired *r, uint64_t released);
/* Is there one whose CLOSE is in the ring? */
static inline bool an_retired_any(const struct an_retired *r) { return !an_list_empty(&r->placed); }

#endif
