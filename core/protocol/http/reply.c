/* reply.c - see reply.h. The room for a head is reserved once, so lines of fixed length cost a few
 * moves. */
#include "protocol/http/reply.h"

#include <string.h>

#include "ground/base.h"
#include "protocol/http/date.h"
#include "protocol/text/digest.h"
#include "protocol/text/field.h"
#include "protocol/text/put.h"

#define HEAD_ROOM 256 /* bytes for all of our own lines of one head */

static const char *const reasons[600] = {
    [100] = "Continue",
    [101] = "Switching Protocols",
    [102] = "Processing",
    [103] = "Early Hints",
    [200] = "OK",
    [201] = "Created",
    [202] = "Accepted",
    [203] = "Non-Authoritative Information",
    [204] = "No Content",
    [205] = "Reset Content",
    [206] = "Partial Content",
    [207] = "Multi-Status",
    [208] = "Already Reported",
    [226] = "IM Used",
    [300] = "Multiple Choices",
    [301] = "Moved Permanently",
    [302] = "Found",
    [303] = "See Other",
    [304] = "Not Modified",
    [305] = "Use Proxy",
    [307] = "Temporary Redirect",
    [308] = "Permanent Redirect",
    [400] = "Bad Request",
    [401] = "Unauthorized",
    [402] = "Payment Required",
    [403] = "Forbidden",
    [404] = "Not Found",
    [405] = "Method Not Allowed",
    [406] = "Not Acceptable",
    [407] = "Proxy Authentication Required",
    [408] = "Request Timeout",
    [409] = "Conflict",
    [410] = "Gone",
    [411] = "Length Required",
    [412] = "Precondition Failed",
    [413] = "Content Too Large",
    [414] = "URI Too Long",
    [415] = "Unsupported Media Type",
    [416] = "Range Not Satisfiable",
    [417] = "Expectation Failed",
    [421] = "Misdirected Request",
    [422] = "Unprocessable Content",
    [423] = "Locked",
    [424] = "Failed Dependency",
    [425] = "Too Early",
    [426] = "Upgrade Required",
    [428] = "Precondition Required",
    [429] = "Too Many Requests",
    [431] = "Request Header Fields Too Large",
    [451] = "Unavailable For Legal Reasons",
    [500] = "Internal Server Error",
    [501] = "Not Implemented",
    [502] = "Bad Gateway",
    [503] = "Service Unavailable",
    [504] = "Gateway Timeout",
    [505] = "HTTP Version Not Supported",
    [506] = "Variant Also Negotiates",
    [507] = "Insufficient Storage",
    [508] = "Loop Detected",
    [511] = "Network Authentication Required",
};

static bool is_status(int status)
{
    return status >= 100 && status < 600;
}

const char *an_http_reason(int status)
{
    const char *reason = is_status(status) ? reasons[status] : NULL;
    return reason ? reason : "Unknown";
}

bool an_http_status_has_body(int status)
{
    return status >= 200 && status != 204 && status != 205 && status != 304;
}

/* --- pieces --- */

static char *put_status(char *p, int status)
{
    const char *reason = an_http_reason(status);
    p[0] = (char)('0' + status / 100);
    p[1] = (char)('0' + status / 10 % 10);
    p[2] = (char)('0' + status % 10);
    p[3] = ' ';
    return an_put(p + 4, reason, strlen(reason));
}

/* --- the date --- */

#define LINES "Server: appnet\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\n"

/* The lines that all heads of one second have in common. The date has a fixed length (RFC 9110,
 * 5.6.7). */
static const char *lines_of(uint64_t date_s)
{
    static _Thread_local struct {
        uint64_t date_s;
        char text[sizeof LINES];
    } cache = {0, LINES};
    if (AN_LIKELY(cache.date_s == date_s)) return cache.text;
    cache.date_s = date_s;
    an_http_date_render((int64_t)AN_MIN(date_s, (uint64_t)INT64_MAX),
                        cache.text + sizeof "Server: appnet\r\nDate: " - 1);
    return cache.text;
}

/* --- lines of others --- */

/* Cuts the next line off, with its line end. False: there is none. */
static bool next_line(struct an_span *rest, struct an_span *line, struct an_span *name)
{
    if (!rest->len) return false;
    const char *end = memchr(rest->p, '\n', rest->len);
    size_t n = end ? (size_t)(end - rest->p) + 1 : rest->len;
    const char *colon = memchr(rest->p, ':', n);
    *line = (struct an_span){rest->p, n};
    *name = (struct an_span){rest->p, colon ? (size_t)(colon - rest->p) : n};
    *rest = (struct an_span){rest->p + n, rest->len - n};
    return true;
}

