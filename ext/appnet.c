/* appnet.c - the module: what PHP loads. It registers, and nothing else. */
#ifdef HAVE_CONFIG_H
#include "config.h" /* says whether it is built as a library of its own */
#endif

#include "php_appnet.h"

#include "compat.h"
#include "connections_class.h"
#include "events.h"
#include "info.h"
#include "ini.h"
#include "options.h"
#include "output.h"
#include "server_class.h"

#include "ext/standard/info.h"
#include "php_ini.h"

ZEND_DECLARE_MODULE_GLOBALS(appnet)

static void globals_init(void *globals)
{
#if defined(COMPILE_DL_APPNET) && defined(ZTS)
    ZEND_TSRMLS_CACHE_UPDATE();
#endif
    memset(globals, 0, sizeof(zend_appnet_globals));
}

static PHP_MINIT_FUNCTION(appnet)
{
    appnet_output_start();
    appnet_ini_register(type, module_number);
    appnet_server_register();
    appnet_connections_register();
    appnet_options_register(module_number);
    appnet_events_register(module_number);
    return SUCCESS;
}

static PHP_MSHUTDOWN_FUNCTION(appnet)
{
    appnet_ini_unregister(type, module_number);
    return SUCCESS;
}

static PHP_MINFO_FUNCTION(appnet)
{
    appnet_info_print();
    DISPLAY_INI_ENTRIES();
}

static const zend_module_dep dependencies[] = {ZEND_MOD_REQUIRED("standard")
                                                   ZEND_MOD_REQUIRED("spl") ZEND_MOD_END};

zend_module_entry appnet_module_entry = {STANDARD_MODULE_HEADER_EX,
                                         NULL,
                                         dependencies,
                                         "appnet",
                                         NULL,
                                         PHP_MINIT(appnet),
                                         PHP_MSHUTDOWN(appnet),
                                         NULL,
                                         NULL,
                                         PHP_MINFO(appnet),
                                         PHP_APPNET_VERSION,
                                         PHP_MODULE_GLOBALS(appnet),
                                         globals_init,
                                         NULL,
                                         NULL,
                                         STANDARD_MODULE_PROPERTIES_EX};

#ifdef COMPILE_DL_APPNET
#ifdef ZTS
ZEND_TSRMLS_CACHE_DEFINE()
#endif
ZEND_GET_MODULE(appnet)
#endif
