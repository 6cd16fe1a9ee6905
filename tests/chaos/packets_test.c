/* packets_test.c - packets that are lost, and a network that goes away: who lives on is not cut off, and who has vanished is told as a time-out.
 *
 * A client loses what is sent to it by a filter on its own socket: nothing gets past it, no answer goes back, and the kernel counts each loss. A network that
 * is down takes a network namespace of its own, with a loopback of its own; where that is not permitted, those claims are skipped.
 */
#define _GNU_SOURCE
#include <linux/filter.h>
#include <linux/sock_diag.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "e2e/claim_help.h"
#include "e2e/client_help.h"
#include "e2e/journal_help.h"
#include "e2e/server_help.h"

/* A probe after 1 s, then each second; the third without an answer is the last. No data may be under way for 4 s. */
#define PROBES "probe=1000 probe_interval=1000 probes=3 send=1000"

/* From now on nothing reaches this client, or everything again. */
static void lose(const struct client *c, bool on)
{
    struct sock_filter nothing = BPF_STMT(BPF_RET | BPF_K, 0);
    struct sock_fprog program = {1, &nothing};
    int none = 0;
    must(on ? setsockopt(c->fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) == 0
            : setsockopt(c->fd, SOL_SOCKET, SO_DETACH_FILTER, &none, sizeof none) == 0);
}

static uint32_t lost(const struct client *c)
{
    uint32_t memory[SK_MEMINFO_VARS] = {0};
    socklen_t len = sizeof memory;
    must(getsockopt(c->fd, SOL_SOCKET, SO_MEMINFO, memory, &len) == 0);
    return memory[SK_MEMINFO_DROPS];
}

/* In a network with nothing but a loopback, which can be put up and down. */
static void network(bool up)
{
    struct ifreq lo = {.ifr_name = "lo", .ifr_flags = up ? IFF_UP | IFF_RUNNING : 0};
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    must(fd >= 0 && ioctl(fd, SIOCSIFFLAGS, &lo) == 0);
    close(fd);
}

static void into_a_network_of_its_own(void)
{
    if (unshare(CLONE_NEWNET) < 0 && unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0)
        claim_skip("network namespaces are not permitted here");
    network(true);
}

/* Probes that this network's sockets have sent. */
static uint64_t probes(void)
{
    static char text[65536];
    FILE *f = fopen("/proc/self/net/netstat", "r");
    must(f);
    text[fread(text, 1, sizeof text - 1, f)] = 0;
    fclose(f);
    char *names = strtok(text, "\n"), *values = strtok(NULL, "\n"), *at_name, *at_value;
    must(names && values);
    char *name = strtok_r(names, " ", &at_name), *value = strtok_r(values, " ", &at_value);
    while (name && value && strcmp(name, "TCPKeepAlive") != 0) {
        name = strtok_r(NULL, " ", &at_name);
        value = strtok_r(NULL, " ", &at_value);
    }
    must(name && value);
    unsigned long long n;
    must(sscanf(value, "%llu", &n) == 1);
    return n;
}

static void an_idle_client_outlives_lost_probes(void)
{
    struct server s = server_start(PROBES);
    struct client c = client_open(s.port, WIRE_TCP);
    must(strcmp(client_ask(&c, "here"), "here") == 0);
    lose(&c, true);
    while (lost(&c) < 2)
        claim_wait();
    lose(&c, false);
    must(strcmp(client_ask(&c, "still here"), "still here") == 0);
    client_close(&c);
    server_stop(&s);
    must(journal_check(s.journal, 0).causes[AN_CLOSE_PEER] == 1);
}

static void an_idle_client_that_has_vanished_is_told_as_a_timeout(void)
{
    struct server s = server_start(PROBES);
    struct client control = client_open(s.port, WIRE_HTTP);
    for (enum wire wire = WIRE_TCP; wire <= WIRE_HTTP; wire++) {
        struct client c = client_open(s.port, wire);
        must(strcmp(client_ask(&c, "here"), "here") == 0);
        lose(&c, true);
        client_stat_await(&control, "vanished", (uint64_t)wire - WIRE_TCP + 1);
        must_say(lost(&c) >= 3, "cut off after %u probes", lost(&c));
        client_close(&c);
    }
    client_close(&control);
    server_stop(&s);
    must(journal_check(s.journal, 0).causes[AN_CLOSE_TIMEOUT] == 3);
}

static void a_client_that_vanishes_with_bytes_under_way_is_told_as_a_timeout(void)
{
    struct server s = server_start(PROBES);
    struct client control = client_open(s.port, WIRE_HTTP), c = client_open(s.port, WIRE_WS);
    must(strcmp(client_ask(&c, "here"), "here") == 0);
    lose(&c, true);
    must(client_say(&c, "there?", 6));
    client_stat_await(&control, "vanished", 1);
    must(client_stat(&control, "timeouts") == 1);
    client_close(&c);
    client_close(&control);
    server_stop(&s);
    must(journal_check(s.journal, 0).causes[AN_CLOSE_TIMEOUT] == 1);
}

static void idle_clients_outlive_a_network_that_is_down_for_a_while(void)
{
    into_a_network_of_its_own();
    struct server s = server_start(PROBES);
    struct client c[20];
    for (int i = 0; i < 20; i++) {
        c[i] = client_open(s.port, (enum wire)(i % 3));
        must(strcmp(client_ask(&c[i], "here"), "here") == 0);
    }
    while (probes() < 20) /* all has been acknowledged: they are idle */
        claim_wait();
    uint64_t before = probes();
    network(false);
    while (probes() < before + 30) /* each loses one or two */
        claim_wait();
    network(true);
    for (int i = 0; i < 20; i++) {
        must(strcmp(client_ask(&c[i], "still here"), "still here") == 0);
        client_close(&c[i]);
    }
    server_stop(&s);
    must(journal_check(s.journal, 0).causes[AN_CLOSE_PEER] == 20);
}

/* With bytes under way the kernel's error is that there is no route, in place of the time-out. */
static void clients_whose_network_has_gone_are_told_as_timeouts(void)
{
    into_a_network_of_its_own();
    struct server s = server_start(PROBES);
    struct client idle = client_open(s.port, WIRE_TCP), busy = client_open(s.port, WIRE_WS);
    must(strcmp(client_ask(&idle, "here"), "here") == 0);
    must(client_say(&busy, "!timer 500 1", 12));
    journal_await(s.journal, AN_EV_RECV, 2);
    network(false);
    journal_await(s.journal, AN_EV_TIMER, 1);
    journal_await(s.journal, AN_EV_CLOSE, 2);
    network(true);
    client_close(&idle);
    client_close(&busy);
    server_stop(&s);
    must(journal_check(s.journal, 0).causes[AN_CLOSE_TIMEOUT] == 2);
}

int main(void)
{
    const struct claim claims[] = {
        CLAIM(an_idle_client_outlives_lost_probes),
        CLAIM(an_idle_client_that_has_vanished_is_told_as_a_timeout),
        CLAIM(a_client_that_vanishes_with_bytes_under_way_is_told_as_a_timeout),
        CLAIM(idle_clients_outlive_a_network_that_is_down_for_a_while),
        CLAIM(clients_whose_network_has_gone_are_told_as_timeouts),
    };
    return claims_run(claims, sizeof claims / sizeof *claims);
}
