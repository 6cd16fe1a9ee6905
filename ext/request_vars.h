/* request_vars.h - text from clients becomes arrays, nested as PHP's own superglobals are:
 * "a[b][]=c"; '.' and ' ' in names become '_'.
 *
 * PHP's limits hold (max_input_vars, max_input_nesting_level), but without a warning: what a client
 * sends is no reason for a warning in the server's log.
 */
#ifndef APPNET_REQUEST_VARS_H
#define APPNET_REQUEST_VARS_H

#include "php.h"

#include "protocol/text/head.h"

/* One variable; takes the value. */
void appnet_vars_add(zval *array, const char *name, zval *value);
/* Each adds to an array that has been initialised. */
void appnet_vars_query(zval *array, struct an_span query);       /* as $_GET */
void appnet_vars_urlencoded(zval *array, struct an_span body);   /* as $_POST */
/* As $_COOKIE; the engine has joined the headers by "; ". */
void appnet_vars_cookies(zval *array, struct an_span header);

#endif
