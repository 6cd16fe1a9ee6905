/* load.c - the load generator: clients that speak TCP, WebSocket or HTTP to a server and check
 * every byte that comes back.
 *
 *   load echo    PROTO PORT [options]
 *       keep every connection busy for a while: messages a second, round trips
 *   load latency PROTO PORT [options]
 *       the same with one connection and one message in flight: the round trip itself
 *   load pace    PROTO PORT [options]
 *       messages at a fixed rate, by the clock and not by the answers: see pace.h
 *   load churn   PROTO PORT [options]
 *       so many times: connect, say one message, hear it back, close
 *   load idle    PROTO PORT [options]
 *       open connections and hold them; reads commands from stdin:
 *         burst   every connection sends its messages at once and hears them all
 *         quit    (or end of file) close them and leave
 *   load room    ws PORT [options]
 *       one speaker and many listeners (-c); reads commands from stdin: see room.h
 *   load crier   ws 0
 *       a server for the room that does nothing but send()
 *
 * PROTO is tcp, ws or http. What it has to say it says in JSON lines on stdout; it exits with 1
 * after {"error": …}. Only loopback is ever spoken to. One thread: `client_cpu` near 1 means that
 * this program was the limit, not the server.
 */
#define _GNU_SOURCE
#include "crier.h"
#include "crowd.h"
#include "histogram.h"
#include "pace.h"
#include "room.h"

#include <arpa/inet.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define TEN_MINUTES 600.0

struct options {
    const char *mode, *proto, *body;
    uint32_t connections, depth, spread, sources, port, times, rate;
    size_t size;
    double seconds, warmup;
};

/* What `echo` counts; only answers that come inside [begin, end) count. */
struct tally {
    uint64_t begin, end, messages;
    struct histogram round_trip;
};

static const char usage[] =
    "usage: load echo|latency|pace|churn|idle|room|crier tcp|ws|http PORT [options]\n"
    "  -c N   connections (200; latency: 1)\n"
    "  -d N   messages in flight on each; of a burst: messages on each (1)\n"
    "  -s N   bytes of a message (64)\n"
    "  -t S   seconds (5)\n"
    "  -w S   seconds of the same before, not counted (0.5)\n"
    "  -r N   pace: messages a second, over all connections (2000)\n"
    "  -n N   churn: connections altogether (10000)\n"
    "  -b S   http: the body that every answer must have (\"hello\")\n"
    "  -a N   loopback addresses to spread the connections over, from 127.0.0.1 (1)\n"
    "  -f N   loopback addresses to connect from, in turn, likewise (the kernel's choice)\n";

static void misuse(void)
{
    fputs(usage, stderr);
    exit(2);
}

/* ---- echo, latency ---- */

static void echo_heard(struct crowd *c, struct peer *p, uint32_t messages, uint64_t now)
{
    struct tally *t = c->user;
    if (now >= t->begin && now < t->end) {
        t->messages += messages;
        for (uint64_t k = p->in.number - messages; k < p->in.number; k++)
            histogram_add(&t->round_trip, now - p->stamp[k % c->depth]);
    }
    if (now < t->end) crowd_say(c, p, messages);
}

