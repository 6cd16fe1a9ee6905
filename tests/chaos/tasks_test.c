/* tasks_test.c - whatever dies, is replaced or stops: a task that was accepted is begun once at most, and its worker hears of its end once. */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "chaos/chaos_help.h"
#include "e2e/claim_help.h"
#include "e2e/client_help.h"
#include "e2e/journal_help.h"
#include "random_help.h"

#define KILLS 8

static void await_ends(struct server *s, uint64_t accepted)
{
    while (journal_count(s->journal, AN_EV_TASK_DONE) + journal_count(s->journal, AN_EV_TASK_LOST) <
           accepted)
        claim_wait();
    must(journal_check_tasks(s->journal) == accepted);
}

/* Tasks of one record and of several, in rings that hold few of them: killed before, in and behind a task, and while it comes in. */
static void every_task_ends_once_whenever_its_task_worker_is_killed(void)
{
    struct server s = server_start("workers=2 tasks=2 ring=4096");
    struct client c[2] = {client_open(s.port, WIRE_WS), client_open(s.port, WIRE_WS)};
    struct random r;
    uint64_t accepted = 0;
    random_open(&r);
    for (int i = 0; i < KILLS; i++) {
        char name[16];
        snprintf(name, sizeof name, "task %d", i % 2);
        pid_t pid = server_child(&s, name);
        for (int k = 0; k < 2; k++)
            accepted += client_ask_number(&c[k], i % 4 < 2 ? "!tasks 300 3000" : "!tasks 300 700");
        poll(NULL, 0, (int)random_below(&r, 5)); /* where on the way, is for chance to say */
        must(kill(pid, SIGKILL) == 0);
        s.deaths++;
        server_successor(&s, name, pid);
    }
    must(accepted == KILLS * 600);
    await_ends(&s, accepted);
    for (int k = 0; k < 2; k++)
        client_close(&c[k]);
    server_stop(&s);
    struct journal j = journal_check(s.journal, 0);
    claim_note("%llu of %llu tasks were lost", (unsigned long long)j.tasks_lost,
               (unsigned long long)accepted);
    must(journal_check_tasks(s.journal) == accepted && j.tasks_lost <= KILLS * 2);
}

static void a_task_that_outlasts_the_reload_of_its_task_worker_is_told_to_be_lost(void)
{
    struct server s = server_start("tasks=1 reload=300");
    struct client c = client_open(s.port, WIRE_WS);
    must(client_say(&c, "!task sleep 3600000", 19) && client_say(&c, "!task behind it", 15));
    journal_await(s.journal, AN_EV_TASK, 1);
    s.deaths = 1;
    must(kill(s.pid, SIGUSR2) == 0);
    client_expect(&c, "behind it", 9);
    journal_await(s.journal, AN_EV_TASK_LOST, 1);
    must(server_log_count(&s, "did not leave in time for its reload") == 1);
    client_close(&c);
    server_stop(&s);
    must(journal_check_tasks(s.journal) == 2);
}

static void a_task_that_fails_or_exits_is_told_to_be_lost(void)
{
    struct server s = server_start("tasks=1");
    struct client c = client_open(s.port, WIRE_WS);
    must(client_say(&c, "!task fail", 10));
    journal_await(s.journal, AN_EV_TASK_LOST, 1);
    must(strcmp(client_ask(&c, "!task goes on"), "goes on") == 0);
    must(client_say(&c, "!task exit", 10));
    journal_await(s.journal, AN_EV_TASK_LOST, 2);
    s.deaths = 1;
    must(strcmp(client_ask(&c, "!task and on"), "and on") == 0);
    client_close(&c);
    server_stop(&s);
    must(journal_check_tasks(s.journal) == 4);
}

/* One task that its task worker, which is stopped (SIGSTOP), has not begun. */
static pid_t give_one(struct server *s, struct client *c)
{
    pid_t task = server_child(s, "task 0");
    must(kill(task, SIGSTOP) == 0 && client_say(c, "!task late", 10));
    must(strcmp(client_ask(c, "given"), "given") == 0);
    return task;
}

