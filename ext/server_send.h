/* server_send.h - what all methods that send share. */
#ifndef APPNET_SERVER_SEND_H
#define APPNET_SERVER_SEND_H

#include <stdbool.h>

#include "php.h"

struct appnet_server;

/* False after an exception: it is neither text nor binary. */
bool appnet_valid_opcode(zend_long opcode);
/* Notes for lastError() what became of an attempt to send, and returns it. */
int appnet_note(struct appnet_server *self, int err);

#endif
