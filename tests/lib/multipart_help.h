/* multipart_help.h - what the codec of multipart/form-data makes of bytes, as text; and a form as a client writes it.
 *
 * Text of a run: its events in order, divided by "; "; data that follows data is one.
 *     part[name]   part[name file=a.txt type=text/plain]   data[Hello]   part_end   end   error[400]
 * More than 40 bytes of data are told as their number and a checksum: data[70000:1a2b3c4d]. A run in which neither an end nor an error came
 * ends with "…".
 */
#ifndef MULTIPART_HELP_H
#define MULTIPART_HELP_H

#include "protocol/http/multipart.h"

#include <stddef.h>
#include <stdint.h>

/* A growing text. It begins as {0}; free with form_text_fini(). */
struct form_text {
    char *at;
    size_t len, cap;
};
void form_text_fini(struct form_text *t);
void form_text_add(struct form_text *t, const void *p, size_t n);
void form_text_word(struct form_text *t, const char *word);

/* The texts of a part's events: the part itself (filename, type: NULL for none), and its data, if it has any. */
void form_text_part(struct form_text *t, const char *name, size_t name_len, const char *filename, const char *type);
void form_text_data(struct form_text *t, const uint8_t *p, size_t n);

/* How a run hands the input on: the size of the next piece, when `left` > 0 bytes are to come and `at` have been given. */
typedef size_t (*form_piece_fn)(void *arg, size_t at, size_t left);
/* Feeds a fresh codec piece by piece, each before a guard page, and returns what it said. On the way it checks what must always hold (and aborts
 * where it does not): the bytes used are among those given, data is never empty and lies in the input or in the codec, events come in order, memory
 * and the number of events stay small, the end and an error are for good. data: if not NULL, gets that of all parts, one after another. */
struct form_text form_run(const struct an_multipart_limits *limits, const char *boundary, const uint8_t *in, size_t len,
                          form_piece_fn piece, void *arg, struct form_text *data);

size_t form_whole(void *unused, size_t at, size_t left);
size_t form_bytewise(void *unused, size_t at, size_t left);
size_t form_split_at(void *position, size_t at, size_t left); /* position: size_t * */

#endif
