/* access_entry.h - what the access log says of a request, kept from the request's head until its
 * answer is complete: the head is gone by then.
 *
 * An entry is one piece of memory of just the length that is needed. Each text is cut to what a
 * line shows of it.
 */
#ifndef AN_ACCESS_ENTRY_H
#define AN_ACCESS_ENTRY_H

#include <stddef.h>
#include <stdint.h>

struct an_access_entry;

/* Copies the texts of head, a request's block (protocol/text/head.h). With an empty block, or an
 * invalid one, they are all empty: for a request that could not be read. at_s: when the request
 * came, in seconds since 1970. Never NULL. */
struct an_access_entry *an_access_entry_new(const void *head, size_t head_len, uint64_t at_s);
void an_access_entry_free(struct an_access_entry *e); /* NULL: nothing */
/* Writes the line (protocol/http/access_line.h). addr: the client's address, of family 4 or 6.
 * status and bytes: of the answer, and of its body. room and the result are as there. */
size_t an_access_entry_line(const struct an_access_entry *e, uint8_t family, const uint8_t *addr, int status, uint64_t bytes, char *out,
                            size_t room);

#endif
