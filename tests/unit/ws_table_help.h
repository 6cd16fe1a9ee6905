/* ws_table_help.h - tables of WebSocket bytes and the events they mean, for the tests of the codec. */
#ifndef WS_TABLE_HELP_H
#define WS_TABLE_HELP_H

#include "protocol/ws/extension.h"

#include <stddef.h>
#include <stdint.h>

/* The input is spelled in words: hex digits are those bytes; one byte with a payload is a client's frame that begins with this byte. The
 * payload is 'text', <hex digits>, or *n for n times 'x'. Events: see ws_help.h. */
struct ws_example {
    const char *section, *in, *told;
};

#define WS_SPELL_ROOM 300000 /* bytes of the longest input */

/* Writes the bytes that are spelled to `out`; returns how many. */
size_t ws_spell(const char *s, uint8_t *out);
/* Every example whole, byte by byte and at every two-way split, before a guard page: all must tell what is wanted. deflate: NULL, or what the
 * connection has agreed on. */
void ws_table_run(const struct ws_example *table, size_t count, size_t limit, const struct an_ws_deflate_params *deflate);

#endif
