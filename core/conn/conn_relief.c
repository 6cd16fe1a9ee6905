/* conn_relief.c - what a connection keeps in memory, and how it is made to give that back when all of them together keep too much. See ipc/budget.h.
 *
 * What is unfinished is refused in the words of its protocol, with the memory free at once: an HTTP client gets a 503, a WebSocket 1013 (behind the answers to
 * what it has said before), a TCP connection ends. So does one that does not read: it is cut off as a slow one would be. What a worker has already, or the
 * disk, is theirs: nothing of that is taken back.
 */
#include "conn/conn_in.h"

static size_t holds_out(const struct an_conn *c)
{
    return c->out ? AN_MAX(c->out->held, c->out->bytes) : 0;
}

static size_t holds_codec(const struct an_conn *c)
{
    if (!c->codec.any) return 0;
    return c->phase == AN_PHASE_WS ? an_ws_held(c->codec.ws) : an_http_held(c->codec.http);
}

static size_t holds_form(const struct an_conn *c)
{
    bool unfinished = c->x && c->x->upload && c->phase == AN_PHASE_HTTP;
    return unfinished ? an_upload_held(c->x->upload) : 0;
}

/* What a form or a request keeps while its worker has it, is not of interest: it cannot be given back. */
size_t an_conn_holds(const struct an_conn *c)
{
    if (c->phase == AN_PHASE_DEAD || c->phase == AN_PHASE_FORM) return 0;
    size_t parked = an__conn_is(c, AN__BLOCKED) ? c->parked : 0;
    size_t held = c->x ? c->x->held_bytes : 0;
    size_t stashed = c->stash ? c->stash->len : 0;
    return holds_out(c) + holds_codec(c) + holds_form(c) + parked + held + stashed;
}

/* A message that has not begun to leave is taken back, or nothing could follow it but the message itself. */
static void message_refuse(struct an_conn *c)
{
    if (an__conn_is(c, AN__BLOCKED) && !c->env->up->cancel(c)) return;
    c->flags &= (uint16_t)~AN__BLOCKED;
    if (c->phase == AN_PHASE_WS)
        an__conn_ws_last(c, AN_CLOSE_MEMORY, AN_WS_CLOSE_AGAIN);
    else
        an__conn_finish(c, AN_CLOSE_MEMORY);
    an__conn_stash_free(c);
}

static void request_refuse(struct an_conn *c)
{
    if (c->phase == AN_PHASE_WAIT && !an__conn_http_take_back(c)) return;
    an__conn_http_fail(c, 503, "Retry-After: 5\r\n", AN_CLOSE_MEMORY);
    an__conn_stash_free(c);
}

void an_conn_relieve(struct an_conn *c)
{
    size_t all = an_conn_holds(c), held = c->x ? c->x->held_bytes : 0;
    if (holds_out(c) + held > all / 2)
        an_conn_kill(c, AN_CLOSE_MEMORY);
    else if (c->phase == AN_PHASE_HTTP || c->phase == AN_PHASE_WAIT)
        request_refuse(c);
    else if (c->phase == AN_PHASE_WS || c->phase <= AN_PHASE_TCP)
        message_refuse(c);
    else
        an_conn_kill(c, AN_CLOSE_MEMORY);
    if (an_conn_holds(c) < all) an_count(&c->env->counters->memory_closed, 1);
}
