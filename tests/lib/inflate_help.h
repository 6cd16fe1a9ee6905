/* inflate_help.h - DEFLATE read slowly and by the letter of RFC 1951, to judge what others make of it. */
#ifndef INFLATE_HELP_H
#define INFLATE_HELP_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Reads blocks from in[0..len), up to one that ends with the input; behind one that calls itself the last, others may follow at the next byte.
 * Writes to out[at..room), may refer to out[0..at): what was there before. Returns the end of what is written; -1: wrong, cut short, or no room.
 * *farthest: the longest distance that was used, 0: none. */
ssize_t inflate_slowly(const uint8_t *in, size_t len, uint8_t *out, size_t at, size_t room, size_t *farthest);

#endif
