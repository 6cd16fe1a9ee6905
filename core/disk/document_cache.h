/* document_cache.h - what the paths below the docs root lead to: a bounded cache of open files. It
 * belongs to one loop and its thread; work that may block runs on the thread pool.
 *
 * The cache trusts a result for AN_DOCUMENTS_TRUST_MS. This holds also for the result that there is
 * no file, and for the folder that the root's path leads to. Then the cache looks again. It keeps
 * an entry that leads to the same file: same device, inode, size and time, and the same bytes if
 * the file is small. When there are more than `file_cache` paths, it forgets the one whose last
 * request is oldest. It also forgets every path without a request for AN_DOCUMENTS_KEEP_MS, so a
 * deleted file does not stay open for longer, unless it is being sent.
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
#define AN_DOCUMENTS_PENDING 1024 /* requests that wait at a time */

enum an_document_kind {
    AN_DOCUMENT_NONE,
    AN_DOCUMENT_FILE,
    AN_DOCUMENT_FOLDER, /* a folder with an index.html, asked for without the slash */
    AN_DOCUMENT_DENIED, /* the name is never served, whether there is such a file or not */
};

struct an_document { /* read only for others */
    uint32_t refs;
    enum an_document_kind kind;
    struct an_file *file[3]; /* the file; its siblings .gz and .br, unless older; NULL: none */
    const char *type;        /* an_mime_type() */
};

struct an_document_cache;

/* The cache calls it on the loop's thread. The callee owns the reference. */
typedef void (*an_document_cache_found_fn)(void *ctx, uint64_t id, struct an_document *doc);

/* Uses docs_root, file_cache and docs_deny of the configuration, and keeps the pointer. AN_OK, or
 * an error of an_folder_open(): there is no such folder. */
int an_document_cache_new(uv_loop_t *loop, const struct an_config *config, an_document_cache_found_fn found, void *ctx, struct an_document_cache **out);
/* Looks a path up. path: as an_uri_path() makes it; "" is the root. folder: a slash follows the
 * path, so the client wants its index.html. now_ms: monotonic. Returns 1: *doc is a reference for
 * the caller. 0: found(ctx, id, doc) follows, once. AN_EAGAIN: too many requests wait already. */
int an_document_cache_get(struct an_document_cache *d, const char *path, size_t len, bool folder, uint64_t now_ms, uint64_t id, struct an_document **doc);
void an_document_unref(struct an_document *doc);
/* The number of jobs on the thread pool. */
unsigned an_document_cache_busy(const struct an_document_cache *d);
/* Forgets paths without a request in the last AN_DOCUMENTS_KEEP_MS. Returns after how many
 * milliseconds the caller calls it again; 0: the cache is empty. */
uint64_t an_document_cache_tidy(struct an_document_cache *d, uint64_t now_ms);
/* Frees the cache. No job may be on the thread pool. */
void an_document_cache_free(struct an_document_cache *d);

#endif
