/* head_help.h - the block of a request's head (core/protocol/head.h) made of text. No cmocka: fuzz targets use it too. */
#ifndef HEAD_HELP_H
#define HEAD_HELP_H

#include <stddef.h>

/* Writes the block of "METHOD / HTTP/1.1" and of lines, each "Name: value" (one blank behind the colon, which has to be there), divided by '\n'.
 * Returns its length; it has to be at most room. */
size_t head_block(void *to, size_t room, const char *method, const char *lines);

#endif
