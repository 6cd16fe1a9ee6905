/* worker_event.c - what a message is to the application: which callback it is for, once each,
 * though processes die meanwhile; and what must be done after the callback.
 */
#include "process/worker_in.h"

#include <unistd.h>

#include "disk/upload.h"
#include "ground/log.h"
#include "process/forked.h"
#include "protocol/ws/frame.h"

/* The callback has failed at a client's request: the client is not left to wait. */
void an_worker_fail(struct an_worker *w, const void *lines, size_t len)
{
    if (!w->call.id || w->call.answered) return;
    struct an_send page = {.code = 500, .flags = AN_MSG_ERROR_PAGE, .head = lines, .head_len = len};
    if (an_worker_send(w, w->call.id, &page) != AN_ELIMIT) return;
    page.head_len = 0;
    an_worker_send(w, w->call.id, &page);
}

#define HEAD_KEPT 4096 /* bytes of memory kept for heads */

bool an__event_tell(struct an_worker *w, const struct an_event *ev)
{
    an_buf_clear(&w->call.head, HEAD_KEPT);
    w->call.event = ev;
    int end = w->app->event(w->app->ctx, w, ev);
    if (AN_UNLIKELY(an_forked())) _exit(end != 0);
    w->call.event = NULL;
    w->call.failed = end != 0;
    if (AN_UNLIKELY(w->call.unfinished.len)) an__pieces_end(w);
    if (AN_LIKELY(end == 0)) return true;
    an_worker_fail(w, NULL, 0);
    if (end > 0) return true;
    an__worker_leave(w, 1);
    return false;
}

/* A process whose START fails is not ready: it leaves, and is tried again later. */
bool an__worker_start(struct an_worker *w)
{
    struct an_event ev = {.type = AN_EV_START};
    if (!an__event_tell(w, &ev)) return false;
    if (!w->call.failed) return true;
    an_log(AN_LOG_ERROR, "START has failed: this process is not ready, and ends");
    an__worker_leave(w, AN__ASKED);
    return false;
}

void an__body_drop(struct an_worker *w, void *owned)
{
    if (!owned) return;
    if (w->app->drop)
        w->app->drop(w->app->ctx, owned);
    else
        an_free(owned);
}

bool an__event_deliver(struct an_worker *w, enum an_event_type type, const struct an_delivery *d)
{
    struct an_event ev = {
        .type = type,
        .id = d->msg.id,
        .proto = (enum an_proto)d->msg.proto,
        .code = d->msg.code,
        .serialized = d->msg.flags & AN_MSG_SERIALIZED,
        .head = d->head,
        .head_len = d->msg.head_len,
        .body = d->body,
        .body_len = d->msg.body_len,
        .owned = d->owned,
    };
    if (type == AN_EV_RECV && ev.proto == AN_PROTO_WEBSOCKET)
        ev.head_place = (uint32_t)d->msg.stamp;
    return an__event_tell(w, &ev);
}

static bool msg_is_form(const struct an_delivery *d)
{
    return d->msg.proto == AN_PROTO_HTTP && d->msg.flags & AN_MSG_FORM;
}

/* A form's files are the callback's to move away, whatever its end. */
static bool deliver_form(struct an_worker *w, const struct an_delivery *d)
{
    struct an_event ev = {
        .type = AN_EV_RECV,
        .id = d->msg.id,
        .proto = AN_PROTO_HTTP,
        .form = true,
        .head = d->head,
        .head_len = d->msg.head_len,
        .body = d->body,
        .body_len = d->msg.body_len,
    };
    bool go_on = an__event_tell(w, &ev);
    an_upload_remove(d->body, d->msg.body_len);
    an__body_drop(w, d->owned);
    return go_on;
}

static bool deliver_connect(struct an_worker *w, uint64_t id)
{
    if (!an_registry_see_connect(&w->fabric->registry, id)) return true;
    struct an_event ev = {.type = AN_EV_CONNECT, .id = id, .proto = AN_PROTO_TCP};
    return an__event_tell(w, &ev);
}

/* A connection whose CONNECT died with a predecessor before anybody saw it, or was taken back with
 * its first request, is announced by its first data. */
static bool conn_announce(struct an_worker *w, const struct an_delivery *d)
{
    if (d->msg.withdrawn == AN_MOVED) return true; /* where it is now */
    return an_registry_seen(&w->fabric->registry, d->msg.id) || deliver_connect(w, d->msg.id);
}

static bool deliver_recv(struct an_worker *w, const struct an_delivery *d)
{
    bool go_on = conn_announce(w, d);
    /* Withdrawn: its reactor has answered it. Moved: another worker does it, with its files. */
    if (!go_on || d->msg.withdrawn) {
        bool files = msg_is_form(d) && d->msg.withdrawn != AN_MOVED;
        if (files) an_upload_remove(d->body, d->msg.body_len);
        an__body_drop(w, d->owned);
        return go_on;
    }
    an__call_take(w, d);
    go_on = msg_is_form(d) ? deliver_form(w, d) : an__event_deliver(w, AN_EV_RECV, d);
    an__call_put_down(w, d);
    return go_on;
}

/* The callback of OPEN has returned. If it has not refused, the client is let in. A refusal that
 * could not be sent is a refusal nevertheless. */
static void open_conclude(struct an_worker *w)
{
    struct an_send page = {.code = 500, .flags = AN_MSG_ERROR_PAGE};
    if (!an_worker_opening(w)) return;
    if (!w->call.refused)
        an_worker_accept(w, NULL, 0);
    else if (an_worker_send(w, w->call.id, &page) < 0)
        an_worker_close(w, w->call.id, 0, NULL, 0);
}

