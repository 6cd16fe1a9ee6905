/* fresh_code.c - see fresh_code.h.
 *
 * A worker is a copy of the supervisor, in whose life no request ever ends. So what PHP remembers of files for the time of a request, or for a time that is counted
 * by the beginning of requests, it would remember for ever: paths (a deploy switches a symbolic link), stat, and with opcache.enable_cli all code that any worker
 * has ever loaded, which stands in memory that they share. Opcache is told to look at each file that is included, whatever php.ini says: for a process that
 * includes its files once that is no cost.
 */
#include "php_appnet.h"

#include "ext/standard/php_filestat.h"
#include "fresh_code.h"
#include "zend_ini.h"

#include <string.h>

/* Where there is no opcache there is no such setting. */
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
