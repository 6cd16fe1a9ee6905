/* net_test.c - kill -9 for net, and for the supervisor: a new net serves the same port, and nobody outlives the supervisor. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "chaos/chaos_help.h"
#include "e2e/claim_help.h"
#include "e2e/client_help.h"
#include "e2e/journal_help.h"
#include "random_help.h"

#define KILLS 5

static void a_killed_net_is_replaced_and_every_worker_hears_the_end_of_its_connections(void)
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
        crowd_until(&c, c.heard + 200 + random_below(&r, 1000));
        chaos_kill(&s, &c, "net");
    }
    crowd_until(&c, c.heard + 1000);
    chaos_calm(&s, &c);
    must(c.lost == 0 && c.failed == 0 && c.broken >= 40 && c.broken <= 40 * KILLS);
    chaos_same_holdings(&s, &before);
    server_stop(&s);
    struct journal j = journal_check(s.journal, 0);
    must(j.causes[AN_CLOSE_CRASH] > 0 && j.finals == 4);
}

/* What a worker says to a connection of the net that died reaches nobody. */
static void a_successor_of_net_gives_no_id_twice(void)
{
    struct server s = server_start("workers=2");
    struct client old[20], new[20], control;
    unsigned long long ids[20];
    for (int i = 0; i < 20; i++) {
        old[i] = client_open(s.port, WIRE_WS);
        ids[i] = client_id(&old[i]);
    }
    pid_t net = server_child(&s, "net");
    must(kill(net, SIGKILL) == 0);
    s.deaths = 1;
    for (int i = 0; i < 20; i++) {
        client_expect_end(&old[i]);
        client_close(&old[i]);
        new[i] = client_open(s.port, WIRE_WS); /* waits for the successor */
    }
    control = client_open(s.port, WIRE_WS);
    journal_await(s.journal, AN_EV_CLOSE, 20);
    for (int i = 0; i < 20; i++)
        must(strcmp(client_ask(&control, "!send %llu stray", ids[i]), "EGONE") == 0);
    for (int i = 0; i < 20; i++) {
        must(strcmp(client_ask(&new[i], "mine"), "mine") == 0);
        client_close(&new[i]);
    }
    client_close(&control);
    server_stop(&s);
    must(journal_check(s.journal, 0).causes[AN_CLOSE_CRASH] == 20);
}

static void a_net_killed_in_mid_stop_leaves_workers_that_know_of_every_end(void)
{
    struct server s = server_start("workers=2 stop=8000 linger=60000");
    struct client c[10];
    for (int i = 0; i < 10; i++) {
        c[i] = client_open(s.port, WIRE_TCP);
        must(strcmp(client_ask(&c[i], "in"), "in") == 0);
    }
    must(client_say(&c[0], "!sleep 300", 10));
    journal_await(s.journal, AN_EV_RECV, 11);
    pid_t net = server_child(&s, "net");
    must(kill(s.pid, SIGTERM) == 0);
    journal_await(s.journal, AN_EV_CLOSE, 1);
    must(kill(net, SIGKILL) == 0);
    s.deaths = 1;
    server_buried(&s, 0);
    for (int i = 0; i < 10; i++)
        client_close(&c[i]);
    must(journal_check(s.journal, 0).closes == 10);
    journal_check_finals(s.journal);
}

static void everything_goes_with_a_killed_supervisor(void)
{
    struct server s = server_start("reactors=2 workers=3 tasks=2");
    struct client sleeper = client_open(s.port, WIRE_TCP);
    struct crowd c;
    crowd_open(&c, &(struct crowd_plan){
                       .port = s.port, .members = 60, .window = 3, .mood = CROWD_SURVIVING});
    crowd_until(&c, 2000);
    must(client_say(&sleeper, "!sleep 3600000", 14));
    must(kill(server_child(&s, "task 1"), SIGSTOP) == 0);
    server_kill(&s);
    while (client_hear(&sleeper)) {
    }
    client_close(&sleeper);
    crowd_close(&c);
}

int main(void)
{
    const struct claim claims[] = {
        CLAIM(a_killed_net_is_replaced_and_every_worker_hears_the_end_of_its_connections),
        CLAIM(a_successor_of_net_gives_no_id_twice),
        CLAIM(a_net_killed_in_mid_stop_leaves_workers_that_know_of_every_end),
        CLAIM(everything_goes_with_a_killed_supervisor),
    };
    return claims_run(claims, sizeof claims / sizeof *claims);
}
