/* worker.h - a worker or task worker process: one thread, one loop, the events of its rings,
 * timers, and what callbacks may do.
 *
 * A worker holds no socket. It knows connections by id only, through the registry. Every send is a
 * message to the reactor that owns the connection. The application (the PHP binding, or
 * tests/e2e/echo.c) is a table of functions. They are called on this one thread.
 */
#ifndef AN_WORKER_H
#define AN_WORKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ipc/fabric.h"
#include "ground/config.h"

struct an_worker;

enum an_event_type {
    AN_EV_START,
    AN_EV_FINAL,
    AN_EV_CONNECT,
    AN_EV_RECV,
    AN_EV_CLOSE,
    AN_EV_TASK,
    AN_EV_TASK_DONE,
    AN_EV_TIMER,
    AN_EV_OPEN,
    AN_EV_MESSAGE,
    AN_EV_DRAIN,
    AN_EV_TASK_LOST,
    AN_EV_SIGNAL,
};

/* Valid during the callback only. */
struct an_event {
    enum an_event_type type;
    uint64_t id;         /* connection, task or timer */
    enum an_proto proto; /* CONNECT, RECV, CLOSE, DRAIN; OPEN: WEBSOCKET, which it is to become */
    /* RECV: WebSocket opcode; CLOSE: enum an_close_cause; TASK: the worker that asks; TASK_DONE:
     * the task worker that answers; TASK_LOST: the one that had it; MESSAGE: the sender, as
     * an_worker_message() counts. */
    uint32_t code;
    bool serialized; /* TASK, TASK_DONE */
    /* RECV over HTTP: the body is a block of form.h, never owned. After the callback the files that
     * are still where the block says are removed. */
    bool form;
    /* The head.h block of the request (HTTP), or of the upgrade (OPEN, CLOSE). For every event
     * there is an_worker_head(). */
    const uint8_t *head;
    size_t head_len;
    uint32_t head_place; /* RECV of a WebSocket: where the upgrade's head stands; private */
    const uint8_t *body;
    size_t body_len;
    /* CLOSE of a WebSocket: the code of the close frame that came first; the reason is the body.
     * 1005: the frame had no code. 1006: there was no frame. */
    uint16_t close_code;
    /* The body's memory from alloc(): the application releases it. NULL: a body that is to be kept
     * must be copied. */
    void *owned;
    void *data; /* TIMER: what timer_add was given */
};

struct an_app {
    void *ctx;
    /* 0: go on. > 0: the callback has failed, go on (START: end). < 0: leave now, without FINAL
     * (the application met a fatal error or an exit). If the callback has failed or leaves, and has
     * not answered the HTTP request in hand, that gets a 500. A process that a callback has forked
     * (see forked.h) calls none of the functions below, and leaves by itself. If it returns, it
     * ends here, by _exit, with status 0 for 0, else 1. */
    int (*event)(void *ctx, struct an_worker *w, const struct an_event *ev);
    /* Memory for large bodies (see channel.h); all NULL: an_alloc. */
    void *(*alloc)(void *ctx, size_t len);
    void *(*bytes)(void *owned);
    void (*drop)(void *ctx, void *owned);
    /* What the application has of the call in hand: an_worker_park() puts it aside, and
     * an_worker_resume() gives back what park() returned. Both NULL: it has nothing. */
    void *(*park)(void *ctx);
    void (*resume)(void *ctx, void *parked);
};

/* Runs the process to its end. role AN_WORKER (index: its seat) or AN_TASK. parent_fd hangs up when
 * the supervisor dies. Returns why it has left:
 *   0  as told;
 *   1  the application asked to leave at once (unanswered HTTP requests of the event in hand have
 *      been given a 500), or the process could not start;
 *   2  a channel of it is broken. */
int an_worker_run(const struct an_config *config, struct an_fabric *fabric, enum an_role role,
                  uint32_t index, const struct an_app *app, int parent_fd);

/* --- for callbacks, on the worker's own thread --- */

/* Of the worker, whichever of its seats this process has; or of the task worker. */
uint32_t an_worker_index(const struct an_worker *w);
enum an_role an_worker_role(const struct an_worker *w);
/* The time of the turn, by the monotonic clock, as of the last message. */
uint64_t an_worker_turn_ms(const struct an_worker *w);
const struct an_config *an_worker_config(const struct an_worker *w);

/* The head block of an event in hand: of the request, or of the request that became this WebSocket.
 * NULL and 0: there is none (TCP), or it has died with the network process. It is looked for here,
 * and valid as long as the event. */
const uint8_t *an_worker_head(struct an_worker *w, const struct an_event *ev, size_t *len);

/* Everything that belongs to the callback in hand: its event, the request that it is for, what it
 * has answered. The application's half belongs to it (an_app.park). */
