/* reactor_help.c - see reactor_help.h. */
#define _GNU_SOURCE /* accept4, memmem */
#include "test.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "reactor_help.h"

struct an_reactor *reactor;

static struct an_budget budget;
static struct an_bell bell;
struct an_lease reactor_lease;
struct an_listener reactor_listener[2];
static struct an_tx control;
static void *memory;

void reactor_fabric(uint32_t workers, uint32_t ring, uint8_t speaks)
{
    worker_fabric(1, workers, 1, ring);
    config.listeners = 1;
    config.listen[0].speaks = speaks;
}

void reactor_open(void)
{
    memory = an_calloc(1, an_ring_bytes(AN_CONTROL_RING) + AN_CACHE_LINE);
    uintptr_t at = ((uintptr_t)memory + AN_CACHE_LINE - 1) & ~(uintptr_t)(AN_CACHE_LINE - 1);
    struct an_reactor_setup setup = {.config = &config,
                                     .fabric = &fabric,
                                     .listeners = reactor_listener,
                                     .listener_count = (uint32_t)(reactor_listener[0].fd > 0) +
                                                       (reactor_listener[1].fd > 0),
                                     .lease = &reactor_lease,
                                     .budget = &budget,
                                     .control = (void *)at,
                                     .control_bell = &bell,
                                     .control_fd = fabric.net_fd};
    an_budget_init(&budget, UINT64_MAX);
    an_tx_open(&control, setup.control, AN_CONTROL_RING, NULL, -1);
    assert_int_equal(an_reactor_new(&setup, &reactor), AN_OK);
}

int reactor_close(void **state)
{
    (void)state;
    struct an_conn *c;
    for (uint32_t i = 0; i < reactor->slots.fresh; i++)
        if ((c = reactor_conn(i)) != NULL) an_conn_kill(c, AN_CLOSE_SHUTDOWN);
    reactor->loop.uv.stop_flag = 0;
    reactor_until(reactor->slots.used == reactor->spent_places && !an_disk_busy(reactor->disk));
    an_reactor_free(reactor);
    an_free(memory);
    worker_fabric_end();
    return 0;
}

void reactor_turn(void)
{
    uv_run(&reactor->loop.uv, UV_RUN_NOWAIT);
}

void reactor_due(struct an_timer *t)
{
    assert_true(an_timer_armed(t));
    an_loop_cancel(&reactor->loop, t);
    t->fn(t);
}

static void control_says(const struct an_msg *m, const void *body)
{
    size_t done = 0;
    assert_int_equal(an_tx_push(&control, m, NULL, body, &done), AN_OK);
}

void reactor_accepted(int fd, bool refused)
{
    static const struct an_conn_addr addr = {.family = 4};
    struct an_msg m = {
        .type = AN_MSG_ACCEPTED, .id = (uint64_t)fd, .body_len = sizeof addr, .stamp = refused};
    control_says(&m, &addr);
}

void reactor_notice(void)
{
    struct an_msg m = {.type = AN_MSG_NOTICE};
    control_says(&m, NULL);
}

void reactor_told(enum an_role role, uint32_t i, struct an_msg m, const char *head,
                  const char *body)
{
    struct an_tx tx;
    size_t done = 0;
    m.head_len = (uint32_t)strlen(head);
    m.body_len = (uint32_t)strlen(body);
    an_fabric_tx(&fabric, role, i, AN_REACTOR, 0, &tx);
    assert_int_equal(an_tx_push(&tx, &m, head, body, &done), AN_OK);
}

void reactor_died(enum an_role role, uint32_t i, bool crashed)
{
    struct an_board *b = fabric.board;
    struct an_proc_notice *n = role == AN_TASK ? &b->task[i] : &b->seat[i];
    an_fabric_repair(&fabric, role, i);
    if (crashed) an_board_raise(&n->crashes);
    an_board_raise(&n->deaths);
}

/* --- clients --- */

void reactor_pair(int fd[2])
{
    struct sockaddr_in sin = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct sockaddr *sa = (struct sockaddr *)&sin;
    socklen_t len = sizeof sin;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(listener, sa, len) | listen(listener, 1), 0);
    assert_int_equal(getsockname(listener, sa, &len), 0);
    fd[0] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(connect(fd[0], sa, len), 0);
    fd[1] = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    assert_true(fd[1] >= 0);
    close(listener);
}

int reactor_client(void)
{
    int fd[2];
    uint64_t before = fabric.board->reactor[0].accepted;
    reactor_pair(fd);
    reactor_accepted(fd[1], false);
    reactor_turn();
    assert_int_equal(fabric.board->reactor[0].accepted, before + 1);
    return fd[0];
}

struct an_conn *reactor_conn(uint32_t slot)
{
    struct an_link *l = an_slots_at(&reactor->slots, slot);
    return l && l->conn.phase != AN_PHASE_DEAD ? &l->conn : NULL;
}

bool client_heard(int fd, const char *text)
{
    char got[4096];
    ssize_t n = recvfrom(fd, got, sizeof got, MSG_PEEK | MSG_DONTWAIT, NULL, NULL);
    return n == (ssize_t)strlen(text) && memcmp(got, text, (size_t)n) == 0;
}

bool client_sees(int fd, const char *part)
{
    char got[4096];
    ssize_t n = recvfrom(fd, got, sizeof got, MSG_PEEK | MSG_DONTWAIT, NULL, NULL);
    return n > 0 && memmem(got, (size_t)n, part, strlen(part));
}

void client_says(int fd, const char *text)
{
    assert_int_equal(sendto(fd, text, strlen(text), MSG_NOSIGNAL, NULL, 0), strlen(text));
}
