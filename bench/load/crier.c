/* crier.c - see the header.
 *
 * One thread, one epoll. A message is framed once, then sent with one send() for each listener, nothing else: no queue, no state but a
 * descriptor, no list but an array. No server that writes to its sockets one by one can be faster. (Whose socket is full is an error here:
 * one message at a time is in flight.)
 */
#define _GNU_SOURCE
#include "crier.h"

#include "crowd.h"
#include "wire.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define FDS 65536
#define EVENTS 256

static int all[FDS], count, epoll;
static bool upgraded[FDS];

static int listener_open(void)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof at) < 0 || listen(fd, 4096) < 0 ||
        getsockname(fd, (struct sockaddr *)&at, &len) < 0)
        die("listen", strerror(errno));
    printf("READY %u\n", ntohs(at.sin_port));
    fflush(stdout);
    return fd;
}

static void watch(int fd)
{
    struct epoll_event want = {.events = EPOLLIN, .data.fd = fd};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &want) < 0) die("epoll_ctl", strerror(errno));
}

static void accept_all(int from)
{
    int fd;
    while ((fd = accept4(from, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        if (fd >= FDS) die("too many connections", NULL);
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
        upgraded[fd] = false;
        all[count++] = fd;
        watch(fd);
    }
}

static void leave(int fd)
{
    for (int i = 0; i < count; i++)
        if (all[i] == fd) all[i--] = all[--count];
    close(fd);
}

static void tell(int fd, const uint8_t *p, size_t n)
{
    if (send(fd, p, n, MSG_NOSIGNAL) != (ssize_t)n) die("write", strerror(errno));
}

/* One whole frame of a short text, masked with zeros. What begins with + goes back, all else to all others. */
static void frame_take(int fd, const uint8_t *p, size_t n)
{
    uint8_t out[128] = {p[0], (uint8_t)n};
    memcpy(out + 2, p + 6, n);
    if (p[6] == '+') {
        tell(fd, out, n + 2);
        return;
    }
    for (int i = 0; i < count; i++)
        if (all[i] != fd) tell(all[i], out, n + 2);
}

static void hear(int fd)
{
    uint8_t in[4096];
    ssize_t n = recv(fd, in, sizeof in, 0);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) {
        leave(fd);
        return;
    }
    if (!upgraded[fd]) {
        char answer[WIRE_HEAD_MAX];
        upgraded[fd] = true;
        tell(fd, (uint8_t *)answer, wire_welcome(answer));
        return;
    }
    for (ssize_t at = 0; at < n; at += (in[at + 1] & 127) + 6) {
        if (n - at < 6 || n - at < (in[at + 1] & 127) + 6 || (in[at + 1] & 127) > 125)
            die("a message in pieces", NULL);
        frame_take(fd, in + at, in[at + 1] & 127);
    }
}

void crier_run(void)
{
    struct epoll_event event[EVENTS];
    epoll = epoll_create1(EPOLL_CLOEXEC);
    if (epoll < 0) die("epoll_create1", strerror(errno));
    int from = listener_open();
    watch(from);
    for (;;) {
        int n = epoll_wait(epoll, event, EVENTS, -1);
        for (int i = 0; i < n; i++) {
            if (event[i].data.fd == from)
                accept_all(from);
            else
                hear(event[i].data.fd);
        }
    }
}
