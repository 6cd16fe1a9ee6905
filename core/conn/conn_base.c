/* conn_base.c - what every other file of the connection needs: its protocol, what it asks of its
 * transport, what it tells its worker, the bytes that it has read and not used. */
#include "conn/conn_in.h"

void an__conn_speak(struct an_conn *c, const struct an_protocol *protocol)
{
    c->protocol = protocol;
    protocol->begin(c);
}

/* --- towards the worker --- */

int an__conn_tell(struct an_conn *c, enum an_msg_type type, uint32_t code, const void *head,
                  size_t head_len, const void *body, size_t body_len)
{
    struct an_msg m = {
        .type = type,
        .proto = c->proto,
        .code = code,
        .id = c->id,
        .head_len = (uint32_t)head_len,
        .body_len = (uint32_t)body_len,
    };
    return c->env->up->post(c, &m, head, body);
}

void an__conn_proto(struct an_conn *c, enum an_proto proto)
{
    c->proto = proto;
    an_registry_proto(c->env->registry, c->id, proto);
}

/* A connection that has one read's bytes waiting reads no more, so that no client fills the queue
 * before others. */
void an__conn_park(struct an_conn *c, size_t bytes)
{
    c->parked++;
    c->parked_bytes += (uint32_t)bytes;
    bool most = an__conn_parked(c) >= AN_READ_SIZE || c->protocol->single;
    if (most || c->env->up->crowded(c)) c->flags |= AN__BLOCKED;
}

void an__conn_unpark(struct an_conn *c, size_t bytes)
{
    c->parked--;
    c->parked_bytes -= (uint32_t)bytes;
    bool room = an__conn_parked(c) < AN_READ_SIZE && !c->env->up->crowded(c);
    if (!c->parked || room) c->flags &= (uint16_t)~AN__BLOCKED;
}

/* A message that has begun to leave stays. Alone, it would be all that waits. */
bool an__conn_untell(struct an_conn *c)
{
    if (!c->parked) return true;
    bool alone = c->parked == 1;
    size_t left = c->env->up->cancel(c);
    c->parked = left ? 1 : 0;
    c->parked_bytes = (uint32_t)left;
    if (!left) c->flags &= (uint16_t)~AN__BLOCKED;
    return !left || !alone;
}

/* --- towards the transport --- */

void an__conn_want(struct an_conn *c, unsigned which, unsigned what)
{
    unsigned wants = (c->wants & ~which) | what;
    if (wants == c->wants || c->phase == AN_PHASE_DEAD) return;
    c->wants = (uint8_t)wants;
    c->transport->want(c, wants);
}

/* Wants READ; or HANGUP while nothing is read; or RESET once the end of the peer's side is
 * known. */
void an__conn_want_input(struct an_conn *c, enum an_want what)
{
    bool ended = an__conn_is(c, AN__EOF) || c->wants & AN_WANT_RESET;
    if (what == AN_WANT_HANGUP && ended) what = AN_WANT_RESET; /* or HANGUP is reported for ever */
    an__conn_want(c, AN_WANT_READ | AN_WANT_HANGUP | AN_WANT_RESET, what);
}

void an__conn_stash_free(struct an_conn *c)
{
    if (!c->stash) return;
    an_account_sub(&c->env->share.account, c->stash->len);
    an_free(c->stash);
    c->stash = NULL;
}

/* --- what several protocols have in common --- */

bool an__conn_never_ready(struct an_conn *c)
{
    (void)c;
    return false;
}

bool an__conn_subscribes_always(const struct an_conn *c, const struct an_delivery *d)
{
    (void)c, (void)d;
    return true;
}

bool an__conn_subscribes_never(const struct an_conn *c, const struct an_delivery *d)
{
    (void)c, (void)d;
    return false;
}

uint32_t an__conn_deliver_nothing(struct an_conn *c, uint32_t from, uint32_t to, bool now)
{
    (void)c, (void)from, (void)to, (void)now;
    return 0;
}

bool an__conn_takes_hangup_alone(struct an_conn *c, const struct an_delivery *d)
{
    (void)c;
    return d->msg.type == AN_MSG_HANGUP;
}

bool an__conn_cuts_nothing(struct an_conn *c)
{
    (void)c;
    return false;
}
