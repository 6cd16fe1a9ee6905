/* worker_in.h - what the parts of a worker share, and nobody else: worker.c (the life of the
 * process), worker_links.c (the rings that it reads), worker_sinks.c (those that it writes),
 * worker_event.c (from messages to callbacks), worker_call.c (what belongs to the callback in
 * hand), worker_send.c and worker_room.c (what callbacks send), worker_message.c (messages between
 * workers), worker_task.c (tasks). */
#ifndef AN_WORKER_IN_H
#define AN_WORKER_IN_H

#include "loop/ring_queue.h"
#include "process/timers.h"
#include "process/worker.h"

/* A ring that this process reads. */
struct an__source {
    struct an_rx rx; /* opened when there is something in it */
    bool open;
    enum an_role from;
    uint32_t index;
    struct an_proc_notice *notice; /* of its producer */
    /* It held something impossible: it is not read until its producer has been replaced. */
    bool down;
    uint32_t deaths; /* of its producer, when it went down */
    struct an_delivery in_hand; /* the message whose call has begun and has not ended */
    bool parked;     /* The call whose message is in hand is parked: nothing more is read. */
    /* A task stays in hand until nothing waits there any more: what waits is its answer, or the
     * word that it is lost. NULL: no task stays in hand. */
    struct an__sink *answer_sink;
    uint64_t last_ended; /* in a worker: the task whose answer or loss came last */
};

/* A ring that this process writes. Only answers of tasks and messages to workers ever wait behind
 * it. */
struct an__sink {
    struct an_ring_queue queue;
    struct an_list unrung; /* in the worker's list, while something was pushed and not rung for */
    enum an_role to;
    uint32_t index;
    struct an_proc_notice *notice; /* of its consumer */
    bool stuck; /* the last wait for room was in vain: no waiting until something fits again */
    bool down;  /* its consumer's index is impossible: said once in the log */
    uint32_t deaths; /* of its consumer, when the first of what waits came to wait */
};

/* In a task worker: the task in hand. */
struct an__task {
    uint64_t id; /* 0: none */
    bool answered;
    struct an__sink *sink; /* where its answer went last; NULL: nowhere */
};

/* Which request it was that nobody has answered: for the log. */
#define AN__UNANSWERED 256
struct an__unanswered {
    uint64_t id, request;
    char line[128]; /* method and target, cut */
};

/* The call: everything that belongs to the callback in hand, and ends with it. It is one struct of
 * plain values, so it is parked and taken up again whole (worker_call.c). */
struct an_call {
    const struct an_event *event; /* NULL: no callback is in hand */
    struct an__source *source;    /* of the message in hand; NULL: there is none (a timer) */
    /* The HTTP request in hand: its connection (0: there is no such request), and its number. */
    uint64_t id, request;
    unsigned codings; /* of a body, that its client accepts */
    bool answered;
    bool opens;          /* it asks to become a WebSocket, */
    bool refused;        /* and another answer has been tried: it is not let in any more */
    bool failed;         /* the callback did not return: an exception, or it leaves */
    uint64_t closing_id; /* the connection whose CLOSE is in hand, 0: none */
    struct an__task task;
    struct an_buf head; /* of the WebSocket event in hand, once it has been asked for */
    /* Of struct an__unfinished: answers in pieces that end if the callback fails
     * (worker_room.c). */
    struct an_buf unfinished;
    void *app; /* while it is parked: the application's half of it */
};

enum { AN__DONE, AN__ASKED, AN__BROKEN }; /* an_worker_run(): why the process leaves */
/*   RUNNING ──AN_RELOAD──► RELOADING ──AN_STOP──► STOPPING ──► LEFT
 *
 * Every phase may be passed over. */
enum an__phase { AN__RUNNING, AN__RELOADING, AN__STOPPING, AN__LEFT };

struct an_worker {
    const struct an_config *config;
    struct an_fabric *fabric;
    const struct an_app *app;
    enum an_role role;
    uint32_t index; /* its seat; of a task worker: which one it is */
    uint64_t who;
    struct an_proc_notice *notice;
    struct an_bell *bell;
    int bell_fd;

    struct an_loop loop;
    struct an_watch parent;
    struct an_timers timers;
    struct an_timer leave_check; /* while leaving: conditions that ring no bell */

