/* download_test.c - large files and slow clients: what net needs does not depend on how much is under way, and every byte is right. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "e2e/claim_help.h"
#include "e2e/client_help.h"
#include "e2e/scratch_help.h"
#include "e2e/server_help.h"
#include "ground/base.h"

#define CLIENTS 100
#define FILE_SIZE ((uint64_t)100 << 20)
#define MARK_EVERY ((uint64_t)256 << 10) /* its offset stands there; all else is zeros */
#define SIP ((size_t)64 << 10)           /* what a slow client takes at a time */
#define SIPS 16                          /* each of them, before net's memory is looked at */
#define MORE_KIB ((size_t)4 << 10)       /* that net may have grown by, for all of them */
/* A sanitizer has memory of its own: there, only what the client sees is judged. */
#define KNOWS_MEMORY (CLAIM_SLOWER == 1)

/* --- the file --- */

static char folder[4096], path[4200];

/* Sparse, and a few pages that tell where they belong. */
static void make_file(void)
{
    snprintf(folder, sizeof folder, "%s", scratch_make());
    snprintf(path, sizeof path, "%s/large.bin", folder);
    int fd = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0644);
    must_say(fd >= 0 && ftruncate(fd, (off_t)FILE_SIZE) == 0, "%s: %s", path, strerror(errno));
    for (uint64_t at = 0; at < FILE_SIZE; at += MARK_EVERY)
        must(pwrite(fd, &at, sizeof at, (off_t)at) == sizeof at);
    must(close(fd) == 0);
}

static void remove_file(void)
{
    must(unlink(path) == 0);
    scratch_remove(folder);
}

/* Are these the bytes of the file from `at` on? */
static void must_be_of_the_file(const uint8_t *p, size_t n, uint64_t at)
{
    for (size_t i = 0; i < n;) {
        uint64_t mark = (at + i) / MARK_EVERY * MARK_EVERY, in = at + i - mark;
        size_t len = (size_t)AN_MIN(n - i, MARK_EVERY - in), k = 0;
        for (; k < len && in + k < sizeof mark; k++)
            must_say(p[i + k] == (uint8_t)(mark >> 8 * (in + k)), "byte %" PRIu64 " is wrong",
                     at + i + k);
        const uint8_t *rest = p + i + k;
        if (k < len) /* all the same, and zero */
            must_say(*rest == 0 && memcmp(rest, rest + 1, len - k - 1) == 0,
                     "not the zeros behind byte %" PRIu64, at + i + k);
        i += len;
    }
}

/* --- clients --- */

struct reader {
    int fd;
    uint64_t had; /* bytes of the body */
};

/* The buffer is small before the connection is made, so that no window is offered that is larger. */
static int slow_socket(uint16_t port)
{
    struct sockaddr_in a = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int room = 8 << 10, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    must(fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room) == 0);
    must_say(connect(fd, (struct sockaddr *)&a, sizeof a) == 0, "connect: %s", strerror(errno));
    return fd;
}

/* Some bytes, at least one. */
static size_t some(struct reader *r, void *to, size_t most)
{
    struct pollfd p = {.fd = r->fd, .events = POLLIN};
    must_say(poll(&p, 1, claim_left_ms()) == 1, "nothing comes after %" PRIu64 " bytes", r->had);
    ssize_t n = recv(r->fd, to, most, 0);
    must_say(n > 0, "the end after %" PRIu64 " bytes: %s", r->had, n < 0 ? strerror(errno) : "");
    return (size_t)n;
}

static void ask(struct reader *r, const char *target)
{
    char text[5000];
    int n = snprintf(text, sizeof text,
                     "GET %s HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n", target);
    must(send(r->fd, text, (size_t)n, MSG_NOSIGNAL) == n);
}

