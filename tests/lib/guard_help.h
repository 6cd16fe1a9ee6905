/* guard_help.h - memory that ends where the address space does: a codec that reads or writes past its input dies at that very instruction, in
 * every build. No cmocka: fuzz targets use it too. */
#ifndef GUARD_HELP_H
#define GUARD_HELP_H

#include <stddef.h>
#include <stdint.h>

struct guard {
    uint8_t *map; /* private: an unreadable page, `room` bytes in whole pages, an unreadable page */
    size_t room;
};

/* Makes place for up to `room` bytes; a failure ends the process. */
void guard_open(struct guard *g, size_t room);
void guard_close(struct guard *g);
/* Copies n <= room bytes so that the last one is the last that can be read. What was there before is spoilt. */
uint8_t *guard_copy(struct guard *g, const void *p, size_t n);

/* One for a whole group of cmocka's tests, with place for 4,096 bytes; *state is it. */
extern struct guard test_guard;
int guard_set_up(void **state);
int guard_tear_down(void **state);

#endif
