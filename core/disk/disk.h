/* disk.h - a reactor's way to the disk. Work that may block runs on libuv's thread pool. A call on
 * the loop's thread then brings the result and the connection's id. The callee looks whether that
 * connection still lives, and owns the result in any case. */
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

/* The pointer to calls is kept. If there is no docs root, or no such folder, there are no
 * documents. */
struct an_disk *an_disk_new(uv_loop_t *loop, const struct an_config *config, const struct an_disk_calls *calls, void *ctx);
/* From now on the account counts the bytes that wait for the disk. */
void an_disk_account(struct an_disk *d, struct an_account *account);
bool an_disk_has_documents(const struct an_disk *d);
/* As an_document_cache_get(). */
int an_disk_look(struct an_disk *d, uint64_t id, const char *path, size_t len, bool folder, uint64_t now_ms, struct an_document **doc);
/* As an_document_cache_tidy(). */
uint64_t an_disk_tidy(struct an_disk *d, uint64_t now_ms);
/* Opens a file by its absolute path. 0: opened() follows. AN_EAGAIN: too many opens wait already.
 * */
int an_disk_open(struct an_disk *d, uint64_t id, const char *path);
/* Feeds a copy of p[0..n) to an upload; `last` ends the upload. The disk owns the upload until
 * fed(). */
void an_disk_feed(struct an_disk *d, uint64_t id, struct an_upload *u, const uint8_t *p, size_t n, bool last);
/* Frees an upload and removes its files. */
void an_disk_drop(struct an_disk *d, struct an_upload *u);
/* sendfile() to a socket. Returns the bytes that were sent. 0: the bytes are being read from the
 * disk, and warm() follows. AN_EAGAIN: the socket takes no bytes. AN_EPEER, AN_ETIMEOUT: the
 * connection is broken. AN_ENOENT: the file is shorter, or cannot be read. */
ssize_t an_disk_sendfile(struct an_disk *d, uint64_t id, int socket, struct an_file *f, uint64_t offset, size_t len);
/* The number of jobs under way. It must be 0 before an_disk_free(). */
unsigned an_disk_busy(const struct an_disk *d);
void an_disk_free(struct an_disk *d);

#endif
