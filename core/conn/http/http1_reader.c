/* http1_reader.c - requests as the text of HTTP/1.x: one at a time, and their time limits. The
 * reader and the exchange begin together, with the first byte of a request. */
#include "conn/http/http_in.h"
#include "protocol/http/http1.h"

static struct an_http *codec_take(struct an_conn_env *env)
{
    if (env->http_spares == 0) return an_http_new(&env->limits);
    return env->http_spare[--env->http_spares];
}

void an__conn_http_begin(struct an_conn *c)
{
    if (c->x) return;
    c->codec.http = codec_take(c->env);
    an__exchange_begin(c, &an__http1_writer);
}

void an__conn_http_drop(struct an_conn *c)
{
    struct an_conn_env *env = c->env;
    if (c->x) c->x->request = NULL;
    if (!c->codec.http) return;
    if (env->http_spares < sizeof env->http_spare / sizeof *env->http_spare) {
        an_http_reset(c->codec.http);
        env->http_spare[env->http_spares++] = c->codec.http;
    } else {
        an_http_free(c->codec.http);
    }
    c->codec.http = NULL;
}

/* --- time --- */

/* A body has body_ms, and a second more for each body_rate bytes of it that come. The time cannot
 * be saved up: at no moment is more than body_ms left. */
static void body_came(struct an_conn *c, size_t bytes)
{
    const struct an_config *config = c->env->config;
    struct an__exchange *x = c->x;
    if (!config->body_rate) return;
    x->body_rest += (uint64_t)bytes * 1000;
    uint64_t due = x->body_due_ms + x->body_rest / config->body_rate;
    x->body_rest %= config->body_rate;
    x->body_due_ms = AN_MIN(due, c->env->now_ms + config->body_ms);
}

static bool body_in_time(struct an_conn *c)
{
    uint64_t due = c->x->body_due_ms, now = c->env->now_ms;
    if (now >= due) return false;
    an__conn_deadline(c, due - now);
    return true;
}

void an__conn_read_timeout(struct an_conn *c)
{
    struct an_counters *counters = c->env->counters;
    if (c->x && an_http_in_body(c->codec.http) && c->x->body_due_ms) {
        if (body_in_time(c)) return;
        an_count(&counters->http_body_timeouts, 1);
        an__conn_http_fail(c, 408, NULL, AN_CLOSE_TIMEOUT);
    } else if (c->x && an_http_in_request(c->codec.http)) {
        an_count(&counters->http_head_timeouts, 1);
        an__conn_http_fail(c, 408, NULL, AN_CLOSE_TIMEOUT);
    } else if (an__conn_queued(c)) {
        /* The client still reads the answer before: there is no silence yet. */
        an__conn_deadline(c, c->env->config->keep_alive_ms);
    } else {
        if (c->requests) an_count(&counters->http_keep_alive_ends, 1);
        an__conn_finish(c, AN_CLOSE_TIMEOUT);
    }
}

/* --- bytes --- */

static void request_refused(struct an_conn *c, int status)
{
    struct an_counters *counters = c->env->counters;
    an_count(&counters->protocol_errors, 1);
    if (status == 413) an_count(&counters->http_body_too_large, 1);
    if (status == 414) an_count(&counters->http_uri_too_long, 1);
    if (status == 431) an_count(&counters->http_head_too_large, 1);
    c->x->is_head = false;
    an__conn_log_begin(c, NULL, 0);
    an__conn_http_fail(c, status, NULL, AN_CLOSE_PROTOCOL);
}

/* A body that did not come whole with its head has a time of its own. */
static void note_body(struct an_conn *c, size_t used)
{
    struct an__exchange *x = c->x;
    if (!an_http_in_body(c->codec.http)) return;
    if (x->body_due_ms) {
        body_came(c, used);
        return;
    }
    x->body_due_ms = c->env->now_ms + c->env->config->body_ms;
    an__conn_no_deadline(c);
    an__conn_deadline(c, c->env->config->body_ms);
}

static void http_event(struct an_conn *c, enum an_http_event_type type)
{
    const struct an_http_request *r = an_http_request(c->codec.http);
    switch (type) {
    case AN_HTTP_CONTINUE:
        c->x->writer->go_on(c);
        return;
    case AN_HTTP_FORM:
        an__conn_form_begin(c, r);
        return;
    case AN_HTTP_BODY:
        an__conn_form_feed(c, r, false);
        return;
    case AN_HTTP_REQUEST:
        if (r->form)
            an__conn_form_feed(c, r, true);
        else
            an__conn_http_request(c, r);
        return;
    default:
        return;
    }
}

size_t an__conn_http_feed(struct an_conn *c, uint8_t *p, size_t n)
{
    enum an_http_event_type type;
    int status;
    if (!c->x) {
        an__conn_http_begin(c);
        an__conn_deadline(c, c->env->config->head_ms);
    }
    ssize_t used = an_http_feed(c->codec.http, p, n, &type, &status);
    if (used < 0) {
        request_refused(c, status);
        return n;
    }
    note_body(c, (size_t)used);
    http_event(c, type);
    return (size_t)used;
}
