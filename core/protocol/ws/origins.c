/* origins.c - see origins.h. */
#include "protocol/ws/origins.h"

#include <string.h>

#include "ground/base.h"
#include "protocol/text/field.h"

/* Cuts the next origin off. False at the end. */
static bool origin_next(const char **list, struct an_span *origin)
{
    *list += strspn(*list, ", ");
    *origin = (struct an_span){*list, strcspn(*list, ", ")};
    *list += origin->len;
    return origin->len > 0;
}

static bool origin_is(struct an_span origin, const char *word)
{
    return origin.len == strlen(word) && memcmp(origin.p, word, origin.len) == 0;
}

/* scheme "://" host [ ":" port ], and nothing behind it. */
static bool origin_valid(struct an_span origin)
{
    struct an_span scheme;
    if (origin_is(origin, "*") || origin_is(origin, "null")) return true;
    if (!an_token_take(&origin, &scheme)) return false;
    if (origin.len <= 3 || memcmp(origin.p, "://", 3) != 0) return false;
    for (size_t i = 3; i < origin.len; i++)
        if (origin.p[i] <= ' ' || origin.p[i] > '~' || strchr("/?#@*", origin.p[i])) return false;
    return true;
}

bool an_ws_origins_valid(const char *list)
{
    struct an_span origin;
    size_t count = 0;
    for (; origin_next(&list, &origin); count++)
        if (!origin_valid(origin)) return false;
    return count > 0;
}

bool an_ws_origins_have(const char *list, struct an_span origin)
{
    struct an_span one;
    while (origin_next(&list, &one)) {
        if (origin_is(one, "*")) return true;
        if (one.len == origin.len && strncasecmp(one.p, origin.p, one.len) == 0) return true;
    }
    return false;
}
