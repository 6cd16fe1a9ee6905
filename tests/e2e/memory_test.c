/* memory_test.c - all clients together may have so much in memory and no more: many that send nearly all of a long message, and many that do not read. */
#define _GNU_SOURCE /* memmem */
#include <stdlib.h>
#include <string.h>

#include "e2e/claim_help.h"
#include "e2e/client_help.h"
#include "e2e/journal_help.h"
#include "e2e/server_help.h"

#define MIB ((size_t)1 << 20)
#define CAP_MIB 16
#define FLOOD 60 /* clients with nearly a mebibyte each */
#define ARGS "max_message=1048576 max_buffered=16777216 reactors=2 workers=2"

#define PEAK 40 /* clients with nearly four */

static char *message; /* four mebibytes */

/* Sends all but the last bytes. What the server has ended meanwhile is its business. */
static struct client unfinished(uint16_t port, enum wire wire, size_t len)
{
    struct an_buf out;
    struct client c = client_open(port, wire);
    an_buf_init(&out, 8 * MIB);
    wire_say(&out, wire, message, len);
    client_send(&c, out.data, out.len - 10);
    an_buf_fini(&out);
    return c;
}

static void finish(struct client *c, size_t len)
{
    must(client_send(c, message + len - 10, 10)); /* HTTP: unmasked */
    client_expect(c, message, len);
}

/* While the reactor that keeps most is asked, the others may take a sixteenth more. Each of the two may be a message of a mebibyte above that, and the sum is
 * taken from in steps. Each reactor says at the end of its turn what it keeps, so that what one has just given back may be counted once more, at the other. */
static void bounded(struct client *control, uint64_t *most)
{
    uint64_t now = client_stat(control, "buffered");
    if (now > *most) *most = now;
    must_say(now <= 2 * (CAP_MIB + CAP_MIB / 16 + 2 + 1) * MIB, "%zu bytes are kept", (size_t)now);
}

static void a_flood_of_messages_that_are_not_whole_stays_within_the_cap(void)
{
    struct server s = server_start(ARGS);
    struct client c[FLOOD], control = client_open(s.port, WIRE_WS);
    uint64_t most = 0;
    for (int i = 0; i < FLOOD; i++) {
        c[i] = unfinished(s.port, i % 2 ? WIRE_WS : WIRE_HTTP, MIB - 100);
        bounded(&control, &most);
    }
    client_stat_await(&control, "memory_closed", FLOOD - CAP_MIB);
    bounded(&control, &most);
    must_say(most > CAP_MIB / 2 * MIB, "%zu bytes are kept at most", (size_t)most);
    must(strcmp(client_ask(&control, "and on"), "and on") == 0);
    struct client small = client_open(s.port, WIRE_HTTP); /* is served */
    must(strcmp(client_ask(&small, "hello"), "hello") == 0);
    client_close(&small);
    for (int i = 0; i < FLOOD; i++)
        client_close(&c[i]);
    while (client_stat(&control, "buffered") > MIB) {
    }
    client_close(&control);
    server_stop(&s);
}

static void those_that_have_most_are_refused_first(void)
{
    struct server s = server_start(ARGS);
    struct client large[FLOOD], small[FLOOD], control = client_open(s.port, WIRE_WS);
    for (int i = 0; i < FLOOD; i++)
        small[i] = unfinished(s.port, WIRE_HTTP, 20000);
    for (int i = 0; i < FLOOD; i++)
        large[i] = unfinished(s.port, WIRE_HTTP, MIB - 100);
    client_stat_await(&control, "memory_closed", FLOOD - CAP_MIB);
    uint64_t refused = 0;
    for (int i = 0; i < FLOOD; i++) {
        finish(&small[i], 20000);
        client_close(&small[i]);
    }
    for (int i = 0; i < FLOOD; i++) {
        client_send(&large[i], message + MIB - 110, 10);
        bool heard = client_hear(&large[i]);
        refused += !heard || large[i].heard.code == 503;
        if (heard && large[i].heard.code == 503)
            must(memmem(large[i].heard.head, large[i].heard.head_len, "Retry-After: 5", 14) !=
                 NULL);
        client_close(&large[i]);
    }
    must(refused == client_stat(&control, "memory_closed"));
    client_close(&control);
    server_stop(&s);
}

/* What is said to many that do not read counts as well, and they end; who reads gets all. */
static void a_crowd_that_does_not_read_stays_within_the_cap(void)
{
    struct server s = server_start(ARGS " send=60000");
    struct client c[FLOOD], control = client_open(s.port, WIRE_WS);
    uint64_t most = 0;
    for (int i = 0; i < FLOOD; i++) {
        c[i] = client_open(s.port, WIRE_WS);
        must(client_say(&c[i], "!flood 1000000 8", 16));
        bounded(&control, &most);
    }
    client_stat_await(&control, "memory_closed", 1);
    bounded(&control, &most);
    for (int i = 0; i < FLOOD; i++)
        client_close(&c[i]);
    while (client_stat(&control, "buffered") > MIB) {
    }
    must(strcmp(client_ask(&control, "and on"), "and on") == 0);
    client_close(&control);
    server_stop(&s);
}

/* A first peak makes an allocator believe that there will always be one: from then on it keeps its memory. */
static void a_peak_of_memory_is_given_back_to_the_system(void)
{
    if (CLAIM_SLOWER > 1) return; /* a sanitizer has memory of its own */
    struct server s = server_start("reactors=2 workers=2");
    struct client c[PEAK], control = client_open(s.port, WIRE_WS);
    pid_t net = server_child(&s, "net");
    client_ask(&control, "hello");
    size_t before = server_memory_kib(net), most = 0;
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < PEAK; i++)
            c[i] = unfinished(s.port, i % 2 ? WIRE_WS : WIRE_HTTP, 4 * MIB - 100);
        client_stat_await(&control, "buffered", PEAK * 4 * MIB);
        if (server_memory_kib(net) > most) most = server_memory_kib(net);
        for (int i = 0; i < PEAK; i++)
            client_close(&c[i]);
    }
    must(most > before + PEAK * (3u << 10));
    while (server_memory_kib(net) > before + (32u << 10))
        client_ask(&control, "hello");
    claim_note("%zu KiB, %zu at most", server_memory_kib(net), most);
    client_close(&control);
    server_stop(&s);
}

int main(void)
{
    message = malloc(4 * MIB);
    must(message);
    for (size_t i = 0; i < 4 * MIB; i++)
        message[i] = (char)('a' + i % 26);
    const struct claim claims[] = {
        CLAIM(a_flood_of_messages_that_are_not_whole_stays_within_the_cap),
        CLAIM(those_that_have_most_are_refused_first),
        CLAIM(a_peak_of_memory_is_given_back_to_the_system),
        CLAIM(a_crowd_that_does_not_read_stays_within_the_cap),
    };
    return claims_run(claims, sizeof claims / sizeof *claims);
}
