/* mayhem_test.c - all of it at once, in an order that the seed chooses. */
#include <signal.h>

#include "chaos/chaos_help.h"
#include "e2e/claim_help.h"
#include "e2e/journal_help.h"
#include "random_help.h"

#define BLOWS 25
#define EACH 3 /* deaths of any one process: with each it stays away twice as long */

enum { WORKER_0, WORKER_1, WORKER_2, TASK_0, NET, VICTIMS };
static const char *const names[VICTIMS] = {"worker 0", "worker 1", "worker 2", "task 0", "net"};
static int deaths[VICTIMS];

static void freeze(struct server *s, struct crowd *c, int victim)
{
    pid_t pid = server_child(s, names[victim]);
    kill(pid, SIGSTOP);
    crowd_turn(c, 20);
    kill(pid, SIGCONT);
}

static void kill_with_net(struct server *s, int victim)
{
    pid_t net = server_child(s, "net"), other = server_child(s, names[victim]);
    kill(other, SIGKILL);
    kill(net, SIGKILL);
    server_successor(s, "net", net);
    deaths[NET]++;
    deaths[victim]++;
}

static void blow(struct server *s, struct crowd *c, struct random *r)
{
    int victim = (int)random_below(r, VICTIMS), how = (int)random_below(r, 8);
    if (how < 4 && deaths[victim] < EACH) {
        chaos_kill(s, c, names[victim]);
        deaths[victim]++;
    } else if (how == 4 && victim != NET && deaths[victim] < EACH && deaths[NET] < EACH) {
        kill_with_net(s, victim);
    } else if (how == 5) {
        freeze(s, c, victim);
    } else {
        must(kill(s->pid, how % 2 ? SIGUSR1 : SIGUSR2) == 0);
    }
}

static void live_through(const char *args)
{
    struct server s = server_start(args);
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

static void the_server_outlives_it_all(void)
{
    live_through("reactors=2 workers=3 tasks=1");
}

/* Rings that are always full: everything waits for room when the blow falls. */
static void also_with_the_smallest_rings(void)
{
    live_through("reactors=2 workers=3 tasks=1 ring=4096");
}

int main(void)
{
    const struct claim claims[] = {
        CLAIM(the_server_outlives_it_all),
        CLAIM(also_with_the_smallest_rings),
    };
    return claims_run(claims, sizeof claims / sizeof *claims);
}
