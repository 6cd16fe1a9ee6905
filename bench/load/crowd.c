/* crowd.c - see the header. Edge-triggered: a read that comes back short has emptied the socket,
 * whatever comes later is a new edge. */
#define _GNU_SOURCE
#include "crowd.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define OPENING_MAX 256        /* well below the accept queue of any server */
#define SETTLE_NS 30000000000u /* what was sent must be answered within half a minute */
#define EVENTS 256
#define STDIN_MARK UINT32_MAX

static uint8_t read_buffer[256 * 1024];

uint64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

void die(const char *what, const char *detail)
{
    printf("{\"error\":\"%s%s%s\"}\n", what, detail ? ": " : "", detail ? detail : "");
    exit(1);
}

static void *must(void *memory)
{
    if (!memory) die("out of memory", NULL);
    return memory;
}

/* ---- writing ---- */

static void rest_keep(struct peer *p, const uint8_t *bytes, size_t len)
{
    p->rest = must(realloc(p->rest, p->rest_len + len));
    memcpy(p->rest + p->rest_len, bytes, len);
    p->rest_len += len;
}

static void rest_drop(struct peer *p)
{
    free(p->rest);
    p->rest = NULL;
    p->rest_at = p->rest_len = 0;
}

/* Returns how many bytes the kernel took. */
static size_t socket_write(struct peer *p, const uint8_t *bytes, size_t len)
{
    ssize_t n = send(p->fd, bytes, len, MSG_NOSIGNAL);
    if (n >= 0) return (size_t)n;
    if (errno != EAGAIN) die("write", strerror(errno));
    return 0;
}

static void peer_write(struct peer *p, const uint8_t *bytes, size_t len)
{
    size_t taken = p->rest_len > 0 ? 0 : socket_write(p, bytes, len);
    if (taken < len) rest_keep(p, bytes + taken, len - taken);
}

static void rest_flush(struct peer *p)
{
    p->rest_at += socket_write(p, p->rest + p->rest_at, p->rest_len - p->rest_at);
    if (p->rest_at == p->rest_len) rest_drop(p);
}

void crowd_say(struct crowd *c, struct peer *p, uint32_t n)
{
    static uint8_t *out;
    static size_t room;
    size_t need = (c->plan.size + WIRE_OVERHEAD + WIRE_HEAD_MAX) * n, len = 0;
    if (need > room) out = must(realloc(out, room = need));
    if (!p->stamp) p->stamp = must(calloc(c->depth, sizeof *p->stamp));
    uint64_t now = now_ns();
    for (uint32_t i = 0; i < n; i++) {
        p->stamp[p->sent % c->depth] = now;
        len += wire_encode(&c->plan, (uint32_t)(p - c->peers), p->sent++, out + len);
    }
    c->in_flight += n;
    peer_write(p, out, len);
}

/* ---- reading ---- */

static void peer_ready(struct crowd *c, struct peer *p)
{
    c->ready++;
    if (c->opened) c->opened(c, p);
}

static void peer_heard(struct crowd *c, struct peer *p, size_t len, uint64_t now)
{
    const char *why = NULL;
    bool was_ready = wire_ready(&c->plan, &p->in);
    int messages = wire_feed(&c->plan, &p->in, read_buffer, len, &why);
    if (messages < 0) die("wrong answer", why);
    if (p->in.number > p->sent) die("wrong answer", "more messages than were sent");
    if (p->in.number == p->sent && p->in.offset > 0)
        die("wrong answer", "bytes that answer nothing");
    if (p->in.ping) {
        uint8_t pong[WIRE_OVERHEAD];
        peer_write(p, pong, wire_pong(pong));
        p->in.ping = false;
    }
    if (!was_ready && wire_ready(&c->plan, &p->in)) peer_ready(c, p);
    if (messages == 0) return;
    c->in_flight -= (uint32_t)messages;
    c->answered += (uint32_t)messages;
    if (c->heard) c->heard(c, p, (uint32_t)messages, now);
}

static void peer_read(struct crowd *c, struct peer *p)
{
    for (;;) {
        ssize_t n = recv(p->fd, read_buffer, sizeof read_buffer, 0);
        if (n < 0 && errno == EAGAIN) return;
        if (n < 0) die("read", strerror(errno));
        if (n == 0) die("the server closed a connection", NULL);
        peer_heard(c, p, (size_t)n, now_ns());
        if ((size_t)n < sizeof read_buffer) return;
    }
}

/* ---- opening and closing ---- */

/* Two addresses have 28,000 ports between them, and a closed connection keeps its port for a
 * while: who connects more often than that needs several addresses. */
