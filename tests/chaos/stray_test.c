/* stray_test.c - a worker that writes where it should not, in the memory that all processes share: net and the supervisor stay, everybody who comes later is
 * served, and the stop is graceful. What such a write may cost: counts, and the messages of connections that were there. */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "chaos/chaos_help.h"
#include "e2e/claim_help.h"
#include "e2e/client_help.h"
#include "random_help.h"

#define ROUNDS (6 / CLAIM_SLOWER)
#define WORDS 25
#define PATIENCE_MS (250 * CLAIM_SLOWER) /* for one client: then another one is sent */

/* Is a client that comes now answered? One that comes while a ring is being repaired need not be. */
static bool answered(struct server *s, enum wire wire)
{
    struct client c = client_open(s->port, wire);
    struct pollfd p = {.fd = c.fd, .events = POLLIN};
    bool heard = client_say(&c, "hello", 5) && poll(&p, 1, PATIENCE_MS) > 0 && client_hear(&c) &&
                 strcmp(c.text, "hello") == 0;
    client_close(&c);
    return heard;
}

/* All protocols, and so often that each worker has its turn. */
static void everybody_is_served(struct server *s)
{
    static const enum wire wires[] = {WIRE_TCP, WIRE_HTTP, WIRE_WS};
    for (int i = 0; i < 6; i++)
        while (!answered(s, wires[i % 3]))
            claim_wait();
}

static void life_in_all_parts(struct server *s, struct client *c, size_t n)
{
    static const enum wire wires[] = {WIRE_TCP, WIRE_WS};
    for (size_t i = 0; i < n; i++) {
        c[i] = client_open(s->port, wires[i % 2]);
        client_ask(&c[i], "!join topic%zu", i % 3);
    }
}

static void write_astray(struct server *s, const char *part, uint64_t seed)
{
    struct client c[6], evil;
    char text[100];
    pid_t net = server_child(s, "net");
    life_in_all_parts(s, c, 6);
    evil = client_open(s->port, WIRE_TCP);
    snprintf(text, sizeof text, "worker %s", client_ask(&evil, "!worker"));
    pid_t worker = server_child(s, text);
    char command[100];
    int n = snprintf(command, sizeof command, "!stray %s %llu %d", part, (unsigned long long)seed,
                     WORDS);
    must(client_say(&evil, command, (size_t)n));
    server_successor(s, text, worker);
    for (int i = 0; i < 6; i++) { /* they leave their topics, or net has lost sight of them */
        client_say(&c[i], "!join another", 13);
        client_close(&c[i]);
    }
    client_close(&evil);
    everybody_is_served(s);
    must_say(server_find(s, "net") == net, "%s, seed %llu: net is another one", part,
             (unsigned long long)seed);
}

static void stop(struct server *s)
{
    int status;
    must(kill(s->pid, SIGTERM) == 0);
    while (waitpid(s->pid, &status, WNOHANG) == 0)
        claim_wait();
    must(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    must(server_log_count(s, "killing it") == 0);
    must(server_log_count(s, "Sanitizer") == 0);
    must(server_log_count(s, "assertion") == 0);
    must(server_log_count(s, "was killed by signal") == server_log_count(s, "(Killed)"));
}

static void campaign(const char *part)
{
    struct server s = server_start("workers=2 tasks=1 ring=16384 stop=5000 linger=200");
    struct random r;
    random_open(&r);
    for (int i = 0; i < ROUNDS; i++)
        write_astray(&s, part, random_next(&r));
    stop(&s);
}

static void in_the_board(void)
{
    campaign("board");
}

static void in_the_registry(void)
{
    campaign("registry");
}

static void among_the_users(void)
{
    campaign("users");
}

static void among_the_topics(void)
{
    campaign("topics");
}

static void among_the_heads(void)
{
    campaign("heads");
}

static void in_the_bells(void)
{
    campaign("bells");
}

static void in_the_rings(void)
{
    campaign("rings");
}

static void a_full_topic_table_stops_nobody(void)
{
    struct server s = server_start("workers=2 stop=5000 linger=200");
    write_astray(&s, "taken", 1);
    write_astray(&s, "mask", 1);
    struct client a = client_open(s.port, WIRE_WS), b = client_open(s.port, WIRE_WS);
    must(strcmp(client_ask(&a, "!join news"), "OK") == 0);
    must(client_say(&b, "!publish news hello", 19));
    client_expect(&a, "hello", 5); /* only the counts are wrong */
    client_close(&a);
    client_close(&b);
    stop(&s);
}

int main(void)
{
    const struct claim claims[] = {
        CLAIM(in_the_board),    CLAIM(in_the_registry),
        CLAIM(among_the_users), CLAIM(among_the_topics),
        CLAIM(among_the_heads), CLAIM(in_the_bells),
        CLAIM(in_the_rings),    CLAIM(a_full_topic_table_stops_nobody),
    };
    return claims_run(claims, sizeof claims / sizeof *claims);
}