    struct an__source *source; /* [sources], by place (fabric.h) */
    uint32_t sources;
    uint32_t first_source; /* whose turn it is to be read first; it wraps */
    struct an_pending_set pending; /* the sources that the next turn reads */
    /* NULL where there are none. A worker makes those to workers with its first message. */
    struct an__sink *sink[AN_ROLES];
    uint32_t *seat_of; /* [workers] the seat that messages for each go to; NULL: there was none */
    struct an_list unrung; /* sinks */
    bool sinks_wait;       /* something may wait behind a ring */
    uint64_t rung_ms; /* when the sinks were last rung */
    uint64_t clock_ms, clock_ticks; /* see an_clock_ms_again() */

    enum an__phase phase;
    uint64_t leave_by_ms; /* RELOADING: the end of patience */
    uint64_t quiet_ms;    /* RELOADING: since when there has been nothing to do; 0: there is */
    int status;
    bool final; /* FINAL is being told, or has been */
    bool worked; /* as the board says it */

    struct an_call call;
    bool slow; /* the last callback took until another millisecond */
    struct an_buf gzip_head, gzip_body; /* of an answer that is compressed, while it is sent */
    uint64_t complained_id; /* the last request whose second answer was refused and logged */
    uint64_t complained_request;
    struct an__unanswered *unanswered; /* [AN__UNANSWERED], NULL: there has been none */
};

/* worker.c: the loop ends with this turn. */
void an__worker_leave(struct an_worker *w, int status);
/* A channel of this process holds something impossible: it makes room for a successor, whose
 * channels are whole. */
void an__worker_give_up(struct an_worker *w);
/* What a message counts in the load of a task worker. */
static inline size_t an__msg_bytes(const struct an_msg *m) { return sizeof *m + m->head_len + m->body_len; }
/* worker_links.c. The rings of this process. */
void an__links_open(struct an_worker *w);
void an__links_close(struct an_worker *w);
/* A turn: takes a batch from each ring that is read. True: there is more. */
bool an__links_drain(struct an_worker *w);
/* Would a turn find anything? */
bool an__links_pending(struct an_worker *w);
/* Has a message of several records begun, and not ended yet? */
bool an__links_joining(const struct an_worker *w);
/* worker_sinks.c. The ends of the channels to a role: made, none of them open yet; and open. */
void an__sinks_make(struct an_worker *w, enum an_role to);
void an__sinks_open(struct an_worker *w, enum an_role to);
void an__sinks_close(struct an_worker *w);
/* The sink towards the reactor of a connection. */
struct an__sink *an__sink_of(struct an_worker *w, uint64_t id);
/* Pushes a whole message, and waits for room if need be. AN_OK; AN_EGONE: its consumer has stopped
 * for good; AN_ETIMEOUT. */
int an__sink_push(struct an_worker *w, struct an__sink *s, const struct an_msg *m, const void *head,
                  const void *body);
/* As an__sink_push; and rings the consumer when nothing better is to be done. */
int an__sink_send(struct an_worker *w, struct an__sink *s, const struct an_msg *m, const void *head,
                  const void *body);
/* Is this the way to a process that has gone for good, because the server stops? */
bool an__sink_has_no_reader(const struct an__sink *s);
/* As much as fits at once: as an__sink_push, or AN_EAGAIN when nothing of it was pushed. */
int an__sink_offer(struct an_worker *w, struct an__sink *s, const struct an_msg *m, const void *head,
                   const void *body);
/* Rings the consumer of one when nothing better is to be done. */
void an__sink_ring(struct an_worker *w, struct an__sink *s);
/* Rings every consumer that something was pushed for. */
void an__sinks_ring(struct an_worker *w);
/* Into the ring, or to wait behind it, in order; the caller has seen to it that not too much
 * waits. AN_OK, AN_ETIMEOUT; AN_EAGAIN: it would wait for a task worker that leaves for good. */
