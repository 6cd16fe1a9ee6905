/* listener_test.c - where a server can listen, and what is said when it cannot. Loopback only. */
#include "test.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "folder_help.h"
#include "ground/base.h"
#include "net/listener.h"

static int try_at(struct an_listener *l, const char *host, uint16_t port)
{
    struct an_config c;
    an_config_init(&c);
    c.listen[0] = (struct an_listen){.port = port, .speaks = AN_SPEAKS_TCP};
    strcpy(c.listen[0].host, host);
    return an_listener_open(l, &c, 0);
}

static bool connects(const char *host, uint16_t port)
{
    bool v6 = strchr(host, ':');
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(port)};
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
    assert_int_equal(inet_pton(v6 ? AF_INET6 : AF_INET, host,
                               v6 ? (void *)&in6.sin6_addr : (void *)&in.sin_addr),
                     1);
    int fd = socket(v6 ? AF_INET6 : AF_INET, SOCK_STREAM, 0);
    assert_true(fd >= 0);
    int err = v6 ? connect(fd, (void *)&in6, sizeof in6) : connect(fd, (void *)&in, sizeof in);
    close(fd);
    return err == 0;
}

static bool have_ipv6(void)
{
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    int fd = socket(AF_INET6, SOCK_STREAM, 0);
    bool ok = fd >= 0 && bind(fd, (void *)&in6, sizeof in6) == 0;
    if (fd >= 0) close(fd);
    return ok;
}

static void a_free_port_is_found_and_told(void **state)
{
    (void)state;
    struct an_listener l;
    assert_int_equal(try_at(&l, "127.0.0.1", 0), AN_OK);
    assert_true(l.port > 0);
    assert_int_equal(l.speaks, AN_SPEAKS_TCP);
    assert_true(fcntl(l.fd, F_GETFL) & O_NONBLOCK);
    assert_true(fcntl(l.fd, F_GETFD) & FD_CLOEXEC);
    assert_true(connects("127.0.0.1", l.port));
    an_listener_close(&l);
    assert_int_equal(l.fd, -1);
    an_listener_close(&l); /* idempotent */
    assert_false(connects("127.0.0.1", l.port));
}

static void a_closed_port_can_be_taken_again_at_once(void **state)
{
    (void)state;
    struct an_listener l, again;
    assert_int_equal(try_at(&l, "127.0.0.1", 0), AN_OK);
    assert_true(connects("127.0.0.1", l.port)); /* leaves a TIME_WAIT behind */
    int fd = accept(l.fd, NULL, NULL);
    if (fd >= 0) close(fd);
    an_listener_close(&l);
    assert_int_equal(try_at(&again, "127.0.0.1", l.port), AN_OK);
    an_listener_close(&again);
}

static void a_taken_port_is_named_as_such(void **state)
{
    (void)state;
    struct an_listener l, other;
    assert_int_equal(try_at(&l, "127.0.0.1", 0), AN_OK);
    assert_int_equal(try_at(&other, "127.0.0.1", l.port), AN_EADDRINUSE);
    assert_int_equal(other.fd, -1);
    assert_int_equal(try_at(&other, "localhost", l.port), AN_EADDRINUSE);
    assert_int_equal(try_at(&other, "0.0.0.0", l.port), AN_EADDRINUSE);
    an_listener_close(&l);
}

static void a_name_is_resolved_ipv4_first(void **state)
{
    (void)state;
    struct an_listener l;
    assert_int_equal(try_at(&l, "localhost", 0), AN_OK);
    assert_true(connects("127.0.0.1", l.port));
    an_listener_close(&l);
}

