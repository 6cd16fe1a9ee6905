/* conn_relief.c - what a connection keeps in memory, and how it gives that back when all of them
 * together keep too much. See ipc/budget.h.
 *
 * The connection refuses what is unfinished in the words of its protocol, and the memory is free at
 * once. An HTTP client gets a 503. A WebSocket gets 1013, behind the answers to what it has said
 * before. A TCP connection ends. A client that does not read is cut off as a slow one would be.
 * What a worker or the disk has already is theirs: nothing of that is taken back.
 */
#include "conn/conn_in.h"

static size_t holds_out(const struct an_conn *c)
{
    return c->write_queue ? AN_MAX(c->write_queue->held, c->write_queue->bytes) : 0;
}

static size_t holds_held(const struct an_conn *c)
{
    return c->protocol->held ? c->protocol->held(c) : 0;
}

/* 0 while the worker has the request, or the disk the form: such memory cannot be given back. */
size_t an_conn_holds(const struct an_conn *c)
{
    const struct an_protocol *protocol = c->protocol;
    if (c->phase == AN_PHASE_DEAD || (protocol->lent && protocol->lent(c))) return 0;
    size_t unfinished = protocol->holds ? protocol->holds(c) : 0;
    size_t stashed = c->stash ? c->stash->len : 0;
    return holds_out(c) + unfinished + an__conn_parked(c) + holds_held(c) + stashed;
}

void an_conn_relieve(struct an_conn *c)
{
    size_t all = an_conn_holds(c);
    bool reads_too_little = holds_out(c) + holds_held(c) > all / 2;
    if (reads_too_little || !c->protocol->refuse)
        an_conn_kill(c, AN_CLOSE_MEMORY);
    else
        c->protocol->refuse(c);
    if (an_conn_holds(c) < all) an_count(&c->env->counters->memory_closed, 1);
}
