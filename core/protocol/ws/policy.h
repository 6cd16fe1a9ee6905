/* policy.h - checks what the configuration says about WebSockets. Pure. */
#ifndef AN_WS_POLICY_H
#define AN_WS_POLICY_H

#include "ground/config.h"

/* Checks the lists of origins and of subprotocols. AN_OK, or AN_EINVAL and *why: static text that
 * names the field. */
int an_ws_policy_check(const struct an_config *c, const char **why);

#endif
