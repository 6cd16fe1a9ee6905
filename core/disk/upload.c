/* upload.c - see upload.h. */
#define _GNU_SOURCE /* getrandom */
#include "disk/upload.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ground/base.h"
#include "ground/log.h"
#include "protocol/http/form.h"
#include "protocol/http/multipart.h"

#define RANDOM 16      /* bytes of a name */
#define PART_HEAD 8192 /* bytes of a part's head */
#define EXTRA 8192     /* bytes around the parts */

struct an_upload {
    const struct an_config *config;
    struct an_multipart_limits limits;
    struct an_multipart multipart;
    struct an_buf block, value; /* value: of the field in hand */
    struct an_buf names;        /* of the part in hand: its name, filename, full path, media type */
    struct an_form_entry part;  /* kind 0: none is in hand */
    char path[4096];            /* of the file in hand */
    uint32_t files, fields;
    int fd;
    int status;                 /* of the answer, after an error */
    struct an_account *account; /* NULL: nobody counts */
    size_t counted;
};

static size_t text_max(const struct an_config *config)
{
    return AN_MIN(config->max_body, config->max_message);
}

struct an_upload *an_upload_new(const struct an_config *config, struct an_span boundary)
{
    struct an_upload *u = an_calloc(1, sizeof *u);
    u->config = config;
    u->fd = -1;
    u->limits =
        (struct an_multipart_limits){.max_parts = (size_t)config->max_files + config->max_fields,
                                     .max_head = PART_HEAD,
                                     .max_extra = EXTRA};
    an_multipart_init(&u->multipart, &u->limits, boundary);
    an_buf_init(&u->block, text_max(config));
    an_buf_init(&u->value, text_max(config));
    an_buf_init(&u->names, 4 * PART_HEAD);
    return u;
}

size_t an_upload_held(const struct an_upload *u)
{
    return sizeof *u + u->block.cap + u->value.cap + u->names.cap + u->multipart.head.cap;
}

void an_upload_count(struct an_upload *u, struct an_account *account)
{
    size_t held = an_upload_held(u);
    an_account_sub(u->account, u->counted);
    an_account_add(account, held);
    u->account = account;
    u->counted = held;
}

void an_upload_free(struct an_upload *u)
{
    an_account_sub(u->account, u->counted);
    if (u->fd >= 0) close(u->fd);
    an_multipart_fini(&u->multipart);
    an_buf_fini(&u->block);
    an_buf_fini(&u->value);
    an_buf_fini(&u->names);
    an_free(u);
}

const struct an_buf *an_upload_block(const struct an_upload *u)
{
    return &u->block;
}

/* Calls fn with the path of each file that a block names. */
static void each_file(const void *block, size_t len, void (*fn)(const char *path))
{
    struct an_form form;
    struct an_form_entry e;
    char path[sizeof((struct an_upload *)0)->path];
    an_form_open(&form, block, len);
    while (an_form_next(&form, &e) > 0) {
        if (e.kind != AN_FORM_FILE || !e.path.len || e.path.len >= sizeof path) continue;
        memcpy(path, e.path.p, e.path.len);
        path[e.path.len] = 0;
        fn(path);
    }
}

static void remove_file(const char *path)
{
    unlink(path);
}

static void make_readable(const char *path)
{
    chmod(path, 0600);
}

void an_upload_remove(const void *block, size_t len)
{
    each_file(block, len, remove_file);
}

void an_upload_abort(struct an_upload *u)
{
    if (u->fd >= 0) {
        close(u->fd);
        unlink(u->path);
    }
    u->fd = -1;
    an_upload_remove(u->block.data, u->block.len);
    an_buf_clear(&u->block, 0);
}

/* --- one part --- */

static int upload_fail(struct an_upload *u, int status)
{
    u->status = status;
    an_upload_abort(u);
    return status;
}

/* Logs that a file cannot be made or written. Returns the status for the answer. */
static int disk_status(struct an_upload *u, const char *what)
{
    bool full = errno == ENOSPC || errno == EDQUOT || errno == EFBIG;
    an_log(AN_LOG_ERROR, "an upload cannot be %s in %s: %s", what, u->config->upload_dir,
           strerror(errno));
    return full ? 507 : 500;
}

/* Makes the path absolute: PHP may have another working directory in each process. */
static int name_file(struct an_upload *u, const char *name)
{
    const char *dir = u->config->upload_dir;
    size_t at = 0;
    u->path[0] = 0;
    if (*dir != '/') {
        if (!getcwd(u->path, sizeof u->path)) return AN_ESYS;
        at = strlen(u->path);
    }
    size_t room = sizeof u->path - at;
    const char *owner = u->config->upload_owner;
    int n = snprintf(u->path + at, room, "%s%s/" AN_UPLOAD_NAME "%s%s%s", at ? "/" : "", dir, owner,
                     *owner ? "-" : "", name);
    if (n > 0 && (size_t)n < room) return AN_OK;
    errno = ENAMETOOLONG;
    return AN_ELIMIT;
}

