/* ini.h - what php.ini can say of appnet: settings of the process, read once, when PHP starts. The
 * options of a server are in options.h. */
#ifndef APPNET_INI_H
#define APPNET_INI_H

#include "php.h"

/* Registers the settings, reads them, and applies them. If a setting cannot be applied, PHP does
 * not start; the error says why. */
void appnet_ini_register(int type, int module_number);
void appnet_ini_unregister(int type, int module_number);

#endif