/* Its answer comes to the process that asked, which is no more the one that gets what is new. Worker 1, which is told to leave later, has left. */
static void a_worker_that_is_replaced_waits_for_its_tasks(void)
{
    struct server s = server_start("workers=2 tasks=1");
    struct client c = client_open(s.port, WIRE_WS);
    must(client_ask_number(&c, "!worker") == 0);
    pid_t asked = server_child(&s, "worker 0"), other = server_child(&s, "worker 1");
    pid_t task = give_one(&s, &c);
    must(kill(s.pid, SIGUSR1) == 0);
    server_log_await(&s, "the workers are reloaded", 1);
    while (kill(other, 0) == 0)
        claim_wait();
    must(client_ask_number(&c, "!pid") != (uint64_t)asked);
    kill(task, SIGCONT);
    client_expect(&c, "late", 4);
    must(journal_count_of(s.journal, AN_EV_TASK_DONE, asked) == 1);
    client_close(&c);
    server_stop(&s);
}

/* Its time is over before its task is done: its successor hears of it. */
static void an_answer_that_comes_too_late_for_the_predecessor_is_its_successors(void)
{
    struct server s = server_start("workers=1 tasks=1 reload=200");
    struct client c = client_open(s.port, WIRE_WS);
    pid_t asked = server_child(&s, "worker 0"), task = give_one(&s, &c);
    must(kill(s.pid, SIGUSR1) == 0);
    journal_await(s.journal, AN_EV_FINAL, 1);
    while (kill(asked, 0) == 0)
        claim_wait();
    kill(task, SIGCONT);
    client_expect(&c, "late", 4);
    must(journal_count_of(s.journal, AN_EV_TASK_DONE, asked) == 0);
    client_close(&c);
    server_stop(&s);
}

/* Most of them wait in the worker's memory when the stop begins. */
static void the_stop_waits_for_tasks_that_wait(void)
{
    struct server s = server_start("workers=2 tasks=2 ring=4096");
    struct client c[2] = {client_open(s.port, WIRE_WS), client_open(s.port, WIRE_WS)};
    uint64_t accepted = 2;
    for (int i = 0; i < 2; i++)
        must(client_say(&c[i], "!task sleep 300", 15));
    journal_await(s.journal, AN_EV_TASK, 2);
    for (int i = 0; i < 2; i++)
        accepted += client_ask_number(&c[i], "!tasks 500 3000");
    must(kill(s.pid, SIGTERM) == 0);
    server_buried(&s, 0);
    for (int i = 0; i < 2; i++)
        client_close(&c[i]);
    must(accepted == 1002 && journal_check_tasks(s.journal) == accepted);
    must(journal_count(s.journal, AN_EV_TASK_LOST) == 0);
}

/* It is killed at the end of its part of the stop: its worker hears of all that was left, in rings and in memory. */
static void the_stop_tells_of_tasks_that_were_not_done(void)
{
    struct server s = server_start("workers=1 tasks=1 ring=4096 stop=2000");
    struct client c = client_open(s.port, WIRE_WS);
    must(client_say(&c, "!task sleep 3600000", 19));
    journal_await(s.journal, AN_EV_TASK, 1);
    uint64_t accepted = 1 + client_ask_number(&c, "!tasks 100 3000");
    s.dies = true;
    must(kill(s.pid, SIGTERM) == 0);
    server_buried(&s, SERVER_KILLED);
    client_close(&c);
    must(accepted == 101 && journal_check_tasks(s.journal) == accepted);
    must(journal_count(s.journal, AN_EV_TASK_LOST) == accepted);
}

int main(void)
{
    const struct claim claims[] = {
        CLAIM(every_task_ends_once_whenever_its_task_worker_is_killed),
        CLAIM(a_task_that_outlasts_the_reload_of_its_task_worker_is_told_to_be_lost),
        CLAIM(a_task_that_fails_or_exits_is_told_to_be_lost),
        CLAIM(a_worker_that_is_replaced_waits_for_its_tasks),
        CLAIM(an_answer_that_comes_too_late_for_the_predecessor_is_its_successors),
        CLAIM(the_stop_waits_for_tasks_that_wait),
        CLAIM(the_stop_tells_of_tasks_that_were_not_done),
    };
    return claims_run(claims, sizeof claims / sizeof *claims);
}
