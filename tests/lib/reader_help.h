/* reader_help.h - a consumer that reads the rings whose bits are up, as a reactor and a worker do. */
#ifndef READER_HELP_H
#define READER_HELP_H

#include "ipc/fabric.h"

#define READER_PLACES 16

struct help_reader {
    struct an_fabric *f;
    enum an_role role;
    uint32_t index;
    struct an_pending_set set;
    struct an_rx rx[READER_PLACES];
    void (*got)(void *ctx, uint32_t place, const struct an_msg *m);
    void *ctx;
};

/* New, or a successor: of what a predecessor has left it knows which rings are in use. The caller sets got and ctx. */
void help_reader_open(struct help_reader *r, struct an_fabric *f, enum an_role role, uint32_t index);
void help_reader_close(struct help_reader *r);
/* A turn: at most so many messages of each ring. True: there is more. */
bool help_reader_drain(struct help_reader *r, uint32_t budget);
/* Behind an_bell_sleep(): would a turn find anything? */
bool help_reader_pending(struct help_reader *r);

#endif
