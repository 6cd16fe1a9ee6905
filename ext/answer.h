/* answer.h - the answer to an HTTP request as data: what is said of it besides its body.
 *
 * What frames a message is the engine's and cannot be set: Content-Length, Transfer-Encoding, a
 * Connection that stays. Not here: whose answer it is (call.h), sending it (server_answer.h).
 */
#ifndef APPNET_ANSWER_H
#define APPNET_ANSWER_H

#include <stdbool.h>

#include "php.h"

#include "compat.h"

#include "zend_smart_str.h"

/* All zero: nothing has been said. */
struct appnet_answer {
    int status;       /* 0: not said */
    bool close;       /* "Connection: close" */
    HashTable *lines; /* by lower-case name all its lines, "Name: value\r\n" each; NULL: none */
};

/* Frees what it holds; then nothing has been said. */
void appnet_answer_clear(struct appnet_answer *answer);
/* Adds what was said later: it replaces what was said before, but cookies stand side by side. */
void appnet_answer_add(struct appnet_answer *to, const struct appnet_answer *later);

/* A line: instead of those of its name, or (always for Set-Cookie) beside them. */
void appnet_answer_line(struct appnet_answer *answer, zend_string *name, zend_string *value, bool replace);
/* A header of the script, which is valid. for_head: the answer is to a HEAD, so that the script may
 * say a Content-Length. False: this header is the engine's own. */
bool appnet_answer_header(struct appnet_answer *answer, zend_string *name, zend_string *value,
                          bool replace, bool for_head);
/* Headers by name: a string, a number or an array of them each; NULL: none. False after an
 * exception. */
bool appnet_answer_headers(struct appnet_answer *answer, HashTable *headers, bool for_head);

/* Each is false after an exception. */
bool appnet_answer_header_valid(const zend_string *name, const zend_string *value);
/* May a line of this name stand beside those that there are? */
bool appnet_answer_may_add(const struct appnet_answer *answer, zend_string *name);
/* Is it 200 to 599? */
bool appnet_answer_status(zend_long status);

/* May it be the value of a header? No control characters but the tab: with CR and LF a value could
 * end its line and begin the body. */
bool appnet_is_field_value(const zend_string *s);

bool appnet_answer_has_type(const struct appnet_answer *answer);
/* Appends its lines, "Name: value\r\n" each. */
void appnet_answer_lines(const struct appnet_answer *answer, smart_str *to);

#endif
