/* listener.c - see listener.h. The calls block; they come before the first fork. getaddrinfo() may
 * ask a name server.
 *
 * A name may stand for several addresses. The listener takes one of each family, and tries the next
 * one only when an address is not this machine's. A port that is taken is an error, even if it is
 * free on another address.
 */
#define _GNU_SOURCE /* accept4 */
#include "net/listener.h"

#include "ground/base.h"
#include "ground/clock.h"

#include <errno.h>
#include <limits.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG 4096 /* the kernel lowers it to net.core.somaxconn */

static int error_of(int sys)
{
    switch (sys) {
    case EADDRINUSE:
        return AN_EADDRINUSE;
    case EADDRNOTAVAIL:
    case EAFNOSUPPORT: /* a machine without IPv6 */
    case EINVAL:       /* an address that cannot be used: mapped, or without its scope */
        return AN_EADDRNOTAVAIL;
    case EACCES:
    case EPERM:
        return AN_EACCES;
    case EMFILE:
    case ENFILE:
        return AN_EFILES;
    }
    return AN_ESYS;
}

/* "[::1]" as in a URL, or "::1". */
static void strip_brackets(char out[256], const char *host)
{
    size_t len = strnlen(host, 255);
    bool bracketed = len >= 2 && host[0] == '[' && host[len - 1] == ']';
    memcpy(out, host + bracketed, len - 2 * bracketed);
    out[len - 2 * bracketed] = 0;
}

static int host_resolve(const struct an_listen *where, struct addrinfo **list)
{
    char host[256];
    strip_brackets(host, where->host);
    struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    int code = host[0] ? getaddrinfo(host, NULL, &hints, list) : EAI_NONAME;
    if (code == EAI_SYSTEM) return error_of(errno) == AN_EFILES ? AN_EFILES : AN_ESYS;
    return code ? AN_EHOST : AN_OK;
}

/* --- clients that vanish ---
 *
 * A client that vanishes (power, a lost route) sends no end. While no bytes are under way, the
 * kernel probes it; the client has vanished when it does not answer `probes` in a row. While bytes
 * are under way, the kernel does not probe. It gives up when TCP_USER_TIMEOUT is over and no byte
 * has been acknowledged, or when the client's window has stayed shut for that time.
 *
 * With that option the kernel does not count probes (TCP_KEEPCNT): it cuts at the first check at
 * which the silence is longer than the time-out and one probe is not answered. So the time-out is
 * never shorter than all of the probes. A client with a shut window is alive. The reactor cuts such
 * a client after send_ms, so the kernel must not cut it earlier. */

static int seconds_of(uint64_t ms)
{
    return (int)((ms + 999) / 1000);
}

static int user_timeout_ms(const struct an_config *c)
{
    uint64_t probed = 1000 * (uint64_t)seconds_of(c->probe_ms) +
                      1000 * (uint64_t)seconds_of(c->probe_interval_ms) * c->probes;
    return (int)AN_MIN(AN_MAX(c->probe_ms ? probed : 0, 2 * c->send_ms), (uint64_t)INT_MAX);
}

static int notice_death(int fd, const struct an_config *c)
{
    const struct {
        int level, name, value;
    } options[] = {
        {SOL_SOCKET, SO_KEEPALIVE, c->probe_ms > 0},
        {IPPROTO_TCP, TCP_KEEPIDLE, AN_MAX(seconds_of(c->probe_ms), 1)},
        {IPPROTO_TCP, TCP_KEEPINTVL, seconds_of(c->probe_interval_ms)},
        {IPPROTO_TCP, TCP_KEEPCNT, (int)c->probes},
        {IPPROTO_TCP, TCP_USER_TIMEOUT, user_timeout_ms(c)},
    };
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        if (setsockopt(fd, options[i].level, options[i].name, &options[i].value, sizeof(int)) < 0)
            return -1;
    return 0;
}

/* The probes of a connection begin up to a quarter of probe_ms earlier, by whole seconds. That
 * costs a system call of 1 us; a new connection costs 100 us in all. */
void an_listener_spread(const struct an_config *c, int fd, uint32_t n)
{
    int idle = seconds_of(c->probe_ms), earlier = (int)(n % (uint32_t)(idle / 4 + 1));
    if (!earlier) return;
    idle -= earlier;
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
}

/* The most bytes that may lie in the kernel before they are on their way. Without this limit the
 * kernel takes several MB at once, and then none for long, while a slow client reads them. The
 * reactor could not see that the client reads, and this memory would not count as queued. A fast
 * client is not slowed down. */
#define UNSENT (256 << 10)

/* Accepted sockets inherit all of these. "::" takes IPv4 clients, too; any other IPv6 address takes
 * its own clients alone. */
static int set_options(int fd, const struct addrinfo *a, const struct an_config *c)
{
    int on = 1, unsent = UNSENT;
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0) return -1;
    if (setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) < 0) return -1;
    if (setsockopt(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent, sizeof unsent) < 0) return -1;
    if (notice_death(fd, c) < 0) return -1;
    if (a->ai_family != AF_INET6) return 0;
    const struct sockaddr_in6 *in6 = (const void *)a->ai_addr;
    int only = !IN6_IS_ADDR_UNSPECIFIED(&in6->sin6_addr);
    return setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &only, sizeof only);
}

