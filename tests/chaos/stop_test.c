/* stop_test.c - the order of the stop, and what violence in the middle of it changes: nothing but what was hit. */
#include <signal.h>
#include <string.h>

#include "chaos/chaos_help.h"
#include "e2e/claim_help.h"
#include "e2e/client_help.h"
#include "e2e/journal_help.h"

#define AWAY "\x03\xe9" /* 1001 */

static void told_to_go_away(struct client *ws)
{
    must(client_hear(ws) && ws->heard.code == WIRE_CLOSE && strcmp(ws->text, AWAY) == 0);
    must(client_frame(ws, WIRE_CLOSE, AWAY, 2));
    client_expect_end(ws);
    client_close(ws);
}

/* Every worker is in a callback; idle clients hear of the stop, and those callbacks' answers go out after it. */
static void idlers_are_told_before_requests_are_answered(void)
{
    struct server s = server_start("reactors=2 workers=2 tasks=1 stop=8000");
    struct client ws[8], busy[2];
    for (int i = 0; i < 8; i++) {
        ws[i] = client_open(s.port, WIRE_WS);
        must(strcmp(client_ask(&ws[i], "hello"), "hello") == 0);
    }
    for (size_t i = 0; i < 2; i++) {
        busy[i] = client_open(s.port, WIRE_HTTP);
        must(client_get(&busy[i], "!sleep+3000"));
        journal_await(s.journal, AN_EV_RECV, 8 + i + 1);
    }
    must(kill(s.pid, SIGTERM) == 0);
    for (int i = 0; i < 8; i++)
        told_to_go_away(&ws[i]);
    for (int i = 0; i < 2; i++) {
        client_expect(&busy[i], "slept", 5);
        client_expect_end(&busy[i]);
        client_close(&busy[i]);
    }
    server_buried(&s, 0);
    struct journal j = journal_check(s.journal, 0);
    must(j.connects == 10 && j.closes == 10 && j.finals == 3);
}

/* Its client gets a 502, its WebSockets are told all the same, and a successor hears CLOSE and FINAL. */
static void a_worker_that_dies_in_the_stop_holds_nobody_up(void)
{
    struct server s = server_start("workers=1 stop=8000");
    struct client ws = client_open(s.port, WIRE_WS), busy = client_open(s.port, WIRE_HTTP);
    must(strcmp(client_ask(&ws, "hello"), "hello") == 0);
    must(client_get(&busy, "!sleep+3600000"));
    journal_await(s.journal, AN_EV_RECV, 2);
    must(kill(s.pid, SIGTERM) == 0);
    server_log_await(&s, "stopping", 1);
    s.dies = true;
    must(kill(server_child(&s, "worker 0"), SIGKILL) == 0);
    must(client_hear(&busy) && busy.heard.code == 502);
    client_close(&busy);
    told_to_go_away(&ws);
    server_buried(&s, 0);
    must(journal_check(s.journal, 1).closes == 2);
}

/* Nobody starts it again: clients see a bare end, workers hear CLOSE of all that were open. */
static void a_network_process_that_dies_in_the_stop_ends_it_sooner(void)
{
    struct server s = server_start("workers=2 stop=8000");
    struct client ws = client_open(s.port, WIRE_WS), busy = client_open(s.port, WIRE_HTTP);
    must(strcmp(client_ask(&ws, "hello"), "hello") == 0);
    must(client_get(&busy, "!sleep+500"));
    journal_await(s.journal, AN_EV_RECV, 2);
    must(kill(s.pid, SIGTERM) == 0);
    server_log_await(&s, "stopping", 1);
    s.dies = true;
    must(kill(server_child(&s, "net"), SIGKILL) == 0);
    while (client_hear(&busy)) {
    }
    while (client_hear(&ws)) {
    }
    client_close(&busy);
    client_close(&ws);
    server_buried(&s, 0);
    struct journal j = journal_check(s.journal, 0);
    must(j.closes == 2 && j.finals == 2);
}

int main(void)
{
    const struct claim claims[] = {
        CLAIM(idlers_are_told_before_requests_are_answered),
        CLAIM(a_worker_that_dies_in_the_stop_holds_nobody_up),
        CLAIM(a_network_process_that_dies_in_the_stop_ends_it_sooner),
    };
    return claims_run(claims, sizeof claims / sizeof *claims);
}
