/* static.c - HTTP answers that are files. Those below the docs root are found by the request's
 * path, without PHP; PHP names the others.
 *
 * While the disk looks for a file, the request stays in the codec: if there is no file, the worker
 * gets the request after all.
 */
#include "conn/http/http_in.h"

#include "ground/limits.h"
#include "ground/log.h"
#include "protocol/http/file_answer.h"
#include "protocol/http/reply.h"
#include "protocol/text/mime.h"

#include <string.h>

#define PATH_ROOM 4096 /* PATH_MAX of Linux */

bool an__conn_path(const char *text, size_t len, char *path, size_t size, struct an_uri *uri)
{
    char target[1024] = "/";
    if (len && *text == '/') text++, len--;
    if (len > sizeof target - 1) return false;
    memcpy(target + 1, text, len);
    return an_uri_path((struct an_span){target, len + 1}, path, size, uri) == AN_OK;
}

/* --- what a path leads to --- */

static bool is_for_a_file(const struct an_http_request *r, struct an_span *target)
{
    struct an_head head;
    if (r->body_len || r->form || an_head_open(&head, r->head, r->head_len) < 0) return false;
    *target = head.target;
    return r->is_head || (head.method.len == 3 && memcmp(head.method.p, "GET", 3) == 0);
}

static struct an_file_facts facts_of(const struct an_file *f)
{
    if (!f) return (struct an_file_facts){0};
    return (struct an_file_facts){
        .there = true, .size = f->size, .mtime_ns = f->mtime_ns, .seal = f->seal};
}

static void put_ranges(struct an_conn *c, struct an_file *f, const struct an_file_answer *a)
{
    char text[512];
    unsigned count = a->ranges.count;
    for (unsigned i = 0; i < count; i++) {
        if (count > 1) {
            size_t n = an_byteranges_head(&a->multipart, i, text, sizeof text);
            an__answer_data(c, text, AN_MIN(n, sizeof text - 1));
        }
        an__answer_file(c, f, a->ranges.at[i].first, a->ranges.at[i].len);
    }
    if (count < 2) return;
    size_t n = an_byteranges_head(&a->multipart, count, text, sizeof text);
    an__answer_data(c, text, AN_MIN(n, sizeof text - 1));
}

static struct an_file_question question_of(struct an_conn *c, const void *head, size_t len)
{
    return (struct an_file_question){
        .head = head,
        .head_len = len,
        .now_s = (int64_t)c->env->date_s,
        .random = ++c->env->boundaries * 0x9E3779B97F4A7C15u ^ c->id ^ c->env->date_s,
    };
}

/* The lines of the answer's head. They are put together in `lines`, if that is necessary. */
static struct an_span join_lines(const struct an_file_question *q, const struct an_file_answer *a,
                                 struct an_buf *lines)
{
    if (!q->said.len) return (struct an_span){a->lines, a->lines_len};
    if (a->kept_as == 200)
        an_buf_append(lines, q->said.p, q->said.len);
    else
        an_http_lines_keep(lines, q->said, a->kept_as);
    an_buf_append(lines, a->lines, a->lines_len);
    return (struct an_span){(const char *)lines->data, lines->len};
}

/* Answers with the file of files[] that the question leads to: head and body. */
static void put_answer(struct an_conn *c, const struct an_file_question *q,
                       struct an_file *const files[3])
{
    struct an_file_answer a;
    struct an_buf lines;
    an_file_answer(q, &a);
    if (a.status == 304) an_count(&c->env->counters->http_not_modified, 1);
    an_buf_init(&lines, SIZE_MAX);
    struct an__answer_head head = {
        .status = a.status,
        .has_type = true,
        .lines = join_lines(q, &a, &lines),
        .body_len = a.body_len,
    };
    an__conn_http_drop(c);
    int err = an__answer_head(c, &head, NULL, 0);
    AN_ASSERT(err == AN_OK); /* a worker's lines fill half of the buffer at most */
    an_buf_fini(&lines);
    put_ranges(c, files[a.chosen], &a);
    an__conn_http_sent(c);
}

