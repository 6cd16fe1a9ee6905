/* registry_help.h - a connection in the registry, as it is once its transport is ready. */
#ifndef REGISTRY_HELP_H
#define REGISTRY_HELP_H

#include "ipc/registry.h"

/* Its id. */
uint64_t registry_add(struct an_registry *r, uint32_t index, uint32_t worker,
                      const struct an_conn_addr *addr, uint64_t now_ms);

#endif
