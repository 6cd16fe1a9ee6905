/* reload_test.c - one reload after the other under a crowd: no connection, no message, no answer in pieces and no long request notices. */
#include <signal.h>
#include <string.h>

#include "chaos/chaos_help.h"
#include "e2e/claim_help.h"
#include "e2e/client_help.h"
#include "e2e/journal_help.h"

#define RELOADS 6
#define STREAMS 4

static uint64_t begin(struct client *c, uint16_t port, const char *target)
{
    *c = client_open(port, WIRE_HTTP);
    uint64_t id = client_id(c);
    must(client_get(c, target));
    return id;
}

static void ok(struct client *c, const char *command, uint64_t id, const char *text)
{
    must(strcmp(client_ask(c, "%s %llu %s", command, (unsigned long long)id, text), "OK") == 0);
}

/* The whole answer is its pieces, in order, and its end. */
static void expect_pieces(struct client *c)
{
    static const char end[] =
        "\r\n2\r\n#0\r\n2\r\n#1\r\n2\r\n#2\r\n2\r\n#3\r\n2\r\n#4\r\n2\r\n#5\r\n0\r\n\r\n";
    struct an_buf got = {.max = 4096};
    size_t n = sizeof end - 1;
    c->wire = WIRE_TCP;
    do {
        must(client_hear(c));
        must(an_buf_append(&got, c->heard.body, c->heard.len) == 0);
    } while (got.len < n || memcmp(got.data + got.len - n, end, n) != 0);
    an_buf_fini(&got);
    client_close(c);
}

/* Their worker is replaced again and again: they go on, and whoever knows of them may write to them. */
static void nobody_notices_one_reload_after_the_other(void)
{
    struct server s = server_start("reactors=2 workers=2 tasks=1 reload=400");
    struct client stream[STREAMS], talker = client_open(s.port, WIRE_WS), slow;
    uint64_t id[STREAMS];
    struct crowd c;
    crowd_open(&c, &(struct crowd_plan){.port = s.port, .members = 60, .window = 3});
    crowd_until_open(&c);
    for (int i = 0; i < STREAMS; i++)
        id[i] = begin(&stream[i], s.port, "!pieces+10+1");
    for (int n = 0; n < RELOADS; n++) {
        char text[8] = {'#', (char)('0' + n)};
        slow = client_open(s.port, WIRE_HTTP);
        must(client_get(&slow, "!sleep+200"));
        must(kill(s.pid, n % 2 ? SIGUSR2 : SIGUSR1) == 0);
        crowd_until(&c, c.heard + 500);
        for (int i = 0; i < STREAMS; i++)
            ok(&talker, "!piece", id[i], text);
        client_expect(&slow, "slept", 5);
        client_close(&slow);
        chaos_await_rounds(&s, &c);
    }
    for (int i = 0; i < STREAMS; i++) {
        ok(&talker, "!over", id[i], "");
        expect_pieces(&stream[i]);
    }
    chaos_calm(&s, &c);
    must_say(c.broken == 0 && c.lost == 0 && c.failed == 0 && c.cut == 0,
             "%d broken, %d gaps, %d answers 50x, %d cut", (int)c.broken, (int)c.lost,
             (int)c.failed, (int)c.cut);
    client_close(&talker);
    server_stop(&s);
    journal_check(s.journal, 0);
}

/* More reloads than a worker has seats, while a predecessor is kept by a request that nobody answers: they take their turns. */
static void reloads_wait_for_a_seat(void)
{
    struct server s = server_start("workers=1 reload=300");
    struct client kept[4];
    for (int i = 0; i < 4; i++) {
        kept[i] = client_open(s.port, WIRE_HTTP);
        must(client_get(&kept[i], "!silent"));
        struct client c =
            client_open(s.port, WIRE_TCP); /* the request has come before it is answered */
        must(strcmp(client_ask(&c, "in"), "in") == 0);
        client_close(&c);
        must(kill(s.pid, SIGUSR1) == 0);
        server_log_await(&s, "the workers are reloaded", (size_t)i + 1);
    }
    for (int i = 0; i < 4; i++) {
        must(client_hear(&kept[i]) && kept[i].heard.code == 502); /* its time is over */
        client_close(&kept[i]);
    }
    server_stop(&s);
    must(server_log_count(&s, "killing it") == 0);
}

/* Its START does not end. What it would have replaced goes on. */
static void a_successor_that_is_not_ready_in_time_ends_the_reload(void)
{
    struct server s = server_start("workers=2 reload=500 halted=1");
    pid_t pid = server_child(&s, "worker 1");
    must(kill(pid, SIGCONT) == 0);
    server_log_await(&s, "all workers are ready", 1);
    must(kill(s.pid, SIGUSR1) == 0);
    s.dies = true;
    server_log_await(&s, "is not ready in time for its reload: killing it", 1);
    server_log_await(&s, "the reload of the workers is given up: a successor cannot start", 1);
    must(server_find(&s, "worker 1") == pid);
    server_stop(&s);
    must(server_log_count(&s, "the workers are reloaded") == 0);
}

/* Whoever asks while one is under way has changed something that it may not have seen. */
static void a_reload_that_is_asked_for_during_a_reload_follows_it(void)
{
    struct server s = server_start("tasks=1");
    struct client c = client_open(s.port, WIRE_TCP);
    pid_t first = server_child(&s, "task 0");
    must(client_say(&c, "!task sleep 500", 15));
    journal_await(s.journal, AN_EV_TASK, 1);
    must(kill(s.pid, SIGUSR2) == 0);
    server_log_await(&s, "reloading the task workers", 1);
    must(kill(s.pid, SIGUSR2) == 0);
    client_expect(&c, "sleep 500", 9);
    server_log_await(&s, "the task workers are reloaded", 2);
    must(server_successor(&s, "task 0", first) != first);
    client_close(&c);
    server_stop(&s);
    must(journal_check(s.journal, 0).starts == 4);
}

int main(void)
{
    const struct claim claims[] = {
        CLAIM(nobody_notices_one_reload_after_the_other),
        CLAIM(reloads_wait_for_a_seat),
        CLAIM(a_successor_that_is_not_ready_in_time_ends_the_reload),
        CLAIM(a_reload_that_is_asked_for_during_a_reload_follows_it),
    };
    return claims_run(claims, sizeof claims / sizeof *claims);
}
