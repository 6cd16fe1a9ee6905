/* deflate.c - see deflate.h.
 *
 * Compressing: any window up to the agreed one may be used. So the pool has a compressor for each
 * size, and uses the smallest that spans the context and the message. To reset a compressor means
 * to clear its hash table, which is small for a small window (2 KiB at 9 bits, 64 KiB at 15). The
 * output stops when it is no shorter than the message. zlib has no window of 8 bits, and uses 9
 * instead. So a client that was promised 8 bits gets Huffman codes alone, which refer to no earlier
 * bytes. (A client whose zlib uses 9 for 8 refers to no byte more than 250 bytes before.)
 *
 * Inflating: the output goes straight into the message. A borrowed state always has the largest
 * window, so every distance means the same, however the input is split. The memory grows with the
 * output: it doubles, or grows to four times the input, up to the limit. One byte over the limit is
 * inflated and dropped, to tell a message that just fits from one that does not.
 */
#include "protocol/ws/deflate.h"

#include <limits.h>
#include <string.h>

#define ZLIB_CONST
#include <zlib.h>

#include "ground/base.h"

#define SPARE_INFLATERS 8 /* kept for the next messages: about 40 KiB each */
#define INFLATER_BYTES (40u << 10)
#define NO_WINDOW 8 /* the window bits, and the variant, of output without any reference */
#define ZLIB_MIN_BITS 9
#define LOOKAHEAD 262  /* the last bytes of a window, to which zlib's deflate never refers */
#define FIRST_ROOM 256 /* bytes: the least room for inflated bytes, where the limit allows it */
/* z_stream.data_type: at the end of a byte, behind a block that was not the last */
#define AT_BOUNDARY 128

/* Ends every flush; it is never sent (RFC 7692, section 7.2.1). */
static const uint8_t tail[4] = {0, 0, 0xff, 0xff};

struct an_ws_deflate_pool {
    struct an_ws_deflate_config config;
    z_stream *deflater[AN_WS_VARIANTS]; /* by its window bits; NULL until needed */
    z_stream *inflater[SPARE_INFLATERS];
    size_t inflaters;
};

struct an_ws_deflate {
    struct an_ws_deflate_pool *pool;
    z_stream *inflater; /* inside a message */
    /* The contexts: the last bytes of the compressed messages in this direction; NULL: not kept. */
    struct an_buf *sent, *received;
    bool begun; /* the message in hand has at least one byte */
    struct an_ws_deflate_params agreed;
};

/* --- zlib's states --- */

static void *z_alloc(void *unused, unsigned count, unsigned size)
{
    (void)unused;
    return an_alloc((size_t)count * size);
}

static void z_free(void *unused, void *p)
{
    (void)unused;
    an_free(p);
}

static z_stream *stream_new(void)
{
    z_stream *z = an_calloc(1, sizeof *z);
    z->zalloc = z_alloc;
    z->zfree = z_free;
    return z;
}

static z_stream *deflater_new(const struct an_ws_deflate_config *config, int variant)
{
    z_stream *z = stream_new();
    int bits = AN_MAX(variant, ZLIB_MIN_BITS);
    int mem_level = AN_MIN(config->mem_level, bits - 6); /* a small window cannot use more */
    int strategy = variant == NO_WINDOW ? Z_HUFFMAN_ONLY : Z_DEFAULT_STRATEGY;
    int err = deflateInit2(z, config->level, Z_DEFLATED, -bits, mem_level, strategy);
    AN_ASSERT(err == Z_OK); /* memory is never refused, and the numbers are right */
    return z;
}

static void deflater_free(z_stream *z)
{
    if (!z) return;
    deflateEnd(z);
    an_free(z);
}

static z_stream *inflater_new(void)
{
    z_stream *z = stream_new();
    int err = inflateInit2(z, -AN_WS_WINDOW_MAX);
    AN_ASSERT(err == Z_OK);
    return z;
}

static void inflater_free(z_stream *z)
{
    inflateEnd(z);
    an_free(z);
}

/* --- the pool --- */

struct an_ws_deflate_pool *an_ws_deflate_pool_new(const struct an_ws_deflate_config *config)
{
    struct an_ws_deflate_pool *pool = an_calloc(1, sizeof *pool);
    pool->config = *config;
    return pool;
}

void an_ws_deflate_pool_free(struct an_ws_deflate_pool *pool)
{
    if (!pool) return;
    for (size_t i = 0; i < AN_WS_VARIANTS; i++)
        deflater_free(pool->deflater[i]);
    while (pool->inflaters)
        inflater_free(pool->inflater[--pool->inflaters]);
    an_free(pool);
}

