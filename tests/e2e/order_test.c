/* order_test.c - CONNECT, RECV..., CLOSE: each exactly once and in order, however a connection ends; and whom an id names. */
#include <stdio.h>
#include <string.h>

#include "e2e/claim_help.h"
#include "e2e/client_help.h"
#include "e2e/journal_help.h"
#include "e2e/server_help.h"
#include "random_help.h"

#define WAVE 50

/* One of the many ways to be a client for a short while. */
static void come(struct client *c, uint16_t port, struct random *r)
{
    enum wire wire = (enum wire)random_below(r, 3);
    struct an_buf b = {.max = 1 << 20};
    switch (random_below(r, 5)) {
    case 0: /* says nothing; perhaps before the server has accepted it */
        *c = client_open(port, WIRE_TCP);
        break;
    case 1: /* stops in mid-sentence */
        *c = client_open(port, wire == WIRE_WS ? WIRE_WS : WIRE_TCP);
        wire_say(&b, wire, "a message that is not finished", 30);
        client_send(c, b.data, random_below(r, b.len));
        break;
    case 2: /* does not wait for its echo */
        *c = client_open(port, wire);
        client_say(c, "who hears this", 14);
        break;
    case 3:
        *c = client_open(port, wire);
        client_ask(c, "one");
        client_ask(c, "two");
        break;
    case 4: /* lets the server close */
        *c = client_open(port, wire);
        client_say(c, "!bye now", 8);
        break;
    }
    an_buf_fini(&b);
}

static void go(struct client *c, struct random *r)
{
    switch (random_below(r, 3)) {
    case 0:
        client_close(c);
        break;
    case 1:
        client_reset(c);
        break;
    case 2:
        client_half_close(c);
        while (client_hear(c)) {
        }
        client_close(c);
        break;
    }
}

static void every_connection_begins_and_ends_once(void)
{
    struct server s = server_start("reactors=2 workers=3 linger=300 answer=300 sniff=100");
    struct client wave[WAVE];
    struct random r;
    random_open(&r);
    for (int i = 0; i < 12; i++) {
        for (int k = 0; k < WAVE; k++)
            come(&wave[k], s.port, &r);
        for (int k = 0; k < WAVE; k++)
            go(&wave[k], &r);
    }
    journal_await(s.journal, AN_EV_CLOSE, 12 * WAVE);
    server_stop(&s);
    struct journal j = journal_check(s.journal, 0);
    must_say(j.connects == 12 * WAVE, "%d connections, %d were announced", 12 * WAVE,
             (int)j.connects);
}

static void a_late_send_reaches_nobody(void)
{
    struct server s = server_start("workers=2");
    struct client control = client_open(s.port, WIRE_WS);
    uint64_t before = client_id(&control);
    for (uint64_t closed = 0; closed < 50; closed += 2) {
        struct client gone = client_open(s.port, WIRE_TCP);
        uint64_t id = client_id(&gone);
        must(id != before);
        before = id;
        client_close(&gone);
        journal_await(s.journal, AN_EV_CLOSE, closed + 1);
        struct client heir = client_open(s.port, WIRE_TCP); /* at the same index, very likely */
        must(client_id(&heir) != id);
        must(strcmp(client_ask(&control, "!send %llu stray", (unsigned long long)id), "EGONE") ==
             0);
        must(strcmp(client_ask(&heir, "mine"), "mine") == 0);
        client_close(&heir);
        journal_await(s.journal, AN_EV_CLOSE, closed + 2);
    }
    must(strcmp(client_ask(&control, "!send 999999999999 stray"), "EGONE") == 0);
    must(strcmp(client_ask(&control, "!send 0 stray"), "EGONE") == 0);
    client_close(&control);
    server_stop(&s);
    journal_check(s.journal, 0);
}

/* The first clients of a fresh server see small numbers. */
static void the_first_clients_are_1_2_3(void)
{
    struct server s = server_start("reactors=3");
    struct client c[3];
    bool seen[4] = {0};
    for (int i = 0; i < 3; i++) {
        c[i] = client_open(s.port, WIRE_TCP);
        uint64_t id = client_id(&c[i]);
        must_say(id >= 1 && id <= 3 && !seen[id], "client %d is called %d", i, (int)id);
        seen[id] = true;
    }
    for (int i = 0; i < 3; i++)
        client_close(&c[i]);
    server_stop(&s);
}

static void a_client_that_half_closes_hears_its_answer(void)
{
    struct server s = server_start("");
    struct client c = client_open(s.port, WIRE_TCP);
    must(client_say(&c, "the last words", 14));
    client_half_close(&c);
    client_expect(&c, "the last words", 14);
    client_expect_end(&c);
    client_close(&c);
    c = client_open(s.port, WIRE_HTTP);
    must(client_get(&c, "!sleep+50"));
    client_half_close(&c);
    client_expect(&c, "slept", 5);
    client_expect_end(&c);
    client_close(&c);
    server_stop(&s);
    struct journal j = journal_check(s.journal, 0);
    must(j.causes[AN_CLOSE_PEER] + j.causes[AN_CLOSE_SERVER] == 2);
}

/* Everything that was sent arrives before the close, though the client is not yet done reading. */
static void a_close_comes_after_what_was_sent(void)
{
    struct server s = server_start("");
    for (enum wire wire = WIRE_TCP; wire <= WIRE_HTTP; wire++) {
        struct client c = client_open(s.port, wire);
        must(client_say(&c, "!bye so long", 12));
        client_expect(&c, "so long", 7);
        if (wire == WIRE_WS) {
            must(client_hear(&c) && c.heard.code == WIRE_CLOSE);
            must(client_frame(&c, WIRE_CLOSE, "\x03\xe8", 2));
        }
        client_expect_end(&c);
        client_close(&c);
    }
    server_stop(&s);
    must(journal_check(s.journal, 0).causes[AN_CLOSE_SERVER] == 3);
}

int main(void)
{
    const struct claim claims[] = {
        CLAIM(every_connection_begins_and_ends_once),
        CLAIM(a_late_send_reaches_nobody),
        CLAIM(the_first_clients_are_1_2_3),
        CLAIM(a_client_that_half_closes_hears_its_answer),
        CLAIM(a_close_comes_after_what_was_sent),
    };
    return claims_run(claims, sizeof claims / sizeof *claims);
}
