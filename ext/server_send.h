/* server_send.h - what the methods that send have in common. */
#ifndef APPNET_SERVER_SEND_H
#define APPNET_SERVER_SEND_H

#include <stdbool.h>

#include "php.h"

struct appnet_server;

/* False after an exception: the opcode is neither text nor binary. */
bool appnet_valid_opcode(zend_long opcode);
/* Keeps the result of an attempt to send for lastError(), and returns it. */
int appnet_note(struct appnet_server *self, int err);

#endif
