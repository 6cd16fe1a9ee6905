/* head_help.c - see head_help.h. */
#include "head_help.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct block {
    uint8_t *at;
    size_t len, room;
};

static void put(struct block *b, const char *p, size_t n)
{
    uint16_t len = (uint16_t)n;
    if (n > UINT16_MAX || n + sizeof len > b->room - b->len) abort();
    memcpy(b->at + b->len, &len, sizeof len);
    memcpy(b->at + b->len + sizeof len, p, n);
    b->len += n + sizeof len;
}

size_t head_block(void *to, size_t room, const char *method, const char *lines)
{
    struct block b = {to, 0, room};
    put(&b, method, strlen(method));
    put(&b, "/", 1);
    put(&b, "HTTP/1.1", 8);
    while (*lines) {
        size_t line = strcspn(lines, "\n"), name = strcspn(lines, ":");
        if (name + 2 > line) abort();
        put(&b, lines, name);
        put(&b, lines + name + 2, line - name - 2);
        lines += line + (lines[line] == '\n');
    }
    return b.len;
}