static bool deliver_open(struct an_worker *w, const struct an_delivery *d)
{
    struct an_event ev = {.type = AN_EV_OPEN,
                          .id = d->msg.id,
                          .proto = AN_PROTO_WEBSOCKET,
                          .head = d->head,
                          .head_len = d->msg.head_len};
    bool go_on = conn_announce(w, d);
    if (go_on && !d->msg.withdrawn) {
        an__call_take(w, d);
        go_on = an__event_tell(w, &ev);
        if (go_on) open_conclude(w);
        an__call_put_down(w, d);
        w->call.opens = false;
    }
    an__body_drop(w, d->owned);
    return go_on;
}

/* By now the client is answered. Its reactor may have kept the connection open for that: now the
 * connection gets nothing more that is published, and after its callback it ends. */
static void close_send(struct an_worker *w, uint64_t id, enum an_msg_type type)
{
    struct an_msg m = {.type = (uint8_t)type, .id = id};
    if (an_registry_check(&w->fabric->registry, id, NULL) == AN_OK)
        an__sink_push(w, an__sink_of(w, id), &m, NULL, NULL);
}

static bool deliver_close(struct an_worker *w, const struct an_delivery *d)
{
    struct an_event ev = {
        .type = AN_EV_CLOSE,
        .id = d->msg.id,
        .proto = (enum an_proto)d->msg.proto,
        .code = d->msg.code,
        .close_code = (uint16_t)d->msg.stamp,
        .head = d->head,
        .head_len = d->msg.head_len,
        .body = d->body,
        .body_len = d->msg.body_len,
    };
    bool go_on = true;
    if (d->msg.proto != AN_PROTO_HTTP) close_send(w, d->msg.id, AN_MSG_UNSUBSCRIBE);
    if (an_registry_see_close(&w->fabric->registry, d->msg.id)) {
        w->call.closing_id = d->msg.id;
        go_on = an__event_tell(w, &ev);
        w->call.closing_id = 0;
    }
    an__body_drop(w, d->owned);
    close_send(w, d->msg.id, AN_MSG_HANGUP);
    return go_on;
}

/* A send that was refused may be tried again. Nothing comes after CLOSE. */
static bool deliver_drain(struct an_worker *w, const struct an_delivery *d)
{
    bool over = an_registry_over(&w->fabric->registry, d->msg.id);
    if (!over && conn_announce(w, d)) return an__event_deliver(w, AN_EV_DRAIN, d);
    an__body_drop(w, d->owned);
    return over;
}

/* A seat of this worker whose connections nobody else tells CLOSE of. */
bool an__seat_is_ours(const struct an_worker *w, uint32_t seat)
{
    if (seat == w->index) return true;
    return seat < w->fabric->count[AN_WORKER] && seat % w->fabric->workers == an_worker_index(w) &&
           an_board_get(&w->fabric->board->seat[seat].pid) == 0;
}

/* A net that was killed in mid-stop has told nobody of its connections' end. */
void an__orphans_close(struct an_worker *w)
{
    struct an_registry *r = &w->fabric->registry;
    if (w->role != AN_WORKER) return;
    for (uint32_t i = 0, used = an_registry_used(r); i < used && w->phase != AN__LEFT; i++) {
        uint32_t worker;
        enum an_proto proto;
        uint64_t id = an_registry_unclosed(r, i, &worker, &proto);
        if (!id || !an__seat_is_ours(w, worker) || !an_registry_see_close(r, id)) continue;
        struct an_event ev = {.type = AN_EV_CLOSE,
                              .id = id,
                              .proto = proto,
                              .code = AN_CLOSE_SHUTDOWN,
                              .close_code = proto == AN_PROTO_WEBSOCKET ? AN_WS_CLOSE_LOST : 0};
        an__event_tell(w, &ev);
    }
}

/* If this process dies from now on, it has not died of its start. Messages of workers do not count:
 * workers may send them in START, and they may kill their readers again and again. */
static void work_note(struct an_worker *w, const struct an_msg *m)
{
    if (m->type == AN_MSG_MESSAGE) return;
    w->worked = true;
    an_board_set(&w->notice->worked, 1);
}

/* The ring says which process has asked or answered. The message is not believed. */
bool an__msg_dispatch(struct an_worker *w, struct an__source *s, struct an_delivery *d)
{
    uint32_t peer = an_fabric_number(w->fabric, s->from, s->index);
    if (AN_UNLIKELY(!w->worked)) work_note(w, &d->msg);
    switch (d->msg.type) {
    case AN_MSG_CONNECT:
        an__body_drop(w, d->owned);
        return d->msg.withdrawn || deliver_connect(w, d->msg.id);
    case AN_MSG_RECV:
        return deliver_recv(w, d);
    case AN_MSG_OPEN:
        return deliver_open(w, d);
    case AN_MSG_CLOSE:
        return deliver_close(w, d);
    case AN_MSG_DRAIN:
        return deliver_drain(w, d);
    case AN_MSG_EXPIRED:
        an__unanswered_log(w, d->msg.id, d->msg.stamp);
        an__body_drop(w, d->owned);
        return true;
    case AN_MSG_MESSAGE:
        if (d->msg.withdrawn) return true; /* it has killed its reader: once is enough */
        d->msg.code = s->from == AN_TASK ? w->fabric->workers + peer : peer;
        return an__event_deliver(w, AN_EV_MESSAGE, d);
    default:
        d->msg.code = peer;
        return an__task_dispatch(w, s, d);
    }
}
