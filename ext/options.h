/* options.h - the options of ground/options.h for PHP: their constants, and setOption(). */
#ifndef APPNET_OPTIONS_H
#define APPNET_OPTIONS_H

#include <stdbool.h>

#include "php.h"

#include "ground/config.h"

/* The values of lastError(). */
enum appnet_error { APPNET_ERROR_NONE, APPNET_ERROR_GONE, APPNET_ERROR_FULL, APPNET_ERROR_STUCK };

/* The option that a PHP value names. False after a TypeError; if the value is the name of a
 * constant as a string, the error says which constant is meant. */
bool appnet_option_of(zval *value, zend_long *option);
void appnet_options_register(int module_number);
/* Sets one option. *texts holds the strings that the configuration points to; NULL: there are none
 * yet. False after a TypeError, or after an InvalidArgumentException. The exception names the
 * option and what is allowed; for an unknown option it lists all options. */
bool appnet_option_set(struct an_config *config, HashTable **texts, zend_long option, zval *value);
/* The same for one port, which has only the options of struct an_silence. */
bool appnet_silence_set(struct an_silence *silence, zend_long option, zval *value);
/* NULL: does nothing. */
void appnet_texts_free(HashTable *texts);

#endif
