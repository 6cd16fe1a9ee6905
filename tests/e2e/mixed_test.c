/* mixed_test.c - three protocols on one port, told apart by their first bytes. */
#include <stdio.h>
#include <string.h>

#include "e2e/claim_help.h"
#include "e2e/client_help.h"
#include "e2e/crowd_help.h"
#include "e2e/journal_help.h"
#include "e2e/server_help.h"

#define EACH_WIRE(w) for (enum wire w = WIRE_TCP; w <= WIRE_HTTP; w++)

static void one_port_speaks_all_three(void)
{
    struct server s = server_start("");
    EACH_WIRE(wire)
    {
        struct client c = client_open(s.port, wire);
        must(strcmp(client_ask(&c, "hello"), "hello") == 0);
        must(strcmp(client_ask(&c, "again"), "again") == 0);
        client_close(&c);
    }
    server_stop(&s);
}

static void many_clients_of_all_three_hear_their_own_echoes(void)
{
    struct server s = server_start("reactors=2 workers=2");
    struct crowd c;
    crowd_open(&c,
               &(struct crowd_plan){.port = s.port, .members = 60, .messages = 100, .window = 4});
    crowd_finish(&c);
    must(c.heard == 60 * 100);
    crowd_close(&c);
    server_stop(&s);
    struct journal j = journal_check(s.journal, 0);
    must(j.connects == 60 && j.closes == 60 && j.recvs >= 40 * 100);
}

/* The client does not wait between bytes; the server sees them in whatever pieces they come. */
static void a_client_may_speak_byte_by_byte(void)
{
    struct server s = server_start("");
    EACH_WIRE(wire)
    {
        struct client c = {.fd = client_socket(s.port), .wire = WIRE_HTTP};
        struct an_buf b = {.max = 1 << 20};
        an_buf_init(&c.in, 1 << 20);
        if (wire == WIRE_WS) wire_upgrade(&b);
        wire_say(&b, wire, "GE then something else", 22);
        for (size_t i = 0; i < b.len; i++)
            must(client_send(&c, b.data + i, 1));
        if (wire == WIRE_WS) must(client_hear(&c) && c.heard.code == 101);
        c.wire = wire;
        client_expect(&c, "GE then something else", 22);
        client_close(&c);
        an_buf_fini(&b);
    }
    server_stop(&s);
}

static void pipelined_requests_are_answered_in_order(void)
{
    struct server s = server_start("workers=2");
    struct client c = client_open(s.port, WIRE_HTTP);
    struct an_buf b = {.max = 1 << 20};
    char text[32];
    for (int i = 0; i < 200; i++) {
        int n = snprintf(text, sizeof text, "request-%d", i);
        if (i % 3)
            wire_get(&b, text);
        else
            wire_say(&b, WIRE_HTTP, text, (size_t)n);
    }
    must(client_send(&c, b.data, b.len));
    for (int i = 0; i < 200; i++)
        client_expect(&c, text, (size_t)snprintf(text, sizeof text, "request-%d", i));
    an_buf_fini(&b);
    client_close(&c);
    server_stop(&s);
}

static void http_has_its_own_answers_to_what_goes_wrong(void)
{
    static const struct {
        const char *said;
        int status;
        bool head;
    } cases[] = {
        {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400, false},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n", 413, false},
        {"GET /!fail HTTP/1.1\r\nHost: a\r\n\r\n", 500, false},
        {"GET /!silent HTTP/1.1\r\nHost: a\r\n\r\n", 504, false},
        {"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 12\r\n\r\n",
         426, false},
        {"HEAD /abc HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 200, true},
        {"GET /half HTTP/1.1\r\nHos", 408, false},
    };
    struct server s = server_start("answer=300 request=300");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct client c = client_open(s.port, WIRE_HTTP);
        must(client_send(&c, cases[i].said, strlen(cases[i].said)));
        must(cases[i].head ? client_hear_head(&c) : client_hear(&c));
        must_say(c.heard.code == cases[i].status, "status %d to case %zu", c.heard.code, i);
        client_expect_end(&c);
        client_close(&c);
    }
    server_stop(&s);
}

/* The second answer finds no request of its own. */
static void a_second_answer_never_reaches_the_next_request(void)
{
    struct server s = server_start("");
    struct client c = client_open(s.port, WIRE_HTTP);
    for (int i = 0; i < 20; i++) {
        must(client_get(&c, "!twice+one") && client_get(&c, "two"));
        client_expect(&c, "one", 3);
        client_expect(&c, "two", 3);
    }
    client_close(&c);
    server_stop(&s);
}

