/* undecided.c - see undecided.h. A connection that a worker speaks to before the client has spoken
 * speaks TCP. So does one that ends its side, or falls silent, in the middle of bytes that could
 * have become HTTP. */
#include "conn/undecided.h"

#include "conn/conn_in.h"
#include "protocol/sniff.h"

static void undecided_begin(struct an_conn *c)
{
    c->phase = AN_PHASE_SNIFF;
    an__conn_watch(c, an__conn_silence_ms(c));
}

/* The connection speaks TCP, and what it has said so far is TCP. */
static void become_tcp(struct an_conn *c)
{
    an__conn_speak(c, c->env->protocols->tcp);
    an__conn_process(c);
}

/* A TLS client gets an alert ("handshake failure", RFC 8446, 6) instead of silence. */
static void refuse_tls(struct an_conn *c)
{
    static const uint8_t alert[] = {0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x28};
    an__conn_put(c, alert, sizeof alert);
    an_count(&c->env->counters->protocol_errors, 1);
    an__conn_finish(c, AN_CLOSE_PROTOCOL);
}

/* The time counts from the first bytes, not from the last ones. */
static void decide_soon(struct an_conn *c)
{
    uint64_t ms = c->env->config->sniff_ms;
    int32_t later = (int32_t)(c->deadline - (uint32_t)(c->env->now_ms + ms));
    if (!an__conn_is(c, AN__DEADLINE) || later > 0) an__conn_deadline(c, ms);
}

/* Uses no bytes: the protocol that it finds uses them. */
static size_t undecided_feed(struct an_conn *c, uint8_t *p, size_t n)
{
    switch (an_sniff(p, n)) {
    case AN_SNIFF_MORE:
        if (an__conn_is(c, AN__EOF))
            an__conn_speak(c, c->env->protocols->tcp);
        else
            decide_soon(c);
        break;
    case AN_SNIFF_HTTP:
        an__conn_no_deadline(c);
        an__conn_speak(c, c->env->protocols->http);
        break;
    case AN_SNIFF_TLS:
        refuse_tls(c);
        break;
    default:
        an__conn_speak(c, c->env->protocols->tcp);
    }
    return 0;
}

static void undecided_ended(struct an_conn *c)
{
    an__conn_speak(c, c->env->protocols->tcp);
    c->protocol->ended(c);
}

static void undecided_woken(struct an_conn *c)
{
    if (!an__conn_is(c, AN__TOLD)) an__conn_no_deadline(c);
}

static bool undecided_message(struct an_conn *c, const struct an_delivery *d)
{
    if (d->msg.type == AN_MSG_SEND && d->msg.proto == c->proto) {
        become_tcp(c);
        return c->protocol->message(c, d);
    }
    if (d->msg.type != AN_MSG_HANGUP) return false;
    an__conn_finish(c, AN_CLOSE_SERVER);
    return true;
}

static uint32_t undecided_deliver(struct an_conn *c, uint32_t from, uint32_t to, bool now)
{
    if (AN_UNLIKELY(an__conn_silent(c))) an__conn_first_byte(c);
    become_tcp(c);
    return c->protocol->deliver(c, from, to, now);
}

/* The client has sent nothing, or has fallen silent after bytes that could have become HTTP. */
static void undecided_timeout(struct an_conn *c)
{
    if (c->stash)
        become_tcp(c);
    else
        an__conn_silence_over(c, 0, an__conn_silence_ms(c));
}

/* No request can follow any more, because nothing comes after CLOSE: so the connection speaks
 * TCP. */
static void undecided_stop(struct an_conn *c)
{
    become_tcp(c);
    an_conn_stop(c);
}

static bool undecided_last_call(struct an_conn *c)
{
    (void)c;
    return true;
}

static void undecided_refuse(struct an_conn *c)
{
    an__conn_finish(c, AN_CLOSE_MEMORY);
    an__conn_stash_free(c);
}

const struct an_protocol an_protocol_undecided = {
    .begin = undecided_begin,
    .feed = undecided_feed,
    .ended = undecided_ended,
    .woken = undecided_woken,
    .message = undecided_message,
    .subscribes = an__conn_subscribes_always,
    .deliver = undecided_deliver,
    .timeout = undecided_timeout,
    .stop = undecided_stop,
    .last_call = undecided_last_call,
    .refuse = undecided_refuse,
    .gathers = true,
};
