/* board.h - the notice board: the supervisor's words to the processes, their words to it, and the
 * counters. Shared memory, fixed size.
 *
 * The supervisor writes `command` and `deaths` and then rings the process's bell; a process writes
 * `state`. No locks, no acknowledgements: each word has one writer and only moves forward.
 *
 * Seats. Worker w of the application has the seats w, w + workers, ... Each seat has its own rings
 * and bell, and at most one process. One seat of each worker is the active one and gets new work.
 * The others are empty, or a predecessor finishes its work there:
 *
 *   worker 0   seat 0 ◄── active
 *   worker 1   seat 1 ◄── active
 *   worker 0   seat 2
 *   worker 1   seat 3
 *
 * A reload of worker 0 starts a successor in seat 2. When the successor is ready, seat 2 becomes
 * the active one, and the supervisor tells the process in seat 0 to leave. Each reactor moves its
 * connections as soon as seat 0 has nothing of theirs in hand. If a process leaves messages behind
 * in its seat's rings, the supervisor starts another one there, which finishes them and leaves.
 */
#ifndef AN_BOARD_H
#define AN_BOARD_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "ground/base.h"
#include "ground/limits.h"
#include "ipc/role.h"

#define AN_WRITER_WORDS (AN_MAX_SEATS / 64)
#define AN_NOTICES (AN_MAX_SEATS + AN_MAX_TASKS + 1)

/* As many seats again as there are workers, at least two. */
static inline uint32_t an_seats(uint32_t workers) { return workers == 1 ? 3 : 2 * workers; }

enum an_command {
    AN_RUN,
    AN_RELOAD, /* worker: finish the seat's rings and the work in hand, FINAL, leave; task worker:
                * the same, but its rings wait for the successor */
    AN_STOP,   /* net: stop accepting, let requests finish, close everything, deliver CLOSE, leave;
                * worker and task worker: empty the rings, FINAL, leave */
};
enum an_proc_state { AN_STARTING, AN_READY, AN_LEAVING };

struct an_proc_notice {
    _Alignas(AN_CACHE_LINE) _Atomic uint32_t command; /* enum an_command; the supervisor's */
    _Atomic uint32_t deaths; /* how often a successor has replaced a dead process; the
                              * supervisor's */
    _Atomic uint32_t crashes; /* deaths of processes that had not been told to leave; the
                               * supervisor's */
    _Atomic uint32_t pid;    /* 0: not running */
    _Atomic uint32_t state;  /* enum an_proc_state; the process's own */
    _Atomic uint32_t condemned; /* somebody has found a broken channel to it, so a successor shall
                                 * replace it; anybody's, cleared at its start */
    _Atomic uint32_t worked; /* 1: it has begun with input of a client or of a task; the process's
                              * own, cleared at its start */
    _Atomic uint64_t awake_ms; /* when it last looked at its rings, by the monotonic clock; 0: it
                                * sleeps until it is rung; the process's own */
};

#define AN_COUNTER_MAP(X)                                                                          \
    X(accepted) X(closed) X(refused) X(bytes_in) X(bytes_out) X(http_requests) X(ws_messages_in)   \
    X(ws_messages_out) X(protocol_errors) X(timeouts) X(vanished) X(silent_closed) X(slow_closed) \
    X(memory_closed) X(late_sends) X(published) X(deliveries) X(subscriptions_refused)            \
    X(http_files) X(http_not_modified) X(http_uploads) X(http_uri_too_long)                        \
    X(http_head_too_large) X(http_body_too_large) X(http_head_timeouts) X(http_body_timeouts)      \
    X(http_answer_timeouts) X(http_unavailable) X(http_keep_alive_ends) X(http_request_count_ends) \
    X(http_pipeline_ends) X(http_send_timeouts) X(access_log_dropped)

struct an_counter { /* a single counter: one writer, any reader */
    _Atomic uint64_t n;
};

/* One per reactor. That reactor's thread is the only writer. */
struct an_counters {
    _Alignas(AN_CACHE_LINE) _Atomic uint64_t connections; /* live now */
    _Atomic uint64_t buffered; /* bytes kept for clients now */
    _Atomic uint64_t request; /* the number of the last HTTP request that was handed out, over all
                               * lives of the process */
#define AN__COUNTER(name) _Atomic uint64_t name;
    AN_COUNTER_MAP(AN__COUNTER)
#undef AN__COUNTER
};

/* What a task worker has to do, in bytes of messages: given - done. Whoever gives adds, before the
 * task worker can see what it gets. The task worker adds what it has done; when it has nothing
 * left, it says that it has done all. So what a death has left out of the sums is forgotten then,
 * and a task worker that sleeps has no load. */
struct an_task_load {
    _Alignas(AN_CACHE_LINE) _Atomic uint64_t given, done;
};

