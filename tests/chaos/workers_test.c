/* workers_test.c - kill -9 for workers and task workers under load: the connections do not notice, and no more is lost than what the
 * killed process had in hand. */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "chaos/chaos_help.h"
#include "e2e/claim_help.h"
#include "e2e/client_help.h"
#include "e2e/journal_help.h"
#include "random_help.h"

#define KILLS                                                                                      \
    9 /* of three workers in turn: the sooner one is killed again, the longer it stays away */

static void a_killed_worker_loses_at_most_what_it_had_in_hand(void)
{
    struct server s = server_start("reactors=2 workers=3 tasks=1");
    struct chaos_holdings before = chaos_holdings(&s);
    struct random r;
    struct crowd c;
    random_open(&r);
    crowd_open(&c, &(struct crowd_plan){
                       .port = s.port, .members = 60, .window = 3, .mood = CROWD_SURVIVING});
    crowd_until_open(&c);
    for (int i = 0; i < KILLS; i++) {
        char name[16];
        snprintf(name, sizeof name, "worker %d", i % 3);
        crowd_until(&c, c.heard + 200 + random_below(&r, 500));
        chaos_kill(&s, &c, name);
    }
    chaos_calm(&s, &c);
    must(c.broken == 0);
    must_say(c.lost + c.failed <= KILLS && c.cut <= c.failed,
             "%d gaps, %d answers 50x, %d HTTP connections cut", (int)c.lost, (int)c.failed,
             (int)c.cut);
    chaos_same_holdings(&s, &before);
    must(s.deaths == KILLS);
    server_stop(&s);
    journal_check(s.journal, KILLS);
}

/* Large messages are in many records: a killed worker's successor and the reactor both meet halves. */
static void halves_of_large_messages_are_dropped_with_their_worker(void)
{
    struct server s = server_start("reactors=2 workers=2 ring=16384");
    struct random r;
    struct crowd c;
    random_open(&r);
    crowd_open(&c, &(struct crowd_plan){.port = s.port,
                                        .members = 20,
                                        .wires = 1 << WIRE_WS | 1 << WIRE_HTTP,
                                        .window = 2,
                                        .size = 100000,
                                        .mood = CROWD_SURVIVING});
    crowd_until_open(&c);
    for (int i = 0; i < KILLS / 2; i++) {
        crowd_until(&c, c.heard + 20 + random_below(&r, 60));
        chaos_kill(&s, &c, i % 2 ? "worker 1" : "worker 0");
    }
    chaos_calm(&s, &c);
    must(c.broken == 0);
    must_say(c.lost + c.failed <= KILLS / 2 * 2, "%d gaps, %d answers 50x", (int)c.lost,
             (int)c.failed);
    server_stop(&s);
    journal_check(s.journal, KILLS / 2);
}

#define TASK_KILLS 4

/* One task worker, so that the answers keep their order. */
static void a_killed_task_worker_loses_at_most_the_task_in_hand(void)
{
    struct server s = server_start("reactors=2 workers=3 tasks=1");
    struct random r;
    struct crowd c;
    random_open(&r);
    crowd_open(&c, &(struct crowd_plan){.port = s.port,
                                        .members = 20,
                                        .wires = 1 << WIRE_WS,
                                        .window = 3,
                                        .prefix = "!task ",
                                        .mood = CROWD_SURVIVING});
    crowd_until_open(&c);
    for (int i = 0; i < TASK_KILLS; i++) {
        crowd_until(&c, c.heard + 200 + random_below(&r, 500));
        chaos_kill(&s, &c, "task 0");
    }
    chaos_calm(&s, &c);
    must(c.broken == 0);
    must_say(c.lost <= TASK_KILLS, "%d gaps", (int)c.lost);
    server_stop(&s);
    journal_check(s.journal, 0);
}

/* Every worker has said it all to worker 1: what the crowd hears comes from there. Both ends are killed. */
static void killed_workers_lose_at_most_the_messages_in_hand(void)
{
    struct server s = server_start("reactors=2 workers=3 ring=16384");
    struct random r;
    struct crowd c;
    random_open(&r);
    crowd_open(&c, &(struct crowd_plan){.port = s.port,
                                        .members = 21,
                                        .wires = 1 << WIRE_WS,
                                        .window = 3,
                                        .prefix = "!mail 1 ",
                                        .mood = CROWD_SURVIVING});
    crowd_until_open(&c);
    for (int i = 0; i < KILLS; i++) {
        char name[16];
        snprintf(name, sizeof name, "worker %d", i % 3);
        crowd_until(&c, c.heard + 200 + random_below(&r, 500));
        chaos_kill(&s, &c, name);
    }
    chaos_calm(&s, &c);
    must(c.broken == 0);
    /* In hand: an event, a message half received; set aside behind a full ring: at most what the members of one worker may say. */
    must_say(c.lost <= KILLS * (2 + 7 * 3), "%d gaps", (int)c.lost);
    server_stop(&s);
    journal_check(s.journal, KILLS);
}

