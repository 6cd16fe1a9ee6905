/* access_entry.h - what the access log says of a request, kept from its head until its answer is complete: the head is gone by then.
 *
 * One piece of memory of just the length that is needed; each text is cut to what a line shows of it.
 */
#ifndef AN_ACCESS_ENTRY_H
#define AN_ACCESS_ENTRY_H

#include <stddef.h>
#include <stdint.h>

struct an_access_entry;

/* head: a request's block (protocol/head.h), copied; an empty one, or one that is none, leaves everything empty, for a request that could not be read.
 * at_s: when it came, seconds since 1970. Never NULL. */
struct an_access_entry *an_access_entry_new(const void *head, size_t head_len, uint64_t at_s);
void an_access_entry_free(struct an_access_entry *e); /* NULL: nothing */
/* The line (protocol/access_line.h), with what is known by then: the client's address (family 4 or 6), the status and the bytes of body that it was
 * answered with. room and result as there. */
size_t an_access_entry_line(const struct an_access_entry *e, uint8_t family, const uint8_t *addr, int status, uint64_t bytes, char *out,
                            size_t room);

#endif
