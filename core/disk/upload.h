/* upload.h - a form that is being received: its files go to the disk as they come, the rest is gathered into one block (form.h). It blocks: for a
 * thread of the pool. One thread at a time.
 *
 * A file lies in config->upload_dir under a name that nobody can guess and that says whose it is (upload_owner.h); what the client called it is data. Until
 * an_upload_end() has said 0 nothing is anybody else's: it is not readable, and whatever goes wrong, no file stays. Then its mode is 0600. */
#ifndef AN_UPLOAD_H
#define AN_UPLOAD_H

#include <stddef.h>
#include <stdint.h>

#include "memory/buf.h"
#include "ground/config.h"
#include "protocol/text/head.h"

#define AN_UPLOAD_NAME "appnet-" /* how the name of each file begins */

struct an_upload;

/* boundary: as an_multipart_boundary() gave it; it is copied, config is kept by pointer. */
struct an_upload *an_upload_new(const struct an_config *config, struct an_span boundary);
/* Takes the next piece of the body: 0, or the status to answer, after which its files are removed and nothing more is taken: 400 (not a form), 413
 * (max_files, max_fields, max_file, or more text than max_body or max_message), 500 (files cannot be made, which is logged), 507 (the disk is full). */
int an_upload_feed(struct an_upload *u, const uint8_t *p, size_t n);
/* The body has ended: 0 and the block is whole, or 400. */
int an_upload_end(struct an_upload *u);
/* form.h's block. */
const struct an_buf *an_upload_block(const struct an_upload *u);
/* Removes its files, also after an_upload_end(). */
void an_upload_abort(struct an_upload *u);
/* Bytes of memory that it keeps; and: the account learns of what has become more or less of it, and of its end. For the account's thread, while it has the
 * upload. */
size_t an_upload_held(const struct an_upload *u);
void an_upload_count(struct an_upload *u, struct an_account *account);
/* Frees it and leaves its files alone. */
void an_upload_free(struct an_upload *u);
/* Removes the files that a block names, as far as they are still there. */
void an_upload_remove(const void *block, size_t len);

#endif
