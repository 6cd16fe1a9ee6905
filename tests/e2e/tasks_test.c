/* tasks_test.c - task workers, timers, and sends from one worker to another's connections. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "e2e/claim_help.h"
#include "e2e/client_help.h"
#include "e2e/journal_help.h"
#include "e2e/server_help.h"

#define WORKERS 3

/* One client per worker, by its number. A worker that the system keeps waiting is passed over for
 * a while. Returns how many clients it took. */
static uint64_t open_one_per_worker(struct server *s, struct client c[WORKERS], enum wire wire)
{
    bool have[WORKERS] = {0};
    uint64_t opened = 0;
    for (int missing = WORKERS; missing > 0; opened++) {
        struct client one = client_open(s->port, wire);
        uint64_t worker = client_ask_number(&one, "!worker");
        must(worker < WORKERS);
        if (have[worker]) {
            client_close(&one);
            continue;
        }
        have[worker] = true;
        c[worker] = one;
        missing--;
    }
    return opened;
}

static void a_task_goes_out_and_comes_back_from_every_worker(void)
{
    struct server s = server_start("reactors=2 workers=3 tasks=2");
    uint64_t opened = 0;
    for (enum wire wire = WIRE_TCP; wire <= WIRE_HTTP; wire++) {
        struct client c[WORKERS];
        char text[32];
        opened += open_one_per_worker(&s, c, wire);
        for (int i = 0; i < 30; i++) {
            for (int k = 0; k < WORKERS; k++)
                must(client_say(&c[k], text,
                                (size_t)snprintf(text, sizeof text, "!task job %d of %d", i, k)));
            for (int k = 0; k < WORKERS; k++)
                client_expect(&c[k], text,
                              (size_t)snprintf(text, sizeof text, "job %d of %d", i, k));
        }
        for (int k = 0; k < WORKERS; k++)
            client_close(&c[k]);
        journal_await(s.journal, AN_EV_CLOSE, opened);
    }
    server_stop(&s);
    struct journal j = journal_check(s.journal, 0);
    must(j.tasks == 3 * 30 * WORKERS && j.tasks_done == j.tasks);
}

/* Two task workers answer in any order; nothing is missing and nothing twice. */
static void tasks_under_way_are_each_answered_once(void)
{
    struct server s = server_start("workers=3 tasks=2");
    struct client c = client_open(s.port, WIRE_WS);
    bool seen[500] = {0};
    char text[32];
    for (int i = 0; i < 500; i++)
        must(client_say(&c, text, (size_t)snprintf(text, sizeof text, "!task %d", i)));
    for (int i = 0; i < 500; i++) {
        must(client_hear(&c));
        int n = atoi(c.text);
        must_say(n >= 0 && n < 500 && !seen[n], "\"%s\"", c.text);
        seen[n] = true;
    }
    client_close(&c);
    server_stop(&s);
}

static void a_task_worker_may_send_to_any_connection(void)
{
    struct server s = server_start("reactors=2 workers=2 tasks=2");
    for (enum wire wire = WIRE_TCP; wire <= WIRE_HTTP; wire++) {
        struct client c = client_open(s.port, wire);
        must(strcmp(client_ask(&c, "!task direct straight"), "straight") == 0);
        client_close(&c);
    }
    server_stop(&s);
}

static void without_task_workers_a_task_is_refused(void)
{
    struct server s = server_start("");
    struct client c = client_open(s.port, WIRE_WS);
    must(strcmp(client_ask(&c, "!task anything"), "ESTATE") == 0);
    client_close(&c);
    server_stop(&s);
}

/* One task worker that is busy, and rings of 4 KiB. */
static void a_full_task_queue_refuses_and_then_takes_again(void)
{
    struct server s = server_start("tasks=1 ring=4096 task_queue=4096");
    struct client c = client_open(s.port, WIRE_WS);
    char text[600] = "!task ";
    int refused = 0, done = 0;
    memset(text + 6, 'x', 500);
    must(client_say(&c, "!task sleep 300", 15));
    for (int i = 0; i < 40; i++)
        must(client_say(&c, text, 506));
    for (int i = 0; i < 41; i++) {
        must(client_hear(&c));
        if (strcmp(c.text, "EAGAIN") == 0)
            refused++;
        else
            done++;
    }
    must_say(refused > 0 && done > 1, "%d refused, %d done", refused, done);
    must(strcmp(client_ask(&c, "!task once more"), "once more") == 0);
    client_close(&c);
    server_stop(&s);
}

