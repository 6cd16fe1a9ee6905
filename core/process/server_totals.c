/* server_totals.c - what the board counts, summed over all reactors. See server.h. */
#include "process/server.h"

static void reactor_add(struct an_server_totals *t, const struct an_counters *c)
{
#define ADD(name) t->name += an_counted(&c->name);
    ADD(connections)
    ADD(buffered)
    AN_COUNTER_MAP(ADD)
#undef ADD
}

void an_server_totals(const struct an_server *s, struct an_server_totals *t)
{
    *t = (struct an_server_totals){0};
    if (!s->running) return;
    const struct an_board *b = s->fabric.board;
    for (uint32_t i = 0; i < s->config.reactors; i++)
        reactor_add(t, &b->reactor[i]);
    t->reloads = an_board_get(&b->reloads[AN_WORKER]);
    t->reload_failures = an_board_get(&b->reload_failures[AN_WORKER]);
    t->task_reloads = an_board_get(&b->reloads[AN_TASK]);
    t->task_reload_failures = an_board_get(&b->reload_failures[AN_TASK]);
}
