/* php_appnet.h - what PHP's build knows of the extension: its module entry and version. */
#ifndef PHP_APPNET_H
#define PHP_APPNET_H

#include "php.h"

#define PHP_APPNET_VERSION "0.2.0"

extern zend_module_entry appnet_module_entry;
#define phpext_appnet_ptr &appnet_module_entry

#endif
