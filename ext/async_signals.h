/* async_signals.h - handlers of pcntl_signal() run when their signal comes, also in a worker that
 * waits. The script asks for it by pcntl_async_signals(true). */
#ifndef APPNET_ASYNC_SIGNALS_H
#define APPNET_ASYNC_SIGNALS_H

/* Looks again which signals pcntl handles. Called when START has returned, and after a callback
 * that has called pcntl_signal(). Only inside appnet_guard(). */
void appnet_signals_adopt(void);
/* Runs the handlers that wait, if they may run when they like. Only inside appnet_guard(). */
void appnet_signals_dispatch(void);

#endif
