/* async_signals.h - the handlers of pcntl_signal() run when their signal comes, also in a worker
 * that waits. The script asks for this with pcntl_async_signals(true). */
#ifndef APPNET_ASYNC_SIGNALS_H
#define APPNET_ASYNC_SIGNALS_H

/* Learns which signals have handlers now. The caller calls it when START has returned, and after a
 * callback that has called pcntl_signal(). Only inside appnet_guard(). */
void appnet_signals_adopt(void);
/* Runs the handlers of signals that have come, if the script has asked for it. Only inside
 * appnet_guard(). */
void appnet_signals_dispatch(void);

#endif
