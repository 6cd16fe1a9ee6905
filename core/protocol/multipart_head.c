/* multipart_head.c - see multipart_head.h.
 *
 * How names are written is not what RFC 7578 asked for, but what browsers do (the HTML standard, "multipart/form-data encoding algorithm"): a
 * quote is "%22", the ends of lines are "%0D" and "%0A", and nothing else is encoded. Other clients put a backslash before a quote and before a
 * backslash. Both are undone; any other percent sign or backslash is itself.
 */
#include "protocol/multipart_head.h"

#include <string.h>

#include "ground/base.h"
#include "protocol/field.h"

/* --- boundaries --- */

/* bchars of RFC 2046, 5.1.1. */
static bool is_boundary_char(char c)
{
    if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')) return true;
    return c && strchr("'()+_,-./:=? ", c);
}

static bool is_boundary(struct an_span s)
{
    if (s.len == 0 || s.len > AN_BOUNDARY_MAX || s.p[s.len - 1] == ' ') return false;
    for (size_t i = 0; i < s.len; i++)
        if (!is_boundary_char(s.p[i])) return false;
    return true;
}

int an_multipart_boundary(struct an_span content_type, struct an_span *boundary)
{
    struct an_span rest = content_type, name, value;
    unsigned found = 0;
    int more;
    if (!an_span_is(an_params_open(&rest), "multipart/form-data")) return AN_EINVAL;
    while ((more = an_params_next(&rest, &name, &value)) > 0) {
        if (!an_span_is(name, "boundary")) continue;
        *boundary = value;
        found++;
    }
    return more == 0 && found == 1 && is_boundary(*boundary) ? AN_OK : AN_EPROTO;
}

/* --- names --- */

static const char *const escapes[][2] = {
    {"\\\"", "\""}, {"\\\\", "\\"}, {"%22", "\""}, {"%0D", "\r"}, {"%0A", "\n"}};

/* The escape at the beginning of s: its length, and what it stands for; 0: none is there. */
static size_t escape(struct an_span s, char *c)
{
    for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++) {
        size_t n = strlen(escapes[i][0]);
        if (s.len < n || !an_span_is((struct an_span){s.p, n}, escapes[i][0])) continue;
        *c = *escapes[i][1];
        return n;
    }
    return 0;
}

/* In place: what is decoded is never longer. */
static struct an_span decode(struct an_span s)
{
    char *begin = (char *)(uintptr_t)s.p, *to = begin;
    while (s.len) {
        char c = *s.p;
        size_t n = c == '\\' || c == '%' ? escape(s, &c) : 0;
        n = n ? n : 1;
        *to++ = c;
        s = (struct an_span){s.p + n, s.len - n};
    }
    return (struct an_span){begin, (size_t)(to - begin)};
}

/* Old browsers sent the whole path. */
static struct an_span last_component(struct an_span s)
{
    size_t n = s.len;
    while (n && s.p[n - 1] != '/' && s.p[n - 1] != '\\')
        n--;
    s = (struct an_span){s.p + n, s.len - n};
    bool folder = (s.len == 1 && *s.p == '.') || (s.len == 2 && s.p[0] == '.' && s.p[1] == '.');
    return folder ? (struct an_span){s.p, 0} : s;
}

/* --- fields --- */

bool an__multipart_line_valid(const char *p, size_t len)
{
    size_t n = 0;
    while (n < len && an_is_token_char(p[n]))
        n++;
    if (n == 0 || n == len || p[n] != ':') return false;
    while (++n < len)
        if (((uint8_t)p[n] < 0x20 && p[n] != '\t') || p[n] == 0x7F) return false;
    return true;
}

/* Sets what is still NULL; a second time is an error. */
static int set_once(struct an_span *to, struct an_span value)
{
    if (to->p) return AN_EPROTO;
    *to = value;
    return AN_OK;
}

/* "form-data; name=…; filename=…". There has to be a name; parameters that mean nothing here (RFC 7578 forbids "filename*") are passed over. */
static int read_disposition(struct an_span value, struct an_multipart_event *out)
{
    struct an_span name, text;
    int more, err = AN_OK;
    if (!an_span_is(an_params_open(&value), "form-data")) return AN_EPROTO;
    while ((more = an_params_next(&value, &name, &text)) > 0 && err == AN_OK) {
        if (an_span_is(name, "name"))
            err = set_once(&out->name, decode(text));
        else if (an_span_is(name, "filename"))
            err = set_once(&out->filename, last_component(decode(text)));
    }
    return more == 0 && out->name.p ? err : AN_EPROTO;
}

static int read_field(struct an_span line, bool *disposed, struct an_multipart_event *out)
{
    const char *colon = memchr(line.p, ':', line.len);
    struct an_span name = {line.p, (size_t)(colon - line.p)};
    struct an_span value = an_span_trim((struct an_span){colon + 1, line.len - name.len - 1});
    if (an_span_is(name, "Content-Type")) return set_once(&out->media_type, value);
    if (!an_span_is(name, "Content-Disposition")) return AN_OK;
    if (*disposed) return AN_EPROTO;
    *disposed = true;
    return read_disposition(value, out);
}

int an__multipart_head(char *p, size_t len, struct an_multipart_event *out)
{
    bool disposed = false;
    int err;
    for (char *end = p + len, *line_end; p < end; p = line_end + 1) {
        line_end = memchr(p, '\n', (size_t)(end - p));
        struct an_span line = {p, (size_t)(line_end - 1 - p)};
        if ((err = read_field(line, &disposed, out)) < 0) return err;
    }
    if (!out->media_type.p) out->media_type = (struct an_span){"", 0};
    return disposed ? AN_OK : AN_EPROTO;
}
