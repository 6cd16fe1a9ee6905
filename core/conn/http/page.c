/* page.c - the page for a status: a document below the docs root, or else a built-in one.
 *
 * Every page for an error ends the connection, so that an answer that comes too late cannot reach
 * another request by mistake. The 404 of a missing file is no such error: no worker was asked.
 */
#include "conn/http/http_in.h"
#include "ground/limits.h"
#include "protocol/http/reply.h"

#include <stdio.h>
#include <string.h>

#define TYPE_MAX 256                /* the line that says the type of a page */
#define LINES_MAX (AN_MAX_HEAD / 2) /* of a worker's lines */

/* The file that is the page for this status. NULL: there is none. */
static const char *page_of(const struct an_conn *c, int status)
{
    const struct an_config *config = c->env->config;
    if (!c->env->documents) return NULL;
    if (status == 404) return config->page_404;
    return status == 500 || (status >= 502 && status <= 504) ? config->page_50x : NULL;
}

static void put_document(struct an_conn *c, struct an_file *f, const char *type)
{
    struct an__exchange *x = c->x;
    char line[TYPE_MAX];
    int n = snprintf(line, sizeof line, "Content-Type: %s\r\n", type);
    an_buf_append(&x->page_lines, line, (size_t)n);
    struct an__answer_head head = {
        .status = x->page,
        .has_type = true,
        .lines = {(const char *)x->page_lines.data, x->page_lines.len},
        .body_len = f->size,
    };
    int err = an__answer_head(c, &head, NULL, 0);
    AN_ASSERT(err == AN_OK);
    an__answer_file(c, f, 0, f->size);
}

void an__conn_put_page(struct an_conn *c, int status, struct an_span lines)
{
    char text[AN_HTTP_PAGE_MAX];
    size_t n = an_http_page(text, status);
    struct an__answer_head head = {.status = status, .lines = lines, .body_len = n};
    int err = an__answer_head(c, &head, text, n);
    AN_ASSERT(err == AN_OK); /* the lines are a small part of what a head may have */
}

void an__conn_page_found(struct an_conn *c, struct an_document *doc)
{
    struct an__exchange *x = c->x;
    struct an_file *f = doc && doc->kind == AN_DOCUMENT_FILE ? doc->file[0] : NULL;
    bool last = x->page_last;
    enum an_close_cause cause = x->page_cause;
    if (last) x->keep = false;
    if (f)
        put_document(c, f, doc->type);
    else
        an__conn_put_page(c, x->page,
                          (struct an_span){(const char *)x->page_lines.data, x->page_lines.len});
    an__conn_http_drop(c);
    if (c->phase == AN_PHASE_DEAD) return;
    if (last)
        an__conn_finish(c, cause);
    else
        an__conn_http_sent(c);
}

static void show_page(struct an_conn *c, int status, enum an_close_cause cause, bool last)
{
    const char *text = page_of(c, status);
    struct an__exchange *x = c->x;
    /* The disk has not found the page, or the document, in time. What it says now would be taken
     * for the answer to a second look. */
    bool again = x->page != 0 || x->looking;
    char path[4096];
    struct an_uri uri;
    struct an_document *doc = NULL;
    int got = AN_ENOENT;
    x->page = status;
    x->page_cause = cause;
    x->page_last = last;
    if (!again && text && an__conn_path(text, strlen(text), path, sizeof path, &uri)) {
        c->phase = AN_PHASE_LOOK;
        an__conn_no_deadline(c);
        an__conn_deadline(c, an__conn_linger(c));
        got = c->env->disk->look(c, path, uri.len, false, &doc);
    }
    if (got == 0) return;
    an__conn_page_found(c, doc);
    if (doc) an_document_unref(doc);
}

void an__conn_http_fail_with(struct an_conn *c, int status, struct an_span lines,
                             enum an_close_cause cause)
{
    if (c->phase >= AN_PHASE_FLUSH) return;
    struct an_buf *kept = &c->x->page_lines;
    if (status < 100 || status > 599) status = 500; /* it may come from another process */
    an_registry_request(c->env->registry, c->id, 0);
    c->x->queued = false;
    an_buf_fini(kept);
    an_buf_init(kept, LINES_MAX + TYPE_MAX);
    if (lines.len <= LINES_MAX) an_http_lines_keep(kept, lines, status);
    show_page(c, status, cause, true);
}

void an__conn_http_fail(struct an_conn *c, int status, const char *extra, enum an_close_cause cause)
{
    an__conn_http_fail_with(c, status, (struct an_span){extra, extra ? strlen(extra) : 0}, cause);
}

void an__conn_http_missing(struct an_conn *c)
{
    struct an__exchange *x = c->x;
    if (c->env->stopping) x->keep = false;
    an_buf_init(&x->page_lines, TYPE_MAX);
    show_page(c, 404, AN_CLOSE_SERVER, !x->keep);
}
