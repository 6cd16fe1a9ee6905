/* options_help.h - what echo can be told on its command line: name=value, fields of the configuration and a few of its own. */
#ifndef E2E_OPTIONS_HELP_H
#define E2E_OPTIONS_HELP_H

#include <stdbool.h>
#include <stdint.h>

#include "ground/config.h"

struct echo_own {
    uint64_t journal; /* a descriptor that every event is written to; 0: none */
    uint64_t port, speaks, greet, debug, doomed, halted;
};

/* Texts are kept by pointer into argv. False: there is no such option, or its value is no number where it should be one. */
bool echo_options(struct an_config *c, struct echo_own *own, int argc, char **argv);

/* Takes the allocator that APPNET_ALLOCATOR names, if it is set. False, with a line that says why: it cannot be had. */
bool echo_allocator(void);

#endif
