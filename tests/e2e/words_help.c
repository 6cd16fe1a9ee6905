/* words_help.c - see words_help.h. */
#include "e2e/words_help.h"

#include <stdlib.h>

#include "ground/base.h"

uint64_t words_number(char **args, uint64_t otherwise)
{
    char *end;
    uint64_t n = strtoull(*args, &end, 10);
    if (end == *args) return otherwise;
    *args = end + (*end == ' ');
    return n;
}

uint8_t *words_letters(size_t len)
{
    uint8_t *p = an_alloc(len);
    for (size_t i = 0; i < len; i++)
        p[i] = (uint8_t)('a' + i % 26);
    return p;
}
