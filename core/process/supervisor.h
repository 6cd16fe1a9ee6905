/* supervisor.h - the process tree: forks, reaps, signals, backs off. It has one thread and runs no
 * callback. Nobody else calls fork, waitpid or kill.
 *
 *   SIGTERM, SIGINT, SIGQUIT
 *           A graceful stop: net, then the task workers, then the workers. Net stops accepting,
 *           finishes, closes all, and waits until the workers have read all of it. The whole takes
 *           config->stop_ms at most, and connections have all of that but
 *           an_config_stop_reserve(). Another such signal, when a second has passed since the
 *           first, kills at once. One that comes sooner is the same one again: terminals, npm and
 *           timeout signal the whole process group and the process in it.
 *   SIGHUP  When the terminal that the server was started from is gone: as SIGTERM, but nothing if
 *           SIGHUP was ignored at the start (nohup). Else it asks for the access log to be opened
 *           anew, by every reactor. Without an access log, the log says that nothing is to be
 *           done.
 *   SIGUSR1, SIGUSR2
 *           Reload the workers, or the task workers, one by one.
 */
#ifndef AN_SUPERVISOR_H
#define AN_SUPERVISOR_H

#include "process/daemon.h"
#include "process/worker.h"
#include "net/listener.h"

/* Forks net, workers and task workers, and keeps them running. It returns in several processes:
 *   - in the supervisor when the server has stopped: AN_OK; AN_ETIMEOUT: some of its processes had
 *     to be killed for it; AN_ESYS: it could not start. Signal mask and handlers are as before.
 *   - in each worker and task worker when its work is done: 1 (left as told) or 2 (the application
 *     asked to leave). The caller lets that process end. There SIGTERM, SIGINT, SIGQUIT, SIGHUP,
 *     SIGUSR1 and SIGUSR2 do nothing, to its end: a ^C reaches the whole group, and only the
 *     supervisor acts on it.
 * The net process never returns from here. *daemon is told when net serves (see daemon.h). */
int an_supervise(const struct an_config *config, struct an_fabric *fabric, struct an_listener *listeners, uint32_t count, const struct an_app *app,
                 struct an_daemon *daemon);

#endif
