/* server_help.h - the echo server as a process: started, found out about through /proc and its log, stopped, and buried. */
#ifndef E2E_SERVER_HELP_H
#define E2E_SERVER_HELP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct server {
    pid_t pid; /* the supervisor; 0: it has been buried */
    uint16_t port;
    int log, journal; /* files without a name, appended to by all its processes */
    uint32_t reactors, workers, tasks;
    unsigned deaths; /* lines about ends that were not told: what server_stop accepts; exact */
    bool dies;       /* ... any number */
};

/* Starts echo with these arguments ("workers=2 tasks=1 ...", see echo.c) and waits until all its processes run (with "doomed": until it
 * serves). It dies with the claim. */
struct server server_start(const char *args);
#define SERVER_KILLED 3 /* its status when it had to kill for its stop */

/* SIGTERM, and then server_buried() with status 0. */
void server_stop(struct server *s);
/* Waits for its end, and checks what is true of any: status, no process is left, its port is free, FINAL ran once per worker and task
 * worker that was told to leave, the log holds no error, no sanitizer's report and exactly the deaths that were announced. */
void server_buried(struct server *s, int status);

/* SIGKILL for the supervisor: waits until everything has gone, with the same checks but for FINAL. */
void server_kill(struct server *s);

/* The process that is called so ("net", "worker 0", "task 1"), 0: there is none now. server_child: it must be there or come. */
pid_t server_find(struct server *s, const char *name);
pid_t server_child(struct server *s, const char *name);
/* Waits until `name` is a process other than `before`. */
pid_t server_successor(struct server *s, const char *name, pid_t before);
/* Waits until all of its processes are there (and started). */
void server_whole(struct server *s);

/* How often does the log say this? server_log_await: waits until it is that often. */
size_t server_log_count(struct server *s, const char *text);
void server_log_await(struct server *s, const char *text, size_t times);

/* What a process uses: open descriptors; address space in pages; KiB of its own memory (Pss); CPU time in clock ticks. */
size_t server_descriptors(pid_t pid);
size_t server_pages(pid_t pid);
size_t server_memory_kib(pid_t pid);
uint64_t server_ticks(pid_t pid);

#endif
