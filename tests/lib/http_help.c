/* http_help.c - see http_help.h. */
#include "http_help.h"

#include "ground/base.h"
#include "guard_help.h"
#include "protocol/text/head.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- pieces --- */

size_t http_whole(void *arg, size_t at, size_t left)
{
    (void)arg, (void)at;
    return left;
}

size_t http_bytewise(void *arg, size_t at, size_t left)
{
    (void)arg, (void)at, (void)left;
    return 1;
}

size_t http_in_two(void *arg, size_t at, size_t left)
{
    size_t where = *(size_t *)arg;
    return at < where && where - at < left ? where - at : left;
}

/* --- text --- */

static void broken(const char *what)
{
    fprintf(stderr, "http1.c breaks a promise: %s\n", what);
    abort();
}

static void say(struct an_buf *out, const char *text)
{
    if (an_buf_append(out, text, strlen(text)) < 0) abort();
}

static void say_span(struct an_buf *out, const void *p, size_t n)
{
    if (an_buf_append(out, p, n) < 0) abort();
}

__attribute__((format(printf, 2, 3))) static void sayf(struct an_buf *out, const char *fmt, ...)
{
    char text[256];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    say(out, text);
}

static void say_head(struct an_buf *out, const struct an_http_request *r)
{
    struct an_head h;
    struct an_span name, value;
    int more;
    if (an_head_open(&h, r->head, r->head_len) < 0) broken("the head is a block");
    say_span(out, h.method.p, h.method.len);
    say(out, " ");
    say_span(out, h.target.p, h.target.len);
    say(out, " ");
    say_span(out, h.version.p, h.version.len);
    while ((more = an_head_next(&h, &name, &value)) > 0) {
        say(out, "|");
        say_span(out, name.p, name.len);
        say(out, ": ");
        say_span(out, value.p, value.len);
    }
    if (more < 0) broken("the head is a block to its end");
}

/* before: the pieces of a form that have come already. */
static void say_request(struct an_buf *out, const struct an_http_limits *limits,
                        const struct an_http_request *r, const struct an_buf *before)
{
    struct an_head h;
    say_head(out, r);
    say(out, " [");
    say_span(out, before->data, before->len);
    say_span(out, r->body, r->body_len);
    say(out, "]");
    if (r->form) say(out, " form");
    if (r->keep_alive) say(out, " keep");
    if (r->is_head) say(out, " head");
    if (r->http10) say(out, " 1.0");
    if (r->websocket) sayf(out, " websocket=%.28s", r->ws_accept);
    if (r->bad_websocket) say(out, " bad-websocket");
    if (r->bad_version) say(out, " bad-version");
    if (before->len + r->body_len > (r->form ? limits->max_form : limits->max_body))
        broken("a body within its limit");
    if (an_head_open(&h, r->head, r->head_len) < 0 || h.target.len > limits->max_target)
        broken("a target within its limit");
    say(out, "\n");
}

/* --- runs --- */

struct run {
    struct an_buf *out;
    const struct an_http_limits *limits;
    struct an_http *http;
    bool ended, switched; /* switched: to WebSocket */
    bool form;            /* under way */
    struct an_buf pieces; /* of it */
};

static void take_form(struct run *run, enum an_http_event_type event)
{
    const struct an_http_request *r = an_http_request(run->http);
    if (event == AN_HTTP_FORM) {
        if (run->form || !r->form) broken("a form begins once, and is one");
        run->form = true;
        return;
    }
    if (!run->form || r->body_len == 0) broken("a piece belongs to a form and is not empty");
    say_span(&run->pieces, r->body, r->body_len);
}

static void failed(struct run *run, const uint8_t *p, size_t n, int status)
{
    enum an_http_event_type event;
    int again = 0;
    sayf(run->out, "%d\n", status);
    for (int i = 0; i < 2; i++, n = 0)
        if (an_http_feed(run->http, p, n, &event, &again) != AN_EPROTO || again != status ||
            event != AN_HTTP_NONE)
            broken("an error stays");
    run->ended = true;
}

/* One feed; the bytes it used. */
static size_t feed(struct run *run, const uint8_t *p, size_t n)
{
    enum an_http_event_type event = AN_HTTP_REQUEST;
    int status = 0;
    ssize_t used = an_http_feed(run->http, p, n, &event, &status);
    if (used < 0) {
        failed(run, p, n, status);
        return 0;
    }
    if ((size_t)used > n || (event == AN_HTTP_NONE && (size_t)used != n))
        broken("no more is used than was given, and all of it when nothing happens");
    if (event == AN_HTTP_CONTINUE && (size_t)used != n)
        broken("100 Continue only while the body is missing");
    if (event == AN_HTTP_FORM || event == AN_HTTP_BODY) take_form(run, event);
    if (event != AN_HTTP_REQUEST) return (size_t)used;
    if (run->form != an_http_request(run->http)->form) broken("a form begins and ends");
    say_request(run->out, run->limits, an_http_request(run->http), &run->pieces);
    run->form = false;
    an_buf_clear(&run->pieces, 0);
    if (an_http_in_request(run->http)) broken("after a request, in none");
    run->ended = run->switched = an_http_request(run->http)->websocket;
    return (size_t)used;
}

void http_text(struct an_buf *out, const struct an_http_limits *limits, const void *in, size_t len,
               http_part_fn part, void *arg)
{
    struct run run = {.out = out, .limits = limits, .http = an_http_new(limits)};
    struct guard guard;
    size_t at = 0;
    an_buf_init(&run.pieces, 1 << 26);
    guard_open(&guard, len);
    while (at < len && !run.ended) {
        size_t n = part(arg, at, len - at);
        const uint8_t *p = guard_copy(&guard, (const uint8_t *)in + at, n);
        for (size_t done = 0; done < n && !run.ended;) {
            size_t used = feed(&run, p + done, n - done);
            done += used;
            at += used;
        }
    }
    if (!run.ended && an_http_in_request(run.http)) say(out, "more\n");
    if (run.switched && at < len) sayf(out, "+%zu\n", len - at);
    guard_close(&guard);
    an_buf_fini(&run.pieces);
    an_http_free(run.http);
}

static const char *differs(const struct an_buf *text, const char *expected, const char *how,
                           size_t where)
{
    static char why[4096];
    size_t n = strlen(expected);
    if (text->len == n && (n == 0 || memcmp(text->data, expected, n) == 0)) return NULL;
    snprintf(why, sizeof why, "%s (%zu) gives\n%.*s\ninstead of\n%s", how, where, (int)text->len,
             (const char *)text->data, expected);
    return why;
}

const char *http_differs(const struct an_http_limits *limits, const void *in, size_t len,
                         const char *expected)
{
    struct an_buf text;
    const char *why;
    an_buf_init(&text, 1 << 26);
    http_text(&text, limits, in, len, http_whole, NULL);
    why = differs(&text, expected, "whole", len);
    text.len = 0;
    http_text(&text, limits, in, len, http_bytewise, NULL);
    if (!why) why = differs(&text, expected, "byte by byte", 1);
    for (size_t where = 1; where < len && !why; where++) {
        text.len = 0;
        http_text(&text, limits, in, len, http_in_two, &where);
        why = differs(&text, expected, "split", where);
    }
    an_buf_fini(&text);
    return why;
}
