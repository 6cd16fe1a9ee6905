/* dispatch_test.c - nobody waits for a worker that is blocked, stopped, starting or dying while another one is free. Each claim would wait for hours,
 * or get a 503 after ten seconds, if one of its clients did. */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "chaos/chaos_help.h"
#include "e2e/claim_help.h"
#include "e2e/client_help.h"
#include "e2e/journal_help.h"

#define CLIENTS 40
#define FOR_EVER "!sleep+36000000"

/* Its worker is in a callback that does not return. */
static struct client blocker(struct server *s)
{
    uint64_t before = journal_count(s->journal, AN_EV_RECV);
    struct client c = client_open(s->port, WIRE_HTTP);
    must(client_get(&c, FOR_EVER));
    journal_await(s->journal, AN_EV_RECV, before + 1);
    return c;
}

static void everybody_is_served(uint16_t port, enum wire wire)
{
    struct client c[CLIENTS];
    for (int i = 0; i < CLIENTS; i++)
        c[i] = client_open(port, wire);
    for (int i = 0; i < CLIENTS; i++)
        must(strcmp(client_ask(&c[i], "served %d", i), c[i].text) == 0);
    for (int i = 0; i < CLIENTS; i++)
        client_close(&c[i]);
}

/* The worker that is blocked has nothing more to say: it is killed at the end. */
static void end_with(struct server *s, unsigned deaths)
{
    s->deaths = deaths;
    must(kill(s->pid, SIGTERM) == 0);
    server_buried(s, SERVER_KILLED);
}

/* A callback counts as blocked when it has run for a while: what came sooner is moved, what comes later goes elsewhere. */
static void new_clients_do_not_wait_for_a_blocked_worker(void)
{
    struct server s = server_start("reactors=2 workers=4 stop=1000");
    struct client slow = blocker(&s);
    everybody_is_served(s.port, WIRE_HTTP);
    everybody_is_served(s.port, WIRE_WS);
    everybody_is_served(s.port, WIRE_HTTP);
    client_close(&slow);
    end_with(&s, 1);
}

/* All speak at once, the one that blocks among them: what lies behind it in the ring is somebody else's then. */
static void requests_behind_one_that_blocks_are_done_by_others(void)
{
    struct server s = server_start("reactors=1 workers=4 stop=1000");
    struct client c[CLIENTS];
    for (int i = 0; i < CLIENTS; i++)
        c[i] = client_open(s.port, WIRE_HTTP);
    for (int i = 0; i < CLIENTS; i++)
        must(client_get(&c[i], i == 3 ? FOR_EVER : "behind"));
    for (int i = 0; i < CLIENTS; i++)
        if (i != 3) client_expect(&c[i], "behind", 6);
    for (int i = 0; i < CLIENTS; i++)
        client_close(&c[i]);
    end_with(&s, 1);
    must(journal_check(s.journal, 1).recvs == CLIENTS); /* one lacks its CLOSE */
}

/* Their connections are the blocked worker's, but nothing of them is in its hand. */
static void kept_connections_go_with_their_next_request(void)
{
    struct server s = server_start("reactors=2 workers=4 stop=1000");
    struct client c[CLIENTS];
    for (int i = 0; i < CLIENTS; i++) {
        c[i] = client_open(s.port, WIRE_HTTP);
        must(strcmp(client_ask(&c[i], "first"), "first") == 0);
    }
    struct client slow = blocker(&s);
    for (int round = 0; round < 3; round++)
        for (int i = 0; i < CLIENTS; i++)
            must(strcmp(client_ask(&c[i], "next"), "next") == 0);
    for (int i = 0; i < CLIENTS; i++)
        client_close(&c[i]);
    client_close(&slow);
    end_with(&s, 1);
    must(journal_check(s.journal, 1).recvs == 4 * CLIENTS + 1);
}

/* A request of many records, and a ring that is full of others: also what has not come into the ring. */
static void what_waits_for_room_behind_one_that_blocks_is_done_by_others(void)
{
    static char body[3000];
    struct server s = server_start("reactors=1 workers=2 ring=4096 stop=1000");
    struct client c[CLIENTS];
    memset(body, 'b', sizeof body);
    for (int i = 0; i < CLIENTS; i++)
        c[i] = client_open(s.port, WIRE_HTTP);
    struct client slow = blocker(&s);
    for (int i = 0; i < CLIENTS; i++)
        must(client_say(&c[i], body, sizeof body));
    for (int i = 0; i < CLIENTS; i++) {
        client_expect(&c[i], body, sizeof body);
        client_close(&c[i]);
    }
    client_close(&slow);
    end_with(&s, 1);
}

