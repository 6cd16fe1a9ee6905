/* pressure_test.c - slow readers, slow workers, and what an idle server costs: memory is bounded, nothing is lost, nothing spins. */
#define _GNU_SOURCE
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "e2e/claim_help.h"
#include "e2e/client_help.h"
#include "e2e/crowd_help.h"
#include "e2e/journal_help.h"
#include "e2e/server_help.h"

#define QUIET_MS 300 /* how long nothing must happen for it to be said that nothing happens */
/* A sanitizer has memory of its own: there, only what the client sees is judged. */
#define KNOWS_MEMORY (CLAIM_SLOWER == 1)

static void bounded(struct server *s, size_t before_kib, size_t more_kib)
{
    size_t now = server_memory_kib(server_child(s, "net"));
    if (!KNOWS_MEMORY) return;
    must_say(now <= before_kib + more_kib, "net has grown from %zu to %zu KiB", before_kib, now);
}

/* Takes a flood's answers: that many, each this long and right. */
static void take(struct client *c, uint64_t count, size_t len)
{
    char *p = malloc(count * len);
    must(p);
    for (size_t i = 0; i < count * len; i++)
        p[i] = (char)('a' + i % len % 26);
    if (c->wire == WIRE_TCP) client_expect(c, p, count * len);
    for (uint64_t i = 0; c->wire == WIRE_WS && i < count; i++)
        client_expect(c, p, len);
    free(p);
}

static void a_slow_reader_is_refused_at_the_cap_and_loses_nothing_before_it(void)
{
    struct server s = server_start("send_queue=1048576 ring=262144");
    struct client control = client_open(s.port, WIRE_WS);
    size_t before = server_memory_kib(server_child(&s, "net"));
    uint64_t recvs = 0;
    for (enum wire wire = WIRE_TCP; wire <= WIRE_WS; wire++) {
        struct client c = client_open(s.port, wire);
        unsigned long long taken;
        char why[16];
        must(client_say(&c, "!flood 50000 2000", 17));
        journal_await(s.journal, AN_EV_RECV, ++recvs);
        client_ask(&control, "!flooded");
        recvs += 1;
        must(sscanf(control.text, "%llu %15s", &taken, why) == 2);
        must_say(taken < 2000 && strcmp(why, "EAGAIN") == 0, "%llu taken, %s", taken, why);
        bounded(&s, before, 2048 + 2 * 1024);
        take(&c, taken, 50000);
        must(strcmp(client_ask(&c, "and on"), "and on") == 0);
        recvs += 1;
        client_close(&c);
    }
    client_close(&control);
    server_stop(&s);
    must(journal_check(s.journal, 0).causes[AN_CLOSE_SLOW] == 0);
}

/* The ring holds 256 times what the queue may: all of it was accepted, and so all of it arrives. */
static void what_was_accepted_before_the_queue_showed_is_not_cut_off(void)
{
    struct server s = server_start("send_queue=65536 ring=16777216");
    struct client control = client_open(s.port, WIRE_WS);
    struct client c = client_open(s.port, WIRE_WS);
    unsigned long long taken;
    char why[16];
    must(client_say(&c, "!flood 60000 260", 16));
    journal_await(s.journal, AN_EV_RECV, 1);
    client_ask(&control, "!flooded");
    must(sscanf(control.text, "%llu %15s", &taken, why) == 2);
    must_say(taken > 1, "%llu taken, %s", taken, why);
    take(&c, taken, 60000);
    must(strcmp(client_ask(&c, "and on"), "and on") == 0);
    client_close(&c);
    client_close(&control);
    server_stop(&s);
    must(journal_check(s.journal, 0).causes[AN_CLOSE_SLOW] == 0);
}

/* HTTP/1.0: the pieces come as they are, up to the end of the connection. Another piece than the one that was refused makes it a reset. */
static void pieces_are_refused_at_the_cap_and_no_other_piece_may_follow(void)
{
    static const char ask[] = "GET /!pieces+50000+2000 HTTP/1.0\r\n\r\n";
    struct server s = server_start("send_queue=1048576 ring=262144");
    struct client control = client_open(s.port, WIRE_WS), c = client_open(s.port, WIRE_HTTP);
    size_t before = server_memory_kib(server_child(&s, "net"));
    unsigned long long taken, id = client_id(&c);
    char why[16];
    must(client_send(&c, ask, sizeof ask - 1));
    journal_await(s.journal, AN_EV_RECV, 2);
    client_ask(&control, "!flooded");
    must(sscanf(control.text, "%llu %15s", &taken, why) == 2);
    must_say(taken > 1 && taken < 2000 && strcmp(why, "EAGAIN") == 0, "%llu taken, %s", taken, why);
    bounded(&s, before, 2048 + 2 * 1024);
    must(client_hear_head(&c) && c.heard.code == 200);
    c.wire = WIRE_TCP;
    take(&c, taken, 50000);
    must(strcmp(client_ask(&control, "!over %llu", id), "EFAILED") == 0);
    client_expect_end(&c);
    client_close(&c);
    client_close(&control);
    server_stop(&s);
    struct journal j = journal_check(s.journal, 0);
    must(j.causes[AN_CLOSE_SLOW] == 0 && j.drains == 1);
}

