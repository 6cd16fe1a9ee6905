/* many_test.c - 5,000 connections at once, and more than the server will have. */
#include <string.h>
#include <sys/resource.h>

#include "e2e/claim_help.h"
#include "e2e/client_help.h"
#include "e2e/crowd_help.h"
#include "e2e/journal_help.h"
#include "e2e/server_help.h"

#define MANY 5000
#define PLACES 40
#define PLACES_TEXT "40"
#define ROUNDS 5
#define LAST_GET "GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"

static void open_files(rlim_t count)
{
    struct rlimit r;
    must(getrlimit(RLIMIT_NOFILE, &r) == 0);
    must_say(r.rlim_max >= count, "this test needs %u open files (ulimit -n)", (unsigned)count);
    if (r.rlim_cur >= count) return;
    r.rlim_cur = count;
    must(setrlimit(RLIMIT_NOFILE, &r) == 0);
}

static void five_thousand_connections_speak_and_are_cheap_when_idle(void)
{
    open_files(MANY + 500);
    struct server s = server_start("reactors=2 workers=2 connections=6000");
    pid_t net = server_child(&s, "net");
    size_t before = server_memory_kib(net);
    struct crowd c;
    crowd_open(&c, &(struct crowd_plan){.port = s.port, .members = MANY, .messages = 2});
    crowd_until_open(&c);
    crowd_finish(&c);
    must(c.heard == 2 * MANY);
    size_t more = server_memory_kib(net) - before;
    must_say(CLAIM_SLOWER > 1 || more < 4 * MANY / 2, "%zu KiB for %d idle connections", more,
             MANY);
    claim_note("%zu bytes per idle connection", more * 1024 / MANY);
    crowd_close(&c);
    journal_await(s.journal, AN_EV_CLOSE, MANY);
    server_stop(&s);
    must(journal_check(s.journal, 0).connects == MANY);
}

static void clients_past_the_limit_are_refused_and_the_others_stay(void)
{
    struct server s = server_start("reactors=3 connections=10");
    struct client c[10], control;
    for (int i = 0; i < 10; i++) {
        c[i] = client_open(s.port, WIRE_TCP);
        client_ask(&c[i], "in");
    }
    for (int i = 0; i < 20; i++) {
        struct client more = client_open(s.port, WIRE_TCP);
        client_expect_end(&more);
        client_close(&more);
    }
    client_stat_await(&c[0], "refused", 20); /* it is counted after the close */
    must(client_stat(&c[0], "refused") == 20 && client_stat(&c[0], "connections") == 10);
    client_close(&c[9]);
    control = client_open(s.port, WIRE_TCP); /* there is room again */
    client_ask(&control, "in");
    client_close(&control);
    for (int i = 0; i < 9; i++)
        client_close(&c[i]);
    server_stop(&s);
    must(journal_check(s.journal, 0).connects == 11);
}

/* It says its last word, and has heard the server's. */
static void leave(struct client *c)
{
    if (c->wire == WIRE_TCP) client_half_close(c);
    if (c->wire == WIRE_HTTP) must(client_send(c, LAST_GET, strlen(LAST_GET)) && client_hear(c));
    if (c->wire == WIRE_WS) must(client_frame(c, 0x88, "\x03\xe8", 2) && client_hear(c));
    client_expect_end(c);
}

/* The next one begins when the last one has seen its end, before its socket is closed (HTTP) or after. */
static void exactly_as_many_as_there_are_places_come_and_go_and_none_is_refused(void)
{
    struct server s = server_start("reactors=3 workers=2 connections=" PLACES_TEXT);
    struct client c[PLACES];
    for (int i = 0; i < PLACES; i++) {
        c[i] = client_open(s.port, (enum wire)(i % 3));
        client_ask(&c[i], "in");
    }
    for (int i = 0; i < ROUNDS * PLACES; i++) {
        struct client *old = &c[i * 7 % PLACES];
        leave(old);
        if (old->wire != WIRE_HTTP) client_close(old);
        struct client next = client_open(s.port, old->wire);
        must(strcmp(client_ask(&next, "in"), "in") == 0);
        if (old->wire == WIRE_HTTP) client_close(old);
        *old = next;
    }
    must(client_stat(&c[0], "refused") == 0);
    for (int i = 0; i < PLACES; i++)
        client_close(&c[i]);
    server_stop(&s);
    must(journal_check(s.journal, 0).connects == (ROUNDS + 1) * PLACES);
}

