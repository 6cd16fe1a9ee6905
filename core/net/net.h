/* net.h - the network process: a control thread that accepts, and the reactor threads that own the sockets. */
#ifndef AN_NET_H
#define AN_NET_H

#include "ipc/fabric.h"
#include "ground/config.h"
#include "net/listener.h"

/* Runs the network process to its end (board->net.command says AN_STOP) on the calling thread: control here, one more thread per reactor.
 * parent_fd hangs up when the supervisor dies: then it returns at once. Returns 0 after a graceful stop, 1 after a failure
 * (logged): the exit status. Signals are blocked in the reactor threads. */
int an_net_run(const struct an_config *config, struct an_fabric *fabric, const struct an_listener *listeners, uint32_t count, int parent_fd);

#endif
