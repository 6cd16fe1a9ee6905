/* form.c - see form.h. */
#include "protocol/http/form.h"

#include <string.h>

#include "ground/base.h"

/* --- writing --- */

static uint8_t *put_bytes(uint8_t *to, const void *p, size_t n)
{
    if (n) memcpy(to, p, n);
    return to + n;
}

static uint8_t *put_span(uint8_t *to, struct an_span s)
{
    uint32_t n = (uint32_t)s.len;
    return put_bytes(put_bytes(to, &n, sizeof n), s.p, s.len);
}

static size_t entry_length(const struct an_form_entry *e)
{
    size_t n = 1 + sizeof(uint32_t) + e->name.len;
    if (e->kind == AN_FORM_FIELD) return n + sizeof(uint32_t) + e->value.len;
    return n + 4 * sizeof(uint32_t) + e->filename.len + e->full_path.len + e->media_type.len +
           e->path.len + sizeof(uint64_t) + 1;
}

int an_form_put(struct an_buf *block, const struct an_form_entry *e)
{
    size_t n = entry_length(e);
    uint8_t kind = (uint8_t)e->kind, *at = n <= UINT32_MAX ? an_buf_reserve(block, n) : NULL;
    if (!at) return AN_ELIMIT;
    at = put_span(put_bytes(at, &kind, 1), e->name);
    if (e->kind == AN_FORM_FIELD) {
        put_span(at, e->value);
    } else {
        at = put_span(put_span(at, e->filename), e->full_path);
        at = put_span(put_span(at, e->media_type), e->path);
        put_bytes(put_bytes(at, &e->size, sizeof e->size), &e->error, 1);
    }
    an_buf_added(block, n);
    return AN_OK;
}

/* --- reading --- */

void an_form_open(struct an_form *f, const void *block, size_t len)
{
    *f = (struct an_form){block, block};
    if (len) f->end += len; /* an empty block may be NULL, and nothing may be added to that */
}

static bool take_bytes(struct an_form *f, void *to, size_t n)
{
    if ((size_t)(f->end - f->at) < n) return false;
    memcpy(to, f->at, n);
    f->at += n;
    return true;
}

static bool take_span(struct an_form *f, struct an_span *s)
{
    uint32_t n;
    if (!take_bytes(f, &n, sizeof n) || (size_t)(f->end - f->at) < n) return false;
    *s = (struct an_span){(const char *)f->at, n};
    f->at += n;
    return true;
}

static bool take_file(struct an_form *f, struct an_form_entry *e)
{
    return take_span(f, &e->filename) && take_span(f, &e->full_path) &&
           take_span(f, &e->media_type) && take_span(f, &e->path) &&
           take_bytes(f, &e->size, sizeof e->size) && take_bytes(f, &e->error, 1);
}

int an_form_next(struct an_form *f, struct an_form_entry *e)
{
    uint8_t kind;
    *e = (struct an_form_entry){0};
    if (f->at == f->end) return 0;
    if (!take_bytes(f, &kind, 1) || !take_span(f, &e->name)) return AN_EPROTO;
    e->kind = (enum an_form_kind)kind;
    if (kind == AN_FORM_FIELD) return take_span(f, &e->value) ? 1 : AN_EPROTO;
    return kind == AN_FORM_FILE && take_file(f, e) ? 1 : AN_EPROTO;
}