/* A client that reads `step` bytes, then lets the server see that it has, and so on. */
static size_t read_slowly(struct client *c, size_t step, char *to, size_t size)
{
    struct pollfd p = {.fd = c->fd, .events = POLLIN};
    size_t at = 0;
    for (;;) {
        must(poll(&p, 1, claim_left_ms()) == 1);
        ssize_t n = recv(c->fd, to + at, AN_MIN(step, size - at), 0);
        if (n <= 0) return at;
        at += (size_t)n;
        if (at % (64 * step) < step) poll(NULL, 0, 1);
    }
}

static void small_window(const struct client *c)
{
    int bytes = 65536;
    must(setsockopt(c->fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes) == 0);
}

/* 30 MB through a queue of 1 MiB. */
static void pieces_that_wait_for_room_reach_a_slow_reader_whole(void)
{
    static const char ask[] = "GET /!patient+50000+600+15000 HTTP/1.0\r\n\r\n";
    static char all[30100000];
    struct server s = server_start("send_queue=1048576 ring=262144");
    struct client c = client_open(s.port, WIRE_HTTP);
    small_window(&c);
    must(client_send(&c, ask, sizeof ask - 1));
    size_t n = read_slowly(&c, 20000, all, sizeof all);
    char *body = memmem(all, n, "\r\n\r\n", 4);
    must(body && n - (size_t)(body + 4 - all) == 30000000);
    for (size_t i = 0; i < 30000000; i++)
        must(body[4 + i] == (char)('a' + i % 50000 % 26));
    client_close(&c);
    server_stop(&s);
    must(journal_check(s.journal, 0).drains == 0);
}

/* The pieces go on whatever becomes of them: the client sees that the answer is not whole. */
static void an_answer_whose_pieces_wait_in_vain_is_cut_off(void)
{
    static const char ask[] = "GET /!patient+50000+200+100 HTTP/1.1\r\nHost: x\r\n\r\n";
    static char all[10100000];
    struct server s = server_start("send_queue=1048576 ring=262144");
    struct client control = client_open(s.port, WIRE_WS), c = client_open(s.port, WIRE_HTTP);
    small_window(&c);
    must(client_send(&c, ask, sizeof ask - 1));
    journal_await(s.journal, AN_EV_CLOSE, 1);
    client_ask(&control, "!flooded");
    must(strstr(control.text, "EAGAIN"));
    size_t n = read_slowly(&c, 20000, all, sizeof all);
    must(n > 1048576 && n < 10000000 && !memmem(all, n, "\r\n0\r\n\r\n", 7));
    client_close(&c);
    client_close(&control);
    server_stop(&s);
    must(journal_check(s.journal, 0).causes[AN_CLOSE_SERVER] == 1);
}

/* Each pause is longer than linger, all of them together are longer than send; it is the server's clock that is waited for. */
static void a_steady_reader_gets_a_whole_answer_after_pauses(void)
{
    static const char ask[] = "GET /!big+4000000 HTTP/1.0\r\n\r\n";
    static char all[4100000];
    struct server s = server_start("send=1500 linger=100");
    struct client control = client_open(s.port, WIRE_WS), c = client_open(s.port, WIRE_HTTP);
    struct pollfd p = {.fd = c.fd, .events = POLLIN};
    small_window(&c);
    must(client_send(&c, ask, sizeof ask - 1));
    size_t at = 0;
    for (int i = 0; i < 8; i++) {
        must(client_say(&control, "!timer 500 1", 12));
        client_expect(&control, "timer", 5);
        for (size_t until = at + 400000; at < until;) {
            must(poll(&p, 1, claim_left_ms()) == 1);
            ssize_t n = recv(c.fd, all + at, until - at, 0);
            must_say(n > 0, "cut off after %zu bytes", at);
            at += (size_t)n;
        }
    }
    at += read_slowly(&c, 20000, all + at, sizeof all - at);
    must_say(at > 4000000, "%zu bytes", at);
    client_close(&c);
    client_close(&control);
    server_stop(&s);
    must(journal_check(s.journal, 0).causes[AN_CLOSE_SLOW] == 0);
}

