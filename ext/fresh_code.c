/* fresh_code.c - see fresh_code.h.
 *
 * A worker is a copy of the supervisor, in which no request ever ends. PHP remembers some things
 * about files for the time of a request, or for a time that it counts from the beginning of a
 * request: paths (a deploy switches a symbolic link) and stat. A worker would remember them for
 * ever. With opcache.enable_cli, opcache also keeps all code that any worker has ever loaded, in
 * memory that the workers share. So opcache is told to look at each file that is included, whatever
 * php.ini says. A process includes its files once, so that costs nothing.
 */
#include "php_appnet.h"

#include "ext/standard/php_filestat.h"
#include "fresh_code.h"
#include "zend_ini.h"

#include <string.h>

/* Without opcache there is no such setting. */
static void setting_set(const char *name, const char *value)
{
    zend_string *key = zend_string_init(name, strlen(name), 0);
    zend_alter_ini_entry_chars(key, value, strlen(value), ZEND_INI_SYSTEM, ZEND_INI_STAGE_RUNTIME);
    zend_string_release(key);
}

void appnet_fresh_code(void)
{
    php_clear_stat_cache(1, NULL, 0);
    setting_set("opcache.validate_timestamps", "1");
    setting_set("opcache.revalidate_freq", "0");
    setting_set("opcache.revalidate_path", "1");
}
