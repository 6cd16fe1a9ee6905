/* utf8_help.h - UTF-8 the slow way, to judge the fast one by: decodes to a number, and judges the number (RFC 3629, section 3). */
#ifndef UTF8_HELP_H
#define UTF8_HELP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

bool utf8_slow_valid(const uint8_t *p, size_t len);
/* Writes a code point (up to 0x1FFFFF, valid or not) in the given number of bytes, 1 to 4, or in as few as hold it when 0. Returns how many. */
size_t utf8_slow_encode(uint32_t code, size_t bytes, uint8_t out[4]);

#endif