static void answer_file(struct an_conn *c, const struct an_document *doc)
{
    const struct an_http_request *r = c->x->request;
    struct an_file_question q = question_of(c, r->head, r->head_len);
    q.type = doc->type;
    for (int i = 0; i < 3; i++)
        q.coding[i] = facts_of(doc->file[i]);
    an_count(&c->env->counters->http_files, 1);
    put_answer(c, &q, doc->file);
}

/* --- a folder is given its slash --- */

static void put_encoded(struct an_buf *b, const char *p, size_t n)
{
    static const char plain[] = "-._~/", hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < n; i++) {
        uint8_t ch = (uint8_t)p[i];
        bool letter =
            (ch >= '0' && ch <= '9') || (ch >= 'A' && ch <= 'Z') || (ch >= 'a' && ch <= 'z');
        char text[3] = {'%', hex[ch >> 4], hex[ch & 15]};
        if (letter || strchr(plain, ch))
            an_buf_append(b, &ch, 1);
        else
            an_buf_append(b, text, 3);
    }
}

/* Names the path as the server understood it, not as it was sent: "//elsewhere" would name another
 * host. */
static void folder_redirect(struct an_conn *c, const char *path, size_t len, struct an_span target)
{
    struct an_buf lines;
    const char *query = memchr(target.p, '?', target.len);
    an_buf_init(&lines, SIZE_MAX);
    an_buf_append(&lines, "Location: /", 11);
    put_encoded(&lines, path, len);
    an_buf_append(&lines, "/", 1);
    if (query) an_buf_append(&lines, query, (size_t)(target.p + target.len - query));
    an_buf_append(&lines, "\r\n", 2);
    an__conn_put_page(c, 301, (struct an_span){(const char *)lines.data, lines.len});
    an_buf_fini(&lines);
    an__conn_http_drop(c);
    an__conn_http_sent(c);
}

static void answer_document(struct an_conn *c, const struct an_document *doc)
{
    char path[PATH_ROOM];
    struct an_uri uri;
    struct an_span target = {0};
    bool again = is_for_a_file(c->x->request, &target) &&
                 an_uri_path(target, path, sizeof path, &uri) == AN_OK;
    AN_ASSERT(again); /* it was looked for by this path */
    if (doc->kind == AN_DOCUMENT_FILE)
        answer_file(c, doc);
    else if (doc->kind == AN_DOCUMENT_FOLDER)
        folder_redirect(c, path, uri.len, target);
    else if (doc->kind == AN_DOCUMENT_NONE && uri.extension.len)
        an__conn_http_missing(c);
    else
        an__conn_to_worker(c, AN_MSG_RECV);
}

bool an__conn_http_look(struct an_conn *c)
{
    char path[PATH_ROOM];
    struct an_uri uri;
    struct an_span target;
    struct an_document *doc;
    if (!c->env->documents || !is_for_a_file(c->x->request, &target)) return false;
    if (an_uri_path(target, path, sizeof path, &uri) < 0) return false; /* no file has that name */
    c->phase = AN_PHASE_LOOK;
    an__conn_no_deadline(c);
    an__conn_deadline(c, c->env->config->answer_ms);
    int err = c->env->disk->look(c, path, uri.len, uri.folder, &doc);
    if (err < 0) {
        an_count(&c->env->counters->http_unavailable, 1);
        an__conn_http_fail(c, 503, "Retry-After: 5\r\n", AN_CLOSE_SERVER);
    } else if (err > 0) {
        answer_document(c, doc);
        an_document_unref(doc);
    } else {
        c->x->looking = true;
    }
    return true;
}

void an_conn_found(struct an_conn *c, struct an_document *doc)
{
    if (c->phase == AN_PHASE_LOOK) {
        struct an__exchange *x = c->x;
        x->looking = false;
        if (x->page)
            an__conn_page_found(c, doc);
        else if (!x->file)
            answer_document(c, doc);
    }
    an_document_unref(doc);
}

/* --- sendFile() --- */

/* Reads which file another process has named, and its path. NULL: the message is wrong. */
static char *take_path(const struct an_delivery *d, struct an_msg_file *of)
{
    size_t fixed = sizeof *of, n = d->msg.body_len;
    if (n <= fixed || n - fixed >= PATH_ROOM) return NULL;
    memcpy(of, d->body, fixed);
    char *path = an_alloc(n - fixed + 1);
    memcpy(path, d->body + fixed, n - fixed);
    path[n - fixed] = 0;
    if (*path == '/' && strlen(path) == n - fixed) return path;
    an_free(path);
    return NULL;
}