/* The smallest window, up to max_bits, that spans len bytes. */
static unsigned variant_for(unsigned max_bits, size_t len)
{
    unsigned bits = AN_MIN(max_bits, (unsigned)ZLIB_MIN_BITS);
    while (bits < max_bits && ((size_t)1 << bits) - LOOKAHEAD < len)
        bits++;
    return bits;
}

static z_stream *borrow_deflater(struct an_ws_deflate_pool *pool, unsigned which)
{
    z_stream **z = &pool->deflater[which];
    if (*z)
        deflateReset(*z);
    else
        *z = deflater_new(&pool->config, (int)which);
    return *z;
}

static z_stream *borrow_inflater(struct an_ws_deflate_pool *pool)
{
    an_account_add(pool->config.account, INFLATER_BYTES);
    return pool->inflaters ? pool->inflater[--pool->inflaters] : inflater_new();
}

static void return_inflater(struct an_ws_deflate_pool *pool, z_stream *z)
{
    an_account_sub(pool->config.account, INFLATER_BYTES);
    if (pool->inflaters == SPARE_INFLATERS) {
        inflater_free(z);
        return;
    }
    inflateReset(z);
    pool->inflater[pool->inflaters++] = z;
}

/* --- a connection --- */

static struct an_buf *context_new(const struct an_ws_deflate_pool *pool, unsigned bits)
{
    struct an_buf *b = an_alloc(sizeof *b);
    an_buf_init(b, (size_t)1 << bits);
    b->account = pool->config.account;
    return b;
}

static void context_free(struct an_buf *b)
{
    if (b) an_buf_fini(b);
    an_free(b);
}

/* Keeps the last bytes, as many as the window has. */
static void context_add(struct an_buf *b, const uint8_t *p, size_t len)
{
    if (!b || !len) return;
    size_t n = AN_MIN(len, b->max);
    if (n > b->max - b->len) an_buf_consume(b, n - (b->max - b->len));
    an_buf_append(b, p + (len - n), n);
}

struct an_ws_deflate *an_ws_deflate_new(struct an_ws_deflate_pool *pool,
                                        const struct an_ws_deflate_params *agreed)
{
    struct an_ws_deflate *d = an_alloc(sizeof *d);
    unsigned server = agreed->server_max_window_bits, client = agreed->client_max_window_bits;
    AN_ASSERT(server >= AN_WS_WINDOW_MIN && server <= AN_WS_WINDOW_MAX);
    AN_ASSERT(client >= AN_WS_WINDOW_MIN && client <= AN_WS_WINDOW_MAX);
    *d = (struct an_ws_deflate){.pool = pool, .agreed = *agreed};
    if (!agreed->server_no_context_takeover && server != NO_WINDOW)
        d->sent = context_new(pool, server);
    if (!agreed->client_no_context_takeover) d->received = context_new(pool, client);
    return d;
}

void an_ws_deflate_free(struct an_ws_deflate *d)
{
    if (!d) return;
    an_ws_deflate_stop(d);
    context_free(d->sent);
    context_free(d->received);
    an_free(d);
}

void an_ws_deflate_stop(struct an_ws_deflate *d)
{
    if (!d->inflater) return;
    return_inflater(d->pool, d->inflater);
    d->inflater = NULL;
}

size_t an_ws_deflate_borrowed(const struct an_ws_deflate *d)
{
    return d->inflater ? INFLATER_BYTES : 0;
}

/* --- compressing --- */

/* Compresses to out[0..room). Returns the bytes of the payload. 0: they do not fit. */
static size_t compress_to(z_stream *z, const void *p, size_t len, uint8_t *out, size_t room)
{
    z->next_in = p;
    z->avail_in = (unsigned)len;
    z->next_out = out;
    z->avail_out = (unsigned)room;
    int err = deflate(z, Z_SYNC_FLUSH);
    AN_ASSERT(err == Z_OK);
    if (z->avail_out == 0) return 0;
    size_t n = room - z->avail_out;
    AN_ASSERT(n > sizeof tail && memcmp(out + n - sizeof tail, tail, sizeof tail) == 0);
    return n - sizeof tail;
}

static bool is_worth(const struct an_ws_deflate_pool *pool, size_t len)
{
    return len && len >= pool->config.min_size && len < INT_MAX - 2 * sizeof tail;
}

/* context: the bytes that the receiver has got before. NULL: the output may refer to none. */
static bool encode_message(struct an_ws_deflate_pool *pool, unsigned max_bits,
                           const struct an_buf *context, const void *p, size_t len,
                           struct an_buf *out)
{
    size_t before = context ? context->len : 0;
    size_t room = len + 2 * sizeof tail; /* after output of len bytes some room is left */
    uint8_t *to = is_worth(pool, len) ? an_buf_reserve(out, room) : NULL;
    if (!to) return false;
    z_stream *z = borrow_deflater(pool, variant_for(max_bits, before + len));
    int err = before ? deflateSetDictionary(z, context->data, (unsigned)before) : Z_OK;
    AN_ASSERT(err == Z_OK);
    size_t n = compress_to(z, p, len, to, room);
    if (n == 0 || n >= len) return false;
    an_buf_added(out, n);
    return true;
}

