/* echo.c - a server on core/ without PHP: what the end-to-end and chaos tests, and the sanitizers, run on.
 *
 *   echo [name=value]...          names: see options_help.c; prints "READY <port>" when worker 0 has started
 *
 * It answers with what it was sent: TCP bytes, a WebSocket message by its own opcode, HTTP the body, or without one the target after
 * its "/". What begins with "!" is a command (commands[] in echo_command_help.c) and must arrive in one piece. An answer
 * that is refused ends the connection, so that a gap is never taken for an echo. Every callback is written to the journal first.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "e2e/echo_command_help.h"
#include "e2e/form_help.h"
#include "e2e/journal.h"
#include "e2e/options_help.h"
#include "e2e/server_help.h"
#include "e2e/words_help.h"
#include "ground/log.h"
#include "process/server.h"
#include "protocol/text/head.h"

static struct an_server server;
static struct echo_own own = {.speaks = AN_SPEAKS_ALL};

static void journal(struct an_worker *w, const struct an_event *ev, int err)
{
    struct journal_event e = {.type = (uint8_t)ev->type,
                              .role = an_worker_role(w) & 15,
                              .proto = ev->proto & 15,
                              .index = (uint16_t)an_worker_index(w),
                              .pid = (uint32_t)getpid(),
                              .id = ev->id,
                              .code = ev->code,
                              .refused = (uint32_t)-err,
                              .len = ev->body_len};
    if (own.journal && write((int)own.journal, &e, sizeof e) != sizeof e) abort();
}

/* --- events --- */

/* So that the tests find this process. */
static void name(struct an_worker *w)
{
    char text[16];
    bool task = an_worker_role(w) == AN_TASK;
    snprintf(text, sizeof text, "%s %u", task ? "task" : "worker", an_worker_index(w));
    prctl(PR_SET_NAME, text);
}

/* Its name comes with the first turn of its loop (a timer without data): by then it is ready. */
static void start(struct an_worker *w)
{
    bool worker = an_worker_role(w) == AN_WORKER;
    if (own.doomed && worker && an_worker_index(w) == own.doomed) abort();
    if (own.halted && worker && an_worker_index(w) == own.halted) {
        name(w);
        raise(SIGSTOP);
    }
    an_worker_timer_add(w, 0, 0, NULL);
}

static void started(struct an_worker *w)
{
    char line[32];
    name(w);
    if (an_worker_role(w) == AN_TASK || an_worker_index(w) != 0) return;
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
    if (len && *body == '!') return echo_command(w, &p, body, len);
    int err = echo_send(w, &p, body, len);
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
    if (strcmp(text, "fail") == 0) return 1;
    if (strcmp(text, "crash") == 0) abort();
    if (strcmp(text, "exit") == 0) return -1;
    if (strncmp(text, "direct ", 7) == 0) {
        echo_send(w, &p, text + 7, len - 7);
        return 0;
    }
    if (strncmp(text, "sleep ", 6) == 0) {
        args += 6;
        echo_dawdle(words_number(&args, 0));
    }
    an_worker_task_done(w, ev->code, ev->id, false, ev->body, ev->body_len);
    return 0;
}

static int task_done(struct an_worker *w, const struct an_event *ev)
{
    struct peer p;
    memcpy(&p, ev->body, sizeof p);
    if (p.id) echo_send(w, &p, ev->body + sizeof p, ev->body_len - sizeof p);
    return 0;
}

static int event(void *ctx, struct an_worker *w, const struct an_event *ev)
{
    int end = 0;
    (void)ctx;
    if (ev->type == AN_EV_TIMER && !ev->data) {
        started(w);
        return 0;
    }
    journal(w, ev, AN_OK);
    switch (ev->type) {
    case AN_EV_START:
        start(w);
        break;
    case AN_EV_CONNECT:
        if (own.greet) echo_say(w, &(struct peer){.id = ev->id}, "hello\n");
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
        end = echo_timer(w, ev);
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
    echo_commands_end();
    an_server_fini(&server);
    return end < 0 ? 1 : server.killed ? SERVER_KILLED : 0;
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
