/* request_vars.h - makes arrays of text from clients, nested like PHP's own superglobals:
 * "a[b][]=c"; '.' and ' ' in names become '_'.
 *
 * PHP's limits hold (max_input_vars, max_input_nesting_level), but without a warning: what a client
 * sends is no reason for a warning in the server's log.
 */
#ifndef APPNET_REQUEST_VARS_H
#define APPNET_REQUEST_VARS_H

#include "php.h"

#include "protocol/text/head.h"

/* Adds one variable. Takes the value. */
void appnet_vars_add(zval *array, const char *name, zval *value);
/* Each adds to an array that the caller has initialised. */
void appnet_vars_query(zval *array, struct an_span query);       /* as $_GET */
void appnet_vars_urlencoded(zval *array, struct an_span body);   /* as $_POST */
/* As $_COOKIE; the engine has joined the headers by "; ". */
void appnet_vars_cookies(zval *array, struct an_span header);

#endif
