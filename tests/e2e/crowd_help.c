/* crowd_help.c - see crowd_help.h. */
#define _GNU_SOURCE
#include "e2e/crowd_help.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "e2e/claim_help.h"
#include "e2e/client_help.h"
#include "random_help.h"

#define NO_LIMIT ((size_t)1 << 40)
#define TAG 24 /* "[mmmmmmmm.kkkkkkkkkkkkk]", the least message */
#define READ 65536

enum state { CONNECTING, UPGRADING, OPEN, PARTED };

struct crowd_member {
    int fd;
    uint32_t number;
    enum wire wire;
    enum state state;
    bool idle, writing;   /* writing: the epoll tells when it can go on */
    uint64_t sent, heard; /* messages; those between are under way */
    struct an_buf out, in;
    size_t out_at;
};

/* --- what is said --- */

static size_t size_of(const struct crowd *c, uint32_t member, uint64_t k)
{
    struct random state = {(uint64_t)member << 32 ^ k};
    return TAG + random_next(&state) % (c->plan.size - TAG + 1);
}

static void message(const struct crowd *c, uint32_t member, uint64_t k, struct an_buf *out)
{
    char tag[TAG + 1];
    size_t len = size_of(c, member, k);
    an_buf_clear(out, NO_LIMIT);
    uint8_t *p = an_buf_reserve(out, len);
    must(p);
    snprintf(tag, sizeof tag, "[%08" PRIx32 ".%013" PRIx64 "]", member, k);
    memcpy(p, tag, TAG);
    for (size_t i = TAG; i < len; i++)
        p[i] = (uint8_t)('a' + (member + k + i) % 26);
    an_buf_added(out, len);
}

/* --- one member's connection --- */

static void watch(struct crowd *c, struct crowd_member *m, int how)
{
    struct epoll_event ev = {.events = EPOLLIN | (m->writing ? EPOLLOUT : 0), .data.ptr = m};
    must(epoll_ctl(c->epoll, how, m->fd, &ev) == 0);
}

static void set_idle(struct crowd *c, struct crowd_member *m, bool idle)
{
    if (m->idle == idle) return;
    m->idle = idle;
    c->idle += idle ? 1 : -1u;
}

static void begin(struct crowd *c, struct crowd_member *m)
{
    while ((m->fd = client_socket(c->plan.port)) < 0) {
        must_say(c->plan.mood == CROWD_SURVIVING, "a connection is refused");
        c->refused++;
        claim_wait();
    }
    m->state = CONNECTING;
    m->writing = true;
    watch(c, m, EPOLL_CTL_ADD);
}

static void leave(struct crowd *c, struct crowd_member *m)
{
    close(m->fd);
    m->fd = -1;
    if (m->state == OPEN) c->open--;
    an_buf_clear(&m->out, 0);
    an_buf_clear(&m->in, 0);
    m->out_at = 0;
}

static bool wants_to_speak(const struct crowd *c, const struct crowd_member *m)
{
    return !c->enough && (!c->plan.messages || m->sent < c->plan.messages);
}

/* The connection has ended under it. */
static void broke(struct crowd *c, struct crowd_member *m)
{
    bool heard_all = m->heard == m->sent;
    must_say(c->plan.mood != CROWD_STRICT,
             "member %u: the connection ended (%" PRIu64 " of %" PRIu64 " messages heard)",
             m->number, m->heard, m->sent);
    must_say(c->plan.mood != CROWD_PARTING || m->in.len == 0 || m->wire == WIRE_TCP,
             "member %u: the connection ended inside an answer", m->number);
    leave(c, m);
    if (c->plan.mood == CROWD_PARTING) {
        m->state = PARTED;
        set_idle(c, m, true);
        return;
    }
    c->broken += m->wire != WIRE_HTTP;
    c->cut += m->wire == WIRE_HTTP && !heard_all;
    m->heard = m->sent;
    if (wants_to_speak(c, m))
        begin(c, m);
    else
        m->state = PARTED;
    set_idle(c, m, m->state == PARTED);
}

/* --- sending --- */

static void flush(struct crowd *c, struct crowd_member *m)
{
    while (m->out_at < m->out.len) {
        ssize_t n = send(m->fd, m->out.data + m->out_at, m->out.len - m->out_at, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) break; /* full; or broken, which the reading side will hear of */
        m->out_at += (size_t)n;
    }
    if (m->out_at == m->out.len) {
        an_buf_clear(&m->out, 4096);
        m->out_at = 0;
    }
    bool writing = m->out.len > 0;
    if (writing == m->writing) return;
    m->writing = writing;
    watch(c, m, EPOLL_CTL_MOD);
}

