/* disk.h - a reactor's way to the disk: what may block runs on libuv's thread pool, and its result comes back to the loop by a call with the
 * connection's id. Whether that connection still lives is the callee's to look at: what it is given is its own in any case. */
#ifndef AN_DISK_H
#define AN_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <uv.h>

#include "ground/config.h"
#include "disk/document_cache.h"
#include "disk/upload.h"

struct an_disk;

struct an_disk_calls {
    void (*found)(void *ctx, uint64_t id, struct an_document *doc);
    void (*opened)(void *ctx, uint64_t id, int err, struct an_file *f);
    void (*fed)(void *ctx, uint64_t id, struct an_upload *u, int status);
    void (*warm)(void *ctx, uint64_t id);
};

/* calls is kept by pointer. Without a docs root, or when there is no such folder, there are no documents. */
struct an_disk *an_disk_new(uv_loop_t *loop, const struct an_config *config, const struct an_disk_calls *calls, void *ctx);
/* What waits for the disk is counted there. */
void an_disk_account(struct an_disk *d, struct an_account *account);
bool an_disk_has_documents(const struct an_disk *d);
/* As an_document_cache_get(). */
int an_disk_look(struct an_disk *d, uint64_t id, const char *path, size_t len, bool folder, uint64_t now_ms, struct an_document **doc);
/* As an_document_cache_tidy(). */
uint64_t an_disk_tidy(struct an_disk *d, uint64_t now_ms);
/* Opens a file by its absolute path: 0, opened() follows; or AN_EAGAIN: there is too much to do. */
int an_disk_open(struct an_disk *d, uint64_t id, const char *path);
/* Feeds a copy of p[0..n) to an upload, and ends it when that was the last piece. It is lent until fed(). */
void an_disk_feed(struct an_disk *d, uint64_t id, struct an_upload *u, const uint8_t *p, size_t n, bool last);
/* Frees an upload and removes its files. */
void an_disk_drop(struct an_disk *d, struct an_upload *u);
/* sendfile() to a socket: bytes; AN_EAGAIN: the socket takes none; AN_EPEER, AN_ETIMEOUT; AN_ENOENT: the file is shorter, or broken; 0: it is being
 * read, warm() follows. */
ssize_t an_disk_sendfile(struct an_disk *d, uint64_t id, int socket, struct an_file *f, uint64_t offset, size_t len);
/* How much is under way. At an_disk_free() there must be nothing. */
unsigned an_disk_busy(const struct an_disk *d);
void an_disk_free(struct an_disk *d);

#endif
