/* echo.c - a server on core/ without PHP: what the end-to-end and chaos tests, and the sanitizers, run on.
 *
 *   echo [name=value]...          names: see options_help.c; prints "READY <port>" when worker 0 has started
 *
 * It answers with what it was sent: TCP bytes, a WebSocket message by its own opcode, HTTP the body, or without one the target after
 * its "/". What begins with "!" is a command (commands[] below, in echo_commands of the same file) and must arrive in one piece. An answer
 * that is refused ends the connection, so that a gap is never taken for an echo. Every callback is written to the journal first.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "e2e/form_help.h"
#include "e2e/journal.h"
#include "e2e/options_help.h"
#include "e2e/words_help.h"
#include "ground/list.h"
#include "ground/log.h"
#include "memory/buf.h"
#include "process/server.h"
#include "protocol/head.h"
#include "protocol/ws_frame.h"

static struct an_server server;
static struct echo_own own = {.speaks = AN_SPEAKS_ALL};

/* Whom an answer goes to. Crosses the rings with a task. */
struct peer {
    uint64_t id;
    uint32_t proto, op;
};

/* An answer that a timer gives. */
struct later {
    struct an_list node;
    struct peer peer;
    uint64_t timer, left; /* left: how many beats */
};
static struct an_list laters = {&laters, &laters};

static struct {
    uint64_t accepted;
    int err;
} flood; /* what the last !flood or !twice came to */

/* --- answers --- */

static int send_to(struct an_worker *w, const struct peer *p, const void *body, size_t len)
{
    struct an_send s = {
        .code = p->proto == AN_PROTO_WEBSOCKET ? p->op : 0, .body = body, .body_len = len};
    return an_worker_send(w, p->id, &s);
}

