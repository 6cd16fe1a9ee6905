/* access_line.c - see access_line.h. */
#include "protocol/http/access_line.h"

#include <arpa/inet.h>
#include <string.h>

#include "ground/base.h"
#include "protocol/http/date.h"
#include "protocol/text/put.h"

static char *put_text(char *p, struct an_span s)
{
    static const char hex[] = "0123456789ABCDEF";
    size_t n = AN_MIN(s.len, (size_t)AN_ACCESS_TEXT_MAX);
    for (size_t i = 0; i < n; i++) {
        uint8_t c = (uint8_t)s.p[i];
        if (c >= 0x20 && c < 0x7F && c != '"' && c != '\\') {
            *p++ = (char)c;
        } else {
            p = AN_PUT(p, "\\x");
            *p++ = hex[c >> 4];
            *p++ = hex[c & 15];
        }
    }
    return p;
}

static char *put_or_dash(char *p, struct an_span s)
{
    return s.len ? put_text(p, s) : AN_PUT(p, "-");
}

static char *put_address(char *p, const struct an_access *a)
{
    char text[INET6_ADDRSTRLEN];
    int family = a->family == 4 ? AF_INET : AF_INET6;
    bool known = a->family == 4 || a->family == 6;
    if (!known || !inet_ntop(family, a->addr, text, sizeof text)) return AN_PUT(p, "-");
    return an_put(p, text, strlen(text));
}

#define DATE "25/Nov/2026:07:52:49 +0000"

/* Writes the parts of an HTTP date in the order that logs have. */
static char *put_date(char *p, uint64_t at_s)
{
    static _Thread_local struct {
        uint64_t at_s;
        char text[sizeof DATE];
    } cache = {UINT64_MAX, DATE};
    if (cache.at_s != at_s) {
        char http[AN_HTTP_DATE_LEN]; /* "Wed, 25 Nov 2026 07:52:49 GMT" */
        an_http_date_render((int64_t)AN_MIN(at_s, (uint64_t)INT64_MAX), http);
        memcpy(cache.text, http + 5, 2);
        memcpy(cache.text + 3, http + 8, 3);
        memcpy(cache.text + 7, http + 12, 4);
        memcpy(cache.text + 12, http + 17, 8);
        cache.at_s = at_s;
    }
    return an_put(p, cache.text, sizeof DATE - 1);
}

static char *put_request(char *p, const struct an_access *a)
{
    if (!a->method.len) return AN_PUT(p, "-");
    p = put_text(p, a->method);
    p = AN_PUT(p, " ");
    p = put_text(p, a->target);
    p = AN_PUT(p, " ");
    return put_text(p, a->version);
}

size_t an_access_line(const struct an_access *a, char *out, size_t room)
{
    AN_ASSERT(room >= AN_ACCESS_LINE_MAX);
    char *p = put_address(out, a);
    p = AN_PUT(p, " - - [");
    p = put_date(p, a->at_s);
    p = AN_PUT(p, "] \"");
    p = put_request(p, a);
    p = AN_PUT(p, "\" ");
    p = an_put_number(p, (uint64_t)AN_MAX(a->status, 0));
    p = AN_PUT(p, " ");
    p = an_put_number(p, a->bytes);
    p = AN_PUT(p, " \"");
    p = put_or_dash(p, a->referer);
    p = AN_PUT(p, "\" \"");
    p = put_or_dash(p, a->agent);
    p = AN_PUT(p, "\"\n");
    return (size_t)(p - out);
}
