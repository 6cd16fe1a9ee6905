/* uri.c - see uri.h.
 *
 * There is one pass. It decodes bytes into the segment at the end of the path, and judges a segment
 * when it is complete, so after decoding. A decoded slash ends a segment like any other slash, as
 * in nginx. Nothing is decoded twice: "%252e" is a segment of the three characters "%2e".
 */
#define _GNU_SOURCE /* memrchr */
#include "protocol/text/uri.h"

#include <string.h>
#include <strings.h>

#include "ground/base.h"
#include "protocol/text/field.h"
#include "protocol/text/mime.h"

/* The path so far: complete segments, each with its slash, then the one under way, which begins at
 * `from`. */
struct path {
    char *at;
    size_t len, from, size;
};

static inline int put_char(struct path *path, char c)
{
    if (path->size - path->len < 2) return AN_ELIMIT; /* one is for the NUL */
    path->at[path->len++] = c;
    return AN_OK;
}

static int leave_folder(struct path *path)
{
    path->len = path->from;
    if (path->len == 0) return AN_EACCES;
    do
        path->len--;
    while (path->len && path->at[path->len - 1] != '/');
    path->from = path->len;
    return AN_OK;
}

/* Ends a segment. After "." and ".." there is no segment: len equals from. */
static int end_segment(struct path *path)
{
    const char *p = path->at + path->from;
    size_t n = path->len - path->from;
    if (n == 0 || *p != '.') return AN_OK;
    if (n == 2 && p[1] == '.') return leave_folder(path);
    if (n > 1) return AN_EACCES;
    path->len = path->from;
    return AN_OK;
}

static int put_slash(struct path *path)
{
    int err = end_segment(path);
    if (err < 0 || path->len == path->from) return err;
    err = put_char(path, '/');
    path->from = path->len;
    return err;
}

/* Takes the byte at the front of s and decodes it. Negative: the byte is not allowed. */
static int next_byte(struct an_span *s)
{
    int c = (uint8_t)*s->p;
    size_t used = 1;
    if (c == '%') {
        if (s->len < 3) return AN_EPROTO;
        int high = an_hex_value(s->p[1]), low = an_hex_value(s->p[2]);
        if (high < 0 || low < 0) return AN_EPROTO;
        c = high << 4 | low;
        used = 3;
    } else if (c == '#') { /* a fragment is never sent (RFC 9112, 3.2.1) */
        return AN_EPROTO;
    }
    *s = (struct an_span){s->p + used, s->len - used};
    return c < 0x20 || c == 0x7F || c == '\\' ? AN_EPROTO : c;
}

static bool cut_scheme(struct an_span *target, const char *scheme)
{
    size_t n = strlen(scheme);
    if (target->len < n || !an_span_is((struct an_span){target->p, n}, scheme)) return false;
    *target = (struct an_span){target->p + n, target->len - n};
    return true;
}

/* Reduces a target to its path, which may be empty. */
static int cut_path(struct an_span *target)
{
    bool absolute = cut_scheme(target, "http://") || cut_scheme(target, "https://");
    const char *query = target->len ? memchr(target->p, '?', target->len) : NULL;
    if (query) target->len = (size_t)(query - target->p);
    if (!absolute) return target->len && *target->p == '/' ? AN_OK : AN_EPROTO;
    const char *path = target->len ? memchr(target->p, '/', target->len) : NULL;
    size_t host = path ? (size_t)(path - target->p) : target->len;
    *target = (struct an_span){target->p + host, target->len - host};
    return host ? AN_OK : AN_EPROTO;
}

static int decode_path(struct an_span s, struct path *path)
{
    while (s.len) {
        int c = next_byte(&s);
        int err = c < 0 ? c : c == '/' ? put_slash(path) : put_char(path, (char)c);
        if (err < 0) return err;
    }
    return end_segment(path);
}

int an_uri_path(struct an_span target, char *out, size_t size, struct an_uri *uri)
{
    struct path path = {.at = out, .size = size};
    int err;
    if ((err = cut_path(&target)) < 0 || (err = decode_path(target, &path)) < 0) return err;
    uri->folder = path.len == path.from;
    if (uri->folder && path.len) path.len--;
    out[path.len] = 0;
    uri->len = path.len;
    uri->extension = (struct an_span){out + path.len, 0};
    if (!uri->folder) uri->extension = an_mime_extension((struct an_span){out, path.len});
    return AN_OK;
}

/* --- what is not served --- */

static bool is_word_char(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Does `word` stand in this name behind a dot, with no letter or digit behind the word? */
static bool name_has(struct an_span name, struct an_span word)
{
    for (size_t i = 1; i + word.len <= name.len; i++) {
        bool ends = i + word.len == name.len || !is_word_char(name.p[i + word.len]);
        if (name.p[i - 1] == '.' && ends && strncasecmp(name.p + i, word.p, word.len) == 0)
            return true;
    }
    return false;
}

bool an_uri_denied(struct an_span path, const char *extensions)
{
    static const char between[] = " \t\r\n,.";
    const char *slash = path.len ? memrchr(path.p, '/', path.len) : NULL;
    size_t from = slash ? (size_t)(slash - path.p) + 1 : 0;
    struct an_span name = {path.p + from, path.len - from};
    for (const char *p = extensions; p && *p;) {
        p += strspn(p, between);
        size_t n = strcspn(p, between);
        if (n && name_has(name, (struct an_span){p, n})) return true;
        p += n;
    }
    return false;
}
