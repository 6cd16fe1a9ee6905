/* callback_state.h - makes a worker after a callback as it was before. What the end of a script
 * would reset does not reach the next request.
 *
 *   reset   output buffers (flushed), session and $_SESSION, settings (ini_set, error_reporting,
 *           set_time_limit, set_include_path), error and exception handlers, working directory,
 *           locale, umask, environment (putenv), time zone, encodings of mbstring, libxml's errors,
 *           PHP's own header() and http_response_code(), error_get_last()
 *   kept    what the script keeps itself: variables, statics, classes, autoloaders, streams,
 *           shutdown functions, superglobals but $_SESSION
 *
 * "Before" is the state when START had returned. A callback that changes nothing costs some
 * comparisons of words. PHP does not note every change, for example that of the working directory.
 * So in workers this file stands before a few of PHP's functions, and notes their calls.
 */
#ifndef APPNET_CALLBACK_STATE_H
#define APPNET_CALLBACK_STATE_H

#include <stdbool.h>

struct appnet_state;

/* Notes the state. The worker calls it when START has returned, inside appnet_guard(). */
struct appnet_state *appnet_state_note(void);
void appnet_state_free(struct appnet_state *state); /* NULL: does nothing */

/* Called before a callback. The time limit of callbacks (set_time_limit), if there is one,
 * begins. */
void appnet_state_begin(void);
/* Called after a callback. Ends the time limit, and returns whether anything else has changed. */
bool appnet_state_end(const struct appnet_state *state);
/* Restores the state. Only inside appnet_guard(): buffers and sessions may have handlers in PHP. */
void appnet_state_restore(void *state);

/* Has the callback called pcntl_signal()? To be asked before the state is restored. */
bool appnet_state_signals(void);

#endif
