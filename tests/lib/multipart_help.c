/* multipart_help.c - see multipart_help.h. */
#include "multipart_help.h"

#include "guard_help.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ground/base.h"

#define SHOWN 40 /* bytes of data that are told one by one */
#define MUST(x) ((x) ? (void)0 : broken(#x, __LINE__))

static void broken(const char *what, int line)
{
    fprintf(stderr, "multipart_help.c:%d: the codec broke its word: %s\n", line, what);
    abort();
}

/* --- text --- */

void form_text_add(struct form_text *t, const void *p, size_t n)
{
    if (t->len + n + 1 > t->cap) {
        t->cap = 2 * (t->len + n + 1);
        t->at = realloc(t->at, t->cap);
        MUST(t->at != NULL);
    }
    if (n) memcpy(t->at + t->len, p, n);
    t->len += n;
    t->at[t->len] = 0;
}

void form_text_fini(struct form_text *t)
{
    free(t->at);
    *t = (struct form_text){0};
}

static void add(struct form_text *t, const char *s)
{
    form_text_add(t, s, strlen(s));
}

void form_text_word(struct form_text *t, const char *word)
{
    if (t->len) add(t, "; ");
    add(t, word);
}

static void add_bytes(struct form_text *t, const void *bytes, size_t n)
{
    const uint8_t *p = bytes;
    char s[8];
    for (size_t i = 0; i < n; i++) {
        bool plain = p[i] >= ' ' && p[i] < 0x7F && p[i] != '\\' && p[i] != ']';
        snprintf(s, sizeof s, plain ? "%c" : "\\x%02x", p[i]);
        add(t, s);
    }
}

static void add_part(struct form_text *t, struct an_span name, struct an_span filename,
                     struct an_span path, struct an_span type)
{
    form_text_word(t, "part[");
    add_bytes(t, name.p, name.len);
    if (filename.p) {
        add(t, " file=");
        add_bytes(t, filename.p, filename.len);
    }
    if (path.len != filename.len) {
        add(t, " path=");
        add_bytes(t, path.p, path.len);
    }
    if (type.len) {
        add(t, " type=");
        add_bytes(t, type.p, type.len);
    }
    add(t, "]");
}

void form_text_part(struct form_text *t, const char *name, size_t name_len, const char *filename,
                    const char *type)
{
    struct an_span file = {filename, filename ? strlen(filename) : 0};
    add_part(t, (struct an_span){name, name_len}, file, file,
             (struct an_span){type, type ? strlen(type) : 0});
}

/* The checksum is FNV-1a. */
void form_text_data(struct form_text *t, const uint8_t *p, size_t n)
{
    char s[48];
    uint32_t h = 2166136261;
    if (n == 0) return;
    form_text_word(t, "data[");
    for (size_t i = 0; i < n; i++)
        h = (h ^ p[i]) * 16777619;
    snprintf(s, sizeof s, "%zu:%08x", n, h);
    if (n > SHOWN)
        add(t, s);
    else
        add_bytes(t, p, n);
    add(t, "]");
}

/* --- runs --- */

size_t form_whole(void *unused, size_t at, size_t left)
{
    (void)unused, (void)at;
    return left;
}

size_t form_bytewise(void *unused, size_t at, size_t left)
{
    (void)unused, (void)at, (void)left;
    return 1;
}

size_t form_split_at(void *position, size_t at, size_t left)
{
    size_t split = *(const size_t *)position;
    return at < split && split - at < left ? split - at : left;
}

struct run {
    struct an_multipart m;
    struct form_text text;
    struct form_text data, *all; /* of this part, of all parts */
    bool in_part, ended;
    size_t events;
};

static bool lies_in(const void *p, size_t n, const void *in, size_t len)
{
    uintptr_t at = (uintptr_t)p, begin = (uintptr_t)in;
    return at >= begin && at - begin <= len && n <= len - (at - begin);
}

static void check_names(const struct run *r, const struct an_multipart_event *ev)
{
    const struct an_span spans[] = {ev->name, ev->filename, ev->full_path, ev->media_type};
    MUST(ev->name.p && ev->media_type.p && !ev->filename.p == !ev->full_path.p);
    MUST(ev->filename.len <= ev->full_path.len);
    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
        MUST(spans[i].len == 0 || lies_in(spans[i].p, spans[i].len, r->m.head.data, r->m.head.len));
        MUST(!spans[i].len || !memchr(spans[i].p, 0, spans[i].len));
    }
    for (size_t i = 0; i < ev->filename.len; i++)
        MUST(ev->filename.p[i] != '/' && ev->filename.p[i] != '\\');
    MUST(ev->filename.len == 0 || strncmp("..", ev->filename.p, ev->filename.len) != 0);
}

