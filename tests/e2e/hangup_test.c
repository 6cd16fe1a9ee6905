/* hangup_test.c - clients that leave while nothing is read from them: each is noticed, its place is free again, and nobody spins meanwhile. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "e2e/claim_help.h"
#include "e2e/client_help.h"
#include "e2e/journal_help.h"
#include "e2e/server_help.h"

#define PLACES 50

enum leaving { CLOSES, RESETS, HALF_CLOSES_THEN_CLOSES, LEAVINGS };

/* Answers that never end, each with something behind its request that is not read while it is under way. */
#define ENDLESS "/!pieces+5+1 HTTP/1.1\r\nHost: t\r\n\r\n"
static const char *const asks[] = {
    "GET " ENDLESS "\r\n",
    "GET " ENDLESS "GET /next HTTP/1.1\r\nHost: t\r\n\r\n",
    "HEAD " ENDLESS "GET /next HTTP/1.1\r\nHost: t\r\n\r\n",
};

static void leave(struct client *c, enum leaving how)
{
    if (how == HALF_CLOSES_THEN_CLOSES) client_half_close(c);
    if (how == RESETS)
        client_reset(c);
    else
        client_close(c);
}

static void a_round(struct server *s, struct client *control, const char *ask, enum leaving how)
{
    struct client c[PLACES - 1];
    uint64_t closed = client_stat(control, "closed");
    for (int i = 0; i < PLACES - 1; i++) {
        c[i] = client_open(s->port, WIRE_HTTP);
        must(client_send(&c[i], ask, strlen(ask)));
    }
    for (int i = 0; i < PLACES - 1; i++)
        must(client_hear_head(&c[i]) && c[i].heard.code == 200);
    for (int i = 0; i < PLACES - 1; i++)
        leave(&c[i], how);
    client_stat_await(control, "closed", closed + PLACES - 1);
}

/* It is told once and the place is free: the next round finds room for all of its clients. */
static void who_leaves_an_endless_answer_behind_something_unread_is_noticed(void)
{
    struct server s = server_start("connections=50");
    struct client control = client_open(s.port, WIRE_WS);
    uint64_t rounds = 0;
    for (size_t i = 0; i < sizeof asks / sizeof *asks; i++)
        for (int how = 0; how < LEAVINGS; how++, rounds++)
            a_round(&s, &control, asks[i], (enum leaving)how);
    must(client_stat(&control, "refused") == 0);
    journal_await(s.journal, AN_EV_CLOSE, rounds * (PLACES - 1));
    client_close(&control);
    server_stop(&s);
    must(journal_check(s.journal, 0).closes == rounds * (PLACES - 1) + 1);
}

/* It had left before the answer began: what is written to it comes back as a reset. */
static void who_has_left_before_the_answer_began_is_noticed(void)
{
    struct server s = server_start("connections=50 workers=2");
    struct client control = client_open(s.port, WIRE_WS), other = client_open(s.port, WIRE_HTTP);
    bool mine = client_ask_number(&control, "!worker") == 1;
    pid_t pid = server_child(&s, mine ? "worker 0" : "worker 1");
    must(client_ask_number(&other, "!worker") != (uint64_t)mine);
    must(kill(pid, SIGSTOP) == 0);
    for (size_t i = 0; i < 3 * (PLACES / 4); i++) {
        struct client c = client_open(s.port, WIRE_HTTP);
        must(client_send(&c, asks[i % 3], strlen(asks[i % 3])));
        client_half_close(&c);
        client_close(&c);
    }
    must(kill(pid, SIGCONT) == 0);
    client_stat_await(&control, "closed", 3 * (PLACES / 4));
    client_close(&other);
    client_close(&control);
    server_stop(&s);
    journal_check(s.journal, 0);
}

static void who_has_only_ended_its_side_gets_every_answer(void)
{
    static const char ask[] =
        "GET /one HTTP/1.1\r\nHost: t\r\n\r\nGET /two HTTP/1.1\r\nHost: t\r\n\r\n"
        "GET /!big+300000 HTTP/1.1\r\nHost: t\r\n\r\n";
    struct server s = server_start("");
    for (int i = 0; i < 20; i++) {
        struct client c = client_open(s.port, WIRE_HTTP);
        must(client_send(&c, ask, sizeof ask - 1));
        client_half_close(&c);
        client_expect(&c, "one", 3);
        client_expect(&c, "two", 3);
        client_expect_letters(&c, 300000);
        client_expect_end(&c);
        client_close(&c);
    }
    server_stop(&s);
    journal_check(s.journal, 0);
}

/* As much as goes into the worker's ring, the connection's stash and the socket; then the client ends in one of two ways. */
static size_t fill(struct client *c)
{
    static char text[65536];
    memset(text, 't', sizeof text);
    size_t sent = 0;
    for (ssize_t n; (n = send(c->fd, text, sizeof text, MSG_DONTWAIT | MSG_NOSIGNAL)) > 0;)
        sent += (size_t)n;
    return sent;
}

static struct client of_another_worker(struct server *s, uint64_t worker)
{
    for (;;) {
        struct client c = client_open(s->port, WIRE_TCP);
        if (client_ask_number(&c, "!worker") != worker) return c;
        client_close(&c);
    }
}

/* Its worker is stopped: whoever resets is told to be gone all the same, and whoever closes is told so after all that it has said. */
static void behind_a_full_ring_a_reset_is_noticed_at_once(void)
{
    struct server s = server_start("workers=2 ring=65536");
    struct client control = client_open(s.port, WIRE_WS), c[2];
    uint64_t mine = client_ask_number(&control, "!worker");
    pid_t pid = server_child(&s, mine ? "worker 0" : "worker 1");
    size_t sent = 0;
    for (int i = 0; i < 2; i++)
        c[i] = of_another_worker(&s, mine);
    must(kill(pid, SIGSTOP) == 0);
    for (int i = 0; i < 2; i++)
        sent += fill(&c[i]);
    uint64_t closed = client_stat(&control, "closed");
    client_close(&c[1]);
    client_reset(&c[0]);
    client_stat_await(&control, "closed", closed + 1);
    must(kill(pid, SIGCONT) == 0);
    client_stat_await(&control, "closed", closed + 2);
    client_close(&control);
    server_stop(&s);
    must(journal_check(s.journal, 0).bytes <= sent + 64);
}

/* The network process is stopped meanwhile, so that all of it comes at once. */
static void what_came_before_a_reset_is_told_before_its_end(void)
{
    struct server s = server_start("");
    struct client c = client_open(s.port, WIRE_TCP);
    pid_t net = server_child(&s, "net");
    must(strcmp(client_ask(&c, "first"), "first") == 0);
    must(kill(net, SIGSTOP) == 0);
    must(client_send(&c, "last", 4));
    client_reset(&c);
    must(kill(net, SIGCONT) == 0);
    journal_await(s.journal, AN_EV_CLOSE, 1);
    server_stop(&s);
    must(journal_check(s.journal, 0).bytes == 9);
}

int main(void)
{
    static const struct claim claims[] = {
        CLAIM(who_leaves_an_endless_answer_behind_something_unread_is_noticed),
        CLAIM(who_has_left_before_the_answer_began_is_noticed),
        CLAIM(who_has_only_ended_its_side_gets_every_answer),
        CLAIM(behind_a_full_ring_a_reset_is_noticed_at_once),
        CLAIM(what_came_before_a_reset_is_told_before_its_end),
    };
    return claims_run(claims, sizeof claims / sizeof *claims);
}
