/* ini.c - the settings in php.ini. All are PHP_INI_SYSTEM, because they hold for the process, which
 * all scripts share. */
#ifdef HAVE_CONFIG_H
#include "config.h" /* the defaults that the build chose */
#endif

#include "ini.h"

#include "compat.h"
#include "ground/allocator.h"

#include "php_ini.h"

PHP_INI_BEGIN()
/* Where appnet's own memory comes from: `system`, `tcmalloc` or `jemalloc`. PHP's memory is not
 * touched. PHP does not start when the library is missing. */
PHP_INI_ENTRY("appnet.allocator", APPNET_ALLOCATOR, PHP_INI_SYSTEM, NULL)
PHP_INI_END()

/* The folder of the library, if the build was given one. NULL: the loader finds the library. */
static const char *folder_of(const char *allocator)
{
#ifdef APPNET_TCMALLOC_FOLDER
    if (strcmp(allocator, "tcmalloc") == 0) return APPNET_TCMALLOC_FOLDER;
#endif
#ifdef APPNET_JEMALLOC_FOLDER
    if (strcmp(allocator, "jemalloc") == 0) return APPNET_JEMALLOC_FOLDER;
#endif
    (void)allocator;
    return NULL;
}

/* Called before anything of the engine runs, so nothing has been allocated yet. */
static void allocator_choose(void)
{
    char why[1024];
    const char *name = INI_STR("appnet.allocator");
    if (an_allocator_choose(name, folder_of(name), why, sizeof why) < 0)
        zend_error_noreturn(E_CORE_ERROR, "appnet.allocator = %s: %s", name, why);
}

void appnet_ini_register(int type, int module_number)
{
    (void)type; /* not every version of PHP uses it */
    REGISTER_INI_ENTRIES();
    allocator_choose();
}

void appnet_ini_unregister(int type, int module_number)
{
    (void)type;
    UNREGISTER_INI_ENTRIES();
}
