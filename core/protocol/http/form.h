/* form.h - a parsed form as one flat block of bytes. upload.c builds the block, the block crosses
 * the ring, and getRequest() reads it. Pure.
 *
 *   u8 AN_FORM_FIELD, u32 n, n bytes name, u32 n, n bytes value
 *   u8 AN_FORM_FILE,  u32 n, n bytes name, u32 n, n bytes filename, u32 n, n bytes full path,
 *                     u32 n, n bytes media type, u32 n, n bytes path, u64 size, u8 error
 *
 * All numbers are in host order, unaligned.
 */
#ifndef AN_FORM_H
#define AN_FORM_H

#include "memory/buf.h"
#include "protocol/text/head.h"

#include <stddef.h>
#include <stdint.h>

enum an_form_kind { AN_FORM_FIELD = 1, AN_FORM_FILE };

/* The numbers are those of PHP's UPLOAD_ERR_*. */
enum an_form_error { AN_FORM_OK = 0, AN_FORM_NO_FILE = 4 };

struct an_form_entry {
    enum an_form_kind kind;
    struct an_span name;
    struct an_span value;                      /* of a field */
    /* of a file: as the client says */
    struct an_span filename, full_path, media_type;
    /* the file's place on disk, "" when there is none */
    struct an_span path;
    uint64_t size;
    uint8_t error; /* enum an_form_error */
};

/* Appends an entry. AN_OK, or AN_ELIMIT and the block is as before. */
int an_form_put(struct an_buf *block, const struct an_form_entry *e);

/* A reader of a block that another process wrote. Every length is checked, nothing is copied. */
struct an_form { /* private */
    const uint8_t *at, *end;
};

void an_form_open(struct an_form *f, const void *block, size_t len);
/* The next entry: 1; 0 at the end; AN_EPROTO: the block is broken. */
int an_form_next(struct an_form *f, struct an_form_entry *e);

#endif
