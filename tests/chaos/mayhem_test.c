/* mayhem_test.c - all of it at once, in an order that the seed chooses. */
#include <signal.h>
#include <stdio.h>

#include "chaos/chaos_help.h"
#include "e2e/claim_help.h"
#include "e2e/journal_help.h"
#include "random_help.h"

#define BLOWS 25

static void blow(struct server *s, struct crowd *c, struct random *r)
{
    char name[16];
    pid_t pid;
    snprintf(name, sizeof name, "worker %zu", random_below(r, 3));
    switch (random_below(r, 8)) {
    case 0:
        chaos_kill(s, c, "net");
        break;
    case 1:
    case 2:
        chaos_kill(s, c, name);
        break;
    case 3:
        chaos_kill(s, c, "task 0");
        break;
    case 4:
    case 5:
        must(kill(s->pid, random_below(r, 2) ? SIGUSR1 : SIGUSR2) == 0);
        break;
    case 6: /* a moment's silence */
        pid = server_child(s, random_below(r, 2) ? name : "net");
        kill(pid, SIGSTOP);
        crowd_turn(c, 20);
        kill(pid, SIGCONT);
        break;
    case 7: /* two at once */
        pid = server_child(s, "net");
        kill(server_child(s, name), SIGKILL);
        kill(pid, SIGKILL);
        server_successor(s, "net", pid);
        break;
    }
}

static void the_server_outlives_it_all(void)
{
    struct server s = server_start("reactors=2 workers=3 tasks=1 ring=65536");
    struct chaos_holdings before = chaos_holdings(&s);
    struct random r;
    struct crowd c;
    random_open(&r);
    s.dies = true;
    crowd_open(
        &c, &(struct crowd_plan){
                .port = s.port, .members = 60, .window = 3, .size = 3000, .mood = CROWD_SURVIVING});
    for (int i = 0; i < BLOWS; i++) {
        crowd_until(&c, c.heard + random_below(&r, 400));
        blow(&s, &c, &r);
        crowd_nudge(&c);
    }
    chaos_await_rounds(&s, &c);
    chaos_calm(&s, &c);
    must(c.lost + c.failed <= 2 * BLOWS);
    chaos_same_holdings(&s, &before);
    server_stop(&s);
    journal_check(s.journal, BLOWS);
}

int main(void)
{
    const struct claim claims[] = {CLAIM(the_server_outlives_it_all)};
    return claims_run(claims, sizeof claims / sizeof *claims);
}
