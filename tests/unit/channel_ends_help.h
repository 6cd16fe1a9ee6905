/* channel_ends_help.h - one channel with both of its ends in one process, for the tests of channels. */
#ifndef CHANNEL_ENDS_HELP_H
#define CHANNEL_ENDS_HELP_H

#include "ipc/channel.h"
#include "loop/wake.h"
#include "ring_help.h"

#define CAPACITY 4096u
#define RECORD (CAPACITY / 4 - 8 - sizeof(struct an_msg)) /* payload of the longest record */
#define MAX_BODY 100000u

struct ends {
    struct an_ring *ring;
    struct an_bell bell, back;
    int bell_fd, back_fd;
    struct an_tx tx;
    struct an_rx rx;
};

/* One message on its way: its bytes are known by its id. */
struct parcel {
    struct an_msg msg;
    uint8_t *head, *body;
    size_t done;
};

/* cmocka's; *state is a struct ends whose ring stands shortly before the end of its numbers. */
int channel_set_up(void **state);
int channel_tear_down(void **state);
/* An end anew, as its successor opens it. */
void channel_open_tx(struct ends *e);
void channel_open_rx(struct ends *e);
/* A RECV of this id, with head and body that say whose they are; unpack frees them. */
struct parcel channel_pack(uint64_t id, uint32_t head_len, uint32_t body_len);
void channel_unpack(struct parcel *p);
/* As an_tx_push: again after AN_EAGAIN. */
int channel_push(struct ends *e, struct parcel *p);
/* Is that what has come? Takes the next message, which must be that; or finds that there is none. */
void channel_expect(const struct an_delivery *d, const struct parcel *p);
void channel_receive(struct ends *e, const struct parcel *p);
void channel_receive_nothing(struct ends *e);

#endif
