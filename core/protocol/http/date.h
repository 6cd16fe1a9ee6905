/* date.h - the dates of HTTP, to and from seconds since 1970. RFC 9110, 5.6.7. Pure: exact
 * arithmetic in the Gregorian calendar, no time zone. */
#ifndef AN_HTTP_DATE_H
#define AN_HTTP_DATE_H

#include "protocol/text/head.h"

#include <stdint.h>

#define AN_HTTP_DATE_LEN 29 /* "Sun, 06 Nov 1994 08:49:37 GMT" */

/* Writes AN_HTTP_DATE_LEN characters, no terminator. The year has four digits: a time before 0000
 * or after 9999 becomes the first or the last second of that range. */
void an_http_date_render(int64_t s, char out[AN_HTTP_DATE_LEN]);
/* Reads any of the three forms: the one above, "Sunday, 06-Nov-94 08:49:37 GMT" and "Sun Nov  6
 * 08:49:37 1994". AN_OK, or AN_EPROTO and *s is as before. Strict, but the name of the day is not
 * compared with the date. now_s: a year of two digits is the latest such year that is at most 50
 * years after now_s. */
int an_http_date_parse(struct an_span text, int64_t now_s, int64_t *s);

#endif
