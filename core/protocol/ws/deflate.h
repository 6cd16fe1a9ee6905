/* deflate.h - permessage-deflate: messages through raw DEFLATE, both ways. RFC 7692, section 7.
 * Pure.
 *
 * zlib's states belong to the reactor, not to its connections. A connection borrows a state: to
 * compress, for the time of a call; to inflate, from the first to the last frame of a message. A
 * connection with a context keeps the bytes of the context, which are the last ones in that
 * direction: at most 1 << max_window_bits, and never more than there were. So an idle connection
 * holds
 *     without contexts   48 bytes
 *     with contexts      1 KiB for each KiB of a window that was filled;
 *                        zlib's own state would be 40 KiB to inflate, 256 KiB to compress
 * A message that was compressed once for many connections can be sent to those with a context, too.
 * A context costs time with each compression: 1 us for each KiB of the window, in addition to 6 us.
 * Chat in JSON (200 bytes) shrinks to 54 % without a context, 27 % with a window of 9 bits, 24 %
 * with 12, 22 % with 15. So a server_max_window_bits of 10 to 12 is a good choice.
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
    int mem_level;   /* 1 to 9, zlib's memLevel: 1 << (mem_level + 9) bytes per compressor */
    size_t min_size; /* a shorter message (in bytes) is sent as it is */
    struct an_account *account; /* counts contexts and borrowed states; NULL: nobody counts */
};

struct an_ws_deflate_pool;
struct an_ws_deflate; /* one connection's */

struct an_ws_deflate_pool *an_ws_deflate_pool_new(const struct an_ws_deflate_config *config);
/* The caller has freed all connections that borrow from the pool. NULL: does nothing. */
void an_ws_deflate_pool_free(struct an_ws_deflate_pool *pool);

/* agreed: the result of an_ws_extension_choose(). */
struct an_ws_deflate *an_ws_deflate_new(struct an_ws_deflate_pool *pool, const struct an_ws_deflate_params *agreed);
void an_ws_deflate_free(struct an_ws_deflate *d); /* NULL: nothing to do */

/* --- compressing ---
 *
 * Each call compresses the payload of one whole message. The caller sets RSV1 (AN_WS_COMPRESSED) on
 * the first frame of the message. It must send all compressed messages, in the order of the calls,
 * because the context depends on them. A message that would not become shorter is sent as it is,
 * without RSV1. (RFC 7692, sections 6.1 and 7.2.1.)
 *
 *   To one:   an_ws_deflate_encode().
 *   To many:  an_ws_deflate_variant() of each connection. The first connection of a variant
 *             compresses with an_ws_deflate_share(). All of that variant get the same bytes, and
 *             an_ws_deflate_shared() tells each of them.
 */

/* Appends p[0..len) compressed to *out. True: the result is shorter than the message. False: *out
 * is as before, because the message is too small, does not shrink, or *out has no room for len + 8
 * bytes more. */
bool an_ws_deflate_encode(struct an_ws_deflate *d, const void *p, size_t len, struct an_buf *out);

#define AN_WS_VARIANTS (AN_WS_WINDOW_MAX + 1)
/* The number of the compressed form that this connection can get of a message of len bytes: 1 to
 * AN_WS_VARIANTS - 1; 0: none, the message is sent as it is. Short messages have fewer variants. d
 * NULL: the extension is not in use. */
unsigned an_ws_deflate_variant(const struct an_ws_deflate *d, size_t len);
/* Makes that form (not variant 0); otherwise as an_ws_deflate_encode(). */
bool an_ws_deflate_share(struct an_ws_deflate_pool *pool, unsigned variant, const void *p, size_t len, struct an_buf *out);
/* Called for each connection that gets the bytes that an_ws_deflate_share() has made of
 * p[0..len). */
void an_ws_deflate_shared(struct an_ws_deflate *d, const void *p, size_t len);

/* --- inflating --- */

/* Inflates the next bytes of a message under way and appends the result to *out. A call may have
 * any number of bytes, which are unmasked; the call with the last bytes of the last frame has
 * `last`. *out is empty before the first call. Only this function may change it until the last
 * call, and it grows to at most out->max. AN_OK. AN_ELIMIT, as soon as there is more than that.
 * AN_EPROTO: the bytes are not DEFLATE data, or do not end as RFC 7692, section 7.2.2, says. In
 * every case *out holds all that came before the error. After an error only an_ws_deflate_stop()
 * and free are allowed. A reference beyond the agreed window may stay undetected. */
int an_ws_deflate_feed(struct an_ws_deflate *d, const void *p, size_t len, bool last, struct an_buf *out);
/* Gives up a message under way, if there is one, and returns the borrowed state. */
void an_ws_deflate_stop(struct an_ws_deflate *d);
/* The bytes of the state that the connection has borrowed to inflate. */
size_t an_ws_deflate_borrowed(const struct an_ws_deflate *d);

#endif