static void note_data(struct run *r, const struct an_multipart_event *ev, const uint8_t *in,
                      size_t used)
{
    MUST(r->in_part && ev->len > 0);
    MUST(lies_in(ev->data, ev->len, in, used) ||
         lies_in(ev->data, ev->len, r->m.delimiter, r->m.delimiter_len));
    form_text_add(&r->data, ev->data, ev->len);
    if (r->all) form_text_add(r->all, ev->data, ev->len);
}

static void note_part_end(struct run *r)
{
    MUST(r->in_part);
    r->in_part = false;
    form_text_data(&r->text, (const uint8_t *)r->data.at, r->data.len);
    form_text_fini(&r->data);
    form_text_word(&r->text, "part_end");
}

static void note(struct run *r, const struct an_multipart_event *ev, const uint8_t *in, size_t used)
{
    MUST(!r->ended);
    switch (ev->type) {
    case AN_MULTIPART_PART:
        MUST(!r->in_part);
        r->in_part = true;
        check_names(r, ev);
        add_part(&r->text, ev->name, ev->filename, ev->full_path, ev->media_type);
        return;
    case AN_MULTIPART_DATA:
        note_data(r, ev, in, used);
        return;
    case AN_MULTIPART_PART_END:
        note_part_end(r);
        return;
    default:
        MUST(ev->type == AN_MULTIPART_END && !r->in_part);
        r->ended = true;
        form_text_word(&r->text, "end");
    }
}

static void check_failed(struct run *r)
{
    char word[16];
    struct an_multipart_event ev;
    int status = r->m.status;
    MUST(status == 400 || status == 413);
    for (size_t n = 0; n < 2; n++)
        MUST(an_multipart_feed(&r->m, (const uint8_t *)"-", n, &ev) == AN_EPROTO &&
             ev.type == AN_MULTIPART_NONE);
    MUST(r->m.status == status && !an_multipart_ended(&r->m) && !r->m.head.data);
    snprintf(word, sizeof word, "error[%d]", status);
    form_text_data(&r->text, (const uint8_t *)r->data.at, r->data.len);
    form_text_word(&r->text, word);
}

/* Feeds one piece to its end; false when it failed. */
static bool feed_piece(struct run *r, const uint8_t *p, size_t n)
{
    for (size_t at = 0, calls = 0; at < n; calls++) {
        struct an_multipart_event ev;
        ssize_t used = an_multipart_feed(&r->m, p + at, n - at, &ev);
        if (used < 0) {
            MUST(used == AN_EPROTO && ev.type == AN_MULTIPART_NONE);
            check_failed(r);
            return false;
        }
        MUST((size_t)used <= n - at && calls <= n);
        MUST(ev.type != AN_MULTIPART_NONE || (size_t)used == n - at);
        if (ev.type != AN_MULTIPART_NONE) note(r, &ev, p + at, (size_t)used);
        at += (size_t)used;
        MUST(an_multipart_ended(&r->m) == r->ended);
    }
    return true;
}

struct form_text form_run(const struct an_multipart_limits *limits, const char *boundary,
                          const uint8_t *in, size_t len, form_piece_fn piece, void *arg,
                          struct form_text *data)
{
    struct run r = {.all = data};
    struct guard guard;
    bool more = true;
    form_text_add(&r.text, "", 0);
    guard_open(&guard, len);
    an_multipart_init(&r.m, limits, (struct an_span){boundary, strlen(boundary)});
    for (size_t at = 0, n; more && at < len; at += n) {
        n = piece(arg, at, len - at);
        more = feed_piece(&r, guard_copy(&guard, in + at, n), n);
        MUST(r.m.head.len <= limits->max_head && r.m.head.cap <= AN_MAX(limits->max_head, 1));
    }
    if (more && !r.ended) {
        form_text_data(&r.text, (const uint8_t *)r.data.at, r.data.len);
        form_text_word(&r.text, "…");
    }
    form_text_fini(&r.data);
    an_multipart_fini(&r.m);
    guard_close(&guard);
    return r.text;
}
