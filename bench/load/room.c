/* room.c - see room.h.
 *
 * What a listener hears is one stream of bytes that is the same for all of them: message 0, message 1, and so on, each in a frame of the same
 * length. A part of that stream (`said`) is kept, as a ring; a listener is known by how much of it it has heard, and what comes is compared
 * with one memcmp. So checking costs next to nothing beside the system calls, however the bytes are cut. The sockets are
 * edge-triggered: a read that comes back short has emptied one.
 */
#define _GNU_SOURCE
#include "room.h"

#include "crowd.h"
#include "wire.h"

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define OPENING_MAX 256 /* well below the accept queue of any server */
#define KEPT 8192       /* messages of `said`; nobody may be further behind */
#define DEPTH_MAX 1024
#define EVENTS 1024
#define HEAD 2         /* bytes of a server's frame header up to 125 bytes of text */
#define QUIET_MS 30000 /* that long nothing at all: the server does not answer */

struct listener {
    int fd;
    uint64_t heard; /* bytes of the stream */
};

static struct {
    struct room_options o;
    size_t frame;              /* bytes of one in the stream */
    struct listener *listener; /* [listeners]; behind them the speaker, who hears nothing */
    int epoll;
    uint8_t *said;     /* [KEPT * frame] */
    uint64_t messages; /* said so far */
    uint64_t heard;    /* bytes, all listeners together */
    uint8_t *rest;     /* what the speaker's socket did not take */
    size_t rest_len;
    uint32_t depth; /* of the run in hand */
    uint64_t until; /* ns; nothing more is said then */
} room;

static uint8_t in[256 * 1024];

static double cpu_seconds(void)
{
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
           (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

/* ---- the speaker ---- */

static struct listener *speaker(void)
{
    return &room.listener[room.o.listeners];
}

static void speaker_flush(void)
{
    ssize_t n = send(speaker()->fd, room.rest, room.rest_len, MSG_NOSIGNAL);
    if (n < 0 && errno != EAGAIN) die("write", strerror(errno));
    if (n <= 0) return;
    room.rest_len -= (size_t)n;
    memmove(room.rest, room.rest + n, room.rest_len);
}

/* The next message, as the listeners will hear it, into the ring; and as the speaker says it (masked with zeros, which is a mask as any), behind
 * what waits. */
static void say_one(void)
{
    uint8_t *frame = room.said + room.messages % KEPT * room.frame;
    uint8_t *out = room.rest + room.rest_len;
    char text[128];
    snprintf(text, sizeof text, "{\"n\":\"%08x\",\"text\":\"%*s\"}", (unsigned)room.messages,
             (int)(room.o.size - ROOM_SIZE_MIN), "");
    frame[0] = out[0] = 0x81;
    frame[1] = (uint8_t)room.o.size;
    out[1] = (uint8_t)(0x80 | room.o.size);
    memset(out + 2, 0, 4);
    memcpy(frame + HEAD, text, room.o.size);
    memcpy(out + 6, text, room.o.size);
    room.rest_len += room.o.size + 6;
    room.messages++;
}

/* Messages in flight are counted by the share of the listeners that has not heard them. */
static void say_more(void)
{
    uint64_t all = room.o.listeners * room.frame;
    while (room.messages * all - room.heard <= (room.depth - 1) * all)
        say_one();
    speaker_flush();
}

/* ---- listening ---- */

static void check(struct listener *l, const uint8_t *p, size_t n)
{
    size_t ring = KEPT * room.frame;
    if (l->heard + n > room.messages * room.frame) die("wrong answer", "more than was said");
    if (l->heard + ring < room.messages * room.frame) die("a listener is too far behind", NULL);
    while (n > 0) {
        size_t at = l->heard % ring, part = n < ring - at ? n : ring - at;
        if (memcmp(room.said + at, p, part) != 0)
            die("wrong answer", "not what was said, or out of order");
        p += part, n -= part;
        l->heard += part;
        room.heard += part;
    }
}

static size_t receive(const struct listener *l)
{
    ssize_t n = recv(l->fd, in, sizeof in, MSG_DONTWAIT);
    if (n == 0) die("the server closed a connection", NULL);
    if (n > 0) return (size_t)n;
    if (errno != EAGAIN) die("read", strerror(errno));
    return 0;
}

static int wait_events(struct epoll_event *event, int max)
{
    int n = epoll_wait(room.epoll, event, max, QUIET_MS);
    if (n < 0 && errno != EINTR) die("epoll_wait", strerror(errno));
    if (n == 0) die("the server does not answer", NULL);
    return n;
}

static void hear(struct listener *l)
{
    for (size_t n = sizeof in; n == sizeof in;) {
        n = receive(l);
        if (n > 0 && l == speaker()) die("wrong answer", "the speaker hears itself");
        check(l, in, n);
    }
}

static void turn(void)
{
    struct epoll_event event[EVENTS];
    int n = wait_events(event, EVENTS);
    for (int i = 0; i < n; i++)
        hear(&room.listener[event[i].data.u32]);
    if (room.rest_len > 0) speaker_flush();
    if (now_ns() < room.until) say_more();
}

static void say_run(uint32_t depth, double seconds)
{
    uint64_t begin = now_ns(), said = room.messages;
    double cpu = cpu_seconds();
    room.depth = depth;
    room.until = begin + (uint64_t)(seconds * 1e9);
    say_more();
    while (room.heard < room.messages * room.frame * room.o.listeners)
        turn();
    double took = (double)(now_ns() - begin) / 1e9;
    uint64_t deliveries = (room.messages - said) * room.o.listeners;
    printf("{\"event\":\"say\",\"messages\":%" PRIu64 ",\"deliveries\":%" PRIu64
           ",\"seconds\":%.4f,\"per_second\":%.1f,\"client_cpu\":%.3f}\n",
           room.messages - said, deliveries, took, (double)deliveries / took,
           (cpu_seconds() - cpu) / took);
}

/* ---- opening and joining ---- */

static void listener_start(uint32_t i)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)room.o.port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct epoll_event want = {.events = EPOLLIN | EPOLLRDHUP | EPOLLET, .data.u32 = i};
    char greeting[WIRE_HEAD_MAX];
    size_t n = wire_greet(&(struct wire_plan){.wire = WIRE_WS}, greeting);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) die("socket", strerror(errno));
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    if (connect(fd, (struct sockaddr *)&to, sizeof to) < 0) die("connect", strerror(errno));
    if (epoll_ctl(room.epoll, EPOLL_CTL_ADD, fd, &want) < 0) die("epoll_ctl", strerror(errno));
    if (send(fd, greeting, n, MSG_NOSIGNAL) != (ssize_t)n) die("write", strerror(errno));
    room.listener[i] = (struct listener){.fd = fd};
}