int an__sink_post(struct an_worker *w, struct an__sink *s, const struct an_msg *m, const void *body);
/* Moves on what waits for room. False: some still does. */
bool an__waiting_flush(struct an_worker *w);
/* Leaving at once: says what is lost. */
void an__waiting_drop(struct an_worker *w);
/* worker_event.c. The way to every callback. False: the application wants to leave at once. */
bool an__event_tell(struct an_worker *w, const struct an_event *ev);
/* False: START has failed, or wants to leave. This process is not ready. */
bool an__worker_start(struct an_worker *w);
void an__body_drop(struct an_worker *w, void *owned); /* of a delivery; NULL is none */
/* A message becomes this event. */
bool an__event_deliver(struct an_worker *w, enum an_event_type type, const struct an_delivery *d);
/* A message from a ring becomes its event; what it may own is dealt with. False as
 * an__event_tell. */
bool an__msg_dispatch(struct an_worker *w, struct an__source *s, struct an_delivery *d);
/* Is it a seat of this worker that has no process but this one? */
bool an__seat_is_ours(const struct an_worker *w, uint32_t seat);
/* Before FINAL of a stop: tells CLOSE of connections whose network process was killed before it
 * could. */
void an__orphans_close(struct an_worker *w);
/* worker_call.c. No callback is in hand; its memory. */
void an__call_init(struct an_call *call);
void an__call_fini(struct an_call *call);
/* Takes the request of this message in hand; and puts it down again after its callback. */
void an__call_take(struct an_worker *w, const struct an_delivery *d);
void an__call_put_down(struct an_worker *w, const struct an_delivery *d);
/* worker_send.c. In which codings does the client of the HTTP request in hand accept its answer?
 * Bits of enum an_coding. */
unsigned an__call_codings(const struct an_worker *w, uint64_t id);
/* The request belongs to this worker, but has not come to it yet: nobody here knows of it. */
static inline bool an__request_is_unseen(const struct an_worker *w,
                                         const struct an_conn_route *route)
{
    bool own = w->role == AN_WORKER && route->worker == w->index;
    return own && route->request && !(route->flags & AN_REQUEST_TAKEN);
}
/* worker_room.c. Is it open for this worker, as an_registry_check()? A connection whose client has
 * ended its own side alone is open until its worker has seen CLOSE: in that callback, and nowhere
 * later, it may be sent last words. */
int an__conn_check(struct an_worker *w, uint64_t id, uint32_t *queued);
/* Is there room for so many bytes in its queue, or in wait_ms? AN_OK, AN_EGONE, AN_EAGAIN (DRAIN
 * follows). */
int an__room_await(struct an_worker *w, uint64_t id, size_t len, uint32_t wait_ms);
/* May this piece of the answer to a request be sent, after the pieces before it? AN_OK; AN_EFAILED:
 * the answer has failed. */
int an__piece_may_follow(struct an_worker *w, uint64_t id, uint64_t request,
                         const struct an_send *send);
/* It was not sent, and this is why. */
void an__piece_refused(struct an_worker *w, uint64_t id, uint64_t request, int err,
                       const struct an_send *send);
/* A piece was sent. */
void an__piece_sent(struct an_worker *w, uint64_t id, const struct an_conn_route *route,
                    uint8_t flags);
/* The callback is over. If it has failed, the answers in pieces that it leaves behind end here. */
void an__pieces_end(struct an_worker *w);
/* worker_message.c. The sink towards a seat of a worker, opened if need be. */
struct an__sink *an__sink_to_seat(struct an_worker *w, uint32_t seat);
/* worker_unanswered.c. The callback of the request in hand has returned without an answer; and
 * nobody has given one in time. */
void an__unanswered_note(struct an_worker *w, const struct an_delivery *d);
void an__unanswered_log(struct an_worker *w, uint64_t id, uint64_t request);
/* worker_task.c. A task, its answer, its loss, as they come. False as an__event_tell. */
bool an__task_dispatch(struct an_worker *w, struct an__source *s, struct an_delivery *d);
/* Tasks whose answers have left by now are in hand no more. */
void an__tasks_release(struct an_worker *w);
/* Is a task of this worker's still waiting for its task worker, or in its hand? */
bool an__tasks_under_way(struct an_worker *w);
/* Before FINAL: tells of tasks that will never be done: nobody reads their ring any more, or they
 * still wait here. */
void an__tasks_tell_lost(struct an_worker *w);

#endif
