/* journal_help.c - see journal_help.h. */
#include "e2e/journal_help.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "e2e/claim_help.h"

struct entry {
    struct journal_event e;
    size_t place;
};

static struct entry *load(int fd, size_t *count)
{
    size_t n = (size_t)lseek(fd, 0, SEEK_END) / sizeof(struct journal_event);
    struct journal_event *events = calloc(n + 1, sizeof *events);
    struct entry *entries = calloc(n + 1, sizeof *entries);
    ssize_t bytes = (ssize_t)(n * sizeof *events);
    must(events && entries && pread(fd, events, (size_t)bytes, 0) == bytes);
    for (size_t i = 0; i < n; i++)
        entries[i] = (struct entry){events[i], i};
    free(events);
    *count = n;
    return entries;
}

uint64_t journal_count_of(int fd, enum an_event_type type, pid_t pid)
{
    size_t n;
    uint64_t found = 0;
    struct entry *all = load(fd, &n);
    for (size_t i = 0; i < n; i++)
        found += all[i].e.type == type && (pid == 0 || all[i].e.pid == (uint32_t)pid);
    free(all);
    return found;
}

uint64_t journal_count(int fd, enum an_event_type type)
{
    return journal_count_of(fd, type, 0);
}

void journal_await(int fd, enum an_event_type type, uint64_t count)
{
    while (journal_count(fd, type) < count)
        claim_wait();
}

static void add(struct journal *j, const struct journal_event *e)
{
    uint64_t *const counts[] = {
        [AN_EV_START] = &j->starts,         [AN_EV_FINAL] = &j->finals,
        [AN_EV_CONNECT] = &j->connects,     [AN_EV_RECV] = &j->recvs,
        [AN_EV_CLOSE] = &j->closes,         [AN_EV_TASK] = &j->tasks,
        [AN_EV_TASK_DONE] = &j->tasks_done, [AN_EV_TIMER] = &j->timers,
        [AN_EV_MESSAGE] = &j->messages,     [AN_EV_DRAIN] = &j->drains,
        [AN_EV_TASK_LOST] = &j->tasks_lost,
    };
    must(e->type < sizeof counts / sizeof *counts);
    if (e->refused) {
        j->refused++;
        return;
    }
    ++*counts[e->type];
    if (e->type == AN_EV_RECV) j->bytes += e->len;
    if (e->type != AN_EV_CLOSE) return;
    must(e->code <= AN_CLOSE_CRASH);
    j->causes[e->code]++;
}

static bool of_connection(const struct journal_event *e)
{
    return !e->refused && (e->type == AN_EV_CONNECT || e->type == AN_EV_RECV ||
                           e->type == AN_EV_DRAIN || e->type == AN_EV_CLOSE);
}

/* Connections first, by id; what happened to one in the order in which it did. */
static int by_id(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    bool cx = of_connection(&x->e), cy = of_connection(&y->e);
    if (cx != cy) return cx ? -1 : 1;
    if (cx && x->e.id != y->e.id) return x->e.id < y->e.id ? -1 : 1;
    return x->place < y->place ? -1 : 1;
}

/* What TCP and WebSocket say goes to one worker. A WebSocket's may be another one than that of CONNECT: its upgrade was a request. */
static bool same_worker(const struct journal_event *before, const struct journal_event *e)
{
    if (e->index == before->index || e->proto == AN_PROTO_HTTP) return true;
    return e->proto == AN_PROTO_WEBSOCKET && before->type == AN_EV_CONNECT;
}

/* The events of one connection. Returns how many of its two ends were not told. */
static uint64_t check_one(const struct entry *at, size_t n)
{
    size_t connects = 0, closes = 0;
    uint64_t id = at->e.id;
    for (size_t i = 0; i < n; i++) {
        bool connect = at[i].e.type == AN_EV_CONNECT, close = at[i].e.type == AN_EV_CLOSE;
        must_say(i == 0 || same_worker(&at[i - 1].e, &at[i].e),
                 "connection %" PRIu64 " changed its worker", id);
        must_say(!connect || i == 0, "connection %" PRIu64 ": CONNECT is event %zu", id, i);
        must_say(!close || i == n - 1, "connection %" PRIu64 ": CLOSE is event %zu of %zu", id, i,
                 n);
        connects += connect;
        closes += close;
    }
    return 2 - connects - closes;
}

struct journal journal_check(int fd, uint64_t lost)
{
    struct journal j = {0};
    uint64_t missing = 0;
    size_t n, to;
    struct entry *all = load(fd, &n);
    qsort(all, n, sizeof *all, by_id);
    for (size_t i = 0; i < n; i++)
        add(&j, &all[i].e);
    for (size_t from = 0; from < n && of_connection(&all[from].e); from = to) {
        for (to = from + 1; to < n && of_connection(&all[to].e); to++)
            if (all[to].e.id != all[from].e.id) break;
        missing += check_one(all + from, to - from);
    }
    free(all);
    must_say(missing <= lost, "%" PRIu64 " connections lack CONNECT or CLOSE, not %" PRIu64,
             missing, lost);
    return j;
}

static bool of_task(const struct journal_event *e)
{
    return e->type == AN_EV_TASK || e->type == AN_EV_TASK_DONE || e->type == AN_EV_TASK_LOST;
}

static int by_task(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (of_task(&x->e) != of_task(&y->e)) return of_task(&x->e) ? -1 : 1;
    return x->e.id < y->e.id ? -1 : x->e.id > y->e.id;
}

uint64_t journal_check_tasks(int fd)
{
    size_t n, to;
    uint64_t ended = 0;
    struct entry *all = load(fd, &n);
    qsort(all, n, sizeof *all, by_task);
    for (size_t from = 0; from < n && of_task(&all[from].e); from = to) {
        unsigned begun = 0, done = 0, lost = 0;
        for (to = from; to < n && of_task(&all[to].e) && all[to].e.id == all[from].e.id; to++) {
            begun += all[to].e.type == AN_EV_TASK;
            done += all[to].e.type == AN_EV_TASK_DONE;
            lost += all[to].e.type == AN_EV_TASK_LOST;
        }
        must_say(begun <= 1 && done + lost == 1 && begun >= done,
                 "task %" PRIu64 " has begun %u times, was answered %u times and lost %u times",
                 all[from].e.id, begun, done, lost);
        ended++;
    }
    free(all);
    return ended;
}

static int by_pid(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->e.pid != y->e.pid) return x->e.pid < y->e.pid ? -1 : 1;
    return x->place < y->place ? -1 : 1;
}

void journal_check_finals(int fd)
{
    size_t n;
    struct entry *all = load(fd, &n);
    qsort(all, n, sizeof *all, by_pid);
    for (size_t i = 0; i < n; i++) {
        bool first = i == 0 || all[i - 1].e.pid != all[i].e.pid;
        bool last = i == n - 1 || all[i + 1].e.pid != all[i].e.pid;
        must_say(first == (all[i].e.type == AN_EV_START), "process %u: START is not the first",
                 all[i].e.pid);
        must_say(last == (all[i].e.type == AN_EV_FINAL), "process %u: FINAL is not the last",
                 all[i].e.pid);
    }
    free(all);
}