/* Waits until `n` listeners have answered with `len` bytes that begin so. No answer is split: it is one small write. */
static void hear_answers(uint32_t n, const char *begins)
{
    struct epoll_event event[EVENTS];
    size_t len = strlen(begins);
    while (n > 0) {
        int got = wait_events(event, EVENTS);
        for (int i = 0; i < got; i++) {
            size_t read = receive(&room.listener[event[i].data.u32]);
            if (read == 0) continue;
            if (read < len || memcmp(in, begins, len) != 0) die("wrong answer", "to a greeting");
            n--;
        }
    }
}

static void open_all(void)
{
    uint32_t all = room.o.listeners + 1;
    wire_init();
    room.frame = HEAD + room.o.size;
    room.listener = calloc(all, sizeof *room.listener);
    room.said = malloc(KEPT * room.frame);
    room.rest = malloc(DEPTH_MAX * (room.o.size + WIRE_OVERHEAD));
    room.epoll = epoll_create1(EPOLL_CLOEXEC);
    if (!room.listener || !room.said || !room.rest || room.epoll < 0) die("out of memory", NULL);
    for (uint32_t at = 0, n; at < all; at += n) {
        n = all - at < OPENING_MAX ? all - at : OPENING_MAX;
        for (uint32_t i = 0; i < n; i++)
            listener_start(at + i);
        hear_answers(n, "HTTP/1.1 101 ");
    }
}

static void join_all(uint32_t topics)
{
    char text[16], answer[20];
    uint8_t frame[32] = {0x81};
    int len = snprintf(text, sizeof text, "+%u", topics);
    snprintf(answer, sizeof answer, "\x81%c%s", len, text);
    frame[1] = (uint8_t)(0x80 | len);
    memcpy(frame + 6, text, (size_t)len); /* masked with zeros */
    for (uint32_t at = 0, n; at < room.o.listeners; at += n) {
        n = room.o.listeners - at < OPENING_MAX ? room.o.listeners - at : OPENING_MAX;
        for (uint32_t i = 0; i < n; i++)
            if (send(room.listener[at + i].fd, frame, (size_t)len + 6, MSG_NOSIGNAL) < 0)
                die("write", strerror(errno));
        hear_answers(n, answer);
    }
    printf("{\"event\":\"join\",\"topics\":%u}\n", topics);
}

static void command(const char *line)
{
    char *end;
    bool join = strncmp(line, "join ", 5) == 0;
    if (!join && strncmp(line, "say ", 4) != 0) die("unknown command", NULL);
    unsigned long number = strtoul(line + 4, &end, 10);
    double seconds = join ? 0 : strtod(end, &end);
    if (*end != '\n' || number > DEPTH_MAX || (!join && number == 0)) die("bad numbers", NULL);
    if (join)
        join_all((uint32_t)number);
    else
        say_run((uint32_t)number, seconds);
}

void room_run(const struct room_options *o)
{
    char line[64];
    room.o = *o;
    open_all();
    printf("{\"event\":\"open\",\"listeners\":%u}\n", o->listeners);
    fflush(stdout);
    while (fgets(line, sizeof line, stdin) && strcmp(line, "quit\n") != 0) {
        command(line);
        fflush(stdout);
    }
    puts("{\"event\":\"quit\"}");
}