/* Both at one port; what stands for one family alone has no other. */
static void localhost_is_both_families(void **state)
{
    (void)state;
    struct an_config c;
    struct an_listener l, other;
    an_config_init(&c);
    c.listen[2].speaks = AN_SPEAKS_HTTP;
    strcpy(c.listen[2].host, "LocalHost");
    assert_int_equal(an_listener_open(&l, &c, 2), AN_OK);
    int err = an_listener_open_too(&other, &c, &l);
    assert_true(err == (have_ipv6() ? AN_OK : AN_EADDRNOTAVAIL) || err == AN_EADDRINUSE);
    if (err == AN_OK) {
        assert_int_equal(other.port, l.port);
        assert_int_equal(other.index, 2);
        assert_int_equal(other.speaks, AN_SPEAKS_HTTP);
        assert_true(connects("::1", l.port));
    }
    an_listener_close(&other);
    an_listener_close(&l);
    strcpy(c.listen[2].host, "127.0.0.1");
    assert_int_equal(an_listener_open(&l, &c, 2), AN_OK);
    assert_int_equal(an_listener_open_too(&other, &c, &l), AN_EADDRNOTAVAIL);
    assert_int_equal(other.fd, -1);
    an_listener_close(&l);
}

static void ipv6_with_and_without_brackets(void **state)
{
    (void)state;
    struct an_listener l;
    if (!have_ipv6()) {
        assert_int_equal(try_at(&l, "::1", 0), AN_EADDRNOTAVAIL);
        return;
    }
    assert_int_equal(try_at(&l, "::1", 0), AN_OK);
    assert_true(connects("::1", l.port));
    assert_false(connects("127.0.0.1", l.port));
    an_listener_close(&l);
    assert_int_equal(try_at(&l, "[::1]", 0), AN_OK);
    assert_true(connects("::1", l.port));
    an_listener_close(&l);
    assert_int_equal(try_at(&l, "::", 0), AN_OK);
    assert_true(connects("::1", l.port));
    assert_true(connects("127.0.0.1", l.port));
    an_listener_close(&l);
}

static void what_is_no_address_here_is_refused(void **state)
{
    (void)state;
    struct an_listener l;
    assert_int_equal(try_at(&l, "192.0.2.1", 0), AN_EADDRNOTAVAIL); /* RFC 5737: nobody's */
    assert_int_equal(try_at(&l, "[]", 0), AN_EHOST);
    assert_int_equal(try_at(&l, "no such.host", 0), AN_EHOST);
    assert_int_equal(l.fd, -1);
}

static void no_descriptor_left(void **state)
{
    (void)state;
    struct rlimit old, low;
    struct an_listener l;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &old), 0);
    low = old;
    low.rlim_cur = 0;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &low), 0);
    int err = try_at(&l, "127.0.0.1", 0);
    setrlimit(RLIMIT_NOFILE, &old);
    assert_int_equal(err, AN_EFILES);
}

static void failures_leak_no_descriptor(void **state)
{
    (void)state;
    struct an_listener l;
    int before = folder_open_descriptors();
    assert_true(try_at(&l, "192.0.2.1", 0) < 0);
    assert_true(try_at(&l, "no such.host", 0) < 0);
    assert_int_equal(folder_open_descriptors(), before);
}

/* --- clients that vanish --- */

static int option(int fd, int level, int name)
{
    int value = -1;
    socklen_t len = sizeof value;
    assert_int_equal(getsockopt(fd, level, name, &value, &len), 0);
    return value;
}

/* What an accepted socket has of its listener. */
static int accepted(const struct an_config *c, struct an_listener *l)
{
    assert_int_equal(an_listener_open(l, c, 0), AN_OK);
    assert_true(connects("127.0.0.1", l->port));
    int fd;
    do
        fd = accept(l->fd, NULL, NULL);
    while (fd < 0 && errno == EAGAIN);
    assert_true(fd >= 0);
    return fd;
}

static struct an_config usable(void)
{
    struct an_config c;
    an_config_init(&c);
    c.listen[0] = (struct an_listen){.host = "127.0.0.1", .speaks = AN_SPEAKS_TCP};
    return c;
}

