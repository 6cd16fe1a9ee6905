/* crowd.h - many client connections on one epoll, each speaking the same protocol to the same
 * server. One thread.
 *
 * A crowd checks every byte it hears. Anything wrong (a connection that fails, closes or answers
 * wrongly, an answer to nothing) ends the program with a JSON line that says what: a measurement
 * with a wrong answer in it is no measurement.
 *
 * A connection holds memory only while something is in flight, so that ten thousand idle ones cost
 * this side little, too.
 */
#ifndef BENCH_CROWD_H
#define BENCH_CROWD_H

#include "wire.h"

#include <netinet/in.h>

struct peer {
    int fd;
    bool connected;
    struct wire_reader in;
    uint64_t sent;   /* messages */
    uint64_t *stamp; /* when the last `depth` of them were sent, ns; by number modulo depth */
    uint8_t *rest;   /* bytes the kernel did not take yet: from rest_at to rest_len */
    size_t rest_at, rest_len;
};

struct crowd {
    /* Filled in by the caller. */
    struct wire_plan plan;
    struct sockaddr_in to;
    uint32_t spread;  /* loopback addresses to spread over: to, to + 1, … */
    uint32_t sources; /* connect from 127.0.0.1, 127.0.0.2, … in turn; 0: the kernel's choice */
    uint32_t count;   /* connections */
    uint32_t depth;   /* messages that may be in flight on each */
    void (*heard)(struct crowd *c, struct peer *p, uint32_t messages,
                  uint64_t now);                     /* that many were answered */
    void (*opened)(struct crowd *c, struct peer *p); /* p may say something now; NULL: no matter */
    void (*stdin_ready)(struct crowd *c);            /* NULL: stdin is not looked at */
    void *user;
    /* Kept by the crowd. */
    int epoll;
    struct peer *peers;
    uint32_t started, ready;
    uint64_t opened_ever;
    uint64_t in_flight; /* messages, over all connections */
    uint64_t answered;  /* messages, since the beginning */
};

/* Nanoseconds, monotonic. */
uint64_t now_ns(void);
/* Says what is wrong, as a JSON line, and exits with 1. */
void die(const char *what, const char *detail) __attribute__((noreturn));

/* Opens all connections, upgrades included, a few hundred at a time; returns when all are ready. */
void crowd_open(struct crowd *c);
/* Sends the next n <= depth messages of p; p must have room for them in its depth. */
void crowd_say(struct crowd *c, struct peer *p, uint32_t n);
/* Closes p, of which nothing is in flight, and opens it anew: as a new client. */
void crowd_renew(struct crowd *c, struct peer *p);
/* Waits at most timeout_ms (-1: as long as it takes) for something to happen and handles it. */
void crowd_turn(struct crowd *c, int timeout_ms);
/* The same, but waits until a time of now_ns(), which may be less than a millisecond away. */
void crowd_turn_until(struct crowd *c, uint64_t until);
/* Turns until nothing is in flight. */
void crowd_settle(struct crowd *c);
void crowd_close(struct crowd *c);

#endif
