/* registry_help.h - a registry of a test, and a connection in it as it is once its transport is ready. */
#ifndef REGISTRY_HELP_H
#define REGISTRY_HELP_H

#include "ipc/registry.h"

/* For cmocka: *state is a registry of REGISTRY_MAX connections at one reactor. */
#define REGISTRY_MAX 16u
int registry_set_up(void **state);
int registry_tear_down(void **state);
/* Its id. */
uint64_t registry_add(struct an_registry *r, uint32_t index, uint32_t worker,
                      const struct an_conn_addr *addr, uint64_t now_ms);

#endif
