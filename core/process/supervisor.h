/* supervisor.h - the process tree: forks, reaps, signals, backs off. Single-threaded, runs no callback. The only fork, waitpid and kill.
 *
 *   SIGTERM, SIGINT, SIGQUIT
 *                    graceful stop: net (stop accepting, finish, close all, until the workers have read all of it), then task workers, then workers; bounded by
 *                    config->stop_ms, of which connections have all but an_config_stop_reserve(). Another one,
 *                    when a second has passed since the first, kills at once. One that comes sooner is the same one again: terminals, npm and
 *                    timeout signal the whole process group and the process in it
 *   SIGHUP           when the terminal that the server was started from is gone: as SIGTERM, but nothing if SIGHUP was ignored at the start (nohup). Else,
 *                    with an access log: its file is opened anew, by every reactor; without one: the log says that there is nothing to do
 *   SIGUSR1          reload the workers, one by one;   SIGUSR2   the task workers
 */
#ifndef AN_SUPERVISOR_H
#define AN_SUPERVISOR_H

#include "process/daemon.h"
#include "process/worker.h"
#include "net/listener.h"

/* Forks net, workers and task workers and keeps them running. Returns in the supervisor when the server has stopped (AN_OK; AN_ETIMEOUT: and some of its
 * processes had to be killed for it), or AN_ESYS when it could not start; and in each worker and task worker process, when its work is done: 1 (left as
 * told) or 2 (the application asked to leave): the caller lets that process end. The net process never returns from here. Signal mask and handlers are
 * restored in the supervisor; in its children SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGUSR1 and SIGUSR2 do nothing to their end (a ^C reaches the whole group,
 * only the supervisor acts on it). *daemon is told when net serves (see daemon.h). */
int an_supervise(const struct an_config *config, struct an_fabric *fabric, struct an_listener *listeners, uint32_t count, const struct an_app *app,
                 struct an_daemon *daemon);

#endif
