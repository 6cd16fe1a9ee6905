/* access_entry.c - see access_entry.h. */
#include "conn/http/access_entry.h"

#include "ground/base.h"
#include "protocol/http/access_line.h"
#include "protocol/text/head.h"

#include <string.h>

enum part { METHOD, TARGET, VERSION, REFERER, AGENT, PARTS };

struct an_access_entry {
    uint64_t at_s;
    uint16_t len[PARTS];
    char text[]; /* one after the other */
};

static void read_head(const void *head, size_t head_len, struct an_span part[PARTS])
{
    struct an_head h;
    if (an_head_open(&h, head, head_len) < 0) return;
    part[METHOD] = h.method;
    part[TARGET] = h.target;
    part[VERSION] = h.version;
    an_head_find(head, head_len, "referer", &part[REFERER]);
    an_head_find(head, head_len, "user-agent", &part[AGENT]);
}

struct an_access_entry *an_access_entry_new(const void *head, size_t head_len, uint64_t at_s)
{
    struct an_span part[PARTS] = {{"", 0}, {"", 0}, {"", 0}, {"", 0}, {"", 0}};
    size_t total = 0;
    read_head(head, head_len, part);
    for (int i = 0; i < PARTS; i++) {
        part[i].len = AN_MIN(part[i].len, (size_t)AN_ACCESS_TEXT_MAX);
        total += part[i].len;
    }
    struct an_access_entry *e = an_alloc(sizeof *e + total);
    e->at_s = at_s;
    char *at = e->text;
    for (int i = 0; i < PARTS; i++) {
        e->len[i] = (uint16_t)part[i].len;
        memcpy(at, part[i].p, part[i].len);
        at += part[i].len;
    }
    return e;
}

void an_access_entry_free(struct an_access_entry *e)
{
    an_free(e);
}

size_t an_access_entry_line(const struct an_access_entry *e, uint8_t family, const uint8_t *addr,
                            int status, uint64_t bytes, char *out, size_t room)
{
    struct an_span part[PARTS];
    const char *at = e->text;
    for (int i = 0; i < PARTS; i++) {
        part[i] = (struct an_span){at, e->len[i]};
        at += e->len[i];
    }
    const struct an_access a = {.family = family,
                                .addr = addr,
                                .method = part[METHOD],
                                .target = part[TARGET],
                                .version = part[VERSION],
                                .referer = part[REFERER],
                                .agent = part[AGENT],
                                .status = status,
                                .bytes = bytes,
                                .at_s = e->at_s};
    return an_access_line(&a, out, room);
}
