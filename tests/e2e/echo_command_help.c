/* echo_command_help.c - see echo_command_help.h. */
#define _GNU_SOURCE
#include "e2e/echo_command_help.h"

#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "e2e/fork_help.h"
#include "e2e/stray_help.h"
#include "e2e/words_help.h"
#include "err_help.h"
#include "ground/list.h"
#include "memory/buf.h"
#include "process/worker_in.h"
#include "protocol/ws/frame.h"

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

int echo_send(struct an_worker *w, const struct peer *p, const void *body, size_t len)
{
    struct an_send s = {
        .code = p->proto == AN_PROTO_WEBSOCKET ? p->op : 0, .body = body, .body_len = len};
    return an_worker_send(w, p->id, &s);
}

int echo_say(struct an_worker *w, const struct peer *p, const char *fmt, ...)
{
    char text[1024];
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    return echo_send(w, p, text, AN_MIN((size_t)n, sizeof text - 1));
}

/* A callback that takes its time. */
void echo_dawdle(uint64_t ms)
{
    poll(NULL, 0, (int)ms);
}

/* --- commands: 0, or what the callback shall return --- */

static int cmd_pid(struct an_worker *w, const struct peer *p, char *args)
{
    (void)args;
    echo_say(w, p, "%d", (int)getpid());
    return 0;
}

static int cmd_worker(struct an_worker *w, const struct peer *p, char *args)
{
    (void)args;
    echo_say(w, p, "%u", an_worker_index(w));
    return 0;
}

static int cmd_id(struct an_worker *w, const struct peer *p, char *args)
{
    (void)args;
    echo_say(w, p, "%" PRIu64, p->id);
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
    echo_send(w, p, args, strlen(args));
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
    echo_dawdle(words_number(&args, 0));
    echo_say(w, p, "slept");
    return 0;
}

