/* protocols.c - see protocols.h. */
#include "protocol/ws/protocols.h"

#include <string.h>

#include "ground/base.h"
#include "protocol/text/field.h"

/* The next token of a list: 1; 0 at its end; AN_EPROTO: the element is no token. */
static int next_token(struct an_span *list, struct an_span *token)
{
    struct an_span element;
    if (!an_list_next(list, &element)) return 0;
    return an_token_take(&element, token) && element.len == 0 ? 1 : AN_EPROTO;
}

static bool find_token(struct an_span list, struct an_span wanted, struct an_span *found)
{
    struct an_span token;
    while (next_token(&list, &token) > 0) {
        if (token.len != wanted.len || memcmp(token.p, wanted.p, token.len) != 0) continue;
        *found = token;
        return true;
    }
    return false;
}

/* The elements behind the chosen one must be tokens, too. */
int an_ws_protocols_choose(struct an_span offers, struct an_span supported, struct an_span *chosen)
{
    struct an_span token;
    int more, found = 0;
    while ((more = next_token(&offers, &token)) > 0) {
        if (!found) found = find_token(supported, token, chosen);
    }
    return more < 0 ? more : found;
}

int an_ws_protocols_count(struct an_span list)
{
    struct an_span token;
    int more, count = 0;
    while ((more = next_token(&list, &token)) > 0)
        count++;
    return more < 0 ? more : count;
}
