/* signals_test.c - storms of signals under load. */
#include <signal.h>
#include <string.h>

#include "chaos/chaos_help.h"
#include "e2e/claim_help.h"
#include "e2e/client_help.h"
#include "e2e/journal_help.h"
#include "random_help.h"

static void a_storm_of_reloads_loses_nothing(void)
{
    struct server s = server_start("reactors=2 workers=3 tasks=2");
    struct chaos_holdings before = chaos_holdings(&s);
    struct random r;
    struct crowd c;
    random_open(&r);
    crowd_open(&c, &(struct crowd_plan){.port = s.port, .members = 60, .window = 3});
    crowd_until_open(&c);
    for (int i = 0; i < 200; i++) {
        must(kill(s.pid, random_below(&r, 3) ? SIGUSR1 : SIGUSR2) == 0);
        if (random_below(&r, 4) == 0) crowd_until(&c, c.heard + random_below(&r, 300));
    }
    chaos_await_rounds(&s, &c);
    chaos_calm(&s, &c);
    chaos_same_holdings(&s, &before);
    server_stop(&s);
    journal_check(s.journal, 0);
}

static void workers_killed_in_the_middle_of_reloads_are_replaced(void)
{
    struct server s = server_start("reactors=2 workers=3 tasks=1");
    struct random r;
    struct crowd c;
    random_open(&r);
    crowd_open(&c, &(struct crowd_plan){
                       .port = s.port, .members = 60, .window = 3, .mood = CROWD_SURVIVING});
    crowd_until_open(&c);
    for (int i = 0; i < 8; i++) {
        char name[] = "worker 0";
        name[7] = (char)('0' + random_below(&r, 3));
        must(kill(s.pid, SIGUSR1) == 0);
        crowd_until(&c, c.heard + random_below(&r, 200));
        pid_t pid = server_child(&s, name);
        must(kill(pid, SIGKILL) == 0); /* perhaps it has left already: then it is nobody */
        crowd_until(&c, c.heard + 300);
        crowd_nudge(&c);
    }
    s.dies = true;
    chaos_await_rounds(&s, &c);
    chaos_calm(&s, &c);
    must(c.broken == 0 && c.lost + c.failed <= 8);
    server_stop(&s);
    journal_check(s.journal, 8);
}

/* The stop overtakes a reload; whoever was told to leave for the one leaves for the other. */
static void a_stop_in_the_middle_of_reloads_is_a_stop(void)
{
    struct random r;
    random_open(&r);
    for (int i = 0; i < 6; i++) {
        struct server s = server_start("reactors=2 workers=3 tasks=2 linger=200");
        struct crowd c;
        crowd_open(&c, &(struct crowd_plan){
                           .port = s.port, .members = 30, .window = 3, .mood = CROWD_PARTING});
        crowd_until(&c, 200);
        must(kill(s.pid, SIGUSR2) == 0 && kill(s.pid, SIGUSR1) == 0);
        crowd_until(&c, 200 + random_below(&r, 2000));
        must(kill(s.pid, SIGUSR1) == 0 && kill(s.pid, SIGTERM) == 0);
        crowd_until_parted(&c);
        server_buried(&s, 0);
        crowd_close(&c);
        must(journal_check(s.journal, 0).connects == 30);
    }
}

/* ^C reaches the whole group; only the supervisor acts on it. */
static void signals_to_the_children_do_nothing(void)
{
    static const char *const names[] = {"net", "worker 0", "worker 1", "task 0"};
    static const int signals[] = {SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGUSR1, SIGUSR2, SIGPIPE};
    struct server s = server_start("workers=2 tasks=1");
    struct crowd c;
    crowd_open(&c, &(struct crowd_plan){.port = s.port, .members = 30, .window = 3});
    for (int round = 0; round < 20; round++)
        for (int i = 0; i < 4; i++) {
            for (int k = 0; k < 7; k++)
                must(kill(server_child(&s, names[i]), signals[k]) == 0);
            crowd_until(&c, c.heard + 20);
        }
    chaos_calm(&s, &c);
    server_stop(&s);
    journal_check_finals(s.journal);
}

int main(void)
{
    const struct claim claims[] = {
        CLAIM(a_storm_of_reloads_loses_nothing),
        CLAIM(workers_killed_in_the_middle_of_reloads_are_replaced),
        CLAIM(a_stop_in_the_middle_of_reloads_is_a_stop),
        CLAIM(signals_to_the_children_do_nothing),
    };
    return claims_run(claims, sizeof claims / sizeof *claims);
}