/* It sleeps, and does not awake: that shows only by what it does not take. */
static void requests_do_not_wait_for_a_stopped_worker(void)
{
    struct server s = server_start("reactors=2 workers=4");
    pid_t pid = server_child(&s, "worker 2");
    must(kill(pid, SIGSTOP) == 0);
    everybody_is_served(s.port, WIRE_HTTP);
    everybody_is_served(s.port, WIRE_HTTP);
    must(kill(pid, SIGCONT) == 0);
    server_stop(&s);
    must(journal_check(s.journal, 0).recvs == 2 * CLIENTS);
}

/* Those that it got before that showed, and that have said nothing yet, are another one's then, whatever they speak. */
static void silent_clients_of_a_stopped_worker_are_told_to_another_one(void)
{
    struct server s = server_start("reactors=2 workers=4");
    struct client c[CLIENTS];
    pid_t pid = server_child(&s, "worker 2");
    must(kill(pid, SIGSTOP) == 0);
    for (int i = 0; i < CLIENTS; i++)
        c[i] = client_open(s.port, i % 2 ? WIRE_TCP : WIRE_WS);
    journal_await(s.journal, AN_EV_CONNECT, CLIENTS);
    for (int i = 0; i < CLIENTS; i++) {
        must(strcmp(client_ask(&c[i], "heard"), "heard") == 0);
        client_close(&c[i]);
    }
    must(kill(pid, SIGCONT) == 0);
    server_stop(&s);
    must(journal_check(s.journal, 0).recvs == CLIENTS);
}

static void nobody_waits_for_a_worker_that_is_starting(void)
{
    struct server s = server_start("reactors=2 workers=4 halted=1");
    for (int wire = 0; wire < 3; wire++)
        everybody_is_served(s.port, (enum wire)wire);
    must(kill(server_child(&s, "worker 1"), SIGCONT) == 0);
    journal_await(s.journal, AN_EV_START, 4);
    server_stop(&s);
    must(journal_check(s.journal, 0).connects == 3 * CLIENTS);
}

static void nobody_waits_for_a_worker_that_dies_at_its_start(void)
{
    struct server s = server_start("reactors=2 workers=4 doomed=1");
    server_log_await(&s, "worker 1 is started again in 400 ms", 1);
    for (int wire = 0; wire < 3; wire++)
        everybody_is_served(s.port, (enum wire)wire);
    s.dies = true;
    server_stop(&s);
    must(journal_check(s.journal, 0).connects == 3 * CLIENTS);
}

/* Each request is done once, whether the worker awakes before it is given away, at that moment, or never has to give it away. */
static void a_request_is_done_once_whoever_awakes_meanwhile(void)
{
    struct server s = server_start("reactors=2 workers=3 ring=65536");
    struct crowd c;
    crowd_open(&c, &(struct crowd_plan){
                       .port = s.port, .members = 60, .wires = 1 << WIRE_HTTP, .window = 1});
    crowd_until_open(&c);
    for (int i = 0; i < 12; i++) {
        pid_t pid = server_child(&s, i % 3 == 0   ? "worker 0"
                                     : i % 3 == 1 ? "worker 1"
                                                  : "worker 2");
        must(kill(pid, SIGSTOP) == 0);
        uint64_t heard = c.heard;
        if (i % 2) /* nobody is held up */
            crowd_until(&c, heard + 60 * 20);
        else /* about when they are given away */
            crowd_turn(&c, 40 + 5 * i);
        must(kill(pid, SIGCONT) == 0);
        crowd_until(&c, c.heard + 300);
    }
    crowd_enough(&c);
    crowd_finish(&c);
    uint64_t heard = c.heard;
    crowd_close(&c);
    server_stop(&s);
    must(journal_check(s.journal, 0).recvs == heard);
}

int main(void)
{
    const struct claim claims[] = {
        CLAIM(new_clients_do_not_wait_for_a_blocked_worker),
        CLAIM(requests_behind_one_that_blocks_are_done_by_others),
        CLAIM(kept_connections_go_with_their_next_request),
        CLAIM(what_waits_for_room_behind_one_that_blocks_is_done_by_others),
        CLAIM(requests_do_not_wait_for_a_stopped_worker),
        CLAIM(silent_clients_of_a_stopped_worker_are_told_to_another_one),
        CLAIM(nobody_waits_for_a_worker_that_is_starting),
        CLAIM(nobody_waits_for_a_worker_that_dies_at_its_start),
        CLAIM(a_request_is_done_once_whoever_awakes_meanwhile),
    };
    return claims_run(claims, sizeof claims / sizeof *claims);
}