struct an_call;

/* Parks the call in hand: nothing is in hand then, and another callback may be entered. The call
 * must be taken up again before its own callback returns. Its event stays valid. The ring that its
 * message is in is not read meanwhile; the other rings and the timers go on. */
struct an_call *an_worker_park(struct an_worker *w);
/* Takes it up again, as it was. No other callback may be in hand. */
void an_worker_resume(struct an_worker *w, struct an_call *call);

struct an_send {
    uint32_t code;    /* HTTP: status (0: 200); WebSocket: enum an_ws_op (0: text) */
    uint8_t flags;    /* enum an_msg_flag */
    const void *head; /* HTTP: header lines, "Name: value\r\n" each */
    size_t head_len;
    const void *body;
    size_t body_len;
    uint32_t wait_ms; /* how long to wait, here, until there is room in the client's queue */
};
/* Sends to any connection, by its own protocol. Blocks for a short, bounded time while the
 * reactor's ring is full.
 *   AN_OK        accepted as a whole
 *   AN_EGONE     no such connection
 *   AN_EAGAIN    its queue is full, also after wait_ms; AN_EV_DRAIN follows
 *   AN_ELIMIT    longer than max_message, or header lines over 512 KiB
 *   AN_EINVAL    a WebSocket text that is not UTF-8
 *   AN_ETIMEOUT  the reactor does not take it
 *   AN_EFAILED   an answer in pieces that has failed. It fails when a piece waits in vain, and when
 *                another piece follows one that was refused without a wait (worker_room.c)
 *
 * A request of HTTP has one answer: whole; or in pieces (AN_MSG_PART each, AN_MSG_LAST the last;
 * code and head count with the first); or a file (AN_MSG_FILE). A second answer is AN_EGONE, and
 * logged. Pieces and files to other protocols are AN_ESTATE. */
int an_worker_send(struct an_worker *w, uint64_t id, const struct an_send *s);
/* What would a send to it speak to? As an_registry_answerable(), for this worker. While a request
 * to become a WebSocket is in hand, it is a request. */
bool an_worker_route(const struct an_worker *w, uint64_t id, struct an_conn_route *route);
/* The same, but false for a connection that has closed. */
bool an_worker_answerable(const struct an_worker *w, uint64_t id, struct an_conn_route *route);
/* Is a piece of the answer to that request under way? */
bool an_worker_answer_begun(const struct an_worker *w, uint64_t id, const struct an_conn_route *route);
/* OPEN is in hand, and neither accepted nor answered. A callback that returns in this state has
 * accepted, unless it has tried an answer that failed: then the client gets a 500. */
bool an_worker_opening(const struct an_worker *w);
/* OPEN is in hand and has been accepted. */
bool an_worker_opened(const struct an_worker *w);
/* The callback in hand has failed. If its request is not answered, it gets the page for 500, with
 * those of these lines that hold for that page, too. A callback that only returns a failure to
 * an_app.event has no lines. */
void an_worker_fail(struct an_worker *w, const void *lines, size_t len);
/* Accepts it, with further lines for the answer's head (one of them may be Sec-WebSocket-Protocol).
 * From now on it is a WebSocket. To other workers it was one already: what they have said to it
 * comes behind the answer. Another answer, by an_worker_send(), refuses it, also when that answer
 * fails. AN_OK; AN_ESTATE: it is not opening, or refused; else as an_worker_send(). */
int an_worker_accept(struct an_worker *w, const void *lines, size_t len);
/* Closes it after what is queued. code, reason: for a WebSocket (0: 1000). AN_OK, AN_EGONE,
 * AN_ETIMEOUT. */
int an_worker_close(struct an_worker *w, uint64_t id, uint16_t code, const void *reason,
                    size_t reason_len);

/* A topic's name is 1 to AN_TOPIC_MAX bytes of any kind. A subscriber gets what is published from
 * now on. AN_OK; AN_EGONE; AN_ESTATE: it speaks HTTP; AN_EINVAL: no such name can be; AN_ETIMEOUT.
 * A connection with max_subscriptions topics gets no further one, and is not told so. For
 * unsubscribe an empty name means all of its topics. A closed connection has left its topics. */
int an_worker_subscribe(struct an_worker *w, uint64_t id, const void *name, size_t len);
int an_worker_unsubscribe(struct an_worker *w, uint64_t id, const void *name, size_t len);

struct an_publish {
    const void *topic; /* topic_len 0: to every connection that speaks TCP or WebSocket */
    size_t topic_len;
    const void *body;
    size_t body_len;
    uint32_t opcode; /* AN_WS_TEXT or AN_WS_BINARY; TCP gets the bytes */
    uint64_t except; /* a connection that does not get it, 0: none */
};
/* AN_OK; AN_EINVAL: a text that is not UTF-8; AN_ELIMIT: longer than max_message; AN_ETIMEOUT: a
 * reactor does not take it (others have). */
