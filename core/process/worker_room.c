/* worker_room.c - when a client's queue has no room: the wait for room, and what a refused piece of
 * an answer means.
 *
 * The registry shows how much room there is. While a worker waits for room, nothing else of it
 * runs. Its reactor goes on (what does not fit into the worker's ring waits in the reactor's
 * queue), so the two never wait for each other. The worker looks every SLICE_MS. After the first
 * look it waits for an eighth of the queue at once, so that the pieces of a fast client are not
 * sent one by one. A send that is refused has asked for DRAIN: the reactor tells when there is
 * room.
 *
 * An answer with a hole must never end properly, whatever the callback does. So after a refused
 * piece only that same piece may follow; it is known by its bytes. After another piece, or after a
 * wait in vain, the answer has failed: its connection ends, and its client sees that the answer is
 * not whole.
 */
#include "process/worker_in.h"

#include <string.h>

#include "ground/clock.h"
#include "ground/log.h"

#define SLICE_MS 20

int an__conn_check(struct an_worker *w, uint64_t id, uint32_t *queued)
{
    if (id != w->call.closing_id && an_registry_over(&w->fabric->registry, id)) return AN_EGONE;
    if (an_registry_is_let_go(&w->fabric->registry, id)) return AN_EGONE;
    return an_registry_check(&w->fabric->registry, id, queued);
}

/* An empty piece always fits: it ends an answer, or says a head. Into an empty queue anything fits.
 *  */
static bool room_suffices(const struct an_worker *w, size_t queued, size_t len)
{
    return !queued || !len || queued + len <= w->config->send_queue;
}

static int room_check(struct an_worker *w, uint64_t id, size_t len)
{
    uint32_t queued;
    int err = an__conn_check(w, id, &queued);
    return err < 0 || room_suffices(w, queued, len) ? err : AN_EAGAIN;
}

static bool stop_is_told(const struct an_worker *w)
{
    return an_board_get(&w->notice->command) == AN_STOP;
}

int an__room_await(struct an_worker *w, uint64_t id, size_t len, uint32_t wait_ms)
{
    struct an_registry *r = &w->fabric->registry;
    int err = room_check(w, id, len);
    if (AN_LIKELY(err != AN_EAGAIN)) return err;
    uint64_t until = an_clock_ms() + wait_ms;
    while (err == AN_EAGAIN && an_clock_ms() < until && !stop_is_told(w)) {
        an__sinks_ring(w);
        an_bell_wait(w->bell_fd, SLICE_MS);
        err = room_check(w, id, AN_MAX(len, w->config->send_queue / 8));
    }
    if (err == AN_EAGAIN) err = room_check(w, id, len);
    if (err != AN_EAGAIN || !room_suffices(w, an_registry_fill(r, id), len)) return err;
    an_registry_relieve(r, id);
    return AN_OK;
}

/* --- pieces --- */

/* A piece by its bytes; never 0. */
static uint64_t piece_number(const uint8_t *p, size_t len)
{
    uint64_t h = len, word;
    for (; len >= 8; p += 8, len -= 8) {
        memcpy(&word, p, 8);
        h = (h ^ word) * 0x9e3779b97f4a7c15u;
        h ^= h >> 29;
    }
    for (; len; len--)
        h = (h ^ *p++) * 0x9e3779b97f4a7c15u;
    return h | 1;
}

/* The failure itself may not find room. Then the next piece tries it again: no piece has the number
 * 0. */
static int piece_fail(struct an_worker *w, uint64_t id, uint64_t request)
{
    struct an_registry *r = &w->fabric->registry;
    struct an_msg m = {.type = AN_MSG_SEND,
                       .proto = AN_PROTO_HTTP,
                       .flags = AN_MSG_ERROR_PAGE,
                       .code = 500,
                       .id = id,
                       .stamp = request};
    if (an__sink_send(w, an__sink_of(w, id), &m, NULL, NULL) == AN_OK)
        an_registry_mark(r, id, request, AN_REQUEST_FAILED | AN_REQUEST_CLAIMED, 0);
    else
        an_registry_refuse(r, id, request, 0);
    return AN_EFAILED;
}

int an__piece_may_follow(struct an_worker *w, uint64_t id, uint64_t request,
                         const struct an_send *send)
{
    struct an_registry *r = &w->fabric->registry;
    unsigned flags = an_registry_flags(r, id, request);
    if (flags & AN_REQUEST_FAILED) return AN_EFAILED;
    if (AN_LIKELY(!(flags & AN_REQUEST_REFUSED))) return AN_OK;
    uint64_t piece = piece_number(send->body, send->body_len);
    return an_registry_was_refused(r, id, request, piece) ? AN_OK : piece_fail(w, id, request);
}

void an__piece_refused(struct an_worker *w, uint64_t id, uint64_t request, int err,
                       const struct an_send *send)
{
    if (err == AN_EAGAIN && !send->wait_ms)
        an_registry_refuse(&w->fabric->registry, id, request,
                           piece_number(send->body, send->body_len));
    else if (err == AN_EAGAIN || err == AN_ETIMEOUT)
        piece_fail(w, id, request);
}

/* --- answers that a callback leaves behind --- */

struct an__unfinished {
    uint64_t id, request;
};

/* A callback that fails does not go on with the answers that it has begun, and a task does not go
 * on with those that it has written to. (The answer to the request in hand is worker_event.c's.) */
void an__piece_sent(struct an_worker *w, uint64_t id, const struct an_conn_route *route,
                    uint8_t flags)
{
    struct an__unfinished one = {id, route->request};
    bool begun = !(route->flags & AN_REQUEST_STREAMED);
    if (flags & AN_MSG_LAST || id == w->call.id || !(begun || w->call.task.id)) return;
    size_t len = w->call.unfinished.len;
    if (len && memcmp(w->call.unfinished.data + len - sizeof one, &one, sizeof one) == 0) return;
    an_buf_append(&w->call.unfinished, &one,
                  sizeof one); /* the cap is beyond what a callback can mean */
}

void an__pieces_end(struct an_worker *w)
{
    struct an__unfinished one;
    for (size_t at = 0; w->call.failed && at < w->call.unfinished.len; at += sizeof one) {
        memcpy(&one, w->call.unfinished.data + at, sizeof one);
        unsigned flags = an_registry_flags(&w->fabric->registry, one.id, one.request);
        if (!(flags & AN_REQUEST_STREAMED) || flags & (AN_REQUEST_CLAIMED | AN_REQUEST_FAILED))
            continue;
        an_log(AN_LOG_WARN,
               "an answer in pieces ends unfinished: its callback has failed (connection %llu)",
               (unsigned long long)one.id);
        piece_fail(w, one.id, one.request);
    }
    an_buf_clear(&w->call.unfinished, 4096);
}
