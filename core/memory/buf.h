/* buf.h - a byte buffer that grows by doubling up to a cap.
 *
 * The caller owns the struct, the buffer owns its bytes. It holds no memory until something is put
 * in, and none after fini, take, or a clear that keeps nothing.
 */
#ifndef AN_BUF_H
#define AN_BUF_H

#include <stddef.h>
#include <stdint.h>

#include "memory/account.h"

struct an_buf {
    uint8_t *data; /* NULL while cap is 0 */
    size_t len, cap;
    size_t max; /* len never passes this */
    struct an_account *account; /* counts its memory; NULL, as init leaves it: nobody counts. Set it
                                 * while the buffer is empty */
};

void an_buf_init(struct an_buf *b, size_t max);
void an_buf_fini(struct an_buf *b); /* frees; the buffer may be used again, empty, with the same
                                     * max */
/* Appends n bytes. AN_OK, or AN_ELIMIT: the length would pass max, and nothing is appended. */
int an_buf_append(struct an_buf *b, const void *p, size_t n);
/* Makes room for n more bytes behind len and returns it; NULL: over max. an_buf_added() then counts
 * the bytes that were written there. */
uint8_t *an_buf_reserve(struct an_buf *b, size_t n);
static inline void an_buf_added(struct an_buf *b, size_t n) { b->len += n; }
/* Drops n <= len bytes from the front, and moves the rest. */
void an_buf_consume(struct an_buf *b, size_t n);
/* Empties the buffer but keeps up to `keep` bytes of capacity; a larger buffer is freed. */
void an_buf_clear(struct an_buf *b, size_t keep);

#endif