/* Byte by byte: what follows stays in the kernel. */
static void hear_head(struct reader *r)
{
    char head[2048] = "", length[64];
    size_t at = 0;
    while (!strstr(head, "\r\n\r\n")) {
        must(at < sizeof head - 1);
        at += some(r, head + at, 1);
        head[at] = 0;
    }
    must_say(strncmp(head, "HTTP/1.1 200 ", 13) == 0, "%.60s", head);
    snprintf(length, sizeof length, "\r\nContent-Length: %" PRIu64 "\r\n", FILE_SIZE);
    must_say(strstr(head, length), "not of %" PRIu64 " bytes: %s", FILE_SIZE, head);
}

static void take(struct reader *r, size_t bytes)
{
    static uint8_t room[256 << 10];
    while (bytes) {
        size_t n = some(r, room, AN_MIN(bytes, sizeof room));
        must_be_of_the_file(room, n, r->had);
        r->had += n;
        bytes -= n;
    }
}

static void must_end(struct reader *r)
{
    struct pollfd p = {.fd = r->fd, .events = POLLIN};
    uint8_t byte;
    must(r->had == FILE_SIZE);
    must(poll(&p, 1, claim_left_ms()) == 1 && recv(r->fd, &byte, 1, 0) == 0);
}

static void must_be_flat(struct server *s, size_t before_kib, const char *when)
{
    size_t now = server_memory_kib(server_child(s, "net"));
    claim_note("net: %zu KiB before, %zu %s", before_kib, now, when);
    if (!KNOWS_MEMORY) return;
    must_say(now < before_kib + MORE_KIB, "net has grown from %zu to %zu KiB %s", before_kib, now,
             when);
}

/* --- claims --- */

/* A hundred are served in turns, a sip for each, until all are well within the file; then one takes all that is left. */
static void download(struct server *s, const char *target)
{
    static struct reader r[CLIENTS];
    for (int i = 0; i < CLIENTS; i++)
        r[i] = (struct reader){.fd = slow_socket(s->port)};
    struct client control = client_open(s->port, WIRE_WS);
    client_stat_await(&control, "accepted", CLIENTS + 1);
    size_t before = server_memory_kib(server_child(s, "net"));
    for (int i = 0; i < CLIENTS; i++)
        ask(&r[i], target);
    for (int i = 0; i < CLIENTS; i++)
        hear_head(&r[i]);
    must_be_flat(s, before, "when all have begun");
    for (int sip = 0; sip < SIPS; sip++)
        for (int i = 0; i < CLIENTS; i++)
            take(&r[i], SIP);
    must(client_stat(&control, "connections") == CLIENTS + 1);
    must_be_flat(s, before, "in the middle of all");
    take(&r[0], FILE_SIZE / 2 - r[0].had);
    must_be_flat(s, before, "when one is half-way");
    take(&r[0], FILE_SIZE - r[0].had);
    must_end(&r[0]);
    must_be_flat(s, before, "when one has it all");
    for (int i = 1; i < CLIENTS; i++) {
        must(r[i].had == SIP * SIPS);
        take(&r[i], SIP); /* it still goes on */
    }
    for (int i = 0; i < CLIENTS; i++)
        close(r[i].fd);
    client_close(&control);
}

static void a_hundred_slow_downloads_of_a_static_file_need_no_memory(void)
{
    char args[4200];
    make_file();
    snprintf(args, sizeof args, "docs=%s", folder);
    struct server s = server_start(args);
    download(&s, "/large.bin");
    server_stop(&s);
    remove_file();
}

static void a_hundred_slow_downloads_of_a_file_that_a_worker_names_need_no_memory(void)
{
    char target[4300];
    make_file();
    struct server s = server_start("");
    snprintf(target, sizeof target, "/!file+0+%" PRIu64 "+%s", FILE_SIZE, path);
    download(&s, target);
    server_stop(&s);
    remove_file();
}

int main(void)
{
    const struct claim claims[] = {
        CLAIM(a_hundred_slow_downloads_of_a_static_file_need_no_memory),
        CLAIM(a_hundred_slow_downloads_of_a_file_that_a_worker_names_need_no_memory),
    };
    return claims_run(claims, sizeof claims / sizeof *claims);
}
