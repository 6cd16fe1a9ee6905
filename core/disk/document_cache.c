/* document_cache.c - see document_cache.h. The cache first looks without waiting, so a file that
 * the kernel has in memory needs no other thread. */
#include "disk/document_cache.h"

#include <string.h>

#include "ground/base.h"
#include "ground/hash.h"
#include "ground/list.h"
#include "protocol/text/mime.h"
#include "protocol/text/uri.h"

#define INDEX "index.html"

struct waiter {
    struct waiter *next;
    uint64_t id;
};

/* What a thread of the pool works on. It touches nothing else. */
struct job {
    uv_work_t work;
    struct an_document_cache *documents;
    struct entry *entry;
    struct an_docs_root *root;  /* a reference */
    struct an_docs_root *fresh; /* the folder that the root's path leads to now; NULL: none */
    bool anew;                  /* the job also resolves the root's path */
    int err;                    /* AN_EFILES and AN_ESYS: the result is not remembered */
    struct an_document *doc;
    struct waiter *waiters;
    uint64_t asked_ms;
    bool folder;
    size_t len;
    char path[];
};

struct entry {
    struct an_list recent;   /* the newest request is first */
    struct entry *next;      /* in its bucket */
    struct an_document *doc; /* NULL: not known yet */
    struct job *job;         /* looks for the document; NULL: none does */
    uint64_t checked_ms, asked_ms;
    uint64_t roots; /* the cache's `roots` at checked_ms */
    uint32_t hash;
    bool folder;
    size_t len;
    char path[];
};

struct an_document_cache {
    const struct an_config *config;
    uv_loop_t *loop;
    an_document_cache_found_fn found;
    void *ctx;
    struct entry **bucket;
    struct an_list recent;
    uint32_t mask, count, most;
    unsigned jobs, pending;
    struct an_docs_root *root;
    uint64_t roots;   /* the number of roots so far; results of an earlier one are not trusted */
    uint64_t root_ms; /* when the root's path was resolved */
};

/* --- documents --- */

static struct an_document *document_new(enum an_document_kind kind)
{
    struct an_document *doc = an_calloc(1, sizeof *doc);
    doc->refs = 1;
    doc->kind = kind;
    doc->type = "";
    return doc;
}

static struct an_document *document_ref(struct an_document *doc)
{
    doc->refs++;
    return doc;
}

void an_document_unref(struct an_document *doc)
{
    if (--doc->refs) return;
    for (int i = 0; i < 3; i++)
        an_file_unref(doc->file[i]);
    an_free(doc);
}

/* The clock of a file system is coarse: a file that was read in the middle of a write may have its
 * final time already. So the cache compares files that it has in memory by their bytes. An open
 * file needs no such comparison, because its bytes are read when they are sent. */
static bool same_file(const struct an_file *a, const struct an_file *b)
{
    if (!a || !b) return a == b;
    if (a->ino != b->ino || a->dev != b->dev || a->size != b->size || a->mtime_ns != b->mtime_ns ||
        a->seal != b->seal)
        return false;
    return !a->bytes || !b->bytes || memcmp(a->bytes, b->bytes, a->size) == 0;
}

static bool same_document(const struct an_document *a, const struct an_document *b)
{
    return a->kind == b->kind && same_file(a->file[0], b->file[0]) &&
           same_file(a->file[1], b->file[1]) && same_file(a->file[2], b->file[2]);
}

/* --- looking: on any thread --- */

