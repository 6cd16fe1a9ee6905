/* document_cache.h - what the paths below the docs root lead to, remembered: a bounded cache of open files. One loop, one thread; what blocks runs on the pool.
 *
 * What was found is trusted for AN_DOCUMENTS_TRUST_MS, also that there is nothing, and which folder the path of the root leads to. Then it is looked for again;
 * the same file (by device, inode, size and time, a small one by its bytes too) stays. Of more than `entries` paths the one that was not asked for longest is
 * forgotten, and any that was not asked for in AN_DOCUMENTS_KEEP_MS: no file that is gone stays open for longer, unless it is being sent.
 */
#ifndef AN_DOCUMENT_CACHE_H
#define AN_DOCUMENT_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#include "ground/config.h"
#include "disk/docs_root.h"
#include "disk/file.h"

#define AN_DOCUMENTS_TRUST_MS 1000
#define AN_DOCUMENTS_KEEP_MS 5000
#define AN_DOCUMENTS_PENDING 1024 /* that wait at a time */

enum an_document_kind {
    AN_DOCUMENT_NONE,
    AN_DOCUMENT_FILE,
    AN_DOCUMENT_FOLDER, /* it has an index.html, and was asked for without its slash */
    AN_DOCUMENT_DENIED, /* its name is one of those that are not served, whether there is such a file or not */
};

struct an_document { /* read only for others */
    uint32_t refs;
    enum an_document_kind kind;
    struct an_file *file[3]; /* as it is; its sibling .gz; its sibling .br; NULL: none. A sibling that is older does not count */
    const char *type;        /* an_mime_type() */
};

struct an_document_cache;

/* On the loop's thread, with a reference that is the callee's. */
typedef void (*an_document_cache_found_fn)(void *ctx, uint64_t id, struct an_document *doc);

/* Of config->docs_root, file_cache and docs_deny; config is kept by pointer. AN_OK, or as an_folder_open(): there is no such folder. */
int an_document_cache_new(uv_loop_t *loop, const struct an_config *config, an_document_cache_found_fn found, void *ctx, struct an_document_cache **out);
/* path: as an_uri_path() makes it, "" is the root; folder: a slash stood behind it, its index.html is meant. now_ms: monotonic.
 * 1: *doc is a reference for the caller. 0: found(ctx, id, doc) follows, once. AN_EAGAIN: too many wait already. */
int an_document_cache_get(struct an_document_cache *d, const char *path, size_t len, bool folder, uint64_t now_ms, uint64_t id, struct an_document **doc);
void an_document_unref(struct an_document *doc);
/* How many jobs are with the pool. */
unsigned an_document_cache_busy(const struct an_document_cache *d);
/* Forgets what nobody has asked for in the last AN_DOCUMENTS_KEEP_MS. Returns in how many ms to call it again; 0: nothing is remembered. */
uint64_t an_document_cache_tidy(struct an_document_cache *d, uint64_t now_ms);
/* Nothing may be with the pool. */
void an_document_cache_free(struct an_document_cache *d);

#endif
