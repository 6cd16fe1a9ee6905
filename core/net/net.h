/* net.h - the network process: a control thread that accepts, and the reactor threads that own the
 * sockets. */
#ifndef AN_NET_H
#define AN_NET_H

#include "ipc/fabric.h"
#include "ground/config.h"
#include "net/listener.h"

/* Runs the network process until board->net.command is AN_STOP. The calling thread becomes the
 * control thread, and each reactor gets a thread of its own, with all signals blocked. When the
 * supervisor dies, parent_fd hangs up, and the call returns at once. Returns the exit status: 0
 * after a graceful stop, 1 after a failure (logged). */
int an_net_run(const struct an_config *config, struct an_fabric *fabric, const struct an_listener *listeners, uint32_t count, int parent_fd);

#endif
