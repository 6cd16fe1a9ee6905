/* ring_ends_help.h - one ring with both of its ends in one process, for the tests of rings. */
#ifndef RING_ENDS_HELP_H
#define RING_ENDS_HELP_H

#include <stdbool.h>
#include <stdint.h>

#include "ring_help.h"

#define CAPACITY 4096u

struct ends {
    struct an_ring *ring;
    struct an_ring_tx tx;
    struct an_ring_rx rx;
};

/* A ring's length before every power at which a counter could wrap, or be taken for a negative one. */
#define NEARS 5u
extern const uint64_t NEAR[NEARS];

/* cmocka's; *state is a struct ends whose ring is empty. */
int ends_set_up(void **state);
int ends_tear_down(void **state);
/* Both ends anew, of an empty ring that has carried so many bytes. */
void ends_open_at(struct ends *e, uint64_t position);
/* A record that says which it is (help_fill). False: there is no room. */
bool ends_push(struct ends *e, uint32_t len, uint64_t seed);
/* Takes the record of that length and seed in hand; or finds that there is none. */
void ends_take(struct ends *e, uint32_t len, uint64_t seed);
void ends_take_nothing(struct ends *e);

#endif
