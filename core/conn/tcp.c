/* tcp.c - TCP on a connection: bytes to the worker as they come, and the worker's bytes back. */
#include "conn/tcp.h"

#include "conn/conn_in.h"

static void tcp_begin(struct an_conn *c)
{
    c->phase = AN_PHASE_TCP;
    an__conn_no_deadline(c);
    an__conn_watch(c, an__conn_silence_ms(c));
}

static size_t tcp_feed(struct an_conn *c, uint8_t *p, size_t n)
{
    n = AN_MIN(n, c->env->config->max_message);
    if (an__conn_is(c, AN__TOLD)) return n;
    if (an__conn_tell(c, AN_MSG_RECV, 0, NULL, 0, p, n) == AN_EAGAIN) an__conn_park(c, n);
    return n;
}

/* The client may have shut down only its side. It still gets what the worker sends, until the
 * worker has seen CLOSE. */
static void tcp_ended(struct an_conn *c)
{
    if (an__conn_is(c, AN__TOLD)) return;
    an__conn_tell_close(c, AN_CLOSE_PEER);
    an__conn_deadline(c, c->env->config->answer_ms);
}

static void tcp_woken(struct an_conn *c)
{
    if (an__conn_is(c, AN__TOLD)) return;
    an__conn_no_deadline(c);
    an__conn_watch(c, an__conn_silence_ms(c));
}

static bool tcp_message(struct an_conn *c, const struct an_delivery *d)
{
    if (d->msg.type == AN_MSG_HANGUP) {
        an__conn_finish(c, AN_CLOSE_SERVER);
        return true;
    }
    if (d->msg.type != AN_MSG_SEND || d->msg.proto != c->proto) return false;
    if (AN_UNLIKELY(an__conn_silent(c))) an__conn_first_byte(c);
    an__conn_put2(c, NULL, 0, d->body, d->msg.body_len);
    return true;
}

/* Messages [from, to) are one piece of the bytes that all connections share. */
static uint32_t tcp_deliver(struct an_conn *c, uint32_t from, uint32_t to, bool now)
{
    struct an_batch *b = &c->env->batch;
    if (AN_UNLIKELY(an__conn_silent(c))) an__conn_first_byte(c);
    struct an_shared *s = an_batch_bytes(b);
    size_t begin = b->message[from].at, end = to < b->count ? b->message[to].at : s->len;
    an__conn_share(c, s, begin, end - begin, now);
    return to - from;
}

static void tcp_timeout(struct an_conn *c)
{
    if (an__conn_is(c, AN__TOLD)) /* the worker did not come to CLOSE in time */
        an__conn_finish(c, c->env->stopping ? AN_CLOSE_SHUTDOWN : AN_CLOSE_TIMEOUT);
    else
        an__conn_silence_over(c, 0, an__conn_silence_ms(c));
}

static void tcp_stop(struct an_conn *c)
{
    an__conn_stop_told(c, 0);
}

static bool tcp_last_call(struct an_conn *c)
{
    an__conn_finish(c, AN_CLOSE_SHUTDOWN);
    return true;
}

static void tcp_refuse(struct an_conn *c)
{
    if (!an__conn_untell(c)) return;
    an__conn_finish(c, AN_CLOSE_MEMORY);
    an__conn_stash_free(c);
}

const struct an_protocol an_protocol_tcp = {
    .begin = tcp_begin,
    .feed = tcp_feed,
    .ended = tcp_ended,
    .woken = tcp_woken,
    .message = tcp_message,
    .subscribes = an__conn_subscribes_always,
    .deliver = tcp_deliver,
    .timeout = tcp_timeout,
    .stop = tcp_stop,
    .last_call = tcp_last_call,
    .refuse = tcp_refuse,
};
