/* wrap_test.c - requests stay what they are while more than 4 GiB pass through the ring that they came by: no position, and no number of theirs, comes twice. */
#include <stdlib.h>
#include <string.h>

#include "e2e/claim_help.h"
#include "e2e/client_help.h"
#include "e2e/server_help.h"

#define MESSAGE ((size_t)128 << 10) /* one record each */
#define GIB ((uint64_t)1 << 30)

/* So many bytes that nobody answers, through the ring of the only worker; and one that is answered, so that all of them have passed. */
static void move_bytes(struct client *c, uint64_t bytes)
{
    struct an_buf frame = {.max = 2 * MESSAGE};
    char *body = calloc(1, MESSAGE);
    must(body);
    memcpy(body, "!silent ", 8);
    wire_frame(&frame, WIRE_BINARY, body, MESSAGE);
    for (uint64_t sent = 0; sent < bytes; sent += MESSAGE)
        must(client_send(c, frame.data, frame.len));
    must(strcmp(client_ask(c, "all of it"), "all of it") == 0);
    an_buf_fini(&frame);
    free(body);
}

static uint64_t begin(struct client *c, uint16_t port, const char *target)
{
    *c = client_open(port, WIRE_HTTP);
    uint64_t id = client_id(c);
    must(client_get(c, target));
    return id;
}

/* The answer in pieces, as its bytes. */
static void expect_chunks(struct client *c)
{
    static const char body[] =
        "\r\n\r\na\r\nabcdefghij\r\n6\r\nmore 0\r\n6\r\nmore 1\r\n6\r\nmore 2\r\n"
        "6\r\nmore 3\r\n6\r\nmore 4\r\n0\r\n\r\n";
    struct an_buf got = {.max = 4096};
    c->wire = WIRE_TCP;
    do {
        must(client_hear(c));
        must(an_buf_append(&got, c->heard.body, c->heard.len) == 0);
    } while (got.len < sizeof body || memcmp(got.data + got.len - 5, "0\r\n\r\n", 5) != 0);
    must(memcmp(got.data + got.len - (sizeof body - 1), body, sizeof body - 1) == 0);
    an_buf_fini(&got);
}

/* At 2^31 and 2^32 bytes positions of 32 bits change their sign and come again. */
static void requests_outlive_five_gib_through_their_ring(void)
{
    struct server s = server_start("workers=1 max_message=1048576 ring=4194304 queue=500");
    struct client talker = client_open(s.port, WIRE_WS), stream, poll;
    uint64_t streaming = begin(&stream, s.port, "!pieces+10+1");
    uint64_t polling = begin(&poll, s.port, "!silent");
    for (int i = 0; i < 5; i++) {
        move_bytes(&talker, GIB);
        must(strcmp(client_ask(&talker, "!piece %llu more %d", (unsigned long long)streaming, i),
                    "OK") == 0);
    }
    must(strcmp(client_ask(&talker, "!send %llu at last", (unsigned long long)polling), "OK") == 0);
    client_expect(&poll, "at last", 7);
    must(strcmp(client_ask(&talker, "!send %llu again", (unsigned long long)polling), "EGONE") ==
         0);
    must(strcmp(client_ask(&talker, "!over %llu", (unsigned long long)streaming), "OK") == 0);
    expect_chunks(&stream);
    client_close(&stream);
    client_close(&poll);
    client_close(&talker);
    server_stop(&s);
}

int main(void)
{
    const struct claim claims[] = {
        CLAIM(requests_outlive_five_gib_through_their_ring),
    };
    return claims_run(claims, sizeof claims / sizeof *claims);
}