/* Files of other types are compressed already, so they have no compressed siblings. */
static bool is_compressible(const char *type)
{
    static const char *const parts[] = {"text/", "javascript", "json", "xml", "wasm", "font/ttf"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (strstr(type, parts[i])) return true;
    return false;
}

/* "path", "/", "index.html", ".gz"; without the parts that are NULL. */
static char *path_join(const char *path, size_t len, const char *rest, const char *suffix)
{
    size_t n = rest ? strlen(rest) : 0, m = suffix ? strlen(suffix) : 0;
    char *text = an_alloc(len + 1 + n + m + 1), *p = text;
    memcpy(p, path, len);
    p += len;
    if (len && n) *p++ = '/';
    if (n) memcpy(p, rest, n);
    p += n;
    if (m) memcpy(p, suffix, m);
    p[m] = 0;
    return text;
}

static int look_for_siblings(int root_fd, const char *name, bool wait, struct an_document *doc)
{
    static const char *const suffix[3] = {NULL, ".gz", ".br"};
    for (int i = 1; i < 3 && is_compressible(doc->type); i++) {
        char *path = path_join(name, strlen(name), NULL, suffix[i]);
        struct an_file *f;
        int err = an_file_open(root_fd, path, wait, &f);
        an_free(path);
        if (err == AN_EAGAIN) return err;
        if (err < 0) continue;
        if (f->mtime_ns >= doc->file[0]->mtime_ns)
            doc->file[i] = f;
        else
            an_file_unref(f);
    }
    return AN_OK;
}

static int look_for_file(int root_fd, const char *name, bool wait, struct an_document **out)
{
    struct an_file *f;
    int err = an_file_open(root_fd, name, wait, &f);
    if (err < 0) return err;
    struct an_document *doc = document_new(AN_DOCUMENT_FILE);
    doc->file[0] = f;
    doc->type = an_mime_type(an_mime_extension((struct an_span){name, strlen(name)}));
    err = look_for_siblings(root_fd, name, wait, doc);
    if (err == AN_OK)
        *out = doc;
    else
        an_document_unref(doc);
    return err;
}

/* The path is that of a folder, without the slash at its end. */
static int look_for_index(int root_fd, const char *path, size_t len, bool wait,
                          struct an_document **out)
{
    struct an_file *f;
    char *name = path_join(path, len, INDEX, NULL);
    int err = an_file_open(root_fd, name, wait, &f);
    an_free(name);
    if (err < 0) return err;
    an_file_unref(f);
    *out = document_new(AN_DOCUMENT_FOLDER);
    return AN_OK;
}

/* AN_OK and a first reference: the result can be remembered. AN_EAGAIN, AN_EFILES, AN_ESYS: there
 * is no result. */
static int document_look(int root_fd, const char *deny, const char *path, size_t len, bool folder,
                         bool wait, struct an_document **out)
{
    folder |= len == 0;
    char *name = path_join(path, len, folder ? INDEX : NULL, NULL);
    bool denied = an_uri_denied((struct an_span){name, strlen(name)}, deny);
    int err = denied ? AN_EACCES : look_for_file(root_fd, name, wait, out);
    an_free(name);
    if (err == AN_ESTATE && !folder) err = look_for_index(root_fd, path, len, wait, out);
    if (err == AN_OK || err == AN_EAGAIN || err == AN_EFILES || err == AN_ESYS) return err;
    *out = document_new(denied ? AN_DOCUMENT_DENIED : AN_DOCUMENT_NONE);
    return AN_OK;
}

/* --- entries --- */

static uint32_t hash_of(const char *path, size_t len, bool folder)
{
    return (uint32_t)an_hash(path, len) + folder;
}

static struct entry **place_of(struct an_document_cache *d, uint32_t hash, const char *path,
                               size_t len, bool folder)
{
    struct entry **at = &d->bucket[hash & d->mask];
    for (; *at; at = &(*at)->next)
        if ((*at)->hash == hash && (*at)->folder == folder && (*at)->len == len &&
            memcmp((*at)->path, path, len) == 0)
            break;
    return at;
}

static void entry_forget(struct an_document_cache *d, struct entry *e)
{
    *place_of(d, e->hash, e->path, e->len, e->folder) = e->next;
    an_list_remove(&e->recent);
    if (e->doc) an_document_unref(e->doc);
    an_free(e);
    d->count--;
}

/* An entry with a job cannot go. */
static void make_room(struct an_document_cache *d)
{
    struct an_list *n = d->recent.prev;
    while (d->count >= d->most && n != &d->recent) {
        struct entry *e = AN_CONTAINER_OF(n, struct entry, recent);
        n = n->prev;
        if (!e->job) entry_forget(d, e);
    }
}

static struct entry *entry_obtain(struct an_document_cache *d, const char *path, size_t len,
                                  bool folder)
{
    uint32_t hash = hash_of(path, len, folder);
    struct entry *e = *place_of(d, hash, path, len, folder);
    if (e) {
        an_list_remove(&e->recent);
    } else {
        make_room(d);
        struct entry **at = place_of(d, hash, path, len, folder);
        e = *at = an_calloc(1, sizeof *e + len);
        e->hash = hash;
        e->folder = folder;
        e->len = len;
        memcpy(e->path, path, len);
        d->count++;
    }
    an_list_insert(d->recent.next, &e->recent);
    return e;
}

/* Takes over the reference to doc. */
static void entry_remember(struct an_document_cache *d, struct entry *e, struct an_document *doc,
                           uint64_t now_ms)
{
    e->checked_ms = now_ms;
    e->roots = d->roots;
    if (e->doc && same_document(e->doc, doc)) {
        an_document_unref(doc);
        return;
    }
    if (e->doc) an_document_unref(e->doc);
    e->doc = doc;
}

/* --- the root --- */

static void root_take(struct an_document_cache *d, struct an_docs_root *fresh, uint64_t now_ms)
{
    if (now_ms < d->root_ms) { /* another job has resolved the path meanwhile */
        an_docs_root_unref(fresh);
        return;
    }
    d->root_ms = now_ms;
    if (fresh && an_docs_root_replace(&d->root, fresh)) d->roots++;
}

/* Is it known which folder the root's path leads to? False: a thread of the pool has to look. */
static bool root_known(struct an_document_cache *d, uint64_t now_ms)
{
    struct an_docs_root *fresh = NULL;
    if (now_ms - d->root_ms < AN_DOCUMENTS_TRUST_MS) return true;
    if (an_docs_root_open(d->config->docs_root, false, &fresh) == AN_EAGAIN) return false;
    root_take(d, fresh, now_ms);
    return true;
}

/* --- jobs --- */

static void job_run(uv_work_t *req)
{
    struct job *j = AN_CONTAINER_OF(req, struct job, work);
    const struct an_config *config = j->documents->config;
    if (j->anew && an_docs_root_open(config->docs_root, true, &j->fresh) < 0) j->fresh = NULL;
    int fd = j->fresh ? j->fresh->fd : j->root->fd;
    j->err = document_look(fd, config->docs_deny, j->path, j->len, j->folder, true, &j->doc);
}

static void waiters_tell(struct job *j, struct an_document *doc)
{
    struct an_document_cache *d = j->documents;
    for (struct waiter *w = j->waiters, *next; w; w = next) {
        next = w->next;
        d->pending--;
        d->found(d->ctx, w->id, document_ref(doc));
        an_free(w);
    }
}

static void on_job_done(uv_work_t *req, int status)
{
    struct job *j = AN_CONTAINER_OF(req, struct job, work);
    struct an_document_cache *d = j->documents;
    struct entry *e = j->entry;
    (void)status; /* no job is ever cancelled */
    d->jobs--;
    e->job = NULL;
    if (j->anew) root_take(d, j->fresh, j->asked_ms);
    an_docs_root_unref(j->root);
    struct an_document *doc;
    if (j->err == AN_OK) {
        entry_remember(d, e, j->doc, j->asked_ms);
        doc = document_ref(e->doc);
    } else { /* the fault of this machine: the document from before is better than none */
        doc = e->doc ? document_ref(e->doc) : document_new(AN_DOCUMENT_NONE);
        entry_forget(d, e);
    }
    waiters_tell(j, doc);
    an_document_unref(doc);
    an_free(j);
}

static void job_start(struct an_document_cache *d, struct entry *e, bool anew, uint64_t now_ms)
{
    struct job *j = an_calloc(1, sizeof *j + e->len + 1);
    j->documents = d;
    j->entry = e;
    j->root = an_docs_root_ref(d->root);
    j->anew = anew;
    j->asked_ms = now_ms;
    j->folder = e->folder;
    j->len = e->len;
    memcpy(j->path, e->path, e->len);
    e->job = j;
    d->jobs++;
    int err = uv_queue_work(d->loop, &j->work, job_run, on_job_done);
    AN_ASSERT(err == 0); /* uv_queue_work() fails only without a function */
}

static int wait_for(struct an_document_cache *d, struct job *j, uint64_t id)
{
    struct waiter *w = an_alloc(sizeof *w);
    *w = (struct waiter){j->waiters, id};
    j->waiters = w;
    d->pending++;
    return 0;
}

static bool entry_trusted(const struct an_document_cache *d, const struct entry *e, uint64_t now_ms)
{
    return e->doc && e->roots == d->roots && now_ms - e->checked_ms < AN_DOCUMENTS_TRUST_MS;
}

int an_document_cache_get(struct an_document_cache *d, const char *path, size_t len, bool folder,
                          uint64_t now_ms, uint64_t id, struct an_document **doc)
{
    struct an_document *found;
    struct entry *e = entry_obtain(d, path, len, folder);
    bool root = root_known(d, now_ms), known = root && entry_trusted(d, e, now_ms);
    e->asked_ms = now_ms;
    if (!known && root && !e->job &&
        document_look(d->root->fd, d->config->docs_deny, path, len, folder, false, &found) ==
            AN_OK) {
        entry_remember(d, e, found, now_ms);
        known = true;
    }
    if (known) {
        *doc = document_ref(e->doc);
        return 1;
    }
    if (d->pending >= AN_DOCUMENTS_PENDING) {
        if (!e->job) entry_forget(d, e);
        return AN_EAGAIN;
    }
    if (!e->job) job_start(d, e, !root, now_ms);
    return wait_for(d, e->job, id);
}

/* --- the end of an entry --- */

uint64_t an_document_cache_tidy(struct an_document_cache *d, uint64_t now_ms)
{
    struct an_list *n = d->recent.prev;
    while (n != &d->recent) {
        struct entry *e = AN_CONTAINER_OF(n, struct entry, recent);
        uint64_t idle = now_ms - e->asked_ms;
        if (idle < AN_DOCUMENTS_KEEP_MS) return AN_DOCUMENTS_KEEP_MS - idle;
        n = n->prev;
        if (!e->job) entry_forget(d, e);
    }
    return d->count ? AN_DOCUMENTS_KEEP_MS : 0;
}

/* --- from birth to death --- */

int an_document_cache_new(uv_loop_t *loop, const struct an_config *config,
                          an_document_cache_found_fn found, void *ctx,
                          struct an_document_cache **out)
{
    uint32_t buckets = 16;
    struct an_docs_root *root;
    int err = an_docs_root_open(config->docs_root, true, &root);
    if (err < 0) return err;
    while (buckets < config->file_cache)
        buckets *= 2;
    struct an_document_cache *d = an_calloc(1, sizeof *d);
    d->config = config;
    d->loop = loop;
    d->found = found;
    d->ctx = ctx;
    d->bucket = an_calloc(buckets, sizeof *d->bucket);
    d->mask = buckets - 1;
    d->most = config->file_cache;
    d->root = root;
    an_list_init(&d->recent);
    *out = d;
    return AN_OK;
}

unsigned an_document_cache_busy(const struct an_document_cache *d)
{
    return d->jobs;
}

void an_document_cache_free(struct an_document_cache *d)
{
    AN_ASSERT(d->jobs == 0);
    while (!an_list_empty(&d->recent))
        entry_forget(d, AN_CONTAINER_OF(d->recent.next, struct entry, recent));
    an_docs_root_unref(d->root);
    an_free(d->bucket);
    an_free(d);
}