static void a_tls_client_gets_an_alert(void)
{
    static const char hello[] = {0x16, 3, 1, 1, 0, 1, 0, 0, 0xfc, 3, 3};
    struct server s = server_start("");
    struct client c = client_open(s.port, WIRE_TCP);
    must(client_send(&c, hello, sizeof hello));
    client_expect(&c, "\x15\x03\x01\x00\x02\x02\x28", 7);
    client_expect_end(&c);
    client_close(&c);
    server_stop(&s);
}

/* Whom the server speaks to first speaks TCP, whatever it says then. */
static void a_silent_client_is_greeted(void)
{
    struct server s = server_start("greet=1");
    struct client c = client_open(s.port, WIRE_TCP);
    client_expect(&c, "hello\n", 6);
    must(client_say(&c, "GET / HTTP/1.1\r\n\r\n", 18));
    client_expect(&c, "GET / HTTP/1.1\r\n\r\n", 18);
    client_close(&c);
    server_stop(&s);
}

static void what_could_be_http_is_tcp_after_a_silence(void)
{
    struct server s = server_start("sniff=50");
    struct client c = client_open(s.port, WIRE_TCP);
    must(client_say(&c, "GE", 2));
    client_expect(&c, "GE", 2);
    client_close(&c);
    server_stop(&s);
}

static void a_websocket_answers_pings_and_closes_with_a_handshake(void)
{
    struct server s = server_start("");
    struct client c = client_open(s.port, WIRE_WS);
    must(client_frame(&c, WIRE_PING, "are you there", 13) && client_hear(&c));
    must(c.heard.code == WIRE_PONG && strcmp(c.text, "are you there") == 0);
    must(client_frame(&c, WIRE_BINARY, "\xff\xfe", 2) && client_hear(&c));
    must(c.heard.code == WIRE_BINARY && strcmp(c.text, "\xff\xfe") == 0);
    must(client_frame(&c, WIRE_CLOSE, "\x03\xe8", 2) && client_hear(&c));
    must(c.heard.code == WIRE_CLOSE && c.heard.len == 2 && memcmp(c.text, "\x03\xe8", 2) == 0);
    client_expect_end(&c);
    client_close(&c);

    c = client_open(s.port, WIRE_WS);
    client_ask(&c, "!close 4001 good bye");
    must(c.heard.code == WIRE_CLOSE && strcmp(c.text, "\x0f\xa1good bye") == 0);
    must(client_frame(&c, WIRE_CLOSE, "\x0f\xa1", 2));
    client_expect_end(&c);
    client_close(&c);

    c = client_open(s.port, WIRE_WS);
    must(client_frame(&c, WIRE_TEXT, "\xc3\x28", 2) && client_hear(&c));
    must(c.heard.code == WIRE_CLOSE && strcmp(c.text, "\x03\xef") == 0);
    client_expect_end(&c);
    client_close(&c);
    server_stop(&s);
}

/* On a port of one protocol nothing is guessed. */
static void a_port_of_one_protocol_takes_any_bytes_for_it(void)
{
    struct server s = server_start("speaks=1");
    struct client c = client_open(s.port, WIRE_TCP);
    must(client_say(&c, "GET / HTTP/1.1\r\n\r\n", 18));
    client_expect(&c, "GET / HTTP/1.1\r\n\r\n", 18);
    client_close(&c);
    server_stop(&s);

    s = server_start("speaks=2");
    c = client_open(s.port, WIRE_HTTP);
    must(client_send(&c, "hello there\r\n\r\n", 15) && client_hear(&c) && c.heard.code == 400);
    client_close(&c);
    server_stop(&s);
}

int main(void)
{
    const struct claim claims[] = {
        CLAIM(one_port_speaks_all_three),
        CLAIM(many_clients_of_all_three_hear_their_own_echoes),
        CLAIM(a_client_may_speak_byte_by_byte),
        CLAIM(pipelined_requests_are_answered_in_order),
        CLAIM(http_has_its_own_answers_to_what_goes_wrong),
        CLAIM(a_second_answer_never_reaches_the_next_request),
        CLAIM(a_tls_client_gets_an_alert),
        CLAIM(a_silent_client_is_greeted),
        CLAIM(what_could_be_http_is_tcp_after_a_silence),
        CLAIM(a_websocket_answers_pings_and_closes_with_a_handshake),
        CLAIM(a_port_of_one_protocol_takes_any_bytes_for_it),
    };
    return claims_run(claims, sizeof claims / sizeof *claims);
}
