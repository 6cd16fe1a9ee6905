/* parts_help.h - how a fuzzer splits its input: bytes that are the sizes of the parts, used in turn. */
#ifndef PARTS_HELP_H
#define PARTS_HELP_H

#include <stddef.h>
#include <stdint.h>

struct parts {
    const uint8_t *size;
    size_t count, next;
};

/* How much of what is left comes next. arg: struct parts. 0 stands for 256; without sizes all of it comes. */
size_t parts_next(void *arg, size_t at, size_t left);

#endif