static int open_file(struct an_upload *u)
{
    uint8_t random[RANDOM];
    char name[2 * RANDOM + 1];
    if (getrandom(random, sizeof random, 0) != (ssize_t)sizeof random)
        return disk_status(u, "named");
    for (int i = 0; i < RANDOM; i++)
        snprintf(name + 2 * i, 3, "%02x", random[i]);
    if (name_file(u, name) < 0) return disk_status(u, "made");
    u->fd = open(u->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0200);
    return u->fd < 0 ? disk_status(u, "made") : 0;
}

/* Copies a span of the codec into the upload's own memory. */
static struct an_span span_keep(struct an_buf *names, struct an_span s)
{
    size_t at = names->len;
    int err = an_buf_append(names, s.p, s.len);
    AN_ASSERT(err == AN_OK); /* all spans come from one head, so there is room */
    return (struct an_span){(const char *)names->data + at, s.len};
}

static int begin_part(struct an_upload *u, const struct an_multipart_event *ev)
{
    bool file = ev->filename.p != NULL;
    u->names.len = 0;
    an_buf_reserve(&u->names,
                   ev->name.len + ev->filename.len + ev->full_path.len + ev->media_type.len + 1);
    u->part = (struct an_form_entry){.kind = file ? AN_FORM_FILE : AN_FORM_FIELD,
                                     .name = span_keep(&u->names, ev->name),
                                     .filename = span_keep(&u->names, ev->filename),
                                     .full_path = span_keep(&u->names, ev->full_path),
                                     .media_type = span_keep(&u->names, ev->media_type)};
    an_buf_clear(&u->value, 4096);
    if (!file) return ++u->fields > u->config->max_fields ? 413 : 0;
    if (++u->files > u->config->max_files) return 413;
    if (ev->full_path.len) return open_file(u);
    u->part.error = AN_FORM_NO_FILE; /* in this way a browser says that no file was chosen */
    return 0;
}

static int write_all(struct an_upload *u, const uint8_t *p, size_t n)
{
    while (n) {
        ssize_t wrote = write(u->fd, p, n);
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote <= 0) return disk_status(u, "written");
        p += wrote;
        n -= (size_t)wrote;
    }
    return 0;
}

static int add_data(struct an_upload *u, const uint8_t *p, size_t n)
{
    if (u->part.kind == AN_FORM_FIELD) return an_buf_append(&u->value, p, n) < 0 ? 413 : 0;
    if (u->part.error == AN_FORM_NO_FILE)
        return 0; /* bytes without a name are dropped, as in PHP */
    if (u->part.size + n > u->config->max_file) return 413;
    u->part.size += n;
    return write_all(u, p, n);
}

static int end_part(struct an_upload *u)
{
    struct an_form_entry *e = &u->part;
    e->value = (struct an_span){(const char *)u->value.data, u->value.len};
    if (u->fd >= 0) e->path = (struct an_span){u->path, strlen(u->path)};
    if (an_form_put(&u->block, e) < 0) return 413;
    int fd = u->fd; /* the block names the file from here on */
    u->fd = -1;
    u->part.kind = 0;
    return fd >= 0 && close(fd) < 0 ? disk_status(u, "written") : 0;
}

/* --- the form --- */

static int on_part_event(struct an_upload *u, const struct an_multipart_event *ev)
{
    switch (ev->type) {
    case AN_MULTIPART_PART:
        return begin_part(u, ev);
    case AN_MULTIPART_DATA:
        return add_data(u, ev->data, ev->len);
    case AN_MULTIPART_PART_END:
        return end_part(u);
    default:
        return 0;
    }
}

int an_upload_feed(struct an_upload *u, const uint8_t *p, size_t n)
{
    struct an_multipart_event ev;
    if (u->status) return u->status;
    do { /* goes on until there are neither bytes nor events: an event may use no bytes */
        ssize_t used = an_multipart_feed(&u->multipart, p, n, &ev);
        if (used < 0) return upload_fail(u, u->multipart.status);
        p += used;
        n -= (size_t)used;
        int status = on_part_event(u, &ev);
        if (status) return upload_fail(u, status);
    } while (n || ev.type != AN_MULTIPART_NONE);
    return 0;
}

int an_upload_end(struct an_upload *u)
{
    if (u->status) return u->status;
    if (!an_multipart_ended(&u->multipart)) return upload_fail(u, 400);
    each_file(u->block.data, u->block.len, make_readable);
    return 0;
}
