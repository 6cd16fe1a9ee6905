/* worker_call.c - the call: what belongs to the callback in hand, from its message to its end; and
 * how it is parked.
 *
 * A worker has one call in hand. While that is parked, another one may be begun and ended. The
 * message of a parked call stays in its ring, and the ring is not read: so the message is still in
 * hand for who repairs the ring after a death, and events of one connection stay in order. The
 * other rings and the timers go on. Not here: which callback a message is for (worker_event.c).
 */
#include "process/worker_in.h"

#include "ground/limits.h"

void an__call_init(struct an_call *call)
{
    *call = (struct an_call){0};
    an_buf_init(&call->head, AN_MAX_HEAD);
    an_buf_init(&call->unfinished, 1u << 20);
}

void an__call_fini(struct an_call *call)
{
    an_buf_fini(&call->head);
    an_buf_fini(&call->unfinished);
}

/* --- the request in hand --- */

void an__call_take(struct an_worker *w, const struct an_delivery *d)
{
    w->call.id = d->msg.proto == AN_PROTO_HTTP ? d->msg.id : 0;
    w->call.request = d->msg.stamp;
    w->call.answered = false;
    if (w->call.id)
        an_registry_mark(&w->fabric->registry, w->call.id, w->call.request, AN_REQUEST_TAKEN, 0);
    w->call.opens = d->msg.type == AN_MSG_OPEN;
    w->call.refused = false;
    w->call.codings = an__call_codings(w, d->msg.id);
}

void an__call_put_down(struct an_worker *w, const struct an_delivery *d)
{
    if (w->call.id && !w->call.answered) {
        an__unanswered_note(w, d);
        an_registry_mark(&w->fabric->registry, w->call.id, w->call.request, AN_REQUEST_RETURNED, 0);
    }
    w->call.id = 0;
}

const uint8_t *an_worker_head(struct an_worker *w, const struct an_event *ev, size_t *len)
{
    struct an_buf *b = &w->call.head;
    *len = ev->head_len;
    if (!ev->head_place) return ev->head;
    if (b->len == 0) {
        struct an_registry *r = &w->fabric->registry;
        struct an_head_view v = an_fabric_heads(w->fabric, an_registry_reactor(r, ev->id));
        an_head_view_read(&v, ev->head_place, ev->id, b);
    }
    *len = b->len;
    return b->data;
}

/* --- parked --- */

struct an_call *an_worker_park(struct an_worker *w)
{
    struct an_call *call = an_alloc(sizeof *call);
    AN_ASSERT(w->call.event);
    *call = w->call;
    if (call->source) call->source->parked = true;
    if (w->app->park) call->app = w->app->park(w->app->ctx);
    an__call_init(&w->call);
    return call;
}

void an_worker_resume(struct an_worker *w, struct an_call *call)
{
    AN_ASSERT(!w->call.event);
    an__call_fini(&w->call);
    w->call = *call;
    an_free(call);
    if (w->call.source) w->call.source->parked = false;
    if (w->app->resume) w->app->resume(w->app->ctx, w->call.app);
    w->call.app = NULL;
}
