/* words_help.h - what the commands of the echo server are made of, and what fills its answers. */
#ifndef E2E_WORDS_HELP_H
#define E2E_WORDS_HELP_H

#include <stddef.h>
#include <stdint.h>

/* The number at *args, and *args goes behind it and one blank; without a number: `otherwise`. */
uint64_t words_number(char **args, uint64_t otherwise);
/* So many letters, the alphabet over and over; the caller's, to an_free. */
uint8_t *words_letters(size_t len);

#endif
