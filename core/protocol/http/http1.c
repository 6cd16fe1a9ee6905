/* http1.c - HTTP/1.x requests. See http1.h; rules.c says what a head means.
 *
 * llhttp reads the head and calls back with pieces of its fields. The pieces go straight into the
 * flat block; nothing else is kept. At the end of the head llhttp is paused. This file counts the
 * bytes of a body of known length; only chunks go through llhttp. llhttp begins anew with every
 * request, so its own rules about what may follow "Connection: close" or an upgrade never matter.
 *
 * The split of the bytes over feeds must never show. So a limit is checked where the bytes say so
 * (the end of the head, of a chunk's size), or llhttp gets no more bytes than it allows.
 */
#include "protocol/http/http1.h"

#include <llhttp.h>
#include <string.h>

#include "ground/base.h"
#include "protocol/http/multipart.h"
#include "protocol/http/rules.h"

#define KEEP_HEAD 2048 /* bytes of capacity kept between requests */
#define KEEP_BODY 4096
#define FIRST_HEAD 512
#define FIELD_MAX 65535u
#define CHUNK_LINE 20u /* bytes per chunk: its size (16 digits) and two line ends */
#define CHUNK_SLICE 4096u

enum phase { HEAD, BODY, CHUNKS, DONE, FAILED };
enum part { NO_PART, METHOD, TARGET, VERSION, NAME, VALUE };

struct an_http {
    llhttp_t parser;
    const struct an_http_limits *limits;
    enum phase phase;
    enum part part; /* the part at the end of the block; its length stands at part_at */
    size_t part_at, name_at;
    const char *ows;  /* while a name is the last part: the bytes behind it in this feed */
    bool tab;         /* a tab stands around this value */
    bool framing_tab; /* a tab stands around the value of a field that is an__http_is_framing() */
    size_t target_len;
    bool other_protocol; /* RTSP or ICE, which llhttp reads as well */
    bool long_field;     /* a field does not fit its length */
    bool begun;          /* more than empty lines have come */
    int status;          /* the answer to a failure */
    size_t raw;          /* bytes of this head, and later of its chunked body */
    uint64_t left;       /* body bytes still to come, when the length is known */
    uint64_t taken;      /* bytes of chunks so far */
    size_t chunks, headers;
    struct an_buf head, body;
    struct an_http_request request;
};

/* --- the flat block --- */

/* A header line of 4 bytes ("a:\r\n") makes a block of 5; no line grows by more. */
static size_t block_max(const struct an_http_limits *limits)
{
    return 2 * limits->max_head + FIRST_HEAD;
}

static inline void make_room(struct an_http *h, size_t n)
{
    struct an_buf *b = &h->head;
    if (AN_LIKELY(b->cap - b->len >= n)) return;
    uint8_t *p = an_buf_reserve(b, b->cap ? n : AN_MAX(n, FIRST_HEAD));
    AN_ASSERT(p); /* llhttp gets at most max_head bytes */
}

static inline bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t';
}

static bool has_tab(const char *p, const char *end)
{
    while (p < end)
        if (*p++ == '\t') return true;
    return false;
}

static void note_tab(struct an_http *h)
{
    uint16_t n;
    const uint8_t *name = h->head.data + h->name_at;
    memcpy(&n, name, sizeof n);
    h->framing_tab |= an__http_is_framing((struct an_span){(const char *)name + sizeof n, n});
}

/* Ends a part and writes its length. llhttp leaves the blanks behind a value. */
static inline void close_part(struct an_http *h)
{
    struct an_buf *b = &h->head;
    uint8_t *at = b->data + h->part_at;
    if (h->part == VALUE)
        while (b->data + b->len > at + 2 && is_blank(b->data[b->len - 1]))
            h->tab |= b->data[--b->len] == '\t';
    if (AN_UNLIKELY(h->part == VALUE && h->tab)) note_tab(h);
    size_t n = (size_t)(b->data + b->len - at - 2);
    if (AN_UNLIKELY(n > FIELD_MAX)) h->long_field = true;
    memcpy(at, &(uint16_t){(uint16_t)n}, 2);
}

static inline void open_part(struct an_http *h, enum part part)
{
    if (h->part != NO_PART) close_part(h);
    if (part == NAME) {
        h->name_at = h->head.len;
        h->tab = false;
    }
    h->part = part;
    h->part_at = h->head.len;
    h->head.len += 2;
}

