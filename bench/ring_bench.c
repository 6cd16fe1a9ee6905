/* ring_bench.c - two processes over one ring: messages a second, bare and through a channel, and how long it takes to wake a sleeping loop.
 *
 * The child produces, this process consumes. Every message is looked at: its number must be the next. Each measurement is made several times and
 * its median told (and its best: the machine may have had other work), as JSON, one object a line. Neither process is pinned; who finds nothing to do spins a little and then yields.
 */
#define _GNU_SOURCE
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ground/clock.h"
#include "ipc/channel.h"
#include "memory/shm.h"

#define CAPACITY (1u << 20)
#define MESSAGES 5000000u
#define REPEATS 9
#define SIZE 64u
#define WAKES 4000u
#define SPINS 200

struct shared {
    _Alignas(AN_CACHE_LINE) _Atomic uint32_t woken;
    struct an_bell bell;
    _Alignas(AN_CACHE_LINE) uint64_t took_ns[WAKES];
    struct an_ring ring;
};

static _Noreturn void fail(const char *what)
{
    fprintf(stderr, "ring_bench: %s\n", what);
    exit(1);
}

static struct shared *map(struct an_shm *shm)
{
    size_t bytes = sizeof(struct shared) - sizeof(struct an_ring) + an_ring_bytes(CAPACITY);
    if (an_shm_map(shm, bytes) < 0) fail("no shared memory");
    return shm->base;
}

static void idle(uint32_t *spins)
{
    if (++*spins % SPINS == 0) sched_yield();
}

/* --- throughput --- */

static void produce_records(struct shared *s)
{
    struct an_ring_tx tx;
    uint8_t message[SIZE] = {0};
    uint32_t spins = 0;
    an_ring_tx_open(&tx, &s->ring, CAPACITY);
    for (uint32_t i = 0; i < MESSAGES; i++) {
        void *p;
        memcpy(message, &i, sizeof i);
        while (!(p = an_ring_reserve(&tx, SIZE)))
            idle(&spins);
        memcpy(p, message, SIZE);
        an_ring_commit(&tx);
    }
}

static void consume_records(struct shared *s)
{
    struct an_ring_rx rx;
    uint8_t message[SIZE];
    uint32_t spins = 0, number;
    an_ring_rx_open(&rx, &s->ring, CAPACITY);
    for (uint32_t i = 0; i < MESSAGES;) {
        void *p;
        int len = an_ring_take(&rx, &p);
        if (len > 0) {
            memcpy(message, p, SIZE);
            memcpy(&number, message, sizeof number);
            if (len != SIZE || number != i++) fail("a wrong record");
        }
        if (len == 0 || rx.taken - rx.head >= CAPACITY / 8) an_ring_release(&rx);
        if (len == 0) idle(&spins);
    }
}

static void produce_messages(struct shared *s)
{
    struct an_tx tx;
    uint8_t body[SIZE] = {0};
    uint32_t spins = 0;
    an_tx_open(&tx, &s->ring, CAPACITY, NULL, -1);
    for (uint32_t i = 0; i < MESSAGES; i++) {
        size_t done = 0;
        struct an_msg m = {.type = AN_MSG_RECV, .id = i, .body_len = SIZE};
        while (an_tx_push(&tx, &m, NULL, body, &done) == AN_EAGAIN)
            idle(&spins);
    }
}

static void consume_messages(struct shared *s)
{
    struct an_rx rx;
    uint8_t body[SIZE];
    uint32_t spins = 0;
    an_rx_open(&rx, &s->ring, CAPACITY, SIZE);
    for (uint32_t i = 0; i < MESSAGES;) {
        struct an_delivery d;
        int got = an_rx_next(&rx, &d);
        if (got == 0) {
            idle(&spins);
            continue;
        }
        if (got < 0 || d.msg.id != i++ || d.msg.body_len != SIZE) fail("a wrong message");
        memcpy(body, d.body, SIZE);
        an_rx_done(&rx);
    }
    an_rx_close(&rx);
}

