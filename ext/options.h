/* options.h - what setOption() can set: one table from constants to fields of struct an_config. */
#ifndef APPNET_OPTIONS_H
#define APPNET_OPTIONS_H

#include <stdbool.h>

#include "php.h"

#include "ground/config.h"

#define APPNET_TEXTS 8 /* options that are texts; the config points into strings that are kept here */

struct appnet_texts {
    zend_string *kept[APPNET_TEXTS];
};

/* What lastError() says. */
enum appnet_error { APPNET_ERROR_NONE, APPNET_ERROR_GONE, APPNET_ERROR_FULL, APPNET_ERROR_STUCK };

/* The option that a PHP value names. False after a TypeError; to somebody who writes its name as a string it says which constant is meant. */
bool appnet_option_of(zval *value, zend_long *option);
void appnet_options_register(int module_number);
/* False after a TypeError, or an InvalidArgumentException that names the option and what is allowed (or, for an unknown option, those there are). */
bool appnet_option_set(struct an_config *config, struct appnet_texts *texts, zend_long option, zval *value);
/* The same for one port: the options of silence alone. */
bool appnet_silence_set(struct an_silence *silence, zend_long option, zval *value);
void appnet_texts_free(struct appnet_texts *texts);

#endif