/* Adds a piece of a part. A part of another kind begins a new one. */
static inline void add_piece(struct an_http *h, enum part part, const char *p, size_t n)
{
    make_room(h, n + 2);
    if (h->part != part) open_part(h, part);
    memcpy(h->head.data + h->head.len, p, n);
    h->head.len += n;
}

static void add_version(struct an_http *h)
{
    char text[] = "HTTP/0.0";
    text[5] = (char)(text[5] + llhttp_get_http_major(&h->parser));
    text[7] = (char)(text[7] + llhttp_get_http_minor(&h->parser));
    add_piece(h, VERSION, text, sizeof text - 1);
}

/* --- what llhttp calls --- */

static inline struct an_http *http_of(llhttp_t *parser)
{
    return AN_CONTAINER_OF(parser, struct an_http, parser);
}

static int on_target(llhttp_t *parser, const char *p, size_t n)
{
    struct an_http *h = http_of(parser);
    if (h->part == NO_PART) {
        const char *method = llhttp_method_name(llhttp_get_method(parser));
        add_piece(h, METHOD, method, strlen(method));
    }
    h->target_len += n;
    add_piece(h, TARGET, p, n);
    return 0;
}

static int on_protocol(llhttp_t *parser, const char *p, size_t n)
{
    if (n && (*p == 'R' || *p == 'I')) http_of(parser)->other_protocol = true;
    return 0;
}

/* Trailers are dropped. */
static int on_name(llhttp_t *parser, const char *p, size_t n)
{
    struct an_http *h = http_of(parser);
    if (h->phase != HEAD) return 0;
    if (h->part == TARGET) add_version(h);
    h->headers += h->part != NAME;
    add_piece(h, NAME, p, n);
    h->ows = p + n;
    return 0;
}

/* llhttp calls it for an empty value as well, so names and values alternate. */
static int on_value(llhttp_t *parser, const char *p, size_t n)
{
    struct an_http *h = http_of(parser);
    if (h->phase != HEAD) return 0;
    if (h->part == NAME) h->tab |= has_tab(h->ows, p);
    add_piece(h, VALUE, p, n);
    return 0;
}

static int on_head(llhttp_t *parser)
{
    struct an_http *h = http_of(parser);
    if (h->part == TARGET) add_version(h);
    close_part(h);
    return HPE_PAUSED;
}

static inline uint64_t max_body(const struct an_http *h)
{
    return h->request.form ? h->limits->max_form : h->limits->max_body;
}

static int on_chunk(llhttp_t *parser)
{
    struct an_http *h = http_of(parser);
    h->chunks++;
    return parser->content_length <= max_body(h) - h->taken ? 0 : -1;
}

static int on_body(llhttp_t *parser, const char *p, size_t n)
{
    struct an_http *h = http_of(parser);
    int err = an_buf_append(&h->body, p, n);
    AN_ASSERT(err == AN_OK); /* on_chunk() has looked */
    h->taken += n;
    return 0;
}

static int on_end(llhttp_t *parser)
{
    (void)parser;
    return HPE_PAUSED;
}

static const llhttp_settings_t settings = {
    .on_url = on_target,
    .on_protocol = on_protocol,
    .on_header_field = on_name,
    .on_header_value = on_value,
    .on_headers_complete = on_head,
    .on_chunk_header = on_chunk,
    .on_body = on_body,
    .on_message_complete = on_end,
};

/* --- errors --- */

static ssize_t http_fail(struct an_http *h, int status)
{
    h->phase = FAILED;
    h->status = status;
    return AN_EPROTO;
}

/* An unknown method, or no method at all? The letters of a method are those that nginx allows. */
static int method_status(const char *at, const char *end)
{
    bool letter = at < end && ((*at >= 'A' && *at <= 'Z') || *at == '-' || *at == '_');
    return letter ? 501 : 400;
}

static int version_status(llhttp_t *p)
{
    return llhttp_get_http_major(p) > 1 || llhttp_get_http_minor(p) > 1 ? 505 : 400;
}

/* The status that answers an error of llhttp. */
static ssize_t fail_parser(struct an_http *h, llhttp_errno_t err, const char *end)
{
    switch (err) {
    case HPE_CB_CHUNK_HEADER: /* on_chunk() fails for one reason only */
        return http_fail(h, 413);
    case HPE_INVALID_METHOD:
        return http_fail(h, method_status(llhttp_get_error_pos(&h->parser), end));
    case HPE_INVALID_VERSION:
        return http_fail(h, version_status(&h->parser));
    case HPE_PAUSED_H2_UPGRADE: /* the preface of HTTP/2 */
        return http_fail(h, 505);
    default:
        return http_fail(h, 400);
    }
}