int an_worker_publish(struct an_worker *w, const struct an_publish *p);
/* How many subscribers there are, as of a moment ago. */
uint64_t an_worker_subscribers(struct an_worker *w, const void *name, size_t len);
/* A ping of at most 125 bytes to a WebSocket: AN_OK, AN_EGONE, AN_ESTATE, AN_ELIMIT,
 * AN_ETIMEOUT. */
int an_worker_ping(struct an_worker *w, uint64_t id, const void *data, size_t len);

/* What is known of a connection, as of this moment: AN_OK, AN_EGONE. During CLOSE, a client that
 * has ended only its own side is still there. */
int an_worker_info(struct an_worker *w, uint64_t id, struct an_conn_info *info);
/* Walks over the open connections of all workers. Begin with *at = 0; it returns 0 at the end. See
 * an_registry_next(). */
uint64_t an_worker_next(const struct an_worker *w, uint32_t *at);
/* Is it open, and has its CLOSE not begun? */
bool an_worker_exists(const struct an_worker *w, uint64_t id);
/* As an_worker_info(), also after its CLOSE has begun: AN_OK, AN_EGONE. */
int an_worker_addresses(const struct an_worker *w, uint64_t id, struct an_conn_info *info);
/* The worker that a connection is pinned to: info->worker is a seat of it. */
uint32_t an_worker_pinned_to(const struct an_worker *w, const struct an_conn_info *info);
uint32_t an_worker_reactor_of(const struct an_worker *w, uint64_t id);

/* Users: as an_user_table_bind() and an_user_table_get(). */
int an_worker_bind(struct an_worker *w, uint64_t id, const void *name, size_t len);
bool an_worker_user(const struct an_worker *w, uint64_t id, uint8_t name[AN_USER_MAX], size_t *len);
/* Walks over the connections of a user. The caller begins with *at = 0; 0: that was all. */
uint64_t an_worker_user_next(const struct an_worker *w, const void *name, size_t len, uint32_t *at);

/* Walks over the topics of all reactors: a topic comes once for each reactor that has subscribers.
 * The caller begins with {0}; false: that was all. */
struct an_topic_walk {
    uint32_t reactor, place;
};
bool an_worker_topic_next(const struct an_worker *w, struct an_topic_walk *at, char name[AN_TOPIC_MAX],
                          size_t *len, uint32_t *subscribers);

/* Fires first after delay_ms, then every every_ms (0: once; the id is spent before its callback
 * runs). Returns the id; 0: there are 16 million timers already. */
uint64_t an_worker_timer_add(struct an_worker *w, uint64_t delay_ms, uint64_t every_ms, void *data);
/* The data it was given, or NULL when there is no such timer. */
void *an_worker_timer_remove(struct an_worker *w, uint64_t timer);

/* Hands a task to a task worker (-1: the one with the least queued). Never waits. *id: a number
 * that is unique over all workers' lives.
 *   AN_OK      accepted. TASK_DONE or TASK_LOST tells of its end, unless its callback returns
 *              without an answer, or this process dies while the task waits in its memory
 *   AN_EINVAL  no such task worker
 *   AN_ESTATE  there are none, or this is a task worker
 *   AN_EAGAIN  task_queue bytes wait already, or the server stops
 *   AN_ELIMIT  longer than max_message */
int an_worker_task(struct an_worker *w, int task_worker, bool serialized, const void *body,
                   size_t len, uint64_t *id);
/* Answers a task, from a task worker to the worker that asked; never waits. AN_OK, AN_EINVAL,
 * AN_ESTATE (not in a task worker), AN_ELIMIT, AN_EAGAIN (the worker does not read, and send_queue
 * and max_message bytes wait for it), AN_ETIMEOUT (its ring is broken). */
int an_worker_task_done(struct an_worker *w, uint32_t worker, uint64_t id, bool serialized,
                        const void *body, size_t len);

/* To another worker, to this one (delivered later), or, from the number of workers on, to a task
 * worker. Between task workers there is no way. Never waits: what finds no room is set aside, in
 * order.
 *   AN_OK        accepted. It is lost only with a process that dies: with this one while it is set
 *                aside, with the other one while that has it in hand. At the stop of the server it
 *                is also lost when it is still set aside while the other one leaves: the log tells
 *   AN_EINVAL    no such worker
 *   AN_ELIMIT    longer than max_message
 *   AN_EAGAIN    send_queue bytes are set aside already, or the server stops
 *   AN_ETIMEOUT  the ring is broken */
int an_worker_message(struct an_worker *w, uint32_t to, const void *body, size_t len);

#endif
