/* disk.c - see disk.h. A thread of the pool touches its job and nothing else; the loop's thread
 * reads the result. */
#include "disk/disk.h"

#include "ground/base.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/sendfile.h>

#define OPENS_MAX 1024 /* at a time */

enum kind { OPEN, FEED, DROP, WARM };

struct job {
    uv_work_t work;
    struct an_disk *disk;
    uint64_t id;
    enum kind kind;
    int result;
    struct an_file *file;
    struct an_upload *upload;
    uint64_t offset;
    size_t len;
    bool last;   /* FEED: the end of the form */
    char data[]; /* FEED: the piece; OPEN: the path */
};

struct an_disk {
    uv_loop_t *loop;
    const struct an_disk_calls *calls;
    void *ctx;
    struct an_document_cache *documents; /* NULL: none */
    unsigned jobs, opens;
    struct an_account *account; /* counts pieces of forms; NULL: nobody does */
};

/* --- on a thread of the pool --- */

static void job_run(uv_work_t *req)
{
    struct job *j = AN_CONTAINER_OF(req, struct job, work);
    switch (j->kind) {
    case OPEN:
        j->result = an_file_open(AT_FDCWD, j->data, true, &j->file);
        return;
    case FEED:
        j->result = an_upload_feed(j->upload, (const uint8_t *)j->data, j->len);
        if (j->result == 0 && j->last) j->result = an_upload_end(j->upload);
        return;
    case DROP:
        an_upload_abort(j->upload);
        return;
    case WARM:
        j->result = an_file_warm(j->file, j->offset, j->len) ? AN_OK : AN_ESYS;
        return;
    }
}

/* --- on the thread of the loop --- */

static void on_job_done(uv_work_t *req, int status)
{
    struct job *j = AN_CONTAINER_OF(req, struct job, work);
    struct an_disk *d = j->disk;
    (void)status; /* no job is ever cancelled */
    d->jobs--;
    switch (j->kind) {
    case OPEN:
        d->opens--;
        d->calls->opened(d->ctx, j->id, j->result, j->file);
        break;
    case FEED:
        an_account_sub(d->account, j->len);
        d->calls->fed(d->ctx, j->id, j->upload, j->result);
        break;
    case DROP:
        an_upload_free(j->upload);
        break;
    case WARM:
        if (j->result < 0) j->file->failed = true;
        an_file_unref(j->file);
        d->calls->warm(d->ctx, j->id);
        break;
    }
    an_free(j);
}

static struct job *job_new(struct an_disk *d, enum kind kind, uint64_t id, const void *data,
                           size_t len)
{
    struct job *j = an_alloc(sizeof *j + len + 1);
    *j = (struct job){.disk = d, .id = id, .kind = kind, .len = len};
    if (len) memcpy(j->data, data, len);
    j->data[len] = 0;
    return j;
}

static void job_start(struct job *j)
{
    j->disk->jobs++;
    int err = uv_queue_work(j->disk->loop, &j->work, job_run, on_job_done);
    AN_ASSERT(err == 0); /* uv_queue_work() fails only without a function */
}

int an_disk_open(struct an_disk *d, uint64_t id, const char *path)
{
    if (d->opens >= OPENS_MAX) return AN_EAGAIN;
    d->opens++;
    job_start(job_new(d, OPEN, id, path, strlen(path)));
    return 0;
}

void an_disk_feed(struct an_disk *d, uint64_t id, struct an_upload *u, const uint8_t *p, size_t n,
                  bool last)
{
    struct job *j = job_new(d, FEED, id, p, n);
    j->upload = u;
    j->last = last;
    an_account_add(d->account, n);
    job_start(j);
}

void an_disk_drop(struct an_disk *d, struct an_upload *u)
{
    struct job *j = job_new(d, DROP, 0, NULL, 0);
    j->upload = u;
    job_start(j);
}

static void warm_start(struct an_disk *d, uint64_t id, struct an_file *f, uint64_t offset,
                       size_t len)
{
    struct job *j = job_new(d, WARM, id, NULL, 0);
    an_file_ref(f);
    j->file = f;
    j->offset = offset;
    j->len = len;
    job_start(j);
}

/* A broken disk never brings the bytes into memory. So after one failed attempt the reactor calls
 * sendfile() in any case, which reports the error. */
ssize_t an_disk_sendfile(struct an_disk *d, uint64_t id, int socket, struct an_file *f,
                         uint64_t offset, size_t len)
{
    off_t at = (off_t)offset;
    ssize_t n;
    if (!f->failed && !an_file_is_warm(f, offset, len)) {
        warm_start(d, id, f, offset, len);
        return 0;
    }
    f->failed = false;
    do
        n = sendfile(socket, f->fd, &at, len);
    while (n < 0 && errno == EINTR);
    if (n > 0) return n;
    if (n == 0 || errno == EIO) return AN_ENOENT;
    return errno == EAGAIN || errno == ENOBUFS ? AN_EAGAIN : an_peer_error(errno);
}

void an_disk_account(struct an_disk *d, struct an_account *account)
{
    d->account = account;
}

bool an_disk_has_documents(const struct an_disk *d)
{
    return d->documents != NULL;
}

int an_disk_look(struct an_disk *d, uint64_t id, const char *path, size_t len, bool folder,
                 uint64_t now_ms, struct an_document **doc)
{
    return an_document_cache_get(d->documents, path, len, folder, now_ms, id, doc);
}

uint64_t an_disk_tidy(struct an_disk *d, uint64_t now_ms)
{
    return d->documents ? an_document_cache_tidy(d->documents, now_ms) : 0;
}

/* --- from birth to death --- */

static void on_found(void *ctx, uint64_t id, struct an_document *doc)
{
    struct an_disk *d = ctx;
    d->calls->found(d->ctx, id, doc);
}

struct an_disk *an_disk_new(uv_loop_t *loop, const struct an_config *config,
                            const struct an_disk_calls *calls, void *ctx)
{
    struct an_disk *d = an_alloc(sizeof *d);
    *d = (struct an_disk){.loop = loop, .calls = calls, .ctx = ctx};
    if (!config->docs_root) return d;
    int err = an_document_cache_new(loop, config, on_found, d, &d->documents);
    if (err < 0) d->documents = NULL; /* the server has logged it at its start */
    return d;
}

unsigned an_disk_busy(const struct an_disk *d)
{
    return d->jobs + (d->documents ? an_document_cache_busy(d->documents) : 0);
}

void an_disk_free(struct an_disk *d)
{
    AN_ASSERT(an_disk_busy(d) == 0);
    if (d->documents) an_document_cache_free(d->documents);
    an_free(d);
}
