/* stop_test.c - stop and reload under load: every answer or an orderly end, FINAL once each, exit 0, in bounded time. */
#include <signal.h>
#include <string.h>

#include "e2e/claim_help.h"
#include "e2e/client_help.h"
#include "e2e/crowd_help.h"
#include "e2e/journal_help.h"
#include "e2e/server_help.h"

static void a_stop_under_load_ends_every_connection_in_order(void)
{
    struct server s = server_start("reactors=2 workers=2 tasks=1 stop=6000 linger=500");
    struct crowd c;
    crowd_open(&c, &(struct crowd_plan){
                       .port = s.port, .members = 90, .window = 3, .mood = CROWD_PARTING});
    crowd_until(&c, 5000);
    must(kill(s.pid, SIGTERM) == 0);
    crowd_until_parted(&c);
    server_buried(&s, 0);
    crowd_close(&c);
    struct journal j = journal_check(s.journal, 0);
    must(j.connects == 90 && j.starts == 3 && j.finals == 3);
}

/* Clients at every stage of what a connection can be. */
static void a_stop_waits_for_requests_and_not_for_idlers(void)
{
    static const char begun[] = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nfirst";
    struct server s = server_start("workers=2 stop=4000 linger=300");
    struct client silent = client_open(s.port, WIRE_TCP), tcp = client_open(s.port, WIRE_TCP),
                  ws = client_open(s.port, WIRE_WS), kept = client_open(s.port, WIRE_HTTP),
                  half = client_open(s.port, WIRE_HTTP), busy = client_open(s.port, WIRE_HTTP);
    must(strcmp(client_ask(&tcp, "tcp"), "tcp") == 0);
    must(strcmp(client_ask(&kept, "kept"), "kept") == 0);
    must(client_send(&half, begun, sizeof begun - 1));
    must(client_get(&busy, "!sleep+200"));
    journal_await(s.journal, AN_EV_RECV, 3);
    must(kill(s.pid, SIGTERM) == 0);
    client_expect_end(&kept);
    must(client_send(&half, "last", 4));
    client_expect(&half, "firstlast", 9);
    client_expect_end(&half);
    client_expect(&busy, "slept", 5);
    client_expect_end(&busy);
    must(client_hear(&ws) && ws.heard.code == WIRE_CLOSE && strcmp(ws.text, "\x03\xe9") == 0);
    must(client_frame(&ws, WIRE_CLOSE, "\x03\xe9", 2));
    client_expect_end(&ws);
    client_expect_end(&tcp);
    client_expect_end(&silent);
    server_buried(&s, 0);
    struct client *all[] = {&silent, &tcp, &ws, &kept, &half, &busy};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        client_close(all[i]);
    must(journal_check(s.journal, 0).connects == 6);
}

static void a_stop_does_not_wait_for_ever_for_a_client_that_does_not_read(void)
{
    struct server s = server_start("stop=6000 linger=3600000");
    struct client c = client_open(s.port, WIRE_TCP);
    must(client_say(&c, "!flood 60000 500", 16));
    journal_await(s.journal, AN_EV_RECV, 1);
    server_stop(&s);
    client_close(&c);
    must(journal_check(s.journal, 0).closes == 1);
}

static void a_worker_that_does_not_return_is_killed_at_the_end_of_the_stop(void)
{
    struct server s = server_start("workers=2 stop=1000 linger=100");
    struct client c = client_open(s.port, WIRE_TCP);
    must(client_say(&c, "!sleep 3600000", 14));
    journal_await(s.journal, AN_EV_RECV, 1);
    s.deaths = 1;
    must(kill(s.pid, SIGTERM) == 0);
    server_buried(&s, SERVER_KILLED);
    client_expect_end(&c);
    client_close(&c);
}

static void a_second_signal_ends_it_at_once(void)
{
    struct server s = server_start("workers=2 tasks=1 stop=3600000 linger=3600000");
    struct client c = client_open(s.port, WIRE_TCP);
    must(client_say(&c, "!sleep 3600000", 14));
    journal_await(s.journal, AN_EV_RECV, 1);
    must(kill(s.pid, SIGTERM) == 0);
    server_log_await(&s, "stopping", 1);
    s.dies = true;
    while (server_log_count(&s, "is not waited for") == 0) { /* the first of them may be too soon */
        must(kill(s.pid, SIGTERM) == 0);
        claim_wait();
    }
    server_buried(&s, SERVER_KILLED);
    client_expect_end(&c);
    client_close(&c);
}