/* --- life --- */

/* Expects empty buffers. */
static void begin_request(struct an_http *h)
{
    llhttp_init(&h->parser, HTTP_REQUEST, &settings);
    h->phase = HEAD;
    h->part = NO_PART;
    h->part_at = h->target_len = h->raw = h->chunks = h->headers = 0;
    h->other_protocol = h->long_field = h->begun = h->framing_tab = false;
    h->status = 0;
    h->left = h->taken = 0;
}

struct an_http *an_http_new(const struct an_http_limits *limits)
{
    struct an_http *h = an_alloc(sizeof *h);
    h->limits = limits;
    an_buf_init(&h->head, block_max(limits));
    an_buf_init(&h->body, SIZE_MAX); /* max_body is checked on the announced length */
    h->head.account = h->body.account = limits->account;
    begin_request(h);
    return h;
}

void an_http_free(struct an_http *h)
{
    if (!h) return;
    an_buf_fini(&h->head);
    an_buf_fini(&h->body);
    an_free(h);
}

void an_http_reset(struct an_http *h)
{
    an_buf_clear(&h->head, KEEP_HEAD);
    an_buf_clear(&h->body, KEEP_BODY);
    begin_request(h);
}

const struct an_http_request *an_http_request(const struct an_http *h)
{
    return &h->request;
}

size_t an_http_held(const struct an_http *h)
{
    return h->head.cap + h->body.cap;
}

bool an_http_in_request(const struct an_http *h)
{
    return h->phase == HEAD ? h->begun : h->phase != DONE;
}

bool an_http_in_body(const struct an_http *h)
{
    return h->phase == BODY || h->phase == CHUNKS;
}

const char *an_http_llhttp_version(void)
{
#define TEXT(x) #x
#define DOTTED(a, b, c) TEXT(a) "." TEXT(b) "." TEXT(c)
    return DOTTED(LLHTTP_VERSION_MAJOR, LLHTTP_VERSION_MINOR, LLHTTP_VERSION_PATCH);
}

/* --- bodies: each takes its bytes from in[0..n) --- */

static void show_body(struct an_http *h, const uint8_t *body, size_t len,
                      enum an_http_event_type *event)
{
    h->request.body = body;
    h->request.body_len = len;
    *event = AN_HTTP_BODY;
}

static void show_end(struct an_http *h, const uint8_t *body, size_t len,
                     enum an_http_event_type *event)
{
    show_body(h, body, len, event);
    h->phase = DONE;
    *event = AN_HTTP_REQUEST;
}

static ssize_t take_body(struct an_http *h, const uint8_t *in, size_t n,
                         enum an_http_event_type *event)
{
    if (n >= h->left && h->body.len == 0) {
        n = (size_t)h->left;
        show_end(h, in, n, event);
        return (ssize_t)n;
    }
    n = (size_t)AN_MIN(n, h->left);
    if (h->request.form) {
        h->left -= n;
        show_body(h, in, n, event);
        return (ssize_t)n;
    }
    int err = an_buf_append(&h->body, in, n);
    AN_ASSERT(err == AN_OK); /* the length was compared with max_body */
    h->left -= n;
    if (h->left == 0) show_end(h, h->body.data, h->body.len, event);
    return (ssize_t)n;
}

/* Sizes, extensions and trailers cost time. What chunks do not need of them has the head's
 * limit. */
static bool too_much_framing(const struct an_http *h)
{
    return h->raw - h->taken > h->limits->max_head + CHUNK_LINE * h->chunks;
}

/* Checks the framing after each CHUNK_SLICE bytes of the stream, wherever a feed ends. */
static ssize_t take_chunks(struct an_http *h, const uint8_t *in, size_t len,
                           enum an_http_event_type *event)
{
    size_t at = 0;
    if (h->request.form) an_buf_clear(&h->body, len); /* the last piece */
    while (at < len) {
        const char *p = (const char *)in + at;
        size_t n = AN_MIN(len - at, CHUNK_SLICE - h->raw % CHUNK_SLICE);
        llhttp_errno_t err = llhttp_execute(&h->parser, p, n);
        if (err != HPE_OK && err != HPE_PAUSED) return fail_parser(h, err, p + n);
        if (err == HPE_PAUSED) n = (size_t)(llhttp_get_error_pos(&h->parser) - p);
        at += n;
        h->raw += n;
        if ((err == HPE_PAUSED || h->raw % CHUNK_SLICE == 0) && too_much_framing(h))
            return http_fail(h, 431);
        if (err == HPE_PAUSED) {
            show_end(h, h->body.data, h->body.len, event);
            return (ssize_t)at;
        }
    }
    if (h->request.form && h->body.len) show_body(h, h->body.data, h->body.len, event);
    return (ssize_t)at;
}

