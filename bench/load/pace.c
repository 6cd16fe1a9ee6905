/* pace.c - see the header. */
#define _GNU_SOURCE
#include "pace.h"

#include "histogram.h"

#include <stdio.h>
#include <sys/prctl.h>

/* Only messages that are sent inside [begin, end) count. */
struct pace {
    uint64_t begin, end;
    struct histogram round_trip, late;
};

static void pace_heard(struct crowd *c, struct peer *p, uint32_t messages, uint64_t now)
{
    struct pace *pace = c->user;
    for (uint64_t k = p->in.number - messages; k < p->in.number; k++) {
        uint64_t sent = p->stamp[k % c->depth];
        if (sent >= pace->begin && sent < pace->end) histogram_add(&pace->round_trip, now - sent);
    }
}

static void pace_say(struct crowd *c, struct pace *pace, uint64_t number, uint64_t due)
{
    struct peer *p = &c->peers[number % c->count];
    uint64_t now = now_ns();
    if (p->sent - p->in.number == c->depth) die("the server does not keep the pace", NULL);
    if (now >= pace->begin) histogram_add(&pace->late, now - due);
    crowd_say(c, p, 1);
}

static void pace_print(const struct pace_options *o, const struct crowd *c, const struct pace *pace)
{
    printf("{\"mode\":\"pace\",\"connections\":%u,\"rate\":%u,\"size\":%zu,\"seconds\":%g,"
           "\"answered\":%llu,",
           c->count, o->rate, c->plan.size, o->seconds, (unsigned long long)c->answered);
    histogram_print(&pace->round_trip, "latency_us");
    printf(",");
    histogram_print(&pace->late, "late_us");
    printf("}\n");
}

void pace_run(const struct pace_options *o, struct crowd *c)
{
    static struct pace pace;
    uint64_t sent = 0, gap = 1000000000u / o->rate;
    prctl(PR_SET_TIMERSLACK, 1);
    c->depth = PACE_DEPTH;
    c->heard = pace_heard;
    c->user = &pace;
    crowd_open(c);
    uint64_t start = now_ns();
    pace.begin = start + (uint64_t)(o->warmup * 1e9);
    pace.end = pace.begin + (uint64_t)(o->seconds * 1e9);
    for (uint64_t due = start; due < pace.end; due += gap) {
        while (now_ns() < due)
            crowd_turn_until(c, due);
        pace_say(c, &pace, sent++, due);
    }
    crowd_settle(c);
    if (pace.round_trip.total == 0) die("not one answer in time", NULL);
    pace_print(o, c, &pace);
}