/* A ^C under npm, timeout: the group is signalled, and the process too. */
static void signals_that_come_together_are_one(void)
{
    static const int storms[][5] = {{SIGTERM, SIGINT, SIGTERM, SIGINT, SIGTERM},
                                    {SIGINT, SIGTERM, SIGINT, SIGTERM, SIGINT}};
    for (int i = 0; i < 2; i++) {
        struct server s = server_start("stop=6000 linger=300");
        struct client busy = client_open(s.port, WIRE_HTTP);
        must(client_get(&busy, "!sleep+200"));
        journal_await(s.journal, AN_EV_RECV, 1);
        for (int k = 0; k < 5; k++)
            must(kill(s.pid, storms[i][k]) == 0);
        client_expect(&busy, "slept", 5);
        client_expect_end(&busy);
        server_buried(&s, 0);
        client_close(&busy);
    }
}

static void a_stop_finds_a_server_that_has_just_started(void)
{
    for (int i = 0; i < 10; i++) {
        struct server s = server_start("reactors=2 workers=3 tasks=2 linger=100");
        struct client c = client_open(s.port, WIRE_TCP); /* perhaps not even accepted */
        server_stop(&s);
        while (client_hear(&c)) {
        }
        client_close(&c);
        journal_check(s.journal, 0);
    }
}

static void reload(struct server *s, struct crowd *c, int sig, const char *line, size_t times)
{
    must(kill(s->pid, sig) == 0);
    while (server_log_count(s, line) < times)
        crowd_turn(c, 5);
}

static void a_reload_under_load_loses_nothing(void)
{
    struct server s = server_start("reactors=2 workers=3 tasks=2");
    struct crowd c;
    crowd_open(&c, &(struct crowd_plan){.port = s.port, .members = 60, .window = 4});
    crowd_until(&c, 2000);
    for (size_t i = 1; i <= 3; i++) {
        pid_t before = server_child(&s, "worker 1");
        reload(&s, &c, SIGUSR1, "the workers are reloaded", i);
        reload(&s, &c, SIGUSR2, "the task workers are reloaded", i);
        must(server_successor(&s, "worker 1", before) != before);
    }
    crowd_until(&c, c.heard + 2000);
    crowd_enough(&c);
    crowd_finish(&c);
    must(c.lost == 0 && c.broken == 0 && c.failed == 0);
    crowd_close(&c);
    server_stop(&s);
    struct journal j = journal_check(s.journal, 0);
    must(j.connects == 60 && j.starts == 5 * 4 && j.finals == 5 * 4);
}

/* The answer hangs on a task: the worker that asked stays until it has given it. */
static void a_reload_waits_for_answers_that_hang_on_tasks(void)
{
    struct server s = server_start("workers=1 tasks=1");
    struct client c = client_open(s.port, WIRE_HTTP);
    must(client_get(&c, "!task+sleep+200"));
    journal_await(s.journal, AN_EV_TASK, 1);
    must(kill(s.pid, SIGUSR1) == 0);
    client_expect(&c, "sleep 200", 9);
    server_log_await(&s, "the workers are reloaded", 1);
    must(strcmp(client_ask(&c, "and on"), "and on") == 0);
    client_close(&c);
    server_stop(&s);
}

int main(void)
{
    const struct claim claims[] = {
        CLAIM(a_stop_under_load_ends_every_connection_in_order),
        CLAIM(a_stop_waits_for_requests_and_not_for_idlers),
        CLAIM(a_stop_does_not_wait_for_ever_for_a_client_that_does_not_read),
        CLAIM(a_worker_that_does_not_return_is_killed_at_the_end_of_the_stop),
        CLAIM(a_second_signal_ends_it_at_once),
        CLAIM(signals_that_come_together_are_one),
        CLAIM(a_stop_finds_a_server_that_has_just_started),
        CLAIM(a_reload_under_load_loses_nothing),
        CLAIM(a_reload_waits_for_answers_that_hang_on_tasks),
    };
    return claims_run(claims, sizeof claims / sizeof *claims);
}
