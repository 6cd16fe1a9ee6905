/* php_appnet.h - what PHP needs to build the extension in: its module entry and version. */
#ifndef PHP_APPNET_H
#define PHP_APPNET_H

#include "php.h"

#define PHP_APPNET_VERSION "0.2.0"

/* A function of PHP whose calls callback_state.c notes. */
struct appnet_watched {
    zend_function *function;
    zif_handler handler;
};
#define APPNET_WATCHED 16

ZEND_BEGIN_MODULE_GLOBALS(appnet)
    struct appnet_watched watched[APPNET_WATCHED];
    uint32_t touched; /* enum touch: what the callback under way has changed */
ZEND_END_MODULE_GLOBALS(appnet)

ZEND_EXTERN_MODULE_GLOBALS(appnet)
#define APPNET_G(v) ZEND_MODULE_GLOBALS_ACCESSOR(appnet, v)

extern zend_module_entry appnet_module_entry;
#define phpext_appnet_ptr &appnet_module_entry

#endif