/* --- the head --- */

/* Is the body a form that comes in pieces? Returns 0 or the status that refuses it. */
static int judge_form(struct an_http *h, const struct an__http_framing *framing)
{
    struct an_http_request *r = &h->request;
    struct an_span type, boundary;
    if (!h->limits->max_form || (!framing->chunked && !framing->length)) return 0;
    if (!an_head_find(r->head, r->head_len, "Content-Type", &type)) return 0;
    int err = an_multipart_boundary(type, &boundary);
    r->form = err == AN_OK;
    return err == AN_EPROTO ? 400 : 0;
}

static int judge_head(struct an_http *h, struct an__http_framing *framing)
{
    struct an_http_request *r = &h->request;
    if (h->target_len > AN_MIN(h->limits->max_target, FIELD_MAX)) return 414;
    if (h->long_field || (h->limits->max_headers && h->headers > h->limits->max_headers))
        return 431;
    if (h->other_protocol || h->framing_tab) return 400;
    *r = (struct an_http_request){.head = h->head.data, .head_len = h->head.len};
    int status = an__http_judge(r, framing);
    if (status || (status = judge_form(h, framing))) return status;
    return framing->length > max_body(h) ? 413 : 0;
}

/* Begins the body. The head is whole; in[0..n) stands behind it. */
static ssize_t begin_body(struct an_http *h, const uint8_t *in, size_t n,
                          enum an_http_event_type *event)
{
    struct an__http_framing framing = {.length = h->parser.content_length};
    int status = judge_head(h, &framing);
    if (status) return http_fail(h, status);
    if (framing.expects && n == 0) *event = AN_HTTP_CONTINUE;
    h->raw = 0;
    h->left = framing.length;
    h->phase = framing.chunked ? CHUNKS : BODY;
    if (framing.chunked) llhttp_resume(&h->parser);
    if (h->request.form) {
        h->request.expects = framing.expects && n == 0;
        *event = AN_HTTP_FORM;
        return 0;
    }
    if (framing.chunked) return take_chunks(h, in, n, event);
    return n || h->left == 0 ? take_body(h, in, n, event) : 0;
}

/* Takes in[0..n). The head goes on behind it, or is too long already. */
static ssize_t head_unfinished(struct an_http *h, const uint8_t *in, size_t n)
{
    h->raw += n;
    if (h->part == NAME) h->tab |= has_tab(h->ows, (const char *)in + n);
    if (h->raw == h->limits->max_head)
        return http_fail(h, h->target_len > h->limits->max_target ? 414 : 431);
    for (size_t i = 0; i < n && !h->begun; i++)
        h->begun = in[i] != '\r' && in[i] != '\n';
    return (ssize_t)n;
}

static ssize_t take_head(struct an_http *h, const uint8_t *in, size_t len,
                         enum an_http_event_type *event)
{
    const char *p = (const char *)in;
    size_t n = AN_MIN(len, h->limits->max_head - h->raw);
    h->ows = p;
    llhttp_errno_t err = llhttp_execute(&h->parser, p, n);
    if (err == HPE_OK) return head_unfinished(h, in, n);
    if (err != HPE_PAUSED) return fail_parser(h, err, p + n);
    size_t used = (size_t)(llhttp_get_error_pos(&h->parser) - p);
    ssize_t more = begin_body(h, in + used, len - used, event);
    return more < 0 ? more : (ssize_t)used + more;
}

ssize_t an_http_feed(struct an_http *h, const uint8_t *in, size_t len,
                     enum an_http_event_type *event, int *status)
{
    ssize_t used;
    *event = AN_HTTP_NONE;
    if (len == 0 && h->phase != FAILED) return 0;
    if (h->phase == DONE) an_http_reset(h);
    switch (h->phase) {
    case HEAD:
        used = take_head(h, in, len, event);
        break;
    case BODY:
        used = take_body(h, in, len, event);
        break;
    case CHUNKS:
        used = take_chunks(h, in, len, event);
        break;
    default:
        used = AN_EPROTO;
    }
    if (used < 0) {
        *event = AN_HTTP_NONE;
        *status = h->status;
    }
    return used;
}
