/* upload.h - a form that is being received. Its files go to the disk as their bytes come; its
 * fields are gathered into one block (form.h). The calls block, so they are for a thread of the
 * pool. One thread at a time may make them.
 *
 * A file lies in config->upload_dir. Nobody can guess its name, and the name says which server owns
 * it (upload_owner.h); the client's name for it is only data. Until an_upload_end() returns 0, the
 * files are not readable, and no file stays when something fails. After that their mode is 0600. */
#ifndef AN_UPLOAD_H
#define AN_UPLOAD_H

#include <stddef.h>
#include <stdint.h>

#include "memory/buf.h"
#include "ground/config.h"
#include "protocol/text/head.h"

#define AN_UPLOAD_NAME "appnet-" /* how the name of each file begins */

struct an_upload;

/* boundary: from an_multipart_boundary(); it is copied. The pointer to config is kept. */
struct an_upload *an_upload_new(const struct an_config *config, struct an_span boundary);
/* Takes the next piece of the body. Returns 0, or the status of the answer; then the files are
 * removed, and no further piece is taken:
 *   400  the body is no form
 *   413  max_files, max_fields, max_file, or more text than max_body or max_message
 *   500  a file cannot be made (logged)
 *   507  the disk is full (logged) */
int an_upload_feed(struct an_upload *u, const uint8_t *p, size_t n);
/* The body has ended. Returns 0 and the block is whole, or 400. */
int an_upload_end(struct an_upload *u);
/* The block of form.h. */
const struct an_buf *an_upload_block(const struct an_upload *u);
/* Removes the files of the form, also after an_upload_end(). */
void an_upload_abort(struct an_upload *u);
/* The bytes of memory that the upload keeps. an_upload_count() tells the account how this number
 * has changed; an_upload_free() takes it off the account. Only the account's thread may call these,
 * while no job has the upload. */
size_t an_upload_held(const struct an_upload *u);
void an_upload_count(struct an_upload *u, struct an_account *account);
/* Frees the upload and leaves its files alone. */
void an_upload_free(struct an_upload *u);
/* Removes the files that a block names, if they are still there. */
void an_upload_remove(const void *block, size_t len);

#endif
