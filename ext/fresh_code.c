/* fresh_code.c - see fresh_code.h.
 *
 * A worker is a copy of the supervisor, in which no request ever ends. PHP caches some facts about
 * files for a request, or for a time that begins with the request: resolved paths (a deploy
 * switches a symbolic link) and the results of stat. A worker would keep them for ever. With
 * opcache.enable_cli, opcache also keeps all code that any worker has ever loaded, in memory that
 * the workers share. So this file makes opcache check each file that is included, whatever php.ini
 * says. A process includes its files once, so the check costs nothing.
 */
#include "php_appnet.h"

#include "ext/standard/php_filestat.h"
#include "fresh_code.h"
#include "zend_ini.h"

#include <string.h>

/* Does nothing when there is no such setting, as without opcache. */
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
