/* interrupts.h - signals for which the application of a worker has handlers of its own.
 *
 * A runtime like PHP notes a signal and looks for it while it runs code. Where none runs nobody looks: so its handler is taken into ours, which wakes the
 * worker's loop behind it, and the worker tells AN_EV_SIGNAL. One worker in a process.
 */
#ifndef AN_INTERRUPTS_H
#define AN_INTERRUPTS_H

#include <stdbool.h>

#include "loop/wake.h"

/* Whose loop is woken: NULL and -1 for nobody's. */
void an_interrupts_wake(struct an_bell *bell, int bell_fd);
/* Takes the handler that this signal has now; again, when it may have another one. Where it has none nothing is done. */
void an_interrupts_adopt(int sig);
/* Has one come since this was asked last? */
bool an_interrupts_came(void);

#endif
