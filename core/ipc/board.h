/* board.h - the notice board: what the supervisor tells the processes, what they tell it, and the counters. Shared memory, fixed size.
 *
 * The supervisor writes `command` and `deaths` and then rings the process's bell; a process writes `state`. No locks, no acknowledgements:
 * each word has one writer and only moves forward.
 *
 * Seats. What the application calls worker w has the seats w, w + workers, ...; each seat has its own rings and bell, and at most one process. One of them is
 * the active one: it gets what is new. The others are empty, or a predecessor finishes there what it has in hand:
 *
 *   worker 0   seat 0 ◄── active          reload:  a successor starts in seat 2; when it is ready, seat 2 becomes the active one, the process in seat 0
 *   worker 1   seat 1 ◄── active                   is told to leave, and each reactor moves its connections as soon as nothing of theirs is outstanding
 *   worker 0   seat 2                              in seat 0. What is left behind in the rings of a seat whose process has gone is finished by another
 *   worker 1   seat 3                              one that is started there and told to leave.
 */
#ifndef AN_BOARD_H
#define AN_BOARD_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "ground/base.h"

#define AN_MAX_REACTORS 64
#define AN_MAX_WORKERS 256
#define AN_MAX_TASKS 256
#define AN_MAX_SEATS (2 * AN_MAX_WORKERS)
#define AN_WRITER_WORDS (AN_MAX_SEATS / 64)

/* As many seats again as there are workers, at least two. */
static inline uint32_t an_seats(uint32_t workers) { return workers == 1 ? 3 : 2 * workers; }

enum an_command {
    AN_RUN,
    AN_RELOAD, /* worker: finish what is in the seat's rings and in hand, FINAL, leave; task worker: what waits in its rings is the successor's */
    AN_STOP,   /* net: stop accepting, let requests finish, close everything, deliver CLOSE, leave; worker and task: empty the rings, FINAL, leave */
};
enum an_proc_state { AN_STARTING, AN_READY, AN_LEAVING };

struct an_proc_notice {
    _Alignas(AN_CACHE_LINE) _Atomic uint32_t command; /* enum an_command; the supervisor's */
    _Atomic uint32_t deaths; /* how often this process has been replaced after dying; the supervisor's */
    _Atomic uint32_t crashes; /* how many of those deaths were not the end of a process that had been told to leave; the supervisor's */
    _Atomic uint32_t pid;    /* 0: not running */
    _Atomic uint32_t state;  /* enum an_proc_state; the process's own */
    _Atomic uint32_t condemned; /* somebody has found a broken channel to it: it is to make room for a successor; anybody's, cleared at its start */
    _Atomic uint32_t worked; /* 1: it has begun with something that a client or a task has brought; the process's own, cleared at its start */
    _Atomic uint64_t awake_ms; /* when it last looked at its rings, by the monotonic clock; 0: it sleeps until it is rung; the process's own */
};

#define AN_COUNTER_MAP(X)                                                                          \
    X(accepted) X(closed) X(refused) X(bytes_in) X(bytes_out) X(http_requests) X(ws_messages_in)   \
    X(ws_messages_out) X(protocol_errors) X(timeouts) X(vanished) X(silent_closed) X(slow_closed) \
    X(memory_closed) X(late_sends) X(published) X(deliveries) X(subscriptions_refused)            \
    X(http_files) X(http_not_modified) X(http_uploads) X(http_uri_too_long)                        \
    X(http_head_too_large) X(http_body_too_large) X(http_head_timeouts) X(http_body_timeouts)      \
    X(http_answer_timeouts) X(http_unavailable) X(http_keep_alive_ends) X(http_request_count_ends) \
    X(http_pipeline_ends) X(http_send_timeouts) X(access_log_dropped)

struct an_counter { /* one alone, with one writer, for any thread to read */
    _Atomic uint64_t n;
};

/* One per reactor, that reactor's thread the only writer. */
struct an_counters {
    _Alignas(AN_CACHE_LINE) _Atomic uint64_t connections; /* live now */
    _Atomic uint64_t buffered; /* bytes that are kept for clients now */
    _Atomic uint64_t request; /* the number of the HTTP request that was handed out last, over all lives of the process */
#define AN__COUNTER(name) _Atomic uint64_t name;
    AN_COUNTER_MAP(AN__COUNTER)
#undef AN__COUNTER
};

