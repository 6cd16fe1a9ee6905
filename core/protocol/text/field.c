/* field.c - see field.h. A piece that is cut off leaves its span, so each byte is read a bounded
 * number of times. */
#include "protocol/text/field.h"

#include <string.h>

#include "ground/base.h"

static const bool token_char[256] = {
    ['0' ... '9'] = true, ['A' ... 'Z'] = true, ['a' ... 'z'] = true, ['!'] = true,  ['#'] = true,
    ['$'] = true,         ['%'] = true,         ['&'] = true,         ['\''] = true, ['*'] = true,
    ['+'] = true,         ['-'] = true,         ['.'] = true,         ['^'] = true,  ['_'] = true,
    ['`'] = true,         ['|'] = true,         ['~'] = true};

bool an_is_token_char(char c)
{
    return token_char[(uint8_t)c];
}

int an_hex_value(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static inline bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static inline void drop_front(struct an_span *s, size_t n)
{
    s->p += n;
    s->len -= n;
}

/* Takes the first n bytes away from s. */
static struct an_span cut_front(struct an_span *s, size_t n)
{
    struct an_span first = {s->p, n};
    drop_front(s, n);
    return first;
}

static void skip_blanks(struct an_span *s)
{
    while (s->len && is_blank(*s->p))
        drop_front(s, 1);
}

bool an_token_take(struct an_span *s, struct an_span *token)
{
    size_t n = 0;
    while (n < s->len && an_is_token_char(s->p[n]))
        n++;
    *token = cut_front(s, n);
    return n > 0;
}

bool an_mark_take(struct an_span *s, char c)
{
    skip_blanks(s);
    if (!s->len || *s->p != c) return false;
    drop_front(s, 1);
    skip_blanks(s);
    return true;
}

/* The index of the first c in s; s.len: there is none. */
static size_t place_of(struct an_span s, char c)
{
    const char *at = s.len ? memchr(s.p, c, s.len) : NULL;
    return at ? (size_t)(at - s.p) : s.len;
}

struct an_span an_span_trim(struct an_span s)
{
    skip_blanks(&s);
    while (s.len && is_blank(s.p[s.len - 1]))
        s.len--;
    return s;
}

bool an_list_next(struct an_span *list, struct an_span *element)
{
    while (list->len) {
        *element = an_span_trim(cut_front(list, place_of(*list, ',')));
        if (list->len) drop_front(list, 1);
        if (element->len) return true;
    }
    return false;
}

struct an_span an_params_open(struct an_span *rest)
{
    return an_span_trim(cut_front(rest, place_of(*rest, ';')));
}

static int quoted_value(struct an_span *rest, struct an_span *value)
{
    size_t n = 1;
    while (n < rest->len && rest->p[n] != '"')
        n += rest->p[n] == '\\' ? 2 : 1;
    if (n >= rest->len) return AN_EPROTO;
    *value = (struct an_span){rest->p + 1, n - 1};
    drop_front(rest, n + 1);
    return 1;
}

static int unquoted_value(struct an_span *rest, struct an_span *value)
{
    size_t n = 0;
    while (n < rest->len && rest->p[n] != ';' && rest->p[n] != '"' && !is_blank(rest->p[n]))
        n++;
    *value = cut_front(rest, n);
    return n ? 1 : AN_EPROTO;
}

int an_params_next(struct an_span *rest, struct an_span *name, struct an_span *value)
{
    int err;
    do {
        skip_blanks(rest);
        if (rest->len == 0) return 0;
        if (*rest->p != ';') return AN_EPROTO;
        drop_front(rest, 1);
        skip_blanks(rest);
    } while (rest->len == 0 || *rest->p == ';');
    if (!an_token_take(rest, name) || rest->len < 2 || *rest->p != '=') return AN_EPROTO;
    drop_front(rest, 1);
    if ((err = *rest->p == '"' ? quoted_value(rest, value) : unquoted_value(rest, value)) < 0)
        return err;
    skip_blanks(rest);
    return rest->len == 0 || *rest->p == ';' ? 1 : AN_EPROTO;
}
