/* listener_test.c - where a server can listen, and what is said when it cannot. Loopback only. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ground/base.h"
#include "net/listener.h"

static int try_at(struct an_listener *l, const char *host, uint16_t port)
{
    struct an_listen where = {.port = port, .speaks = AN_SPEAKS_TCP};
    strcpy(where.host, host);
    return an_listener_open(l, &where);
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

static int open_files(void)
{
    int n = 0;
    DIR *d = opendir("/proc/self/fd");
    assert_non_null(d);
    while (readdir(d))
        n++;
    closedir(d);
    return n;
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
    int before = open_files();
    assert_true(try_at(&l, "192.0.2.1", 0) < 0);
    assert_true(try_at(&l, "no such.host", 0) < 0);
    assert_int_equal(open_files(), before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_free_port_is_found_and_told),
        cmocka_unit_test(a_closed_port_can_be_taken_again_at_once),
        cmocka_unit_test(a_taken_port_is_named_as_such),
        cmocka_unit_test(a_name_is_resolved_ipv4_first),
        cmocka_unit_test(ipv6_with_and_without_brackets),
        cmocka_unit_test(what_is_no_address_here_is_refused),
        cmocka_unit_test(no_descriptor_left),
        cmocka_unit_test(failures_leak_no_descriptor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
