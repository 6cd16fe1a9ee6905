/* server_class.h - the class appnetServer and its exception, made known to PHP. */
#ifndef APPNET_SERVER_CLASS_H
#define APPNET_SERVER_CLASS_H

void appnet_server_register(void);

#endif
