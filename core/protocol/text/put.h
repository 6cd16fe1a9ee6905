/* put.h - writes text behind a pointer. The caller has made room. Each function returns the place
 * behind its text. */
#ifndef AN_PUT_H
#define AN_PUT_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline char *an_put(char *p, const char *text, size_t n)
{
    if (n) memcpy(p, text, n);
    return p + n;
}
#define AN_PUT(p, literal) an_put(p, literal, sizeof literal - 1)

/* Writes a decimal number: at most 20 digits. */
static inline char *an_put_number(char *p, uint64_t n)
{
    char digits[20];
    size_t at = sizeof digits;
    do
        digits[--at] = (char)('0' + n % 10);
    while (n /= 10);
    return an_put(p, digits + at, sizeof digits - at);
}

#endif