struct an_board {
    union { /* the notice of each process, by role, and in one row: see an_board_notice() */
        struct an_proc_notice notice[AN_NOTICES];
        struct {
            struct an_proc_notice seat[AN_MAX_SEATS], task[AN_MAX_TASKS], net;
        };
    };
    struct an_counters reactor[AN_MAX_REACTORS];
    /* connections pinned to each seat; reactors add and subtract */
    _Alignas(AN_CACHE_LINE) _Atomic uint32_t live[AN_MAX_SEATS];
    /* the active seat of worker w is w + active[w] * workers */
    _Alignas(AN_CACHE_LINE) _Atomic uint32_t active[AN_MAX_WORKERS];
    _Atomic uint32_t seats;    /* seats from here on have never had a process; the supervisor's, as
                                * is all of this group */
    _Atomic uint32_t changes;  /* counts every change that net and its reactors must look at */
    _Atomic uint32_t reloads[AN_ROLES];         /* rounds that finished, */
    _Atomic uint32_t reload_failures[AN_ROLES]; /* and rounds that were given up */
    _Atomic uint32_t reopen;     /* how often the log files are to be opened anew */
    struct an_task_load load[AN_MAX_TASKS];
    /* tasks that each seat has ever asked for; its processes write */
    _Alignas(AN_CACHE_LINE) _Atomic uint64_t tasks[AN_MAX_SEATS];
    /* Which seats keep something for a task worker in their own memory, because its ring is full.
     * Seat i is bit i % 64 of word i / 64. The seat's process sets and clears the bit; after its
     * death the supervisor clears it. */
    _Alignas(AN_CACHE_LINE) _Atomic uint64_t owing[AN_MAX_TASKS][AN_WRITER_WORDS];
    /* Which seats have ever written to a seat, same bits. A seat looks at the rings of these only.
     * The writer sets the bit; nobody clears it. */
    _Alignas(AN_CACHE_LINE) _Atomic uint64_t writers[AN_MAX_SEATS][AN_WRITER_WORDS];
};

/* The notice of the process of this role: of its seat, or with its index. */
struct an_proc_notice *an_board_notice(struct an_board *b, enum an_role role, uint32_t index);
/* A word of the board. The reader of a value sees what its writer did before. */
uint32_t an_board_get(const _Atomic uint32_t *word);
void an_board_set(_Atomic uint32_t *word, uint32_t value);
/* Is the process told to stop? Ordered against an_board_owe() and an_board_owed(): O3 and O4 in
 * board.c. */
bool an_board_stops(const struct an_proc_notice *n);
void an_board_raise(_Atomic uint32_t *word); /* adds one; for the word's one writer only */
void an_count(_Atomic uint64_t *counter, int64_t delta); /* for the counter's one writer only */
uint64_t an_counted(const _Atomic uint64_t *counter);
/* The active seat of a worker. Whatever the board holds, it is one of the worker's own. */
uint32_t an_board_active(const struct an_board *b, uint32_t worker, uint32_t workers);
/* For the supervisor: this seat is its worker's active one from now on. */
void an_board_activate(struct an_board *b, uint32_t seat, uint32_t workers);
/* Has the seat a process that is ready, not leaving and not broken? A moment old. */
bool an_board_able(const struct an_board *b, uint32_t seat);
uint64_t an_board_awake_ms(const struct an_board *b, uint32_t seat);
/* The process of this notice has just looked at its rings. 0: it is about to sleep. */
void an_board_awake(struct an_proc_notice *n, uint64_t now_ms);
/* One more connection is live in this seat. Reactors may race for the choice of a seat
 * (net/dispatch.h): the count stays right, the choice is nearly the best one. */
void an_board_pin(struct an_board *b, uint32_t seat);
/* One connection moves from seat `from` to seat `to`. */
void an_board_repin(struct an_board *b, uint32_t from, uint32_t to);
void an_board_unpin(struct an_board *b, uint32_t seat);
/* Seat `from` is going to write to seat `to`. Before the first message and before the bell for it;
 * any number of times. */
void an_board_add_writer(struct an_board *b, uint32_t from, uint32_t to);
/* One word of the bits of the seats that write to seat `to`; and whether `from` is one of them. */
uint64_t an_board_writers(const struct an_board *b, uint32_t to, uint32_t word);
bool an_board_writes(const struct an_board *b, uint32_t from, uint32_t to);
/* A seat keeps something for a task worker, or no more. A task worker that is told to stop waits
 * for it. A seat that looks at the task worker's command after an_board_owe(), and finds no stop
 * there, can rely on that. */
void an_board_owe(struct an_board *b, uint32_t seat, uint32_t task, bool owes);
bool an_board_owed(const struct an_board *b, uint32_t task);
/* for the supervisor, after the death of the seat's process */
void an_board_owe_nothing(struct an_board *b, uint32_t seat);
/* So many bytes are going to be given to a task worker; it has not taken them after all; it is done
 * with so many; it has nothing left. */
void an_board_give(struct an_board *b, uint32_t task, size_t bytes);
void an_board_take_back(struct an_board *b, uint32_t task, size_t bytes);
void an_board_done(struct an_board *b, uint32_t task, size_t bytes);
void an_board_done_all(struct an_board *b, uint32_t task);
/* How many bytes it has to do; a moment old. */
uint64_t an_board_load(const struct an_board *b, uint32_t task);
/* A name for the process that an_board_notice() is of now. Never 0; each successor has another
 * one. */
uint64_t an_board_who(const struct an_board *b, enum an_role role, uint32_t index);
/* Has the process of that name been reaped? True also for a number that is no name. */
bool an_board_dead(const struct an_board *b, uint64_t who);

#endif
