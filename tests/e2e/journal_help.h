/* journal_help.h - judges what the server's callbacks wrote down (journal.h). */
#ifndef E2E_JOURNAL_HELP_H
#define E2E_JOURNAL_HELP_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "e2e/journal.h"
#include "process/worker.h" /* enum an_event_type */

struct journal {
    uint64_t connects, recvs, closes, starts, finals, tasks, tasks_done, tasks_lost, timers, messages, drains, refused;
    uint64_t bytes; /* of all RECV */
    uint64_t causes[AN_CLOSE_CRASH + 1];
};

/* How many events of this type have been written so far: by all, by one process. */
uint64_t journal_count(int fd, enum an_event_type type);
uint64_t journal_count_of(int fd, enum an_event_type type, pid_t pid);
void journal_await(int fd, enum an_event_type type, uint64_t count);

/* For every connection: CONNECT, RECV..., CLOSE: CONNECT and CLOSE once, all by one worker's index (with a request of HTTP it may change), and no id twice.
 * lost: how many of them may lack one event, because a killed process had it in hand. Fails otherwise. */
struct journal journal_check(int fd, uint64_t lost);
/* Every task that has begun or ended: begun once at most, and answered or told to be lost, once. Returns how many have ended. */
uint64_t journal_check_tasks(int fd);
/* Every process that started has had its FINAL, once, and nothing after it. */
void journal_check_finals(int fd);

#endif
