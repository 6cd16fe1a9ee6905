/* crash_test.c - processes that end themselves: crashes, exits, and those that never get up. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "chaos/chaos_help.h"
#include "e2e/claim_help.h"
#include "e2e/client_help.h"
#include "e2e/journal_help.h"

static void a_crash_is_answered_with_502_and_a_crash_loop_backs_off(void)
{
    struct server s = server_start("workers=1");
    struct client stays = client_open(s.port, WIRE_WS);
    char line[64];
    must(strcmp(client_ask(&stays, "before"), "before") == 0);
    for (int i = 0; i < 4; i++) {
        struct client c = client_open(s.port, WIRE_HTTP);
        must(client_get(&c, "!crash") && client_hear(&c) && c.heard.code == 502);
        client_expect_end(&c);
        client_close(&c);
        s.deaths++;
    }
    for (int ms = 100; ms <= 400;
         ms *= 2) { /* the first may have lived long enough to be forgiven */
        snprintf(line, sizeof line, "worker 0 is started again in %d ms", ms);
        server_log_await(&s, line, 1);
    }
    must(server_log_count(&s, "was killed by signal 6 (Aborted)") == 4);
    must(strcmp(client_ask(&stays, "after"), "after") == 0);
    client_close(&stays);
    server_stop(&s);
    journal_check(s.journal, 4);
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
        CLAIM(a_crash_is_answered_with_502_and_a_crash_loop_backs_off),
        CLAIM(an_exit_is_answered_with_500_and_replaced),
        CLAIM(a_worker_that_never_gets_up_costs_little),
        CLAIM(a_net_that_crashes_again_and_again_backs_off),
    };
    return claims_run(claims, sizeof claims / sizeof *claims);
}
