/* pace.h - messages at a fixed rate: the clock says when the next one is sent, the answers do not.
 *
 * So a slow server does not lower the load that it is measured with. The messages go to the
 * connections in turn, with even gaps.
 */
#ifndef BENCH_PACE_H
#define BENCH_PACE_H

#include "crowd.h"

struct pace_options {
    uint32_t rate; /* messages a second, over all connections */
    double seconds, warmup;
};

#define PACE_DEPTH 256

/* Opens c, keeps the pace, waits for the last answers and prints one JSON line. `late_us` is how
 * long after its time a message was sent: it shows what this program and the machine can do. The
 * program ends with an error when PACE_DEPTH messages of one connection wait for an answer. */
void pace_run(const struct pace_options *o, struct crowd *c);

#endif
