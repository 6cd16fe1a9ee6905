/* ws_deflate.h - permessage-deflate: messages through raw DEFLATE, both ways. RFC 7692, section 7. Pure.
 *
 * zlib's states belong to the reactor, not to its connections: a connection borrows one for the length of a call when it compresses, from the first to
 * the last frame of a message when it inflates. Whoever keeps a context from one message to the next keeps what the context is made of, the last bytes
 * that went that way: at most 1 << max_window_bits of them, and never more than there were. So an idle connection holds
 *     without contexts   48 bytes
 *     with contexts      1 KiB for each KiB of a window that was filled; zlib's own state would be 40 KiB to inflate, 256 KiB to compress
 * and a message that was compressed once for many can be sent to those with a context, too. The price is paid when a message is compressed: 1 us for each
 * KiB of the window, on top of 6 us that it takes anyway. Chat in JSON (200 bytes) shrinks to 54 % without a context, 27 % with a window of 9 bits, 24 % with
 * 12, 22 % with 15: a server_max_window_bits of 10 to 12 is what is worth its price.
 *
 * A pool and all that borrow from it belong to one thread. All memory comes from an_alloc().
 */
#ifndef AN_WS_DEFLATE_H
#define AN_WS_DEFLATE_H

#include "memory/buf.h"
#include "protocol/ws_extension.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct an_ws_deflate_config {
    int level;       /* 1 (fast) to 9 (small) */
    int mem_level;   /* 1 to 9, zlib's memLevel: of the pool's compressors, 1 << (mem_level + 9) bytes each */
    size_t min_size; /* a message of fewer bytes is sent as it is */
    struct an_account *account; /* counts contexts, and what is borrowed to inflate; NULL: nobody does */
};

struct an_ws_deflate_pool;
struct an_ws_deflate; /* one connection's */

struct an_ws_deflate_pool *an_ws_deflate_pool_new(const struct an_ws_deflate_config *config);
/* After all that borrow from it are freed. NULL: nothing to do. */
void an_ws_deflate_pool_free(struct an_ws_deflate_pool *pool);

/* agreed: what an_ws_extension_choose() said. */
struct an_ws_deflate *an_ws_deflate_new(struct an_ws_deflate_pool *pool, const struct an_ws_deflate_params *agreed);
void an_ws_deflate_free(struct an_ws_deflate *d); /* NULL: nothing to do */

/* --- compressing ---
 *
 * What is compressed is the payload of one whole message. It is sent in frames of which the first has RSV1 set (AN_WS_COMPRESSED), and it must be sent, in the
 * order of the calls: the context counts on it. A message that is not worth it is sent as it is, without RSV1. (Sections 6.1 and 7.2.1.)
 *
 * To one:   an_ws_deflate_encode()
 * To many:  an_ws_deflate_variant() of each; the first of a variant compresses with an_ws_deflate_share(), all of that variant are sent the same
 *           bytes, and of each an_ws_deflate_shared() is told.
 */

/* Appends p[0..len) compressed to *out: true, and it is shorter than it was. False: *out is as it was; the message is too small, does not shrink, or *out
 * has no room for len + 8 bytes more. */
bool an_ws_deflate_encode(struct an_ws_deflate *d, const void *p, size_t len, struct an_buf *out);

#define AN_WS_VARIANTS (AN_WS_WINDOW_MAX + 1)
/* Which compressed form of a message of len bytes this connection can be sent: 1 to AN_WS_VARIANTS - 1; 0: none, as it is. Short messages have fewer
 * variants. d: NULL where the extension is not used. */
unsigned an_ws_deflate_variant(const struct an_ws_deflate *d, size_t len);
/* Makes that form (not of variant 0); otherwise as an_ws_deflate_encode(). */
bool an_ws_deflate_share(struct an_ws_deflate_pool *pool, unsigned variant, const void *p, size_t len, struct an_buf *out);
/* This connection is sent what an_ws_deflate_share() made of p[0..len). */
void an_ws_deflate_shared(struct an_ws_deflate *d, const void *p, size_t len);

/* --- inflating --- */

/* Inflates the next bytes of a message under way (unmasked, from any of its frames; any number of them), `last` with the last of them, and appends what
 * they make to *out: it is empty before the first, nobody else touches it until the last, and it grows to out->max at most. AN_OK; AN_ELIMIT as
 * soon as there is more than that; AN_EPROTO: this is no DEFLATE data, or does not end as section 7.2.2 has it. In every case *out holds all that came
 * before the error. After an error only an_ws_deflate_stop() and free are allowed. A reference beyond the window that was agreed may go undetected. */
int an_ws_deflate_feed(struct an_ws_deflate *d, const void *p, size_t len, bool last, struct an_buf *out);
/* Gives up a message under way, if there is one: what was borrowed goes back. */
void an_ws_deflate_stop(struct an_ws_deflate *d);
/* Bytes that it has borrowed to inflate. */
size_t an_ws_deflate_borrowed(const struct an_ws_deflate *d);

#endif