static void source_bind(const struct crowd *c, int fd)
{
    struct sockaddr_in from = {.sin_family = AF_INET};
    from.sin_addr.s_addr = htonl(INADDR_LOOPBACK + (uint32_t)(c->opened_ever % c->sources));
    setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &(int){1}, sizeof(int));
    if (bind(fd, (struct sockaddr *)&from, sizeof from) < 0) die("bind", strerror(errno));
}

static void peer_start(struct crowd *c, uint32_t i)
{
    struct peer *p = &c->peers[i];
    struct sockaddr_in to = c->to;
    struct epoll_event want = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.u32 = i};
    to.sin_addr.s_addr = htonl(ntohl(to.sin_addr.s_addr) + i % c->spread);
    p->in.peer = i;
    p->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (p->fd < 0) die("socket", strerror(errno));
    setsockopt(p->fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    if (c->sources > 0) source_bind(c, p->fd);
    c->opened_ever++;
    if (connect(p->fd, (struct sockaddr *)&to, sizeof to) < 0 && errno != EINPROGRESS)
        die("connect", strerror(errno));
    if (epoll_ctl(c->epoll, EPOLL_CTL_ADD, p->fd, &want) < 0) die("epoll_ctl", strerror(errno));
}

static void peer_connected(struct crowd *c, struct peer *p)
{
    char greeting[WIRE_HEAD_MAX];
    int err = 0;
    socklen_t len = sizeof err;
    getsockopt(p->fd, SOL_SOCKET, SO_ERROR, &err, &len);
    if (err) die("connect", strerror(err));
    p->connected = true;
    size_t n = wire_greet(&c->plan, greeting);
    if (n > 0) peer_write(p, (uint8_t *)greeting, n);
    if (wire_ready(&c->plan, &p->in)) peer_ready(c, p);
}

static void stdin_watch(struct crowd *c)
{
    struct epoll_event want = {.events = EPOLLIN, .data.u32 = STDIN_MARK};
    if (epoll_ctl(c->epoll, EPOLL_CTL_ADD, STDIN_FILENO, &want) < 0)
        die("stdin must be a pipe or a terminal", NULL);
}

void crowd_open(struct crowd *c)
{
    wire_init();
    c->peers = must(calloc(c->count, sizeof *c->peers));
    c->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (c->epoll < 0) die("epoll_create1", strerror(errno));
    while (c->ready < c->count) {
        while (c->started < c->count && c->started - c->ready < OPENING_MAX)
            peer_start(c, c->started++);
        crowd_turn(c, 10000);
    }
    if (c->stdin_ready) stdin_watch(c);
}

static void peer_end(struct peer *p)
{
    close(p->fd);
    free(p->stamp);
    rest_drop(p);
}

void crowd_renew(struct crowd *c, struct peer *p)
{
    peer_end(p);
    *p = (struct peer){0};
    c->ready--;
    peer_start(c, (uint32_t)(p - c->peers));
}

void crowd_close(struct crowd *c)
{
    for (uint32_t i = 0; i < c->started; i++)
        peer_end(&c->peers[i]);
    close(c->epoll);
    free(c->peers);
}

/* ---- turning ---- */

static void peer_event(struct crowd *c, struct peer *p, uint32_t events)
{
    if (!p->connected) peer_connected(c, p);
    if (events & EPOLLOUT && p->rest_len > 0) rest_flush(p);
    if (events & (EPOLLIN | EPOLLRDHUP | EPOLLERR | EPOLLHUP)) peer_read(c, p);
}

void crowd_turn(struct crowd *c, int timeout_ms)
{
    struct epoll_event event[EVENTS];
    int n = epoll_wait(c->epoll, event, EVENTS, timeout_ms);
    if (n < 0 && errno != EINTR) die("epoll_wait", strerror(errno));
    if (n == 0 && c->ready < c->count) die("the server does not answer", NULL);
    for (int i = 0; i < n; i++) {
        if (event[i].data.u32 == STDIN_MARK)
            c->stdin_ready(c);
        else
            peer_event(c, &c->peers[event[i].data.u32], event[i].events);
    }
}

/* epoll_wait() counts in milliseconds, and epoll_pwait2() is not everywhere. */
void crowd_turn_until(struct crowd *c, uint64_t until)
{
    struct pollfd wait = {.fd = c->epoll, .events = POLLIN};
    uint64_t now = now_ns(), left = until > now ? until - now : 0;
    struct timespec t = {.tv_sec = (time_t)(left / 1000000000u),
                         .tv_nsec = (long)(left % 1000000000u)};
    if (ppoll(&wait, 1, &t, NULL) < 0 && errno != EINTR) die("ppoll", strerror(errno));
    if (wait.revents) crowd_turn(c, 0);
}

void crowd_settle(struct crowd *c)
{
    uint64_t until = now_ns() + SETTLE_NS;
    while (c->in_flight > 0) {
        if (now_ns() > until) die("messages that were never answered", NULL);
        crowd_turn(c, 100);
    }
}
