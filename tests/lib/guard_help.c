/* guard_help.c - see guard_help.h. */
#include "guard_help.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct guard test_guard;

#define SPOILT 0xDB

static size_t page(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

void guard_open(struct guard *g, size_t room)
{
    g->room = (room + page() - 1) / page() * page();
    g->map = mmap(NULL, g->room + 2 * page(), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (g->map == MAP_FAILED || mprotect(g->map + page(), g->room, PROT_READ | PROT_WRITE) < 0) {
        perror("guard_open");
        abort();
    }
}

void guard_close(struct guard *g)
{
    munmap(g->map, g->room + 2 * page());
}

uint8_t *guard_copy(struct guard *g, const void *p, size_t n)
{
    uint8_t *begin = g->map + page(), *end = begin + g->room;
    if (n > g->room) abort();
    size_t before = g->room - n < 64 ? g->room - n : 64;
    memset(end - n - before, SPOILT, before);
    if (n) memcpy(end - n, p, n);
    return end - n;
}

int guard_set_up(void **state)
{
    guard_open(&test_guard, 4096);
    *state = &test_guard;
    return 0;
}

int guard_tear_down(void **state)
{
    guard_close(*state);
    return 0;
}