bool an_http_lines_find(struct an_span lines, const char *name, struct an_span *value)
{
    struct an_span line, is;
    while (next_line(&lines, &line, &is)) {
        if (is.len == line.len || !an_span_is(is, name)) continue;
        size_t n = line.len - is.len - 1;
        while (n && (line.p[is.len + n] == '\r' || line.p[is.len + n] == '\n'))
            n--;
        *value = an_span_trim((struct an_span){is.p + is.len + 1, n});
        return true;
    }
    return false;
}

/* From which status on a header line does not hold for the answer. */
static const struct {
    const char *name;
    int status;
} passing[] = {
    {"Content-Digest", 206},   {"Content-Length", 206},
    {"Content-MD5", 206},      {"Content-Type", 206},
    {"Accept-Ranges", 304},    {"Content-Disposition", 304},
    {"Content-Encoding", 304}, {"Content-Language", 304},
    {"Content-Range", 304},    {"Age", 400},
    {"Cache-Control", 400},    {"Content-Location", 400},
    {"Digest", 400},           {"ETag", 400},
    {"Expires", 400},          {"Last-Modified", 400},
    {"Location", 400},         {"Pragma", 400},
    {"Refresh", 400},          {"Repr-Digest", 400},
};

static bool line_holds(struct an_span name, int status)
{
    for (size_t i = 0; i < sizeof passing / sizeof *passing; i++)
        if (an_span_is(name, passing[i].name)) return status < passing[i].status;
    return true;
}

int an_http_lines_keep(struct an_buf *out, struct an_span lines, int status)
{
    struct an_span line, name;
    int err = AN_OK;
    while (err == AN_OK && next_line(&lines, &line, &name))
        if (line_holds(name, status)) err = an_buf_append(out, line.p, line.len);
    return err;
}

/* --- heads --- */

static char *put_body_lines(char *p, const struct an_http_reply *r)
{
    bool has_body = an_http_status_has_body(r->status);
    bool endless = has_body && (r->chunked || r->until_close);
    if (has_body && (r->body_len || endless || r->has_length) && !r->has_type)
        p = AN_PUT(p, "Content-Type: text/html; charset=utf-8\r\n");
    if (r->has_length) return p;
    if (endless) return r->chunked ? AN_PUT(p, "Transfer-Encoding: chunked\r\n") : p;
    if (has_body || r->status == 205) { /* 205 has no body, but must say so (RFC 9110, 15.3.6) */
        p = AN_PUT(p, "Content-Length: ");
        p = an_put_number(p, has_body ? r->body_len : 0);
        p = AN_PUT(p, "\r\n");
    }
    return p;
}

int an_http_reply_head(struct an_buf *out, const struct an_http_reply *r)
{
    if (!is_status(r->status)) return AN_EINVAL;
    if (r->headers_len > SIZE_MAX - HEAD_ROOM) return AN_ELIMIT;
    char *start = (char *)an_buf_reserve(out, HEAD_ROOM + r->headers_len), *p = start;
    if (!start) return AN_ELIMIT;
    p = AN_PUT(p, "HTTP/1.1 ");
    p = put_status(p, r->status);
    p = AN_PUT(p, "\r\n");
    p = an_put(p, lines_of(r->date_s), sizeof LINES - 1);
    p = put_body_lines(p, r);
    if (!r->keep_alive)
        p = AN_PUT(p, "Connection: close\r\n");
    else if (r->http10)
        p = AN_PUT(p, "Connection: keep-alive\r\n");
    if (r->headers_len) p = an_put(p, r->headers, r->headers_len);
    p = AN_PUT(p, "\r\n");
    an_buf_added(out, (size_t)(p - start));
    return AN_OK;
}

/* Valid HTML, and enough for a person. */
size_t an_http_page(char page[AN_HTTP_PAGE_MAX], int status)
{
    char *p = page;
    p = AN_PUT(p, "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>");
    p = put_status(p, status);
    p = AN_PUT(p, "</title>\n<h1>");
    p = put_status(p, status);
    p = AN_PUT(p, "</h1>\n</html>\n");
    return (size_t)(p - page);
}

int an_http_reply_upgrade(struct an_buf *out, const char *accept)
{
    static const char head[] = "HTTP/1.1 101 Switching Protocols\r\n"
                               "Upgrade: websocket\r\n"
                               "Connection: Upgrade\r\n"
                               "Sec-WebSocket-Accept: ";
    char *p = (char *)an_buf_reserve(out, sizeof head - 1 + AN_WS_ACCEPT_LEN + 2);
    if (!p) return AN_ELIMIT;
    p = AN_PUT(p, head);
    p = an_put(p, accept, AN_WS_ACCEPT_LEN);
    AN_PUT(p, "\r\n");
    an_buf_added(out, sizeof head - 1 + AN_WS_ACCEPT_LEN + 2);
    return AN_OK;
}
