/* multipart_head.c - see multipart_head.h.
 *
 * Clients do not write names as RFC 7578 asks. Browsers (the HTML standard, "multipart/form-data
 * encoding algorithm") write a quote as "%22", line ends as "%0D" and "%0A", and escape nothing
 * else: a backslash is itself, also before the quote that ends a name. Other clients put a
 * backslash before a quote and before a backslash. This file first reads a field in the way of the
 * other clients; when that fails, in the way of browsers. A browser's name that ends with a
 * backslash always fails in the first way, because the number of its quotes is odd then. All these
 * escapes are decoded; any other percent sign or backslash is itself.
 */
#include "protocol/http/multipart_head.h"

#include <string.h>

#include "ground/base.h"
#include "protocol/text/field.h"

/* --- boundaries --- */

#define FORM "multipart/form-data"

/* Clients use more characters than bchars of RFC 2046, 5.1.1, and do not quote them. A blank at the
 * end of a boundary would be lost on its line. */
static bool is_boundary(struct an_span s)
{
    if (s.len == 0 || s.len > AN_BOUNDARY_MAX || s.p[s.len - 1] == ' ') return false;
    for (size_t i = 0; i < s.len; i++)
        if ((uint8_t)s.p[i] < 0x20 || s.p[i] == 0x7F || s.p[i] == '"') return false;
    return true;
}

/* AN_EINVAL: another type. AN_OK: this type. AN_EPROTO: this type, with something behind it that is
 * no parameter. */
static int judge_type(struct an_span type)
{
    size_t n = sizeof FORM - 1;
    if (type.len < n || !an_span_is((struct an_span){type.p, n}, FORM)) return AN_EINVAL;
    if (type.len == n) return AN_OK;
    return an_is_token_char(type.p[n]) ? AN_EINVAL : AN_EPROTO;
}

int an_multipart_boundary(struct an_span content_type, struct an_span *boundary)
{
    struct an_span rest = content_type, name, value;
    unsigned found = 0;
    int more, err = judge_type(an_params_open(&rest));
    if (err < 0) return err;
    while ((more = an_params_next(&rest, &name, &value)) > 0) {
        if (!an_span_is(name, "boundary")) continue;
        *boundary = value;
        found++;
    }
    return more == 0 && found == 1 && is_boundary(*boundary) ? AN_OK : AN_EPROTO;
}

/* --- names --- */

/* A value as it stands in the field. */
struct text {
    struct an_span span;
    char quote; /* a backslash before it, or before a backslash, is an escape; 0: no backslash is */
};

static const char *const percents[][2] = {{"%22", "\""}, {"%0D", "\r"}, {"%0A", "\n"}};

/* Reads the escape at the beginning of s: returns its length, and sets the character it stands for.
 * 0: there is none. */
static size_t read_escape(struct an_span s, char quote, char *c)
{
    if (*s.p == '\\' && quote && s.len > 1 && (s.p[1] == '\\' || s.p[1] == quote)) {
        *c = s.p[1];
        return 2;
    }
    for (size_t i = 0; *s.p == '%' && s.len > 2 && i < sizeof percents / sizeof *percents; i++) {
        if (!an_span_is((struct an_span){s.p, 3}, percents[i][0])) continue;
        *c = *percents[i][1];
        return 3;
    }
    return 0;
}

/* Decodes in place: the result is never longer. */
static struct an_span decode_text(struct text text)
{
    struct an_span s = text.span;
    char *begin = (char *)(uintptr_t)s.p, *to = begin;
    while (s.len) {
        char c = *s.p;
        size_t n = read_escape(s, text.quote, &c);
        n = n ? n : 1;
        *to++ = c;
        s = (struct an_span){s.p + n, s.len - n};
    }
    return (struct an_span){begin, (size_t)(to - begin)};
}

/* Old browsers sent the whole path of a file; today's browsers send it for the files of a
 * folder. */
static struct an_span last_component(struct an_span s)
{
    size_t n = s.len;
    while (n && s.p[n - 1] != '/' && s.p[n - 1] != '\\')
        n--;
    s = (struct an_span){s.p + n, s.len - n};
    bool folder = (s.len == 1 && *s.p == '.') || (s.len == 2 && s.p[0] == '.' && s.p[1] == '.');
    return folder ? (struct an_span){s.p, 0} : s;
}