bool an_ws_deflate_encode(struct an_ws_deflate *d, const void *p, size_t len, struct an_buf *out)
{
    if (!encode_message(d->pool, d->agreed.server_max_window_bits, d->sent, p, len, out))
        return false;
    context_add(d->sent, p, len);
    return true;
}

unsigned an_ws_deflate_variant(const struct an_ws_deflate *d, size_t len)
{
    if (!d || !is_worth(d->pool, len)) return 0;
    return variant_for(d->agreed.server_max_window_bits, len);
}

bool an_ws_deflate_share(struct an_ws_deflate_pool *pool, unsigned which, const void *p, size_t len,
                         struct an_buf *out)
{
    AN_ASSERT(which >= AN_WS_WINDOW_MIN && which < AN_WS_VARIANTS);
    return encode_message(pool, which, NULL, p, len, out);
}

void an_ws_deflate_shared(struct an_ws_deflate *d, const void *p, size_t len)
{
    context_add(d->sent, p, len);
}

/* --- inflating --- */

/* The inflater of the message in hand, which may begin here. */
static z_stream *inflater_of(struct an_ws_deflate *d)
{
    if (d->inflater) return d->inflater;
    z_stream *z = d->inflater = borrow_inflater(d->pool);
    const struct an_buf *b = d->received;
    int err = b && b->len ? inflateSetDictionary(z, b->data, (unsigned)b->len) : Z_OK;
    AN_ASSERT(err == Z_OK);
    d->begun = false;
    return z;
}

/* Lets z write behind the bytes of *out; when *out is full, to *over. Returns the room in bytes. */
static unsigned give_room(z_stream *z, struct an_buf *out, uint8_t *over)
{
    size_t left = out->max - out->len;
    size_t guess = AN_MAX((size_t)4 * z->avail_in, FIRST_ROOM);
    bool full = left == 0;
    if (!full && out->len == out->cap) an_buf_reserve(out, AN_MIN(guess, left));
    z->next_out = full ? over : out->data + out->len;
    z->avail_out = full ? 1 : (unsigned)AN_MIN(out->cap - out->len, (size_t)INT_MAX);
    return z->avail_out;
}

/* Goes on behind a block that was marked as the last one: more blocks may follow, and may refer to
 * bytes before it (RFC 7692, section 7.2.3.4). A message may consist of such blocks, so the cost
 * must not depend on the number of bytes before. */
static void go_on_after_last_block(z_stream *z)
{
    inflateResetKeep(z); /* keeps the window, unlike inflateReset() */
    z->data_type = AT_BOUNDARY;
}

/* Inflates until all input is used and all output is written. inflate() reports "nothing left to
 * do" as an error: Z_BUF_ERROR. */
static int inflate_part(z_stream *z, const uint8_t *p, size_t len, struct an_buf *out)
{
    uint8_t over;
    z->next_in = p;
    z->avail_in = (unsigned)len;
    do {
        bool full = out->len == out->max;
        unsigned room = give_room(z, out, &over);
        int err = inflate(z, Z_SYNC_FLUSH);
        unsigned made = room - z->avail_out;
        if (full && made) return AN_ELIMIT;
        out->len += made;
        if (err == Z_STREAM_END)
            go_on_after_last_block(z);
        else if (err != Z_OK && err != Z_BUF_ERROR)
            return AN_EPROTO;
    } while (z->avail_in || (z->avail_out == 0 && z->data_type != AT_BOUNDARY));
    return AN_OK;
}

/* Ends a message with the tail that was not sent. An empty message lacks more than the tail, but it
 * can only mean one thing. */
static int finish_message(struct an_ws_deflate *d, z_stream *z, struct an_buf *out)
{
    int err = inflate_part(z, tail, sizeof tail, out);
    if (err < 0) return err;
    if (d->begun && z->data_type != AT_BOUNDARY) return AN_EPROTO;
    context_add(d->received, out->data, out->len);
    an_ws_deflate_stop(d);
    return AN_OK;
}

int an_ws_deflate_feed(struct an_ws_deflate *d, const void *p, size_t len, bool last,
                       struct an_buf *out)
{
    z_stream *z = inflater_of(d);
    AN_ASSERT(len <= INT_MAX);
    int err = len ? inflate_part(z, p, len, out) : AN_OK;
    if (len) d->begun = true;
    return last && err == AN_OK ? finish_message(d, z, out) : err;
}
