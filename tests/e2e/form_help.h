/* form_help.h - a form with a file, as a client sends it, and what echo says of it. */
#ifndef E2E_FORM_HELP_H
#define E2E_FORM_HELP_H

#include <stddef.h>

#include "memory/buf.h"

/* The request up to the first byte of the file, which is `size` bytes of "abc...zabc..." (no other is an echo's answer). command: one for echo, or NULL. */
void form_begin(struct an_buf *out, const char *command, size_t size);
/* Bytes from..to of the file. */
void form_file(struct an_buf *out, size_t from, size_t to);
void form_finish(struct an_buf *out);

/* For echo: the command of a form, or else "file NAME of SIZE bytes, ERROR, right" for each file of the block; returns the length of the text. */
size_t form_describe(const void *block, size_t len, char *text, size_t size);

#endif