/* --- parameters --- */

/* Takes n bytes from the front of *rest, and drops the bytes before and behind them. */
static struct an_span cut_between(struct an_span *rest, size_t before, size_t n, size_t behind)
{
    struct an_span s = {rest->p + before, n};
    *rest = (struct an_span){s.p + n + behind, rest->len - before - n - behind};
    return s;
}

static int take_quoted(struct an_span *rest, bool escapes, struct text *value)
{
    char quote = *rest->p;
    size_t n = 1;
    while (n < rest->len && rest->p[n] != quote)
        n += escapes && rest->p[n] == '\\' ? 2 : 1;
    if (n >= rest->len) return AN_EPROTO;
    *value = (struct text){cut_between(rest, 1, n - 1, 1), escapes ? quote : 0};
    return 1;
}

static int take_unquoted(struct an_span *rest, bool escapes, struct text *value)
{
    size_t n = 0;
    while (n < rest->len && !strchr("; \t\"", rest->p[n]))
        n++;
    *value = (struct text){cut_between(rest, 0, n, 0), escapes ? '"' : 0};
    return n ? 1 : AN_EPROTO;
}

/* Cuts the next parameter off. Returns 1; 0 at the end; AN_EPROTO. A parameter without a value is
 * passed over. Blanks around '=', which RFC 2045 allows, mean nothing. */
static int take_parameter(struct an_span *rest, bool escapes, struct an_span *name,
                          struct text *value)
{
    int err = 1;
    bool more = false;
    while (an_mark_take(rest, ';'))
        more = true;
    if (rest->len == 0) return 0;
    if (!more || !an_token_take(rest, name)) return AN_EPROTO;
    *value = (struct text){0};
    if (an_mark_take(rest, '=')) {
        char c = rest->len ? *rest->p : 0;
        err = c == '"' || c == '\'' ? take_quoted(rest, escapes, value)
                                    : take_unquoted(rest, escapes, value);
    }
    *rest = an_span_trim(*rest);
    return err > 0 && rest->len && *rest->p != ';' ? AN_EPROTO : err;
}

/* Reads "; name=…; filename=…". Other parameters mean nothing here (RFC 7578 forbids
 * "filename*"). */
static int read_parameters(struct an_span rest, bool escapes, struct text *name,
                           struct text *filename)
{
    struct an_span which;
    struct text value, *to;
    int more;
    *name = *filename = (struct text){0};
    while ((more = take_parameter(&rest, escapes, &which, &value)) > 0) {
        to = an_span_is(which, "name") ? name : an_span_is(which, "filename") ? filename : NULL;
        if (!to || !value.span.p) continue;
        if (to->span.p) return AN_EPROTO;
        *to = value;
    }
    return more == 0 && name->span.p ? AN_OK : AN_EPROTO;
}

/* --- fields --- */

bool an__multipart_line_folded(const char *p, size_t len)
{
    return len && (*p == ' ' || *p == '\t');
}

bool an__multipart_line_valid(const char *p, size_t len)
{
    size_t n = 0;
    while (n < len && an_is_token_char(p[n]))
        n++;
    if (!an__multipart_line_folded(p, len) && (n == 0 || n == len || p[n] != ':')) return false;
    return !memchr(p, 0, len) && !memchr(p, '\r', len);
}

static int read_disposition(struct an_span value, struct an_multipart_event *out)
{
    struct text name, filename;
    if (!an_span_is(an_params_open(&value), "form-data")) return AN_EPROTO;
    if (read_parameters(value, true, &name, &filename) < 0 &&
        read_parameters(value, false, &name, &filename) < 0)
        return AN_EPROTO;
    out->name = decode_text(name);
    if (!filename.span.p) return AN_OK;
    out->full_path = decode_text(filename);
    out->filename = last_component(out->full_path);
    return AN_OK;
}

static int read_field(struct an_span line, bool *disposed, struct an_multipart_event *out)
{
    const char *colon = memchr(line.p, ':', line.len);
    struct an_span name = {line.p, (size_t)(colon - line.p)};
    struct an_span value = an_span_trim((struct an_span){colon + 1, line.len - name.len - 1});
    if (an_span_is(name, "Content-Type")) {
        if (out->media_type.p) return AN_EPROTO;
        out->media_type = an_params_open(&value);
    }
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
