/* interrupts.h - signals for which the application of a worker has handlers of its own.
 *
 * A runtime like PHP notes a signal, and looks for it while it runs code. While no code runs,
 * nobody looks. So our handler calls the runtime's handler and then wakes the worker's loop, and
 * the worker tells AN_EV_SIGNAL. There is one worker in a process.
 */
#ifndef AN_INTERRUPTS_H
#define AN_INTERRUPTS_H

#include <stdbool.h>

#include "loop/wake.h"

/* The bell of the loop that is to be woken; NULL and -1: none. */
void an_interrupts_wake(struct an_bell *bell, int bell_fd);
/* Takes the handler that this signal has now. To be called again when the signal may have another
 * one. Where it has none nothing is done. */
void an_interrupts_adopt(int sig);
/* Has one come since this was asked last? */
bool an_interrupts_came(void);

#endif