static void say_one(struct crowd *c, struct crowd_member *m)
{
    static struct an_buf text = {.max = NO_LIMIT}, whole = {.max = NO_LIMIT};
    message(c, m->number, m->sent++, &text);
    if (!c->plan.prefix) {
        wire_say(&m->out, m->wire, text.data, text.len);
        return;
    }
    an_buf_clear(&whole, NO_LIMIT);
    must(an_buf_append(&whole, c->plan.prefix, strlen(c->plan.prefix)) == 0);
    must(an_buf_append(&whole, text.data, text.len) == 0);
    wire_say(&m->out, m->wire, whole.data, whole.len);
}

static void speak(struct crowd *c, struct crowd_member *m)
{
    if (m->state != OPEN) return;
    while (wants_to_speak(c, m) && m->sent - m->heard < c->plan.window)
        say_one(c, m);
    set_idle(c, m, m->sent == m->heard && !wants_to_speak(c, m));
    flush(c, m);
}

static void opened(struct crowd *c, struct crowd_member *m)
{
    m->state = OPEN;
    c->open++;
    speak(c, m);
}

static void connected(struct crowd *c, struct crowd_member *m)
{
    if (m->wire != WIRE_WS) {
        opened(c, m);
        return;
    }
    m->state = UPGRADING;
    wire_upgrade(&m->out);
    flush(c, m);
}

/* --- hearing --- */

/* The number that an echo's beginning gives. What was skipped on the way to it was lost. */
static void skip_to(struct crowd *c, struct crowd_member *m, const uint8_t *p)
{
    char tag[TAG + 1] = "";
    unsigned member;
    uint64_t k;
    memcpy(tag, p, TAG);
    must_say(sscanf(tag, "[%8x.%13" SCNx64 "]", &member, &k) == 2,
             "member %u: \"%s\" is not the beginning of a message", m->number, tag);
    must_say(member == m->number, "member %u hears what was meant for %u", m->number, member);
    if (k == m->heard) return;
    must_say(c->plan.mood == CROWD_SURVIVING && k > m->heard && k < m->sent,
             "member %u: message %" PRIu64 " instead of %" PRIu64, m->number, k, m->heard);
    c->lost++;
    m->heard = k;
}

static void heard_one(struct crowd *c, struct crowd_member *m)
{
    m->heard++;
    c->heard++;
}

/* One echo at p. Bytes used, 0: more are needed (a TCP stream has no other frame). */
static size_t hear_message(struct crowd *c, struct crowd_member *m, const uint8_t *p, size_t len)
{
    static struct an_buf text = {.max = NO_LIMIT};
    if (len < TAG) return 0;
    skip_to(c, m, p);
    if (len < size_of(c, m->number, m->heard)) return 0;
    message(c, m->number, m->heard, &text);
    must_say(memcmp(p, text.data, text.len) == 0,
             "member %u: the echo of message %" PRIu64 " is not what was said", m->number,
             m->heard);
    heard_one(c, m);
    return text.len;
}

/* The answer that says what became of a request, and closes the connection. */
static void hear_failure(struct crowd *c, struct crowd_member *m, int status)
{
    must_say(m->wire == WIRE_HTTP && c->plan.mood == CROWD_SURVIVING &&
                 (status == 500 || status == 502),
             "member %u: status %d", m->number, status);
    c->failed++;
    m->heard++;
}

static void hear_answer(struct crowd *c, struct crowd_member *m, const struct wire_heard *h)
{
    if (m->state == UPGRADING) {
        must_say(h->code == 101 || c->plan.mood == CROWD_SURVIVING, "status %d to an upgrade",
                 h->code);
        if (h->code == 101) opened(c, m);
        return;
    }
    if (m->wire == WIRE_WS && h->code == WIRE_CLOSE) {
        must_say(c->plan.mood != CROWD_STRICT, "member %u: a close frame", m->number);
        return;
    }
    must_say(m->wire != WIRE_WS || h->code == WIRE_TEXT, "opcode %d", h->code);
    if (m->wire == WIRE_HTTP && h->code != 200) {
        hear_failure(c, m, h->code);
        return;
    }
    must_say(m->heard < m->sent, "member %u: an answer to nothing", m->number);
    must_say(hear_message(c, m, h->body, h->len) == h->len, "member %u: an echo of wrong length",
             m->number);
}

