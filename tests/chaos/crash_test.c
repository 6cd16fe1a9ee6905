/* crash_test.c - processes that end themselves: crashes, exits, and those that never get up. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "chaos/chaos_help.h"
#include "e2e/claim_help.h"
#include "e2e/client_help.h"
#include "e2e/journal_help.h"

/* Each of them has done something: nobody waits for the next one. */
static void crashes_are_answered_with_502_and_never_back_off(void)
{
    struct server s = server_start("workers=1");
    struct client stays = client_open(s.port, WIRE_WS);
    must(strcmp(client_ask(&stays, "before"), "before") == 0);
    for (int i = 0; i < 8; i++) {
        struct client c = client_open(s.port, WIRE_HTTP);
        must(client_get(&c, "!crash") && client_hear(&c) && c.heard.code == 502);
        client_expect_end(&c);
        client_close(&c);
        s.deaths++;
    }
    must(server_log_count(&s, "was killed by signal 6 (Aborted)") == 8);
    must(strcmp(client_ask(&stays, "after"), "after") == 0);
    must(server_log_count(&s, "is started again in") == 0);
    client_close(&stays);
    server_stop(&s);
    journal_check(s.journal, 8);
}

/* As soon as it is there, and nobody has asked it for anything. */
static void one_killed_before_it_has_done_anything_backs_off(void)
{
    struct server s = server_start("workers=2");
    char line[64];
    pid_t pid = 0;
    for (int i = 0; i < 4; i++) {
        pid = server_successor(&s, "worker 1", pid);
        must(kill(pid, SIGKILL) == 0);
        s.deaths++;
        snprintf(line, sizeof line, "worker 1 is started again in %d ms", 100 << i);
        server_log_await(&s, line, 1);
    }
    server_stop(&s);
}

#define BAD 4
#define ROUNDS 12

/* One worker for all, and four clients who ask for nothing but its death: the others are served between two of them. */
static void bad_requests_do_not_take_the_service_from_others(void)
{
    struct server s = server_start("workers=1");
    struct client good = client_open(s.port, WIRE_WS), bad[BAD];
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < BAD; i++) {
            bad[i] = client_open(s.port, WIRE_HTTP);
            must(client_get(&bad[i], "!exit"));
        }
        must(strcmp(client_ask(&good, "served"), "served") == 0);
        for (int i = 0; i < BAD; i++) {
            must(client_hear(&bad[i]) && bad[i].heard.code == 500);
            client_close(&bad[i]);
            s.deaths++;
        }
    }
    client_close(&good);
    must(server_log_count(&s, "is started again in") == 0);
    server_stop(&s);
    journal_check(s.journal, s.deaths);
}

static void an_exit_is_answered_with_500_and_replaced(void)
{
    struct server s = server_start("workers=1 tasks=1");
    struct client stays = client_open(s.port, WIRE_WS), c = client_open(s.port, WIRE_HTTP);
    uint64_t pid = client_ask_number(&stays, "!pid");
    must(client_get(&c, "!exit") && client_hear(&c) && c.heard.code == 500);
    client_close(&c);
    must(client_ask_number(&stays, "!pid") != pid);
    must(client_say(&stays, "!task exit", 10));
    server_log_await(&s, "task worker 0 (pid", 1);
    must(strcmp(client_ask(&stays, "!task and on"), "and on") == 0);
    client_close(&stays);
    s.deaths = 2;
    server_stop(&s);
    must(server_log_count(&s, "exited with status 0") == 2);
    journal_check(s.journal, 0);
}

/* Worker 1 dies in its START, always: the others serve everybody, and nothing spins. */
static void a_worker_that_never_gets_up_costs_little(void)
{
    struct server s = server_start("workers=3 tasks=1 doomed=1 answer=500");
    struct client c[6];
    s.dies = true;
    for (int i = 0; i < 6; i++) {
        c[i] = client_open(s.port, WIRE_HTTP);
        must(client_get(&c[i], "hello"));
    }
    for (int i = 0; i < 6; i++) {
        client_expect(&c[i], "hello", 5);
        client_close(&c[i]);
    }
    server_log_await(&s, "worker 1 is started again in 800 ms", 1);
    must(server_log_count(&s, "worker 1 (pid") <= 6);
    server_stop(&s);
    must(server_log_count(&s, "worker 0 (pid") == 0);
}

/* Killed as soon as it is there: the waits grow, the port stays bound, and at last it serves. */
static void a_net_that_crashes_again_and_again_backs_off(void)
{
    struct server s = server_start("workers=2");
    char line[64];
    pid_t net = 0;
    for (int i = 0; i < 4; i++) {
        net = server_successor(&s, "net", net);
        must(kill(net, SIGKILL) == 0);
        s.deaths++;
        snprintf(line, sizeof line, "net is started again in %d ms", 100 << i);
        server_log_await(&s, line, 1);
    }
    struct client c = client_open(s.port, WIRE_WS);
    must(strcmp(client_ask(&c, "at last"), "at last") == 0);
    client_close(&c);
    server_stop(&s);
    journal_check(s.journal, 0);
}

int main(void)
{
    const struct claim claims[] = {
        CLAIM(crashes_are_answered_with_502_and_never_back_off),
        CLAIM(one_killed_before_it_has_done_anything_backs_off),
        CLAIM(bad_requests_do_not_take_the_service_from_others),
        CLAIM(an_exit_is_answered_with_500_and_replaced),
        CLAIM(a_worker_that_never_gets_up_costs_little),
        CLAIM(a_net_that_crashes_again_and_again_backs_off),
    };
    return claims_run(claims, sizeof claims / sizeof *claims);
}