static int say(struct an_worker *w, const struct peer *p, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
static int say(struct an_worker *w, const struct peer *p, const char *fmt, ...)
{
    char text[1024];
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    return send_to(w, p, text, AN_MIN((size_t)n, sizeof text - 1));
}

static void journal(struct an_worker *w, const struct an_event *ev, int err)
{
    struct journal_event e = {.type = (uint8_t)ev->type,
                              .role = (uint8_t)an_worker_role(w),
                              .index = (uint16_t)an_worker_index(w),
                              .pid = (uint32_t)getpid(),
                              .id = ev->id,
                              .code = ev->code,
                              .refused = (uint32_t)-err,
                              .len = ev->body_len};
    if (own.journal && write((int)own.journal, &e, sizeof e) != sizeof e) abort();
}

/* A callback that takes its time. */
static void dawdle(uint64_t ms)
{
    poll(NULL, 0, (int)ms);
}

/* --- commands: 0, or what the callback shall return --- */

static int cmd_pid(struct an_worker *w, const struct peer *p, char *args)
{
    (void)args;
    say(w, p, "%d", (int)getpid());
    return 0;
}

static int cmd_worker(struct an_worker *w, const struct peer *p, char *args)
{
    (void)args;
    say(w, p, "%u", an_worker_index(w));
    return 0;
}

static int cmd_id(struct an_worker *w, const struct peer *p, char *args)
{
    (void)args;
    say(w, p, "%" PRIu64, p->id);
    return 0;
}

static int cmd_close(struct an_worker *w, const struct peer *p, char *args)
{
    uint64_t code = words_number(&args, 0);
    an_worker_close(w, p->id, (uint16_t)code, args, strlen(args));
    return 0;
}

/* The last words still arrive. */
static int cmd_bye(struct an_worker *w, const struct peer *p, char *args)
{
    send_to(w, p, args, strlen(args));
    an_worker_close(w, p->id, 0, NULL, 0);
    return 0;
}

static int cmd_crash(struct an_worker *w, const struct peer *p, char *args)
{
    (void)w, (void)p, (void)args;
    abort();
}

static int cmd_exit(struct an_worker *w, const struct peer *p, char *args)
{
    (void)w, (void)p, (void)args;
    return -1;
}

static int cmd_fail(struct an_worker *w, const struct peer *p, char *args)
{
    (void)w, (void)p, (void)args;
    return 1;
}

static int cmd_silent(struct an_worker *w, const struct peer *p, char *args)
{
    (void)w, (void)p, (void)args;
    return 0;
}

static int cmd_sleep(struct an_worker *w, const struct peer *p, char *args)
{
    dawdle(words_number(&args, 0));
    say(w, p, "slept");
    return 0;
}

static int cmd_big(struct an_worker *w, const struct peer *p, char *args)
{
    size_t len = words_number(&args, 0);
    uint8_t *body = words_letters(len);
    int err = send_to(w, p, body, len);
    an_free(body);
    if (err < 0) say(w, p, "%s", an_err_name(err));
    return 0;
}

/* "size count": answers, or pieces of one, until one is refused; "!flooded" tells how many were taken, and the refusal. */
static int flood_with(struct an_worker *w, const struct peer *p, char *args, uint8_t flags)
{
    size_t len = words_number(&args, 1);
    uint64_t count = words_number(&args, 1);
    uint8_t *body = words_letters(len);
    struct an_send s = {.code = p->proto == AN_PROTO_WEBSOCKET ? p->op : 0,
                        .flags = flags,
                        .body = body,
                        .body_len = len};
    flood.accepted = 0;
    flood.err = AN_OK;
    while (flood.accepted < count && (flood.err = an_worker_send(w, p->id, &s)) == AN_OK)
        flood.accepted++;
    an_free(body);
    return 0;
}

static int cmd_flood(struct an_worker *w, const struct peer *p, char *args)
{
    return flood_with(w, p, args, 0);
}

static int cmd_pieces(struct an_worker *w, const struct peer *p, char *args)
{
    return flood_with(w, p, args, AN_MSG_PART);
}

/* The answer in pieces of another connection is over. */
static int cmd_over(struct an_worker *w, const struct peer *p, char *args)
{
    struct an_send s = {.flags = AN_MSG_PART | AN_MSG_LAST};
    say(w, p, "%s", an_err_name(an_worker_send(w, words_number(&args, 0), &s)));
    return 0;
}

/* "offset length path": the answer is that part of a file. */
static int cmd_file(struct an_worker *w, const struct peer *p, char *args)
{
    uint64_t part[2];
    struct an_buf body = {.max = 8192};
    part[0] = words_number(&args, 0);
    part[1] = words_number(&args, UINT64_MAX);
    if (an_buf_append(&body, part, sizeof part) < 0 || an_buf_append(&body, args, strlen(args)) < 0)
        abort();
    struct an_send s = {.flags = AN_MSG_FILE, .body = body.data, .body_len = body.len};
    int err = an_worker_send(w, p->id, &s);
    an_buf_fini(&body);
    if (err < 0) say(w, p, "%s", an_err_name(err));
    return 0;
}

static int cmd_flooded(struct an_worker *w, const struct peer *p, char *args)
{
    (void)args;
    say(w, p, "%" PRIu64 " %s", flood.accepted, an_err_name(flood.err));
    return 0;
}

static int cmd_twice(struct an_worker *w, const struct peer *p, char *args)
{
    flood.accepted = say(w, p, "%s", args) == AN_OK;
    flood.err = say(w, p, "again %s", args);
    return 0;
}

static int cmd_send(struct an_worker *w, const struct peer *p, char *args)
{
    struct an_conn_info info = {0};
    uint64_t id = words_number(&args, 0);
    an_registry_read(&an_worker_fabric(w)->registry, id, &info);
    struct peer to = {.id = id, .proto = info.proto, .op = AN_WS_TEXT};
    say(w, p, "%s", an_err_name(send_to(w, &to, args, strlen(args))));
    return 0;
}

/* Bytes that wait for another connection, as the registry shows them. */
static int cmd_queued(struct an_worker *w, const struct peer *p, char *args)
{
    uint32_t queued = 0;
    int err = an_registry_check(&an_worker_fabric(w)->registry, words_number(&args, 0), &queued);
    say(w, p, "%u %s", queued, an_err_name(err));
    return 0;
}

static int cmd_stats(struct an_worker *w, const struct peer *p, char *args)
{
    struct an_board *b = an_worker_fabric(w)->board;
    char text[1024];
    size_t at = 0;
    uint64_t n = 0;
    (void)args;
#define ONE(name)                                                                                  \
    n = 0;                                                                                         \
    for (uint32_t i = 0; i < server.config.reactors; i++)                                          \
        n += an_counted(&b->reactor[i].name);                                                      \
    at += (size_t)snprintf(text + at, sizeof text - at, #name "=%" PRIu64 " ", n);
    ONE(connections)
    AN_COUNTER_MAP(ONE)
#undef ONE
    send_to(w, p, text, at);
    return 0;
}

static int cmd_timer(struct an_worker *w, const struct peer *p, char *args)
{
    uint64_t delay = words_number(&args, 0), beats = words_number(&args, 1);
    struct later *l = an_alloc(sizeof *l);
    *l = (struct later){.peer = *p, .left = beats};
    an_list_init(&l->node);
    an_list_insert(&laters, &l->node);
    l->timer = an_worker_timer_add(w, delay, beats > 1 ? delay : 0, l);
    return 0;
}

/* A task or a message is the peer to answer, and the text. */
struct letter {
    struct peer peer;
    char text[1024];
};

static size_t letter(struct letter *l, const struct peer *p, const char *text)
{
    l->peer = *p;
    memcpy(l->text, text, strlen(text));
    return sizeof *p + strlen(text);
}

static int cmd_task(struct an_worker *w, const struct peer *p, char *args)
{
    struct letter l;
    int err = an_worker_task(w, -1, false, &l, letter(&l, p, args), &(uint64_t){0});
    if (err < 0) say(w, p, "%s", an_err_name(err));
    return 0;
}

/* "worker text": that worker answers; "worker *4000": with so many letters. */
static int cmd_mail(struct an_worker *w, const struct peer *p, char *args)
{
    uint32_t to = (uint32_t)words_number(&args, 0);
    bool many = *args == '*' && args++;
    size_t len = many ? words_number(&args, 0) : strlen(args);
    uint8_t *body = words_letters(sizeof *p + len);
    memcpy(body, p, sizeof *p);
    if (!many) memcpy(body + sizeof *p, args, len);
    int err = an_worker_message(w, to, body, sizeof *p + len);
    an_free(body);
    if (err < 0) say(w, p, "%s", an_err_name(err));
    return 0;
}

static const struct command {
    const char *name;
    int (*run)(struct an_worker *w, const struct peer *p, char *args);
} commands[] = {
    {"pid", cmd_pid},         {"worker", cmd_worker}, {"id", cmd_id},     {"close", cmd_close},
    {"bye", cmd_bye},         {"crash", cmd_crash},   {"exit", cmd_exit}, {"fail", cmd_fail},
    {"silent", cmd_silent},   {"sleep", cmd_sleep},   {"big", cmd_big},   {"flood", cmd_flood},
    {"flooded", cmd_flooded}, {"twice", cmd_twice},   {"send", cmd_send}, {"queued", cmd_queued},
    {"stats", cmd_stats},     {"timer", cmd_timer},   {"task", cmd_task}, {"file", cmd_file},
    {"pieces", cmd_pieces},   {"over", cmd_over},     {"mail", cmd_mail},
};
#define COMMANDS (sizeof commands / sizeof *commands)

/* "!name args"; a blank or a "+" (in a target) ends the name. */
static int command(struct an_worker *w, const struct peer *p, const uint8_t *body, size_t len)
{
    char text[1024], *args;
    len = AN_MIN(len, sizeof text - 1);
    memcpy(text, body, len);
    text[len] = 0;
    for (char *at = text; p->proto == AN_PROTO_HTTP && (at = strchr(at, '+')); at++)
        *at = ' ';
    args = strchrnul(text, ' ');
    if (*args) *args++ = 0;
    for (size_t i = 0; i < COMMANDS; i++)
        if (strcmp(commands[i].name, text + 1) == 0) return commands[i].run(w, p, args);
    say(w, p, "no such command");
    return 0;
}

/* --- events --- */

static void start(struct an_worker *w)
{
    char name[16], line[32];
    bool task = an_worker_role(w) == AN_TASK;
    if (own.doomed && !task && an_worker_index(w) == own.doomed) abort();
    snprintf(name, sizeof name, "%s %u", task ? "task" : "worker", an_worker_index(w));
    prctl(PR_SET_NAME, name); /* so that the tests find this process */
    if (task || an_worker_index(w) != 0) return;
    int n = snprintf(line, sizeof line, "READY %u\n", server.listener[0].port);
    if (write(STDOUT_FILENO, line, (size_t)n) < 0 && errno != EPIPE) abort();
}

static int recv_from(struct an_worker *w, const struct an_event *ev)
{
    struct peer p = {ev->id, ev->proto, ev->code};
    struct an_head head;
    char text[1024];
    const uint8_t *body = ev->body;
    size_t len = ev->body_len;
    if (ev->form) {
        len = form_describe(body, len, text, sizeof text);
        body = (const uint8_t *)text;
    } else if (ev->proto == AN_PROTO_HTTP && !len) {
        if (an_head_open(&head, ev->head, ev->head_len) < 0 || !head.target.len) abort();
        body = (const uint8_t *)head.target.p + 1;
        len = head.target.len - 1;
    }
    if (len && *body == '!') return command(w, &p, body, len);
    int err = send_to(w, &p, body, len);
    if (err == AN_OK) return 0;
    if (err != AN_EGONE) journal(w, ev, err);
    an_worker_close(w, ev->id, 0, NULL, 0);
    return 0;
}

/* In a task worker: the text is a command of its own kind, or goes back. "direct": straight to the connection. */
static int task(struct an_worker *w, const struct an_event *ev)
{
    struct peer p;
    char text[1024], *args = text;
    size_t len = AN_MIN(ev->body_len - sizeof p, sizeof text - 1);
    memcpy(&p, ev->body, sizeof p);
    memcpy(text, ev->body + sizeof p, len);
    text[len] = 0;
    if (strcmp(text, "crash") == 0) abort();
    if (strcmp(text, "exit") == 0) return -1;
    if (strncmp(text, "direct ", 7) == 0) {
        send_to(w, &p, text + 7, len - 7);
        return 0;
    }
    if (strncmp(text, "sleep ", 6) == 0) {
        args += 6;
        dawdle(words_number(&args, 0));
    }
    an_worker_task_done(w, ev->code, ev->id, false, ev->body, ev->body_len);
    return 0;
}

static int task_done(struct an_worker *w, const struct an_event *ev)
{
    struct peer p;
    memcpy(&p, ev->body, sizeof p);
    send_to(w, &p, ev->body + sizeof p, ev->body_len - sizeof p);
    return 0;
}

static int timer(struct an_worker *w, const struct an_event *ev)
{
    struct later *l = ev->data;
    say(w, &l->peer, "timer");
    if (--l->left > 0) return 0;
    an_worker_timer_remove(w, l->timer); /* one that does not repeat is spent already */
    an_list_remove(&l->node);
    an_free(l);
    return 0;
}

static int event(void *ctx, struct an_worker *w, const struct an_event *ev)
{
    int end = 0;
    (void)ctx;
    journal(w, ev, AN_OK);
    switch (ev->type) {
    case AN_EV_START:
        start(w);
        break;
    case AN_EV_CONNECT:
        if (own.greet) say(w, &(struct peer){.id = ev->id}, "hello\n");
        break;
    case AN_EV_RECV:
        end = recv_from(w, ev);
        break;
    case AN_EV_TASK:
        end = task(w, ev);
        break;
    case AN_EV_TASK_DONE:
    case AN_EV_MESSAGE:
        end = task_done(w, ev);
        break;
    case AN_EV_TIMER:
        end = timer(w, ev);
        break;
    default:
        break;
    }
    an_free(ev->owned);
    return end;
}

int main(int argc, char **argv)
{
    if (!echo_allocator()) return 2;
    an_server_init(&server);
    if (!echo_options(&server.config, &own, argc, argv)) {
        fprintf(stderr, "usage: echo [name=value]...\n");
        return 2;
    }
    if (own.debug) an_log_init(STDERR_FILENO, AN_LOG_DEBUG);
    server.config.listen[0] = (struct an_listen){
        .host = "127.0.0.1", .port = (uint16_t)own.port, .speaks = (uint8_t)own.speaks};
    server.config.listeners = 1;
    struct an_app app = {.event = event};
    int end = an_server_run(&server, &app);
    if (end < 0) fprintf(stderr, "echo: %s\n", server.error);
    while (!an_list_empty(&laters)) {
        struct later *l = AN_CONTAINER_OF(laters.next, struct later, node);
        an_list_remove(&l->node);
        an_free(l);
    }
    an_server_fini(&server);
    return end < 0;
}

#ifdef __SANITIZE_ADDRESS__
/* net leaves through _exit, where nobody asks for leaks: this one does, after a graceful end. */
int __lsan_do_recoverable_leak_check(void);
void _exit(int status)
{
    if (status == 0 && __lsan_do_recoverable_leak_check()) status = 23;
    for (;;)
        syscall(SYS_exit_group, status);
}
#endif
