/* forked_test.c - processes that callbacks fork, under load: their parents go on as if there were none. */
#include <signal.h>

#include "chaos/chaos_help.h"
#include "e2e/claim_help.h"
#include "e2e/client_help.h"
#include "e2e/journal_help.h"

static void forked_children_do_no_harm_under_traffic(void)
{
    struct server s = server_start("reactors=2 workers=3 tasks=1");
    struct chaos_holdings before = chaos_holdings(&s);
    struct crowd c;
    crowd_open(&c, &(struct crowd_plan){.port = s.port,
                                        .members = 30,
                                        .wires = 1 << WIRE_WS | 1 << WIRE_HTTP,
                                        .window = 3,
                                        .prefix = "!fork "});
    crowd_until_open(&c);
    crowd_until(&c, 600);
    must(kill(s.pid, SIGUSR1) == 0);
    chaos_await_rounds(&s, &c);
    crowd_until(&c, c.heard + 600);
    chaos_calm(&s, &c);
    must(c.lost == 0 && c.broken == 0 && c.failed == 0);
    chaos_same_holdings(&s, &before);
    server_stop(&s);
    journal_check(s.journal, 0);
}

int main(void)
{
    const struct claim claims[] = {
        CLAIM(forked_children_do_no_harm_under_traffic),
    };
    return claims_run(claims, sizeof claims / sizeof *claims);
}
