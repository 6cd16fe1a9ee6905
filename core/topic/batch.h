/* batch.h - messages published to one topic directly one after the other, in the forms in which
 * connections get them. One thread.
 *
 *   bytes    | body 0 | body 1 | body 2 ...      what TCP gets; `at` of each
 *   frames   | frame 0 | frame 1 | frame 2 ...   what a WebSocket without compression gets;
 *                                                `framed` of each
 *   forms    one compressed frame for each message and variant (deflate.h)
 *
 * A form is made when the first connection needs it, and lives until the slowest connection has
 * written it. So many small messages are one piece of memory, however many connections get them,
 * and leave in one write. One piece holds the messages of one topic and one turn, AN_BATCH_BYTES at
 * most, or one longer message.
 */
#ifndef AN_BATCH_H
#define AN_BATCH_H

#include <stdbool.h>

#include "ipc/channel.h"
#include "ipc/topic_table.h"
#include "memory/buf.h"
#include "memory/shared.h"
#include "protocol/ws/deflate.h"
#include "protocol/ws/frame.h"

#define AN_BATCH_BYTES 65536 /* a batch gathers no more */

struct an_batch_message {
    uint64_t except; /* the connection that does not get it; 0: none */
    const uint8_t *body;
    size_t at, len; /* its place in `bytes` */
    size_t framed;  /* where its frame begins in `frames` */
    enum an_ws_op op;
    uint16_t plain; /* bits of variants that compression does not make shorter */
};

struct an_batch { /* read only for others */
    char topic[AN_TOPIC_MAX];
    size_t topic_len; /* 0: for all */
    uint32_t count, cap;
    struct an_batch_message *message; /* [count] */
    /* private */
    uint64_t excepts; /* a bit for each id that a message leaves out, by the low bits of the id */
    bool lent; /* there is one message, and its bytes stay with the caller */
    struct an_buf gathered, *scratch;
    struct an_ws_deflate_pool *pool;
    struct an_account *account;
    struct an_shared *bytes, *frames;
    struct an_shared **form; /* [count * AN_WS_VARIANTS] */
};

/* pool NULL: no message is compressed. scratch: any buffer, for compressed bytes. account: counts
 * the forms; NULL: nobody counts. The batch keeps all three pointers. */
void an_batch_init(struct an_batch *r, struct an_ws_deflate_pool *pool, struct an_buf *scratch, struct an_account *account);
void an_batch_fini(struct an_batch *r);
/* May this message join the batch? True for the first one. */
bool an_batch_joins(const struct an_batch *r, const struct an_delivery *d);
/* Adds d. A message longer than AN_BATCH_BYTES is not copied: d must stay valid until
 * an_batch_clear(). */
void an_batch_add(struct an_batch *r, const struct an_delivery *d);
/* Empties the batch and gives up its forms. */
void an_batch_clear(struct an_batch *r);

/* Does a message leave this connection out? False is certain, true is not. */
static inline bool an_batch_skips(const struct an_batch *r, uint64_t id) { return r->excepts >> (id & 63) & 1; }
/* All messages as they are, and as frames. The batch keeps the reference; a caller that keeps the
 * result takes a reference of its own. */
struct an_shared *an_batch_bytes(struct an_batch *r);
struct an_shared *an_batch_frames(struct an_batch *r);
/* Message i as a frame of this variant (not 0). NULL: the message is sent as it is. */
struct an_shared *an_batch_form(struct an_batch *r, uint32_t i, unsigned variant);
const uint8_t *an_batch_body(const struct an_batch *r, uint32_t i);

#endif