static void keep_answer(struct an_conn *c, const struct an_delivery *d,
                        const struct an_msg_file *of)
{
    struct an__exchange *x = c->x;
    x->file = an_alloc(sizeof *x->file + d->msg.head_len);
    *x->file = (struct an__file_answer){.of = *of,
                                        .status = d->msg.code ? (int)d->msg.code : 200,
                                        .flags = d->msg.flags,
                                        .lines_len = d->msg.head_len};
    if (d->msg.head_len) memcpy(x->file->lines, d->head, d->msg.head_len);
}

bool an__conn_http_file(struct an_conn *c, const struct an_delivery *d)
{
    struct an_msg_file of;
    char *path = take_path(d, &of);
    if (!path) return false;
    keep_answer(c, d, &of);
    c->phase = AN_PHASE_LOOK;
    c->x->queued = false;
    an__conn_no_deadline(c);
    an__conn_deadline(c, c->env->config->answer_ms);
    if (c->env->disk->open(c, path) < 0)
        an__conn_http_fail(c, 503, "Retry-After: 5\r\n", AN_CLOSE_SERVER);
    an_free(path);
    return true;
}

static struct an_span lines_of(const struct an__file_answer *file)
{
    return (struct an_span){file->lines, file->lines_len};
}

static void fail_file(struct an_conn *c)
{
    an__conn_http_fail_with(c, 500, lines_of(c->x->file), AN_CLOSE_SERVER);
}

/* Sends the part that PHP has chosen, or the whole file with the status that PHP has chosen. */
static void send_piece(struct an_conn *c, struct an_file *f)
{
    const struct an__file_answer *file = c->x->file;
    uint64_t offset = AN_MIN(file->of.offset, f->size);
    uint64_t len = AN_MIN(file->of.length, f->size - offset);
    struct an__answer_head head = {
        .status = file->status,
        .has_type = file->flags & AN_MSG_HAS_TYPE,
        .lines = lines_of(file),
        .body_len = len,
    };
    if (an__answer_head(c, &head, NULL, 0) != AN_OK) {
        fail_file(c);
        return;
    }
    an__answer_file(c, f, offset, len);
    an__conn_http_sent(c);
}

/* A whole file that PHP sends with status 200 is served like those below the docs root: in part, or
 * not at all, when the client asks for that. */
static void send_opened(struct an_conn *c, struct an_file *f)
{
    const struct an__exchange *x = c->x;
    const struct an__file_answer *file = x->file;
    if (file->flags & AN_MSG_THEN_CLOSE) c->x->keep = false;
    bool whole = file->of.offset == 0 && file->of.length >= f->size;
    if (file->status != 200 || !whole || file->lines_len > AN_MAX_HEAD / 2) {
        send_piece(c, f);
        return;
    }
    struct an_file_question q = question_of(c, x->selecting.data, x->selecting.len);
    q.type = "application/octet-stream";
    q.said = lines_of(file);
    q.coding[0] = facts_of(f);
    put_answer(c, &q, (struct an_file *const[3]){f});
}

/* Why the file cannot be the answer. NULL: it can. */
static const char *wrong_file(const struct an__file_answer *file, int err, const struct an_file *f)
{
    if (err < 0) return an_strerror(err);
    if (f->dev != file->of.dev || f->ino != file->of.ino)
        return "its path leads to another file by now";
    return f->size < file->of.offset ? "it has become shorter" : NULL;
}

void an_conn_opened(struct an_conn *c, int err, struct an_file *f)
{
    if (c->phase == AN_PHASE_LOOK && c->x->file && !c->x->page) {
        const char *wrong = wrong_file(c->x->file, err, f);
        if (!wrong) {
            send_opened(c, f);
        } else {
            an_log(AN_LOG_ERROR, "a file that PHP answers with cannot be sent: %s", wrong);
            fail_file(c);
        }
    }
    an_file_unref(f);
}
