/* callback_state.h - after a callback the worker is as it was before. What the end of a script
 * would reset does not reach the next request.
 *
 *   reset   output buffers (flushed), session and $_SESSION, settings (ini_set, error_reporting,
 *           set_time_limit, set_include_path), error and exception handlers, working directory,
 *           locale, umask, environment (putenv), time zone, encodings of mbstring, libxml's errors,
 *           PHP's own header() and http_response_code(), error_get_last()
 *   kept    what the script keeps itself: variables, statics, classes, autoloaders, streams,
 *           shutdown functions, superglobals but $_SESSION
 *
 * "Before" is the state when START had returned. A callback that changes nothing of it costs some
 * comparisons of words. PHP does not note every change: nobody knows that the working directory is
 * another one. So a few of PHP's functions are called through this file in workers, and note it.
 */
#ifndef APPNET_CALLBACK_STATE_H
#define APPNET_CALLBACK_STATE_H

#include <stdbool.h>

struct appnet_state;

/* In a worker, when START has returned: this is how it shall be. Inside appnet_guard(). */
struct appnet_state *appnet_state_note(void);
void appnet_state_free(struct appnet_state *state); /* NULL is none */

/* Before a callback: a time limit that was set for all begins. */
void appnet_state_begin(void);
/* After it: the time limit is over; has something else changed? */
bool appnet_state_end(const struct appnet_state *state);
/* Makes it as it was. Inside appnet_guard(): buffers and sessions may have handlers in PHP. */
void appnet_state_restore(void *state);

/* Before that: has it called pcntl_signal()? */
bool appnet_state_signals(void);

#endif
