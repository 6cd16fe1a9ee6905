/* field.h - the parts of header field values: tokens, lists, parameters. RFC 9110, 5.6. Pure: spans
 * into the value, no copies. */
#ifndef AN_FIELD_H
#define AN_FIELD_H

#include "protocol/text/head.h"

#include <stdbool.h>
#include <stddef.h>

/* May `c` stand in a token? (RFC 9110, 5.6.2) */
bool an_is_token_char(char c);
/* Takes the longest token off the front of s. False: there is none. */
bool an_token_take(struct an_span *s, struct an_span *token);
/* Takes c off the front of s, with the blanks on both sides. False: c is not next; only the blanks
 * before it are taken. */
bool an_mark_take(struct an_span *s, char c);
/* The value of a hexadecimal digit, -1 for anything else. */
int an_hex_value(char c);
/* The span without blanks (space, tab) at either end. */
struct an_span an_span_trim(struct an_span s);
/* Cuts the next element off a comma-separated list, trimmed; empty elements are passed over. False
 * at the end. Does not know quotes (RFC 9110, 5.6.1). */
bool an_list_next(struct an_span *list, struct an_span *element);
/* Cuts off the part before the first ';', trimmed: "text/html" of "text/html; charset=utf-8". The
 * rest begins with the ';' or is empty. */
struct an_span an_params_open(struct an_span *rest);
/* Cuts off the next parameter, ";name=value". 1; 0 at the end; AN_EPROTO: the text is not a
 * parameter. A quoted value is the text between the quotes, unchanged; a quote behind a backslash
 * does not end the value. A value without quotes goes up to a blank or a ';'. (RFC 9110, 5.6.6.) */
int an_params_next(struct an_span *rest, struct an_span *name, struct an_span *value);

#endif