/* The request in hand is known to be lost, and answered; the one behind it is the successor's. */
static void the_request_in_hand_of_a_killed_worker_is_answered_with_502(void)
{
    struct server s = server_start("workers=1");
    struct client hand = client_open(s.port, WIRE_HTTP), next = client_open(s.port, WIRE_HTTP);
    must(client_get(&hand, "!sleep+3600000"));
    journal_await(s.journal, AN_EV_RECV, 1);
    must(client_get(&next, "and-then"));
    pid_t pid = server_child(&s, "worker 0");
    must(kill(pid, SIGKILL) == 0);
    must(client_hear(&hand) && hand.heard.code == 502);
    client_expect_end(&hand);
    client_expect(&next, "and-then", 8);
    s.deaths = 1;
    client_close(&hand);
    client_close(&next);
    server_stop(&s);
}

/* 4 MB through a ring of 4 KiB: the worker is killed somewhere on the way, before it could have the whole in hand. */
static void a_message_half_received_is_begun_anew_for_the_successor(void)
{
    static char body[4000000];
    struct server s = server_start("workers=1 ring=4096 send_queue=16777216");
    memset(body, 'b', sizeof body);
    for (int i = 0; i < 5; i++) {
        struct client c = client_open(s.port, i % 2 ? WIRE_HTTP : WIRE_WS);
        must(strcmp(client_ask(&c, "in"), "in") == 0);
        pid_t pid = server_child(&s, "worker 0");
        uint64_t before = journal_count_of(s.journal, AN_EV_RECV, pid);
        must(kill(pid, SIGSTOP) == 0 && client_say(&c, body, sizeof body));
        kill(pid, SIGCONT);
        poll(NULL, 0, i / 2); /* where on the way, is for chance to say */
        kill(pid, SIGKILL);
        s.deaths++;
        server_successor(&s, "worker 0", pid);
        bool in_hand = journal_count_of(s.journal, AN_EV_RECV, pid) > before;
        if (!in_hand) client_expect(&c, body, sizeof body);
        client_close(&c);
    }
    server_stop(&s);
    journal_check(s.journal, 5);
}

/* The same between two workers, the writer setting aside what the ring does not take. */
static void a_letter_half_received_is_begun_anew_for_the_successor(void)
{
    struct server s = server_start("workers=2 ring=4096 send_queue=16777216");
    struct client c = client_open(s.port, WIRE_WS);
    uint64_t closed = 0;
    must(client_ask_number(&c, "!worker") == 0);
    for (int i = 0; i < 6; i++) {
        pid_t pid = server_child(&s, "worker 1");
        uint64_t before = journal_count_of(s.journal, AN_EV_MESSAGE, pid);
        must(kill(pid, SIGSTOP) == 0 && client_say(&c, "!mail 1 *4000000", 16));
        must(strcmp(client_ask(&c, "sent"), "sent") == 0);
        kill(pid, SIGCONT);
        poll(NULL, 0, i / 2); /* where on the way, is for chance to say */
        kill(pid, SIGKILL);
        s.deaths++;
        server_successor(&s, "worker 1", pid);
        bool in_hand = journal_count_of(s.journal, AN_EV_MESSAGE, pid) > before;
        if (!in_hand) must(client_hear(&c) && c.heard.len == 4000000);
        if (!in_hand) continue;
        client_close(&c); /* an answer may have been on its way */
        journal_await(s.journal, AN_EV_CLOSE, ++closed);
        c = client_open(s.port, WIRE_WS);
        must(client_ask_number(&c, "!worker") == 0);
    }
    client_close(&c);
    server_stop(&s);
    journal_check(s.journal, 0);
}

int main(void)
{
    const struct claim claims[] = {
        CLAIM(a_killed_worker_loses_at_most_what_it_had_in_hand),
        CLAIM(halves_of_large_messages_are_dropped_with_their_worker),
        CLAIM(a_killed_task_worker_loses_at_most_the_task_in_hand),
        CLAIM(killed_workers_lose_at_most_the_messages_in_hand),
        CLAIM(the_request_in_hand_of_a_killed_worker_is_answered_with_502),
        CLAIM(a_message_half_received_is_begun_anew_for_the_successor),
        CLAIM(a_letter_half_received_is_begun_anew_for_the_successor),
    };
    return claims_run(claims, sizeof claims / sizeof *claims);
}