static int cmd_big(struct an_worker *w, const struct peer *p, char *args)
{
    size_t len = words_number(&args, 0);
    uint8_t *body = words_letters(len);
    int err = echo_send(w, p, body, len);
    an_free(body);
    if (err < 0) echo_say(w, p, "%s", err_name(err));
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

/* "size count ms": a whole answer in pieces; each of them waits so long for room. */
static int cmd_patient(struct an_worker *w, const struct peer *p, char *args)
{
    size_t len = words_number(&args, 1);
    uint64_t count = words_number(&args, 1);
    uint8_t *body = words_letters(len);
    struct an_send s = {.flags = AN_MSG_PART, .body = body, .body_len = len};
    s.wait_ms = (uint32_t)words_number(&args, 0);
    flood.accepted = 0;
    flood.err = AN_OK;
    for (uint64_t i = 1; i <= count; i++) { /* whatever becomes of it */
        s.flags = i == count ? AN_MSG_PART | AN_MSG_LAST : AN_MSG_PART;
        int err = an_worker_send(w, p->id, &s);
        if (err == AN_OK) flood.accepted++;
        if (flood.err == AN_OK) flood.err = err;
    }
    an_free(body);
    return 0;
}

/* "id text": a piece of the answer of another connection. */
static int cmd_piece(struct an_worker *w, const struct peer *p, char *args)
{
    uint64_t id = words_number(&args, 0);
    struct an_send s = {.flags = AN_MSG_PART, .body = args, .body_len = strlen(args)};
    echo_say(w, p, "%s", err_name(an_worker_send(w, id, &s)));
    return 0;
}

/* The answer in pieces of another connection is over. */
static int cmd_over(struct an_worker *w, const struct peer *p, char *args)
{
    struct an_send s = {.flags = AN_MSG_PART | AN_MSG_LAST};
    echo_say(w, p, "%s", err_name(an_worker_send(w, words_number(&args, 0), &s)));
    return 0;
}

/* "offset length path": the answer is that part of a file. */
static int cmd_file(struct an_worker *w, const struct peer *p, char *args)
{
    struct stat st = {0};
    struct an_msg_file of = {0};
    struct an_buf body = {.max = 8192};
    of.offset = words_number(&args, 0);
    of.length = words_number(&args, UINT64_MAX);
    stat(args, &st);
    of.dev = st.st_dev;
    of.ino = st.st_ino;
    if (an_buf_append(&body, &of, sizeof of) < 0 || an_buf_append(&body, args, strlen(args)) < 0)
        abort();
    struct an_send s = {.flags = AN_MSG_FILE, .body = body.data, .body_len = body.len};
    int err = an_worker_send(w, p->id, &s);
    an_buf_fini(&body);
    if (err < 0) echo_say(w, p, "%s", err_name(err));
    return 0;
}

static int cmd_flooded(struct an_worker *w, const struct peer *p, char *args)
{
    (void)args;
    echo_say(w, p, "%" PRIu64 " %s", flood.accepted, err_name(flood.err));
    return 0;
}

static int cmd_twice(struct an_worker *w, const struct peer *p, char *args)
{
    flood.accepted = echo_say(w, p, "%s", args) == AN_OK;
    flood.err = echo_say(w, p, "again %s", args);
    return 0;
}

static int cmd_send(struct an_worker *w, const struct peer *p, char *args)
{
    struct an_conn_info info = {0};
    uint64_t id = words_number(&args, 0);
    an_registry_read(&w->fabric->registry, id, &info);
    struct peer to = {.id = id, .proto = info.proto, .op = AN_WS_TEXT};
    echo_say(w, p, "%s", err_name(echo_send(w, &to, args, strlen(args))));
    return 0;
}

/* Bytes that wait for another connection, as the registry shows them. */
static int cmd_queued(struct an_worker *w, const struct peer *p, char *args)
{
    uint32_t queued = 0;
    int err = an_registry_check(&w->fabric->registry, words_number(&args, 0), &queued);
    echo_say(w, p, "%u %s", queued, err_name(err));
    return 0;
}

static int cmd_stats(struct an_worker *w, const struct peer *p, char *args)
{
    struct an_board *b = w->fabric->board;
    char text[2048];
    size_t at = 0;
    uint64_t n = 0;
    (void)args;
#define ONE(name)                                                                                  \
    n = 0;                                                                                         \
    for (uint32_t i = 0; i < an_worker_config(w)->reactors; i++)                                   \
        n += an_counted(&b->reactor[i].name);                                                      \
    at += (size_t)snprintf(text + at, sizeof text - at, #name "=%" PRIu64 " ", n);
    ONE(connections)
    ONE(buffered)
    AN_COUNTER_MAP(ONE)
#undef ONE
    echo_send(w, p, text, at);
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
    if (err < 0) echo_say(w, p, "%s", err_name(err));
    return 0;
}

/* "count size": so many tasks that answer to nobody, of random sizes up to this; says how many were accepted. */
static int cmd_tasks(struct an_worker *w, const struct peer *p, char *args)
{
    uint64_t count = words_number(&args, 1), most = words_number(&args, 1), accepted = 0;
    static uint64_t seed = 1;
    uint8_t *body = words_letters(sizeof *p + most + 1);
    memset(body, 0, sizeof *p);
    for (uint64_t i = 0; i < count; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        size_t len = sizeof *p + 1 + (seed >> 33) % most;
        accepted += an_worker_task(w, -1, false, body, len, &(uint64_t){0}) == AN_OK;
    }
    an_free(body);
    echo_say(w, p, "%" PRIu64, accepted);
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
    if (err < 0) echo_say(w, p, "%s", err_name(err));
    return 0;
}

/* An echo by a worker that has just forked. */
static int cmd_fork(struct an_worker *w, const struct peer *p, char *args)
{
    if (!fork_child()) echo_say(w, p, "%s", args);
    return 0;
}

/* "part seed words": as a stray write does; then it dies of it. */
static int cmd_stray(struct an_worker *w, const struct peer *p, char *args)
{
    char *part = args;
    args = strchrnul(args, ' ');
    if (*args) *args++ = 0;
    uint64_t seed = words_number(&args, 1);
    if (!stray_write(w->fabric, part, seed, words_number(&args, 25))) {
        echo_say(w, p, "no such part");
        return 0;
    }
    kill(getpid(), SIGKILL);
    return 0;
}

/* "topic": joins it; and: "topic text" is published. */
static int cmd_join(struct an_worker *w, const struct peer *p, char *args)
{
    echo_say(w, p, "%s", err_name(an_worker_subscribe(w, p->id, args, strlen(args))));
    return 0;
}

static int cmd_publish(struct an_worker *w, const struct peer *p, char *args)
{
    char *text = strchrnul(args, ' ');
    struct an_publish pub = {
        .topic = args, .topic_len = (size_t)(text - args), .opcode = AN_WS_TEXT};
    pub.body = *text ? text + 1 : text;
    pub.body_len = strlen(pub.body);
    int err = an_worker_publish(w, &pub);
    if (err < 0) echo_say(w, p, "%s", err_name(err));
    return 0;
}

static const struct command {
    const char *name;
    int (*run)(struct an_worker *w, const struct peer *p, char *args);
} commands[] = {
    {"pid", cmd_pid},         {"worker", cmd_worker}, {"id", cmd_id},
    {"close", cmd_close},     {"bye", cmd_bye},       {"crash", cmd_crash},
    {"exit", cmd_exit},       {"fail", cmd_fail},     {"silent", cmd_silent},
    {"sleep", cmd_sleep},     {"big", cmd_big},       {"flood", cmd_flood},
    {"flooded", cmd_flooded}, {"twice", cmd_twice},   {"send", cmd_send},
    {"queued", cmd_queued},   {"stats", cmd_stats},   {"timer", cmd_timer},
    {"task", cmd_task},       {"tasks", cmd_tasks},   {"file", cmd_file},
    {"patient", cmd_patient}, {"pieces", cmd_pieces}, {"over", cmd_over},
    {"mail", cmd_mail},       {"piece", cmd_piece},   {"fork", cmd_fork},
    {"stray", cmd_stray},     {"join", cmd_join},     {"publish", cmd_publish},
};
#define COMMANDS (sizeof commands / sizeof *commands)

/* "!name args"; a blank or a "+" (in a target) ends the name. */
int echo_command(struct an_worker *w, const struct peer *p, const uint8_t *body, size_t len)
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
    echo_say(w, p, "no such command");
    return 0;
}

int echo_timer(struct an_worker *w, const struct an_event *ev)
{
    struct later *l = ev->data;
    echo_say(w, &l->peer, "timer");
    if (--l->left > 0) return 0;
    an_worker_timer_remove(w, l->timer); /* one that does not repeat is spent already */
    an_list_remove(&l->node);
    an_free(l);
    return 0;
}

void echo_commands_end(void)
{
    while (!an_list_empty(&laters)) {
        struct later *l = AN_CONTAINER_OF(laters.next, struct later, node);
        an_list_remove(&l->node);
        an_free(l);
    }
}