static double once(void (*produce)(struct shared *), void (*consume)(struct shared *))
{
    struct an_shm shm;
    struct shared *s = map(&shm);
    memset(s->ring.data, 0, CAPACITY); /* its pages are there before the clock runs */
    pid_t pid = fork();
    if (pid < 0) fail("cannot fork");
    if (pid == 0) {
        produce(s);
        _exit(0);
    }
    struct an_ring_rx rx;
    an_ring_rx_open(&rx, &s->ring, CAPACITY);
    while (!an_ring_pending(&rx))
        sched_yield(); /* the child has begun */
    uint64_t from = an_clock_ns();
    consume(s);
    double seconds = (double)(an_clock_ns() - from) / 1e9;
    waitpid(pid, NULL, 0);
    an_shm_unmap(&shm);
    return MESSAGES / seconds;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void throughput(const char *name, void (*produce)(struct shared *),
                       void (*consume)(struct shared *))
{
    double rate[REPEATS];
    for (int i = 0; i < REPEATS; i++)
        rate[i] = once(produce, consume);
    qsort(rate, REPEATS, sizeof *rate, by_size);
    printf("{\"%s_per_second\": %.0f, \"%s_best_per_second\": %.0f}\n", name, rate[REPEATS / 2],
           name, rate[REPEATS - 1]);
    fflush(stdout);
}

/* --- latency --- */

struct sleeper {
    struct shared *s;
    uv_loop_t loop;
    struct an_wake wake;
    struct an_rx rx;
    uint32_t taken;
};

static bool drain(void *ctx)
{
    struct sleeper *me = ctx;
    struct an_delivery d;
    while (an_rx_next(&me->rx, &d) == 1) {
        me->s->took_ns[me->taken++] = an_clock_ns() - d.msg.id;
        an_rx_done(&me->rx);
        atomic_store_explicit(&me->s->woken, me->taken, memory_order_release);
    }
    if (me->taken == WAKES) uv_stop(&me->loop);
    return false;
}

static bool pending(void *ctx)
{
    return an_rx_pending(&((struct sleeper *)ctx)->rx);
}

static void sleep_and_wake(struct shared *s, int fd)
{
    struct sleeper me = {.s = s};
    an_rx_open(&me.rx, &s->ring, CAPACITY, 0);
    uv_loop_init(&me.loop);
    if (an_wake_start(&me.wake, &me.loop, &s->bell, fd, drain, pending, &me) < 0) fail("no bell");
    uv_run(&me.loop, UV_RUN_DEFAULT);
}

/* Until the sleeper has raised its flag and had the time to be asleep indeed. */
static void wait_asleep(struct shared *s, uint32_t woken)
{
    while (atomic_load(&s->woken) != woken || !atomic_load(&s->bell.asleep))
        sched_yield();
    for (uint64_t until = an_clock_ns() + 30000; an_clock_ns() < until;)
        sched_yield();
}

static void wake(struct shared *s, int fd)
{
    struct an_tx tx;
    an_tx_open(&tx, &s->ring, CAPACITY, &s->bell, fd);
    for (uint32_t i = 0; i < WAKES; i++) {
        size_t done = 0;
        wait_asleep(s, i);
        struct an_msg m = {.type = AN_MSG_RECV, .id = an_clock_ns()};
        an_tx_push(&tx, &m, NULL, NULL, &done);
        an_tx_ring(&tx);
    }
}

static int by_time(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void latency(void)
{
    struct an_shm shm;
    struct shared *s = map(&shm);
    int fd;
    if (an_bell_open(&fd) < 0) fail("no bell");
    pid_t pid = fork();
    if (pid < 0) fail("cannot fork");
    if (pid == 0) {
        sleep_and_wake(s, fd);
        _exit(0);
    }
    wake(s, fd);
    waitpid(pid, NULL, 0);
    qsort(s->took_ns, WAKES, sizeof *s->took_ns, by_time);
    printf("{\"wake_us\": {\"p50\": %.2f, \"p99\": %.2f}}\n", (double)s->took_ns[WAKES / 2] / 1e3,
           (double)s->took_ns[WAKES * 99 / 100] / 1e3);
    an_shm_unmap(&shm);
}

int main(void)
{
    throughput("ring", produce_records, consume_records);
    throughput("channel", produce_messages, consume_messages);
    latency();
    return 0;
}
