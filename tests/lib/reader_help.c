/* reader_help.c - see reader_help.h. */
#include "reader_help.h"

void help_reader_open(struct help_reader *r, struct an_fabric *f, enum an_role role, uint32_t index)
{
    *r = (struct help_reader){.f = f, .role = role, .index = index};
    AN_ASSERT(an_fabric_places(f) <= READER_PLACES);
    an_pending_set_init(&r->set, &f->pending[role][index], an_fabric_places(f));
    an_fabric_add_used(f, role, index, &r->set);
}

void help_reader_close(struct help_reader *r)
{
    for (uint32_t i = 0; i < READER_PLACES; i++)
        if (r->rx[i].ring.ring) an_rx_close(&r->rx[i]);
}

static struct an_rx *rx_at(struct help_reader *r, uint32_t place)
{
    enum an_role from;
    uint32_t i;
    if (!r->rx[place].ring.ring) {
        an_fabric_at(r->f, place, &from, &i);
        an_fabric_rx(r->f, from, i, r->role, r->index, &r->rx[place]);
    }
    return &r->rx[place];
}

bool help_reader_drain(struct help_reader *r, uint32_t budget)
{
    bool more = false;
    an_pending_take(&r->set);
    for (uint32_t p = 0; (p = an_pending_next(&r->set, p)) != AN_PENDING_NONE; p++) {
        struct an_rx *rx = rx_at(r, p);
        struct an_delivery d;
        uint32_t n = 0;
        for (; n < budget && an_rx_next(rx, &d) == 1; n++) {
            r->got(r->ctx, p, &d.msg);
            an_free(d.owned);
            an_rx_done(rx);
        }
        if (n == budget)
            more = true;
        else if (n == 0)
            an_pending_drop(&r->set, p);
    }
    return more;
}

bool help_reader_pending(struct help_reader *r)
{
    if (an_pending_any(&r->set)) return true;
    for (uint32_t p = 0; (p = an_pending_next(&r->set, p)) != AN_PENDING_NONE; p++)
        if (an_rx_pending(rx_at(r, p))) return true;
    return false;
}
