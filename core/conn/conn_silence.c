/* conn_silence.c - clients that say nothing: how long they may, and what then. */
#include "conn/conn_in.h"

uint64_t an__conn_shorter(uint64_t a, uint64_t b)
{
    return a && b ? AN_MIN(a, b) : AN_MAX(a, b);
}

uint64_t an__conn_silence_ms(const struct an_conn *c)
{
    const struct an_silence *most = an_config_silence(c->env->config, c->port);
    return an__conn_shorter(most->tcp_timeout_ms, an__conn_silent(c) ? most->first_byte_ms : 0);
}

void an__conn_watch(struct an_conn *c, uint64_t ms)
{
    if (ms && !an__conn_is(c, AN__TOLD)) an__conn_deadline(c, ms);
}

/* The time for the first byte is over; the protocol begins the next one. */
void an__conn_first_byte(struct an_conn *c)
{
    an_list_remove(&c->place);
    if (c->protocol->woken) c->protocol->woken(c);
}

/* A client that takes something counts like one that says something: a ping may be behind many
 * bytes that it reads. */
bool an__conn_silence_over(struct an_conn *c, uint64_t ping_ms, uint64_t limit_ms)
{
    uint64_t quiet = (uint32_t)c->env->now_ms - c->heard;
    if (limit_ms && quiet >= limit_ms) {
        an_count(&c->env->counters->timeouts, 1);
        if (an__conn_silent(c)) an_count(&c->env->counters->silent_closed, 1);
        an__conn_finish(c, AN_CLOSE_TIMEOUT);
        return false;
    }
    bool asks = ping_ms && quiet >= ping_ms;
    uint64_t left = limit_ms ? limit_ms - quiet : 0;
    an__conn_deadline(c, an__conn_shorter(ping_ms && !asks ? ping_ms - quiet : ping_ms, left));
    return asks;
}