/* What a busy task worker's ring does not take is accepted, and its worker goes on. */
static void a_busy_task_worker_holds_nobody_up(void)
{
    struct server s = server_start("tasks=1 ring=4096");
    struct client c = client_open(s.port, WIRE_WS);
    pid_t task = server_child(&s, "task 0");
    must(kill(task, SIGSTOP) == 0);
    must(client_ask_number(&c, "!tasks 1000 5000") == 1000);
    must(strcmp(client_ask(&c, "goes on"), "goes on") == 0);
    kill(task, SIGCONT);
    journal_await(s.journal, AN_EV_TASK_DONE, 1000);
    client_close(&c);
    server_stop(&s);
    must(journal_check_tasks(s.journal) == 1000);
}

static void every_worker_sends_to_every_connection(void)
{
    struct server s = server_start("reactors=2 workers=3");
    struct client c[WORKERS];
    uint64_t id[WORKERS];
    open_one_per_worker(&s, c, WIRE_WS);
    for (int k = 0; k < WORKERS; k++)
        id[k] = client_id(&c[k]);
    for (int from = 0; from < WORKERS; from++)
        for (int to = 0; to < WORKERS; to++) {
            if (from == to) continue;
            must(
                strcmp(client_ask(&c[from], "!send %llu from %d", (unsigned long long)id[to], from),
                       "OK") == 0);
            must(client_hear(&c[to]) && strncmp(c[to].text, "from ", 5) == 0 &&
                 c[to].text[5] - '0' == from);
        }
    for (int k = 0; k < WORKERS; k++)
        client_close(&c[k]);
    server_stop(&s);
}

/* In rings of 4 KiB, which cannot hold what is under way. */
static void every_worker_writes_to_every_worker(void)
{
    struct server s = server_start("reactors=2 workers=3 ring=4096");
    struct client c[WORKERS];
    char text[1000] = "";
    open_one_per_worker(&s, c, WIRE_WS);
    for (int i = 0; i < 300; i++)
        for (int from = 0; from < WORKERS; from++) {
            int n = snprintf(text, sizeof text, "!mail %d %d", i % WORKERS, i);
            memset(text + n, ' ', sizeof text - (size_t)n);
            must(client_say(&c[from], text, sizeof text - 300 + (size_t)i));
        }
    for (int from = 0; from < WORKERS; from++) {
        int next[WORKERS] = {0, 1, 2};
        for (int i = 0; i < 300; i++) {
            must(client_hear(&c[from]));
            int n = atoi(c[from].text);
            must_say(n == next[n % WORKERS], "%d out of order", n);
            next[n % WORKERS] += WORKERS;
        }
    }
    for (int k = 0; k < WORKERS; k++)
        client_close(&c[k]);
    server_stop(&s);
    must(journal_check(s.journal, 0).messages == 300 * WORKERS);
}

static void timers_run_once_or_as_often_as_asked(void)
{
    struct server s = server_start("");
    struct client c = client_open(s.port, WIRE_WS);
    must(strcmp(client_ask(&c, "!timer 20"), "timer") == 0);
    must(client_say(&c, "!timer 5 10", 11));
    for (int i = 0; i < 10; i++)
        must(client_hear(&c) && strcmp(c.text, "timer") == 0);
    must(strcmp(client_ask(&c, "!timer 0"), "timer") == 0);
    must(strcmp(client_ask(&c, "quiet"), "quiet") == 0);
    must(client_say(&c, "!timer 3600000", 14)); /* is forgotten at the stop */
    must(strcmp(client_ask(&c, "quiet"), "quiet") == 0);
    client_close(&c);
    server_stop(&s);
    must(journal_check(s.journal, 0).timers == 12);
}

int main(void)
{
    const struct claim claims[] = {
        CLAIM(a_task_goes_out_and_comes_back_from_every_worker),
        CLAIM(tasks_under_way_are_each_answered_once),
        CLAIM(a_task_worker_may_send_to_any_connection),
        CLAIM(without_task_workers_a_task_is_refused),
        CLAIM(a_full_task_queue_refuses_and_then_takes_again),
        CLAIM(a_busy_task_worker_holds_nobody_up),
        CLAIM(every_worker_sends_to_every_connection),
        CLAIM(every_worker_writes_to_every_worker),
        CLAIM(timers_run_once_or_as_often_as_asked),
    };
    return claims_run(claims, sizeof claims / sizeof *claims);
}
