/* policy.c - see policy.h. */
#include "protocol/ws/policy.h"

#include "ground/base.h"
#include "protocol/text/head.h"
#include "protocol/ws/origins.h"
#include "protocol/ws/protocols.h"

#include <string.h>

int an_ws_policy_check(const struct an_config *c, const char **why)
{
    struct an_span protocols = {c->ws_protocols, c->ws_protocols ? strlen(c->ws_protocols) : 0};
    *why = "ws_origins must be origins as browsers send them, with blanks or commas between: "
           "\"https://chat.example\", without a path, or \"*\"";
    if (c->ws_origins && !an_ws_origins_valid(c->ws_origins)) return AN_EINVAL;
    *why = "ws_protocols must be names of subprotocols with commas between";
    if (c->ws_protocols && an_ws_protocols_count(protocols) <= 0) return AN_EINVAL;
    return AN_OK;
}