static size_t hear_some(struct crowd *c, struct crowd_member *m, const uint8_t *p, size_t len)
{
    struct wire_heard h;
    if (m->wire == WIRE_TCP) {
        must_say(m->heard < m->sent, "member %u: bytes out of nothing", m->number);
        return hear_message(c, m, p, len);
    }
    ssize_t used = wire_hear(m->state == UPGRADING ? WIRE_HTTP : m->wire, p, len, &h);
    must_say(used >= 0, "member %u: not an answer of its protocol", m->number);
    if (used > 0) hear_answer(c, m, &h);
    return (size_t)used;
}

static void hear(struct crowd *c, struct crowd_member *m)
{
    size_t at = 0, used;
    uint8_t *to = an_buf_reserve(&m->in, READ);
    ssize_t n = recv(m->fd, to, READ, 0);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (n <= 0) {
        broke(c, m);
        return;
    }
    an_buf_added(&m->in, (size_t)n);
    while (at < m->in.len && (used = hear_some(c, m, m->in.data + at, m->in.len - at)) > 0)
        at += used;
    an_buf_consume(&m->in, at);
    if (m->in.len == 0) an_buf_clear(&m->in, READ);
    speak(c, m);
}

/* --- all of them --- */

void crowd_open(struct crowd *c, const struct crowd_plan *plan)
{
    unsigned wires = plan->wires ? plan->wires : 7, wire = 0;
    *c = (struct crowd){.plan = *plan, .epoll = epoll_create1(EPOLL_CLOEXEC)};
    if (!plan->size) c->plan.size = 200;
    if (!plan->window) c->plan.window = 1;
    must(c->epoll >= 0 && c->plan.size >= TAG);
    c->member = calloc(plan->members, sizeof *c->member);
    must(c->member);
    for (uint32_t i = 0; i < plan->members; i++, wire++) {
        struct crowd_member *m = &c->member[i];
        while (!(wires & 1u << wire % 3))
            wire++;
        m->number = i;
        m->wire = (enum wire)(wire % 3);
        an_buf_init(&m->out, NO_LIMIT);
        an_buf_init(&m->in, NO_LIMIT);
        begin(c, m);
    }
}

void crowd_turn(struct crowd *c, int wait_ms)
{
    struct epoll_event events[256];
    int left = claim_left_ms();
    int n = epoll_wait(c->epoll, events, 256, wait_ms >= 0 && wait_ms < left ? wait_ms : left);
    must_say(n > 0 || wait_ms >= 0 || errno == EINTR,
             "nothing happens: %" PRIu64 " echoes heard, %u members open, %u idle", c->heard,
             c->open, c->idle);
    for (int i = 0; i < n; i++) {
        struct crowd_member *m = events[i].data.ptr;
        if (m->state == CONNECTING && !(events[i].events & (EPOLLERR | EPOLLHUP))) connected(c, m);
        if (events[i].events & EPOLLOUT) flush(c, m);
        if (events[i].events & (EPOLLIN | EPOLLERR | EPOLLHUP)) hear(c, m);
    }
}

void crowd_until(struct crowd *c, uint64_t heard)
{
    while (c->heard < heard)
        crowd_turn(c, -1);
}

void crowd_until_open(struct crowd *c)
{
    while (c->open < c->plan.members)
        crowd_turn(c, -1);
}

void crowd_nudge(struct crowd *c)
{
    for (uint32_t i = 0; i < c->plan.members; i++) {
        struct crowd_member *m = &c->member[i];
        if (m->state != OPEN || m->wire == WIRE_HTTP || m->sent == m->heard) continue;
        say_one(c, m);
        flush(c, m);
    }
}

void crowd_enough(struct crowd *c)
{
    c->enough = true;
    for (uint32_t i = 0; i < c->plan.members; i++)
        speak(c, &c->member[i]);
}

void crowd_finish(struct crowd *c)
{
    while (c->idle < c->plan.members)
        crowd_turn(c, -1);
}

void crowd_until_parted(struct crowd *c)
{
    for (uint32_t i = 0; i < c->plan.members; i++)
        while (c->member[i].state != PARTED)
            crowd_turn(c, -1);
}

void crowd_close(struct crowd *c)
{
    for (uint32_t i = 0; i < c->plan.members; i++) {
        struct crowd_member *m = &c->member[i];
        if (m->fd >= 0) leave(c, m);
        an_buf_fini(&m->out);
        an_buf_fini(&m->in);
    }
    close(c->epoll);
    free(c->member);
}