static void who_takes_nothing_is_slow(void)
{
    struct server s = server_start("send=500 linger=100");
    struct client control = client_open(s.port, WIRE_WS);
    for (enum wire wire = WIRE_TCP; wire <= WIRE_HTTP; wire++) {
        struct client c = client_open(s.port, wire);
        small_window(&c);
        must(wire == WIRE_HTTP ? client_get(&c, "!big+4000000")
                               : client_say(&c, "!big 4000000", 12));
        client_stat_await(&control, "slow_closed", (uint64_t)wire - WIRE_TCP + 1);
        client_close(&c);
    }
    must(client_stat(&control, "http_send_timeouts") == 1);
    client_close(&control);
    server_stop(&s);
    must(journal_check(s.journal, 0).causes[AN_CLOSE_SLOW] == 3);
}

/* Sends requests until the server has stopped reading for a while. Returns how many went out whole; *part: bytes of the next. */
static uint64_t send_until_stuck(struct client *c, const struct an_buf *request, size_t *part)
{
    struct pollfd p = {.fd = c->fd, .events = POLLOUT};
    uint64_t count = 0;
    *part = 0;
    while (poll(&p, 1, QUIET_MS) == 1) {
        ssize_t n = send(c->fd, request->data + *part, request->len - *part, MSG_NOSIGNAL);
        must(n > 0);
        *part += (size_t)n;
        if (*part < request->len) continue;
        *part = 0;
        count++;
        must_say(count < 100000, "the server reads without end");
    }
    return count;
}

static void a_pipeline_whose_answers_are_not_read_is_not_read_either(void)
{
    struct server s = server_start("");
    size_t before = server_memory_kib(server_child(&s, "net")), part;
    struct client c = client_open(s.port, WIRE_HTTP);
    struct an_buf request = {.max = 1 << 20};
    char *body = calloc(1, 20000);
    must(body);
    memset(body, 'b', 20000);
    wire_say(&request, WIRE_HTTP, body, 20000);
    uint64_t count = send_until_stuck(&c, &request, &part);
    bounded(&s, before, 1024 + 2 * 1024);
    for (uint64_t i = 0; i < count; i++)
        client_expect(&c, body, 20000);
    must(client_send(&c, request.data + part, request.len - part));
    client_expect(&c, body, 20000);
    free(body);
    an_buf_fini(&request);
    client_close(&c);
    server_stop(&s);
}

/* Rings of 64 KiB, and far more on its way to them: reading pauses, resumes, and all arrives. */
static void a_slow_worker_makes_its_clients_wait_and_loses_nothing(void)
{
    struct server s = server_start("ring=65536");
    struct client sleepy = client_open(s.port, WIRE_WS);
    size_t before = server_memory_kib(server_child(&s, "net"));
    struct crowd c;
    crowd_open(&c,
               &(struct crowd_plan){.port = s.port, .members = 30, .window = 16, .size = 16384});
    crowd_until_open(&c);
    for (int i = 1; i <= 5; i++) {
        must(client_say(&sleepy, "!sleep 100", 10));
        crowd_until(&c, (uint64_t)i * 600);
        client_expect(&sleepy, "slept", 5);
        bounded(&s, before, 30 * (64 + 64 + 16 * 16) + 4096);
    }
    crowd_enough(&c);
    crowd_finish(&c);
    crowd_close(&c);
    client_close(&sleepy);
    server_stop(&s);
    must(journal_check(s.journal, 0).refused == 0);
}

/* Whoever sends as much as the kernel takes, while the worker sleeps, finds that the server stops reading. */
static void a_worker_that_sleeps_stops_the_reading_of_its_clients(void)
{
    struct server s = server_start("ring=65536");
    struct client sleepy = client_open(s.port, WIRE_WS), c[3];
    struct an_buf text = {.max = 1 << 20};
    uint64_t count[3];
    size_t part, before = server_memory_kib(server_child(&s, "net"));
    uint8_t *p = an_buf_reserve(&text, 50000);
    memset(p, 's', 50000);
    an_buf_added(&text, 50000);
    must(client_say(&sleepy, "!sleep 2500", 11));
    journal_await(s.journal, AN_EV_RECV, 1);
    for (int i = 0; i < 3; i++) {
        c[i] = client_open(s.port, WIRE_TCP);
        count[i] = send_until_stuck(&c[i], &text, &part) * text.len + part;
    }
    bounded(&s, before, 1024 + 3 * 256);
    for (int i = 0; i < 3; i++) {
        char *all = malloc(count[i]);
        must(all);
        memset(all, 's', count[i]);
        client_expect(&c[i], all, count[i]);
        free(all);
        client_close(&c[i]);
    }
    an_buf_fini(&text);
    client_close(&sleepy);
    server_stop(&s);
    must(journal_check(s.journal, 0).bytes == count[0] + count[1] + count[2] + 11);
}

static uint64_t ticks_of_all(struct server *s)
{
    return server_ticks(s->pid) + server_ticks(server_child(s, "net")) +
           server_ticks(server_child(s, "worker 0")) + server_ticks(server_child(s, "worker 1"));
}