static void the_kernel_gives_up_after_all_probes_and_after_the_reactor(void **state)
{
    (void)state;
    static const uint64_t send_ms[] = {1000, 60000, 600000, 24ull * 24 * 3600 * 1000};
    for (size_t i = 0; i < sizeof send_ms / sizeof *send_ms; i++) {
        struct an_config c = usable();
        struct an_listener l;
        c.send_ms = send_ms[i];
        int fd = accepted(&c, &l);
        assert_int_equal(option(fd, SOL_SOCKET, SO_KEEPALIVE), 1);
        int probed = option(fd, IPPROTO_TCP, TCP_KEEPIDLE) +
                     option(fd, IPPROTO_TCP, TCP_KEEPINTVL) * option(fd, IPPROTO_TCP, TCP_KEEPCNT);
        int timeout_ms = option(fd, IPPROTO_TCP, TCP_USER_TIMEOUT);
        assert_int_equal(probed, 120);
        assert_true(timeout_ms >= probed * 1000);
        assert_true((uint64_t)timeout_ms > send_ms[i]);
        close(fd);
        an_listener_close(&l);
    }
}

static void there_need_be_no_probes(void **state)
{
    (void)state;
    struct an_config c = usable();
    struct an_listener l;
    c.probe_ms = 0;
    int fd = accepted(&c, &l);
    assert_int_equal(option(fd, SOL_SOCKET, SO_KEEPALIVE), 0);
    an_listener_spread(&c, fd, 1);
    assert_int_equal(option(fd, SOL_SOCKET, SO_KEEPALIVE), 0);
    close(fd);
    an_listener_close(&l);
}

static void first_probes_are_spread_over_a_quarter_of_the_time(void **state)
{
    (void)state;
    struct an_config c = usable();
    struct an_listener l;
    int times[61] = {0}, fd = accepted(&c, &l);
    for (uint32_t n = 0; n < 160; n++) {
        an_listener_spread(&c, fd, n % 16 ? n : 0);
        times[n % 16 ? option(fd, IPPROTO_TCP, TCP_KEEPIDLE) : 60]++;
    }
    for (int s = 0; s <= 60; s++)
        assert_int_equal(times[s], s < 45 ? 0 : 10);
    c.probe_ms = 3000;
    an_listener_spread(&c, fd, 1000001); /* too short to be spread */
    assert_int_equal(option(fd, IPPROTO_TCP, TCP_KEEPIDLE), 45);
    close(fd);
    an_listener_close(&l);
}

static void what_the_socket_says_is_the_clients_end_or_a_timeout(void **state)
{
    (void)state;
    static const int ended[] = {ECONNRESET, EPIPE, ECONNABORTED};
    static const int vanished[] = {ETIMEDOUT, EHOSTUNREACH, ENETUNREACH, ENETDOWN, ECONNREFUSED};
    for (size_t i = 0; i < sizeof ended / sizeof *ended; i++)
        assert_int_equal(an_peer_error(ended[i]), AN_EPEER);
    for (size_t i = 0; i < sizeof vanished / sizeof *vanished; i++)
        assert_int_equal(an_peer_error(vanished[i]), AN_ETIMEOUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_free_port_is_found_and_told),
        cmocka_unit_test(a_closed_port_can_be_taken_again_at_once),
        cmocka_unit_test(a_taken_port_is_named_as_such),
        cmocka_unit_test(a_name_is_resolved_ipv4_first),
        cmocka_unit_test(localhost_is_both_families),
        cmocka_unit_test(ipv6_with_and_without_brackets),
        cmocka_unit_test(what_is_no_address_here_is_refused),
        cmocka_unit_test(no_descriptor_left),
        cmocka_unit_test(failures_leak_no_descriptor),
        cmocka_unit_test(the_kernel_gives_up_after_all_probes_and_after_the_reactor),
        cmocka_unit_test(there_need_be_no_probes),
        cmocka_unit_test(first_probes_are_spread_over_a_quarter_of_the_time),
        cmocka_unit_test(what_the_socket_says_is_the_clients_end_or_a_timeout),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