/* All at once: each is taken as soon as there is a place, whichever reactor it is at. */
static void a_whole_house_that_leaves_makes_room_for_as_many(void)
{
    struct server s = server_start("reactors=3 workers=2 connections=" PLACES_TEXT);
    struct client c[PLACES];
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < PLACES; i++)
            c[i] = client_open(s.port, WIRE_HTTP);
        for (int i = 0; i < PLACES; i++)
            client_ask(&c[i], "in");
        must(client_stat(&c[0], "refused") == 0);
        for (int i = 0; i < PLACES; i++)
            client_close(&c[i]);
    }
    server_stop(&s);
}

/* One that has never said anything makes room; one that has does not. */
static void the_silent_make_room_for_whoever_speaks(void)
{
    struct server s = server_start("reactors=3 sniff=1 connections=" PLACES_TEXT);
    struct client silent[PLACES], c[PLACES];
    for (int i = 0; i < PLACES; i++)
        silent[i] = client_open(s.port, WIRE_TCP);
    journal_await(s.journal, AN_EV_CONNECT, PLACES);
    for (int i = 0; i < PLACES; i++) {
        bool served = false;
        while (!served) { /* one that is silent for less than a millisecond stays */
            c[i] = client_open(s.port, WIRE_TCP);
            client_say(&c[i], "in", 2);
            served = client_hear(&c[i]);
            if (!served) client_close(&c[i]);
        }
    }
    for (int i = 0; i < PLACES; i++)
        must(strcmp(client_ask(&c[i], "still"), "still") == 0);
    must(client_stat(&c[0], "silent_closed") == PLACES);
    struct client more = client_open(s.port, WIRE_TCP);
    client_expect_end(&more);
    client_close(&more);
    for (int i = 0; i < PLACES; i++) {
        client_expect_end(&silent[i]);
        client_close(&silent[i]);
        client_close(&c[i]);
    }
    server_stop(&s);
}

/* Fewer descriptors than connections: net closes what it cannot take, says so once, and goes on. */
static void a_full_descriptor_table_refuses_clients(void)
{
    struct rlimit few = {64, 64};
    must(setrlimit(RLIMIT_NOFILE, &few) == 0);
    struct server s = server_start("connections=200");
    struct client c[50];
    uint64_t served = 0;
    for (int i = 0; i < 50; i++) {
        c[i] = client_open(s.port, WIRE_TCP);
        client_say(&c[i], "in", 2);
        served += client_hear(&c[i]);
    }
    must_say(served >= 10 && served < 50, "%d of 50 are served", (int)served);
    must(server_log_count(&s, "too many open files") == 1);
    for (int i = 0; i < 50; i++)
        client_close(&c[i]);
    journal_await(s.journal, AN_EV_CLOSE, served);
    c[0] = client_open(s.port, WIRE_TCP);
    must(strcmp(client_ask(&c[0], "again"), "again") == 0);
    client_close(&c[0]);
    server_stop(&s);
    must(journal_check(s.journal, 0).connects == served + 1);
}

int main(void)
{
    const struct claim claims[] = {
        CLAIM(five_thousand_connections_speak_and_are_cheap_when_idle),
        CLAIM(clients_past_the_limit_are_refused_and_the_others_stay),
        CLAIM(exactly_as_many_as_there_are_places_come_and_go_and_none_is_refused),
        CLAIM(a_whole_house_that_leaves_makes_room_for_as_many),
        CLAIM(the_silent_make_room_for_whoever_speaks),
        CLAIM(a_full_descriptor_table_refuses_clients),
    };
    return claims_run(claims, sizeof claims / sizeof *claims);
}