/* What came before may still be worked off on a busy machine, but a server that spins is never quiet. */
static void must_be_quiet(struct server *s, const char *what)
{
    uint64_t used = UINT64_MAX;
    for (int i = 0; i < 10 && used > 3; i++) {
        uint64_t before = ticks_of_all(s);
        poll(NULL, 0,
             QUIET_MS); /* the passing of time is what is tested here: nothing waits for anything */
        used = ticks_of_all(s) - before;
    }
    must_say(used <= 3, "%s: %d ticks of CPU in %d ms, ten times over", what, (int)used, QUIET_MS);
}

static void an_idle_server_does_not_spin(void)
{
    struct server s =
        server_start("workers=2 reactors=2 tasks=1 send_queue=1048576 ring=65536 stop=8000");
    struct client idle[100], full, half, urgent, control = client_open(s.port, WIRE_WS);
    for (int i = 0; i < 100; i++) {
        idle[i] = client_open(s.port, (enum wire)(i % 3));
        client_ask(&idle[i], "hello");
    }
    must_be_quiet(&s, "100 idle connections");
    full = client_open(s.port, WIRE_TCP); /* does not read, though much waits for it */
    must(strcmp(client_ask(&full, "full"), "full") == 0);
    must(client_say(&full, "!flood 50000 2000", 17));
    journal_await(s.journal, AN_EV_RECV, 102);
    client_ask(&control, "!stats");
    must_be_quiet(&s, "a client that does not read");
    client_half_close(&full); /* and now says that it is done */
    half = client_open(s.port, WIRE_HTTP);
    must(client_get(&half, "!silent") && client_get(&half, "stashed"));
    journal_await(s.journal, AN_EV_RECV, 104);
    must_be_quiet(&s, "a request that is not answered, and one behind it");
    client_half_close(&half);
    must_be_quiet(&s, "... whose client has ended its side");
    urgent = client_open(s.port, WIRE_HTTP);
    must(client_get(&urgent, "!silent") && client_get(&urgent, "stashed"));
    journal_await(s.journal, AN_EV_RECV, 105);
    must(send(urgent.fd, "!", 1, MSG_OOB) == 1);
    client_half_close(&urgent);
    must_be_quiet(&s, "... with urgent data before that");
    client_reset(&half);
    client_reset(&full);
    journal_await(s.journal, AN_EV_CLOSE, 2);
    must_be_quiet(&s, "resets");
    for (int i = 0; i < 100; i++)
        client_close(&idle[i]);
    client_close(&urgent);
    client_close(&control);
    server_stop(&s);
}

/* The worker sleeps in its callback; what the others say fills its ring and then waits in net. */
static void a_full_ring_does_not_make_net_spin(void)
{
    struct server s = server_start("workers=2 ring=4096");
    struct client c[8];
    static char body[60000];
    memset(body, 'x', sizeof body);
    for (int i = 0; i < 8; i++)
        c[i] = client_open(s.port, WIRE_TCP);
    for (int i = 0; i < 2; i++)
        must(client_say(&c[i], "!sleep 1000", 11));
    journal_await(s.journal, AN_EV_RECV, 2);
    for (int i = 2; i < 8; i++)
        must(client_say(&c[i], body, sizeof body));
    must_be_quiet(&s, "full rings");
    for (int i = 2; i < 8; i++)
        client_expect(&c[i], body, sizeof body);
    for (int i = 0; i < 8; i++)
        client_close(&c[i]);
    server_stop(&s);
    must(journal_check(s.journal, 0).bytes == 6 * sizeof body + 22);
}

int main(void)
{
    const struct claim claims[] = {
        CLAIM(a_slow_reader_is_refused_at_the_cap_and_loses_nothing_before_it),
        CLAIM(what_was_accepted_before_the_queue_showed_is_not_cut_off),
        CLAIM(pieces_are_refused_at_the_cap_and_no_other_piece_may_follow),
        CLAIM(pieces_that_wait_for_room_reach_a_slow_reader_whole),
        CLAIM(an_answer_whose_pieces_wait_in_vain_is_cut_off),
        CLAIM(a_steady_reader_gets_a_whole_answer_after_pauses),
        CLAIM(who_takes_nothing_is_slow),
        CLAIM(a_pipeline_whose_answers_are_not_read_is_not_read_either),
        CLAIM(a_slow_worker_makes_its_clients_wait_and_loses_nothing),
        CLAIM(a_worker_that_sleeps_stops_the_reading_of_its_clients),
        CLAIM(an_idle_server_does_not_spin),
        CLAIM(a_full_ring_does_not_make_net_spin),
    };
    return claims_run(claims, sizeof claims / sizeof *claims);
}