struct an_board {
    struct an_proc_notice net, seat[AN_MAX_SEATS], task[AN_MAX_TASKS];
    struct an_counters reactor[AN_MAX_REACTORS];
    _Alignas(AN_CACHE_LINE) _Atomic uint32_t live[AN_MAX_SEATS]; /* connections pinned to each seat; reactors add and subtract */
    _Alignas(AN_CACHE_LINE) _Atomic uint32_t active[AN_MAX_WORKERS]; /* which seat of each worker is, counted from 0: seat w + active * workers */
    _Atomic uint32_t seats;    /* seats from here on have never had a process; the supervisor's, as all of these: */
    _Atomic uint32_t changes;  /* how often anything has changed that net and its reactors must look at */
    _Atomic uint32_t reloads[2], reload_failures[2]; /* rounds that were finished, and given up: of workers, of task workers; the supervisor's */
    _Atomic uint32_t reopen;     /* how often the files of logs are to have been opened anew; the supervisor's */
    _Alignas(AN_CACHE_LINE) _Atomic uint64_t tasks[AN_MAX_SEATS]; /* tasks ever asked for from each seat, by all its processes; theirs */
    /* Which seats keep something for a task worker in their own memory, because its ring is full: bit i % 64 of word i / 64 for seat i. Set and cleared by
     * the seat's process; cleared by the supervisor after its death. */
    _Alignas(AN_CACHE_LINE) _Atomic uint64_t owing[AN_MAX_TASKS][AN_WRITER_WORDS];
    /* Which seats have ever written to a seat, bit i % 64 of word i / 64 for seat i: only their rings are looked at. Set by the writer, never cleared. */
    _Alignas(AN_CACHE_LINE) _Atomic uint64_t writers[AN_MAX_SEATS][AN_WRITER_WORDS];
};

uint32_t an_board_get(const _Atomic uint32_t *word);
void an_board_set(_Atomic uint32_t *word, uint32_t value);
/* Has it been told to stop? For O3 and O4 (board.c). */
bool an_board_stops(const struct an_proc_notice *n);
void an_board_raise(_Atomic uint32_t *word); /* by one; its one writer only */
void an_count(_Atomic uint64_t *counter, int64_t delta); /* its one writer only */
uint64_t an_counted(const _Atomic uint64_t *counter);
/* The active seat of a worker; whatever the board holds, it is one of its own. */
uint32_t an_board_active(const struct an_board *b, uint32_t worker, uint32_t workers);
/* The supervisor's: another seat of its worker is the active one from now on. */
void an_board_activate(struct an_board *b, uint32_t seat, uint32_t workers);
/* Is there a process in it that has started and is neither leaving nor broken? A moment old. And its awake_ms. */
bool an_board_able(const struct an_board *b, uint32_t seat);
uint64_t an_board_awake_ms(const struct an_board *b, uint32_t seat);
/* The process of this notice has just looked at its rings; 0: it is about to sleep. */
void an_board_awake(struct an_proc_notice *n, uint64_t now_ms);
/* A connection more is live in this seat (reactors may race for the choice, net/dispatch.h: the count stays right, the choice is near). */
void an_board_pin(struct an_board *b, uint32_t seat);
/* One connection of `from` is one of `to` now. */
void an_board_repin(struct an_board *b, uint32_t from, uint32_t to);
void an_board_unpin(struct an_board *b, uint32_t seat);
/* Before the first message of seat `from` to seat `to`, and before the bell for it; any number of times. */
void an_board_introduce(struct an_board *b, uint32_t from, uint32_t to);
/* One word of those that have been introduced to seat `to`; and: is one of them `from`? */
uint64_t an_board_writers(const struct an_board *b, uint32_t to, uint32_t word);
bool an_board_writes(const struct an_board *b, uint32_t from, uint32_t to);
/* A seat keeps something for a task worker, or no more. A task worker that has been told to stop waits for it; a seat that looks at the task worker's command
 * behind an_board_owe(), and is not told of the stop there, is waited for. */
void an_board_owe(struct an_board *b, uint32_t seat, uint32_t task, bool owes);
bool an_board_owed(const struct an_board *b, uint32_t task);
void an_board_owe_nothing(struct an_board *b, uint32_t seat); /* its process has died; the supervisor's */
/* A name for the process that is in seat (or is task worker) `index` now; its successors have others. Never 0. */
uint64_t an_board_who(const struct an_board *b, bool task, uint32_t index);
/* Has the process of that name been reaped? (Also true of what is no name.) */
bool an_board_dead(const struct an_board *b, uint64_t who);

#endif
