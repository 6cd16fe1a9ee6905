/* hang_test.c - SIGSTOP: a worker, or net, that hangs and comes back, and one that does not. */
#include <poll.h>
#include <signal.h>
#include <string.h>

#include "chaos/chaos_help.h"
#include "e2e/claim_help.h"
#include "e2e/client_help.h"
#include "e2e/journal_help.h"

static void a_worker_that_hangs_holds_up_its_own_clients_only(void)
{
    struct server s = server_start("reactors=2 workers=2 ring=65536");
    struct client a = client_open(s.port, WIRE_WS), b = client_open(s.port, WIRE_WS);
    struct crowd c;
    must(client_ask_number(&a, "!worker") != client_ask_number(&b, "!worker"));
    struct client *other = client_ask_number(&a, "!worker") == 0 ? &b : &a;
    crowd_open(&c, &(struct crowd_plan){.port = s.port, .members = 60, .window = 8, .size = 4000});
    crowd_until(&c, 2000);
    size_t before = server_memory_kib(server_child(&s, "net"));
    pid_t pid = server_child(&s, "worker 0");
    for (int i = 0; i < 5; i++) {
        must(kill(pid, SIGSTOP) == 0);
        uint64_t heard = c.heard;
        crowd_until(&c, heard + 500);
        for (int k = 0; k < 20; k++)
            must(strcmp(client_ask(other, "not held up"), "not held up") == 0);
        size_t now = server_memory_kib(server_child(&s, "net"));
        must_say(CLAIM_SLOWER > 1 || now < before + 60 * 200, "net has grown from %zu to %zu KiB",
                 before, now);
        must(kill(pid, SIGCONT) == 0);
        crowd_until(&c, c.heard + 500);
    }
    chaos_calm(&s, &c);
    client_close(&a);
    client_close(&b);
    server_stop(&s);
    journal_check(s.journal, 0);
}

static void a_net_that_hangs_and_comes_back_has_lost_nothing(void)
{
    struct server s = server_start("reactors=2 workers=2 tasks=1");
    struct crowd c;
    crowd_open(&c, &(struct crowd_plan){.port = s.port, .members = 60, .window = 3});
    crowd_until(&c, 500);
    pid_t pid = server_child(&s, "net");
    for (int i = 0; i < 10; i++) {
        must(kill(pid, SIGSTOP) == 0);
        crowd_turn(&c, 20);
        must(kill(pid, SIGCONT) == 0);
        crowd_until(&c, c.heard + 300);
    }
    chaos_calm(&s, &c);
    server_stop(&s);
    journal_check(s.journal, 0);
}

static void a_stop_does_not_wait_for_ever_for_who_hangs(void)
{
    static const char *const names[] = {"worker 1", "net", "task 0"};
    for (int i = 0; i < 3; i++) {
        struct server s = server_start("reactors=2 workers=2 tasks=1 stop=1000 linger=200");
        struct client c = client_open(s.port, WIRE_TCP);
        must(strcmp(client_ask(&c, "in"), "in") == 0);
        must(kill(server_child(&s, names[i]), SIGSTOP) == 0);
        s.deaths = 1;
        must(kill(s.pid, SIGTERM) == 0);
        server_buried(&s, SERVER_KILLED);
        must(server_log_count(&s, "did not stop in time: killing it") == 1);
        client_close(&c);
        must(journal_check(s.journal, 0).closes == 1);
    }
}

static void a_reload_replaces_a_worker_that_hangs(void)
{
    struct server s = server_start("workers=2 reload=500");
    struct client c[4];
    for (int i = 0; i < 4; i++) {
        c[i] = client_open(s.port, WIRE_WS);
        must(strcmp(client_ask(&c[i], "in"), "in") == 0);
    }
    must(kill(server_child(&s, "worker 1"), SIGSTOP) == 0);
    must(kill(s.pid, SIGUSR1) == 0);
    s.deaths = 1;
    server_log_await(&s, "the workers are reloaded", 1);
    for (int i = 0; i < 4; i++) { /* nobody waits for the one that hangs */
        must(strcmp(client_ask(&c[i], "still in"), "still in") == 0);
        client_close(&c[i]);
    }
    server_log_await(&s, "did not leave in time for its reload: killing it", 1);
    server_log_await(&s, "was killed by signal 9", 1);
    server_stop(&s);
    must(journal_check(s.journal, 0).connects == 4);
}

/* The stop's time is over when net and the task worker have had to be killed: a worker that has nothing to do leaves by itself nevertheless. */
static void who_is_stopped_last_has_time_though_others_have_hung(void)
{
    struct server s = server_start("workers=1 tasks=1 stop=1000 linger=200");
    must(kill(server_child(&s, "net"), SIGSTOP) == 0);
    must(kill(server_child(&s, "task 0"), SIGSTOP) == 0);
    s.deaths = 2;
    must(kill(s.pid, SIGTERM) == 0);
    server_buried(&s, SERVER_KILLED);
    must(server_log_count(&s, "did not stop in time: killing it") == 2);
    must(journal_check(s.journal, 0).finals == 1);
}

int main(void)
{
    const struct claim claims[] = {
        CLAIM(a_worker_that_hangs_holds_up_its_own_clients_only),
        CLAIM(a_net_that_hangs_and_comes_back_has_lost_nothing),
        CLAIM(a_stop_does_not_wait_for_ever_for_who_hangs),
        CLAIM(a_reload_replaces_a_worker_that_hangs),
        CLAIM(who_is_stopped_last_has_time_though_others_have_hung),
    };
    return claims_run(claims, sizeof claims / sizeof *claims);
}
