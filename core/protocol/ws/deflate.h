/* deflate.h - permessage-deflate: messages through raw DEFLATE, both ways. RFC 7692, section 7.
 * Pure.
 *
 * zlib's states belong to the reactor, not to its connections. A connection borrows one: for the
 * length of a call when it compresses, from the first to the last frame of a message when it
 * inflates. A connection with a context keeps the bytes that the context is made of, the last ones
 * that went that way: at most 1 << max_window_bits, and never more than there were. So an idle
 * connection holds
 *     without contexts   48 bytes
 *     with contexts      1 KiB for each KiB of a window that was filled;
 *                        zlib's own state would be 40 KiB to inflate, 256 KiB to compress
 * A message that was compressed once for many can be sent to connections with a context, too. The
 * price is paid with each compression: 1 us for each KiB of the window, on top of 6 us. Chat in
 * JSON (200 bytes) shrinks to 54 % without a context, 27 % with a window of 9 bits, 24 % with 12,
 * 22 % with 15. So a server_max_window_bits of 10 to 12 is worth its price.
 *
 * A pool and all its borrowers belong to one thread. All memory comes from an_alloc().
 */
#ifndef AN_WS_DEFLATE_H
#define AN_WS_DEFLATE_H

#include "memory/buf.h"
#include "protocol/ws/extension.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct an_ws_deflate_config {
    int level;       /* 1 (fast) to 9 (small) */
    int mem_level;   /* 1 to 9, zlib's memLevel: 1 << (mem_level + 9) bytes for each compressor of
                      * the pool */
    size_t min_size; /* a shorter message (in bytes) is sent as it is */
    struct an_account *account; /* counts contexts and states borrowed to inflate; NULL: nobody
                                 * counts */
};

struct an_ws_deflate_pool;
struct an_ws_deflate; /* one connection's */

struct an_ws_deflate_pool *an_ws_deflate_pool_new(const struct an_ws_deflate_config *config);
/* The caller has freed all that borrow from it. NULL: nothing to do. */
void an_ws_deflate_pool_free(struct an_ws_deflate_pool *pool);

/* agreed: the result of an_ws_extension_choose(). */
struct an_ws_deflate *an_ws_deflate_new(struct an_ws_deflate_pool *pool, const struct an_ws_deflate_params *agreed);
void an_ws_deflate_free(struct an_ws_deflate *d); /* NULL: nothing to do */

/* --- compressing ---
 *
 * The payload of one whole message is compressed. Its frames go out with RSV1 (AN_WS_COMPRESSED) in
 * the first one. The caller must send it, and in the order of the calls: the context counts on it.
 * A message that is not worth it is sent as it is, without RSV1. (RFC 7692, sections 6.1 and
 * 7.2.1.)
 *
 *   To one:   an_ws_deflate_encode().
 *   To many:  an_ws_deflate_variant() of each connection. The first connection of a variant
 *             compresses with an_ws_deflate_share(). All of that variant get the same bytes, and
 *             an_ws_deflate_shared() tells each of them.
 */

/* Appends p[0..len) compressed to *out. True: it is shorter than it was. False: *out is as before;
 * the message is too small, does not shrink, or *out has no room for len + 8 bytes more. */
bool an_ws_deflate_encode(struct an_ws_deflate *d, const void *p, size_t len, struct an_buf *out);

#define AN_WS_VARIANTS (AN_WS_WINDOW_MAX + 1)
/* The compressed form of a message of len bytes that this connection can be sent: 1 to
 * AN_WS_VARIANTS - 1; 0: none, it is sent as it is. Short messages have fewer variants. d NULL: the
 * extension is not in use. */
unsigned an_ws_deflate_variant(const struct an_ws_deflate *d, size_t len);
/* Makes that form (not variant 0); otherwise as an_ws_deflate_encode(). */
bool an_ws_deflate_share(struct an_ws_deflate_pool *pool, unsigned variant, const void *p, size_t len, struct an_buf *out);
/* This connection is sent the bytes that an_ws_deflate_share() made of p[0..len). */
void an_ws_deflate_shared(struct an_ws_deflate *d, const void *p, size_t len);

/* --- inflating --- */

/* Inflates the next bytes of a message under way and appends the result to *out. The bytes are
 * unmasked, from any of its frames, any number; the call with the last of them has `last`. *out is
 * empty before the first call, nobody else touches it until the last, and it grows to at most
 * out->max. AN_OK. AN_ELIMIT, as soon as there is more than that. AN_EPROTO: this is no DEFLATE
 * data, or does not end as RFC 7692, section 7.2.2, says. In every case *out holds all that came
 * before the error. After an error only an_ws_deflate_stop() and free are allowed. A reference
 * beyond the agreed window may stay undetected. */
int an_ws_deflate_feed(struct an_ws_deflate *d, const void *p, size_t len, bool last, struct an_buf *out);
/* Gives up a message under way, if there is one, and returns the borrowed state. */
void an_ws_deflate_stop(struct an_ws_deflate *d);
/* Bytes that it has borrowed to inflate. */
size_t an_ws_deflate_borrowed(const struct an_ws_deflate *d);

#endif