union address {
    struct sockaddr any;
    struct sockaddr_in in;
    struct sockaddr_in6 in6;
};

static int bind_to(int fd, const struct addrinfo *a, uint16_t port)
{
    union address where = {0};
    memcpy(&where, a->ai_addr, AN_MIN(a->ai_addrlen, sizeof where));
    if (a->ai_family == AF_INET6)
        where.in6.sin6_port = htons(port);
    else
        where.in.sin_port = htons(port);
    return bind(fd, &where.any, a->ai_addrlen);
}

/* Sets the bytes and the port of an address and returns its family, 4 or 6. An IPv4 address mapped
 * into IPv6 becomes IPv4. */
static uint8_t address_of(const union address *a, uint8_t bytes[16], uint16_t *port)
{
    if (a->any.sa_family == AF_INET6) {
        bool mapped = IN6_IS_ADDR_V4MAPPED(&a->in6.sin6_addr);
        memcpy(bytes, a->in6.sin6_addr.s6_addr + (mapped ? 12 : 0), mapped ? 4 : 16);
        *port = ntohs(a->in6.sin6_port);
        return mapped ? 4 : 6;
    }
    memcpy(bytes, &a->in.sin_addr, 4);
    *port = ntohs(a->in.sin_port);
    return 4;
}

/* Notes where the listener is bound to. */
static int place_of(struct an_listener *l, int fd)
{
    static const uint8_t any[16];
    union address where;
    socklen_t len = sizeof where;
    if (getsockname(fd, &where.any, &len) < 0) return -1;
    memset(l->addr, 0, sizeof l->addr);
    address_of(&where, l->addr, &l->port);
    l->one_address = memcmp(l->addr, any, sizeof any) != 0;
    return 0;
}

static int open_at(struct an_listener *l, const struct addrinfo *a, uint16_t port,
                   const struct an_config *c)
{
    int fd = socket(a->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);
    if (fd < 0) return error_of(errno);
    if (set_options(fd, a, c) < 0 || bind_to(fd, a, port) < 0 || listen(fd, BACKLOG) < 0 ||
        place_of(l, fd) < 0) {
        int err = error_of(errno);
        close(fd);
        return err;
    }
    l->fd = fd;
    l->ipv6 = a->ai_family == AF_INET6;
    return AN_OK;
}

static int open_family(struct an_listener *l, const struct addrinfo *list, bool ipv4, uint16_t port,
                       const struct an_config *c)
{
    int err = AN_EADDRNOTAVAIL;
    for (const struct addrinfo *a = list; a && err == AN_EADDRNOTAVAIL; a = a->ai_next)
        if ((a->ai_family == AF_INET) == ipv4) err = open_at(l, a, port, c);
    return err;
}

int an_listener_open(struct an_listener *l, const struct an_config *c, uint32_t i)
{
    const struct an_listen *where = &c->listen[i];
    *l = (struct an_listener){.fd = -1, .speaks = where->speaks, .index = (uint8_t)i};
    struct addrinfo *list;
    int err = host_resolve(where, &list);
    if (err < 0) return err;
    err = open_family(l, list, true, where->port, c);
    if (err == AN_EADDRNOTAVAIL) err = open_family(l, list, false, where->port, c);
    freeaddrinfo(list);
    return err;
}

int an_listener_open_too(struct an_listener *l, const struct an_config *c,
                         const struct an_listener *first)
{
    static const struct an_listen loopback = {.host = "::1"};
    const struct an_listen *where = &c->listen[first->index];
    bool local = !first->ipv6 && strcasecmp(where->host, "localhost") == 0;
    *l = (struct an_listener){.fd = -1, .speaks = where->speaks, .index = first->index};
    struct addrinfo *list;
    int err = host_resolve(local ? &loopback : where, &list);
    if (err < 0) return err == AN_EHOST ? AN_EADDRNOTAVAIL : err;
    err = open_family(l, list, first->ipv6, first->port, c);
    freeaddrinfo(list);
    return err;
}

void an_listener_close(struct an_listener *l)
{
    if (l->fd >= 0) close(l->fd);
    l->fd = -1;
}

/* --- clients --- */

static void local_of(const struct an_listener *l, int fd, struct an_conn_addr *out)
{
    union address own = {0};
    socklen_t len = sizeof own;
    if (l->one_address)
        memcpy(out->local_addr, l->addr, sizeof l->addr);
    else if (getsockname(fd, &own.any, &len) == 0)
        address_of(&own, out->local_addr, &out->local_port);
    out->local_port = l->port;
}

static int accept_error(int sys)
{
    switch (sys) {
    case EINTR:
    case ECONNABORTED:
    case EPROTO:
        return AN_EPEER;
    case EMFILE:
    case ENFILE:
        return AN_EFILES;
    case ENOBUFS:
    case ENOMEM:
        return AN_ESYS;
    }
    return AN_EAGAIN;
}

int an_listener_accept(const struct an_listener *l, struct an_conn_addr *addr)
{
    union address peer = {0};
    socklen_t len = sizeof peer;
    int fd = accept4(l->fd, &peer.any, &len, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return accept_error(errno);
    *addr = (struct an_conn_addr){.since_ms = an_clock_wall_ms()};
    addr->family = address_of(&peer, addr->addr, &addr->port);
    local_of(l, fd, addr);
    return fd;
}