static double cpu_seconds(void)
{
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
           (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static void echo_print(const struct options *o, const struct crowd *c, const struct tally *t,
                       double cpu)
{
    printf("{\"mode\":\"%s\",\"proto\":\"%s\",\"connections\":%u,\"depth\":%u,\"size\":%zu,"
           "\"seconds\":%g,",
           o->mode, o->proto, c->count, c->depth, c->plan.size, o->seconds);
    printf("\"messages\":%llu,\"per_second\":%.1f,\"answered\":%llu,\"client_cpu\":%.3f,",
           (unsigned long long)t->messages, (double)t->messages / o->seconds,
           (unsigned long long)c->answered, cpu);
    histogram_print(&t->round_trip, "latency_us");
    printf("}\n");
}

static void echo_run(const struct options *o, struct crowd *c)
{
    static struct tally t;
    c->heard = echo_heard;
    c->user = &t;
    crowd_open(c);
    uint64_t start = now_ns();
    double cpu = cpu_seconds();
    t.begin = start + (uint64_t)(o->warmup * 1e9);
    t.end = t.begin + (uint64_t)(o->seconds * 1e9);
    for (uint32_t i = 0; i < c->count; i++)
        crowd_say(c, &c->peers[i], c->depth);
    while (now_ns() < t.end)
        crowd_turn(c, 10);
    cpu = (cpu_seconds() - cpu) / (o->warmup + o->seconds);
    crowd_settle(c);
    if (t.messages == 0) die("not one answer in time", NULL);
    echo_print(o, c, &t, cpu);
}

/* ---- idle ---- */

static bool idle_left;

static void idle_say(const struct crowd *c, const char *event, double seconds)
{
    printf("{\"event\":\"%s\",\"connections\":%u,\"messages\":%llu,\"seconds\":%.3f}\n", event,
           c->count, (unsigned long long)c->answered, seconds);
    fflush(stdout);
}

static void idle_burst(struct crowd *c)
{
    uint64_t start = now_ns();
    for (uint32_t i = 0; i < c->count; i++)
        crowd_say(c, &c->peers[i], c->depth);
    crowd_settle(c);
    for (uint32_t i = 0; i < c->count; i++) {
        free(c->peers[i].stamp);
        c->peers[i].stamp = NULL;
    }
    idle_say(c, "burst", (double)(now_ns() - start) / 1e9);
}

/* Commands come one at a time: the next is written when the last was answered. */
static void idle_command(struct crowd *c)
{
    char line[64];
    ssize_t n = read(STDIN_FILENO, line, sizeof line - 1);
    line[n > 0 ? n : 0] = 0;
    if (n <= 0 || strcmp(line, "quit\n") == 0)
        idle_left = true;
    else if (strcmp(line, "burst\n") == 0)
        idle_burst(c);
    else
        die("unknown command", NULL);
}

static void idle_run(struct crowd *c)
{
    uint64_t start = now_ns();
    c->stdin_ready = idle_command;
    crowd_open(c);
    idle_say(c, "open", (double)(now_ns() - start) / 1e9);
    while (!idle_left)
        crowd_turn(c, -1);
    idle_say(c, "quit", (double)(now_ns() - start) / 1e9);
}

/* ---- churn ---- */

/* Connections that are yet to be opened. */
static uint32_t churn_left;

static void churn_opened(struct crowd *c, struct peer *p)
{
    crowd_say(c, p, 1);
}

static void churn_heard(struct crowd *c, struct peer *p, uint32_t messages, uint64_t now)
{
    (void)messages, (void)now;
    if (churn_left == 0) return;
    churn_left--;
    crowd_renew(c, p);
}

static void churn_run(const struct options *o, struct crowd *c)
{
    uint64_t start = now_ns();
    double cpu = cpu_seconds();
    if (c->count > o->times) c->count = o->times;
    churn_left = o->times - c->count;
    c->depth = 1;
    c->opened = churn_opened;
    c->heard = churn_heard;
    crowd_open(c);
    while (c->answered < o->times)
        crowd_turn(c, 10000);
    double seconds = (double)(now_ns() - start) / 1e9;
    cpu = (cpu_seconds() - cpu) / seconds;
    printf("{\"mode\":\"churn\",\"times\":%u,\"seconds\":%.3f,\"per_second\":%.1f,"
           "\"client_cpu\":%.3f}\n",
           o->times, seconds, o->times / seconds, cpu);
}

/* ---- the command line ---- */

static double number(const char *text, double least, double most)
{
    char *end;
    double value = strtod(text, &end);
    if (*text == 0 || *end != 0 || value < least || value > most) misuse();
    return value;
}

static void options_read(struct options *o, int argc, char **argv)
{
    int letter;
    while ((letter = getopt(argc, argv, "c:d:s:t:w:b:a:f:n:r:")) != -1) {
        switch (letter) {
        case 'c':
            o->connections = (uint32_t)number(optarg, 1, 200000);
            break;
        case 'd':
            o->depth = (uint32_t)number(optarg, 1, 65536);
            break;
        case 's':
            o->size = (size_t)number(optarg, 1, 1 << 26);
            break;
        case 't':
            o->seconds = number(optarg, 0.01, TEN_MINUTES);
            break;
        case 'w':
            o->warmup = number(optarg, 0, TEN_MINUTES);
            break;
        case 'a':
            o->spread = (uint32_t)number(optarg, 1, 250);
            break;
        case 'f':
            o->sources = (uint32_t)number(optarg, 1, 250);
            break;
        case 'r':
            o->rate = (uint32_t)number(optarg, 1, 1000000);
            break;
        case 'n':
            o->times = (uint32_t)number(optarg, 1, 10000000);
            break;
        case 'b':
            o->body = optarg;
            break;
        default:
            misuse();
        }
    }
    if (argc - optind != 3) misuse();
    o->mode = argv[optind];
    o->proto = argv[optind + 1];
    o->port = (uint32_t)number(argv[optind + 2], 0, 65535);
}

static enum wire wire_named(const char *name)
{
    if (strcmp(name, "tcp") == 0) return WIRE_TCP;
    if (strcmp(name, "ws") == 0) return WIRE_WS;
    if (strcmp(name, "http") != 0) misuse();
    return WIRE_HTTP;
}

static void descriptors_raise(void)
{
    struct rlimit l;
    if (getrlimit(RLIMIT_NOFILE, &l) < 0) return;
    l.rlim_cur = l.rlim_max;
    setrlimit(RLIMIT_NOFILE, &l);
}

int main(int argc, char **argv)
{
    struct options o = {.connections = 200,
                        .depth = 1,
                        .spread = 1,
                        .size = 64,
                        .times = 10000,
                        .rate = 2000,
                        .seconds = 5,
                        .warmup = 0.5,
                        .body = "hello"};
    struct crowd c = {0};
    options_read(&o, argc, argv);
    descriptors_raise();
    if (strcmp(o.mode, "crier") == 0) crier_run();
    if (strcmp(o.mode, "room") == 0) {
        if (wire_named(o.proto) != WIRE_WS || o.size < ROOM_SIZE_MIN || o.size > 125) misuse();
        room_run(&(struct room_options){o.port, o.connections, o.size});
        return 0;
    }
    bool latency = strcmp(o.mode, "latency") == 0;
    c.plan = (struct wire_plan){.wire = wire_named(o.proto), .size = o.size, .body = o.body};
    if (c.plan.wire == WIRE_HTTP) c.plan.size = strlen(o.body);
    c.to = (struct sockaddr_in){.sin_family = AF_INET,
                                .sin_port = htons((uint16_t)o.port),
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    c.spread = o.spread;
    c.sources = o.sources;
    c.count = latency ? 1 : o.connections;
    c.depth = latency ? 1 : o.depth;
    if (latency || strcmp(o.mode, "echo") == 0)
        echo_run(&o, &c);
    else if (strcmp(o.mode, "pace") == 0)
        pace_run(&(struct pace_options){o.rate, o.seconds, o.warmup}, &c);
    else if (strcmp(o.mode, "idle") == 0)
        idle_run(&c);
    else if (strcmp(o.mode, "churn") == 0)
        churn_run(&o, &c);
    else
        misuse();
    crowd_close(&c);
    return 0;
}
