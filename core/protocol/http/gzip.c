/* gzip.c - see gzip.h. */
#include "protocol/http/gzip.h"

#include <string.h>
#include <zlib.h>

#include "ground/base.h"
#include "protocol/text/field.h"

#define LEVEL 5      /* about as small as level 6, in two thirds of the time */
#define GZIP_BITS 16 /* added to windowBits: gzip's frame instead of zlib's */
#define MEMORY 8

static _Thread_local struct {
    z_stream z;
    bool open;
} state;

static void *zlib_alloc(void *ctx, unsigned count, unsigned size)
{
    (void)ctx;
    return an_calloc(count, size);
}

static void zlib_free(void *ctx, void *p)
{
    (void)ctx;
    an_free(p);
}

static z_stream *deflater_take(void)
{
    z_stream *z = &state.z;
    int err;
    if (state.open) {
        err = deflateReset(z);
    } else {
        *z = (z_stream){.zalloc = zlib_alloc, .zfree = zlib_free};
        err = deflateInit2(z, LEVEL, Z_DEFLATED, MAX_WBITS + GZIP_BITS, MEMORY, Z_DEFAULT_STRATEGY);
        state.open = true;
    }
    AN_ASSERT(err == Z_OK); /* memory is never refused, and the numbers are right */
    return z;
}

void an_gzip_end(void)
{
    if (state.open) deflateEnd(&state.z);
    state.open = false;
}

int an_gzip(const void *p, size_t n, struct an_buf *out)
{
    z_stream *z = deflater_take();
    size_t room = n <= UINT32_MAX ? deflateBound(z, n) : 0;
    uint8_t *to = room ? an_buf_reserve(out, room) : NULL;
    if (!to) return AN_ELIMIT;
    z->next_in = (Bytef *)(uintptr_t)p;
    z->avail_in = (uInt)n;
    z->next_out = to;
    z->avail_out = (uInt)room;
    int err = deflate(z, Z_FINISH);
    AN_ASSERT(err == Z_STREAM_END); /* there is room for the worst case */
    an_buf_added(out, room - z->avail_out);
    return AN_OK;
}

/* --- is it worth it? --- */

/* Is this a type of text, whatever its name: application/json, image/svg+xml,
 * application/vnd.x+json? */
static bool is_compressible(struct an_span value)
{
    static const char *const ends[] = {"json", "xml", "javascript", "wasm", "yaml", "graphql"};
    struct an_span type = an_params_open(&value);
    if (type.len > 5 && an_span_is((struct an_span){type.p, 5}, "text/")) return true;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t n = strlen(ends[i]);
        if (type.len > n && an_span_is((struct an_span){type.p + type.len - n, n}, ends[i]))
            return true;
    }
    return false;
}

static bool is_strong(struct an_span etag)
{
    return etag.len < 2 || memcmp(etag.p, "W/", 2) != 0;
}

/* Does this line of the head forbid compression? A digest does, too: it is the digest of the bytes
 * without the coding. */
static bool forbids_coding(struct an_span name, struct an_span value)
{
    if (an_span_is(name, "Content-Type")) return !is_compressible(value);
    if (an_span_is(name, "ETag")) return is_strong(value);
    if (an_span_is(name, "Cache-Control")) return an_span_has_token(value, "no-transform");
    return an_span_is(name, "Content-Encoding") || an_span_is(name, "Content-Range") ||
           an_span_is(name, "Content-Digest") || an_span_is(name, "Repr-Digest") ||
           an_span_is(name, "Digest") || an_span_is(name, "Content-MD5");
}

bool an_gzip_worth(const char *lines, size_t lines_len, size_t body_len, size_t min)
{
    if (body_len < min) return false;
    for (const char *end; lines_len && (end = memchr(lines, '\n', lines_len));) {
        size_t n = (size_t)(end - lines) + 1;
        const char *colon = memchr(lines, ':', n);
        if (colon) {
            struct an_span name = {lines, (size_t)(colon - lines)};
            struct an_span value = {colon + 1, (size_t)(end - colon - 1)};
            if (value.len && value.p[value.len - 1] == '\r') value.len--;
            if (forbids_coding(name, an_span_trim(value))) return false;
        }
        lines += n;
        lines_len -= n;
    }
    return true;
}
