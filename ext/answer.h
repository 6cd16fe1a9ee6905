/* answer.h - the answer to an HTTP request as data: its status and its headers, without the body.
 *
 * A script cannot set the headers that frame a message: Content-Length, Transfer-Encoding, and a
 * Connection that stays. The engine writes these. Not here: which request the answer belongs to
 * (call.h), and how it is sent (server_answer.h).
 */
#ifndef APPNET_ANSWER_H
#define APPNET_ANSWER_H

#include <stdbool.h>

#include "php.h"

#include "compat.h"

#include "zend_smart_str.h"

/* All zero: an answer of which the script has said nothing. */
struct appnet_answer {
    int status;       /* 0: not said */
    bool close;       /* "Connection: close" */
    HashTable *lines; /* by lower-case name all its lines, "Name: value\r\n" each; NULL: none */
};

/* Frees what the answer holds, and makes it all zero. */
void appnet_answer_clear(struct appnet_answer *answer);
/* Adds `later` to the answer. Its status and headers replace those of before; cookies are added to
 * those of before. */
void appnet_answer_add(struct appnet_answer *to, const struct appnet_answer *later);

/* Adds a header line. replace: the lines of the same name go, but never those of Set-Cookie. */
void appnet_answer_line(struct appnet_answer *answer, zend_string *name, zend_string *value, bool replace);
/* Adds a header of the script, which must be valid. for_head: the request is a HEAD, so the script
 * may set Content-Length. False: only the engine may set this header. */
bool appnet_answer_header(struct appnet_answer *answer, zend_string *name, zend_string *value,
                          bool replace, bool for_head);
/* Adds headers, by name: each value is a string, a number, or an array of these. headers NULL:
 * none. False after an exception. */
bool appnet_answer_headers(struct appnet_answer *answer, HashTable *headers, bool for_head);

/* The next three functions return false after an exception. */
bool appnet_answer_header_valid(const zend_string *name, const zend_string *value);
/* May the answer get one more line of this name? */
bool appnet_answer_may_add(const struct appnet_answer *answer, zend_string *name);
/* Is the status 200 to 599? */
bool appnet_answer_status(zend_long status);

/* May this text be the value of a header? The tab is the only control character that it may have:
 * with CR and LF the value could end its line and begin the body. */
bool appnet_is_field_value(const zend_string *s);

bool appnet_answer_has_type(const struct appnet_answer *answer);
/* Appends the header lines, each as "Name: value\r\n". */
void appnet_answer_lines(const struct appnet_answer *answer, smart_str *to);

#endif
