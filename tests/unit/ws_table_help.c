/* ws_table_help.c - see ws_table_help.h. */
#include "test.h"

#include "ws_table_help.h"

#include "ground/base.h"
#include "ws_help.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- from spelling to bytes --- */

static size_t hex(const char **s, uint8_t *out)
{
    size_t n = 0;
    for (unsigned byte; sscanf(*s, "%2x", &byte) == 1 && **s != ' '; *s += 2)
        out[n++] = (uint8_t)byte;
    return n;
}

/* Reads a payload, if there is one: false when the word is only hex digits. */
static bool payload(const char **s, uint8_t *out, size_t *n)
{
    char kind = **s;
    if (kind == '*') {
        *n = strtoul(*s + 1, (char **)s, 10);
        memset(out, 'x', *n);
    } else if (kind == '<') {
        ++*s;
        *n = hex(s, out);
        ++*s;
    } else if (kind == '\'') {
        *n = strcspn(++*s, "'");
        memcpy(out, *s, *n);
        *s += *n + 1;
    }
    return kind == '*' || kind == '<' || kind == '\'';
}

size_t ws_spell(const char *s, uint8_t *out)
{
    static const uint8_t mask[4] = {0x37, 0xfa, 0x21, 0x3d};
    static uint8_t data[WS_SPELL_ROOM];
    size_t at = 0, n;
    while (*(s += strspn(s, " "))) {
        size_t bytes = hex(&s, out + at);
        if (payload(&s, data, &n))
            at += ws_client_frame(out + at, out[at], mask, data, n);
        else
            at += bytes;
        if (*s && *s != ' ') fail_msg("bad spelling: %s", s);
    }
    return at;
}

/* --- runs --- */

static void expect(const struct ws_example *e, const char *how, struct ws_text told)
{
    if (strcmp(told.at, e->told))
        fail_msg("section %s, %s, %s:\n  told   %s\n  wanted %s", e->section, e->in, how, told.at,
                 e->told);
    ws_text_fini(&told);
}

/* Of long inputs every split near the ends, of what lies between only some. */
static size_t next_split(size_t split, size_t len)
{
    bool middle = len > 1000 && split > 40 && split + 40 < len;
    return split + (middle ? AN_MIN((size_t)4099, len - split - 40) : 1);
}

struct input {
    const uint8_t *bytes;
    size_t len, limit;
    const struct an_ws_deflate_params *deflate;
};

static struct ws_text tell(const struct input *in, ws_part_fn part, void *arg)
{
    if (in->deflate) return ws_run_deflate(in->bytes, in->len, in->limit, in->deflate, part, arg);
    return ws_run(in->bytes, in->len, in->limit, part, arg);
}

void ws_table_run(const struct ws_example *table, size_t count, size_t limit,
                  const struct an_ws_deflate_params *deflate)
{
    static uint8_t bytes[WS_SPELL_ROOM];
    for (const struct ws_example *e = table; e < table + count; e++) {
        struct input in = {bytes, ws_spell(e->in, bytes), limit, deflate};
        expect(e, "whole", tell(&in, ws_whole, NULL));
        expect(e, "byte by byte", tell(&in, ws_bytewise, NULL));
        for (size_t split = 1; split < in.len; split = next_split(split, in.len))
            expect(e, "split", tell(&in, ws_split_at, &split));
    }
}
