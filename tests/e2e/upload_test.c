/* upload_test.c - forms with files: what net needs does not depend on their size, and whatever happens to one of them, no file stays behind. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "e2e/claim_help.h"
#include "e2e/client_help.h"
#include "e2e/form_help.h"
#include "e2e/journal_help.h"
#include "e2e/scratch_help.h"
#include "e2e/server_help.h"

#define CLIENTS 32
#define SIZE ((size_t)4 << 20) /* of each file */
#define STEP ((size_t)64 << 10)
/* What net may have grown by: of each client a piece that is with the disk and a read that waits behind it (conn.h), and the heaps of the pool's threads.
 * Of the files it is a twentieth. */
#define MORE_KIB (CLIENTS * 2 * ((size_t)64 + 1) + 2048)
/* A sanitizer has memory of its own: there, only what the client sees is judged. */
#define KNOWS_MEMORY (CLAIM_SLOWER == 1)

static struct server start(const char *folder, const char *more)
{
    char args[4200];
    snprintf(args, sizeof args, "uploads=%s %s", folder, more);
    return server_start(args);
}

static void send_and_clear(struct client *c, struct an_buf *b)
{
    must(client_send(c, b->data, b->len));
    an_buf_clear(b, SIZE_MAX);
}

/* A form whose file is of this size, up to byte `to` of it; all of it when that is its size. */
static struct client begin(struct server *s, const char *command, size_t size, size_t to)
{
    struct client c = client_open(s->port, WIRE_HTTP);
    struct an_buf b = {.max = 2 * SIZE};
    form_begin(&b, command, size);
    form_file(&b, 0, to);
    if (to == size) form_finish(&b);
    send_and_clear(&c, &b);
    an_buf_fini(&b);
    return c;
}

static void must_be_flat(struct server *s, size_t before_kib, const char *when)
{
    size_t now = server_memory_kib(server_child(s, "net"));
    claim_note("net: %zu KiB before, %zu %s", before_kib, now, when);
    if (!KNOWS_MEMORY) return;
    /* tcmalloc and jemalloc fetch memory in larger steps, and keep some of each size for each thread. */
    size_t more = MORE_KIB + (getenv("APPNET_ALLOCATOR") ? 4096 : 0);
    must_say(now < before_kib + more, "net has grown from %zu to %zu KiB %s", before_kib, now,
             when);
}

static void send_steps(struct client *c, size_t from, size_t to)
{
    struct an_buf b = {.max = 2 * STEP};
    for (; from < to; from += STEP)
        for (int i = 0; i < CLIENTS; i++) {
            form_file(&b, from, from + STEP);
            send_and_clear(&c[i], &b);
        }
    an_buf_fini(&b);
}

static void many_uploads_at_once_need_no_memory_and_arrive_whole(void)
{
    char folder[4096], right[64];
    snprintf(folder, sizeof folder, "%s", scratch_make());
    snprintf(right, sizeof right, "file letters.txt of %zu bytes, 0, right", SIZE);
    struct server s = start(folder, "");
    struct client c[CLIENTS];
    struct an_buf end = {.max = 64};
    for (int i = 0; i < CLIENTS; i++)
        c[i] = client_open(s.port, WIRE_HTTP);
    must(strcmp(client_ask(&c[0], "hello"), "hello") == 0);
    size_t before = server_memory_kib(server_child(&s, "net"));
    for (int i = 0; i < CLIENTS; i++) {
        client_close(&c[i]);
        c[i] = begin(&s, NULL, SIZE, 0);
    }
    send_steps(c, 0, SIZE / 2);
    scratch_await(folder, CLIENTS);
    must_be_flat(&s, before, "in the middle of all");
    send_steps(c, SIZE / 2, SIZE);
    must_be_flat(&s, before, "before the last line of each");
    form_finish(&end);
    for (int i = 0; i < CLIENTS; i++) {
        must(client_send(&c[i], end.data, end.len) && client_hear(&c[i]));
        must_say(c[i].heard.code == 200 && strcmp(c[i].text, right) == 0, "%d: %s", c[i].heard.code,
                 c[i].text);
        client_close(&c[i]);
    }
    an_buf_fini(&end);
    scratch_await(folder, 0);
    server_stop(&s);
    scratch_remove(folder);
}

static void clients_that_leave_half_way_leave_no_file(void)
{
    char folder[4096];
    snprintf(folder, sizeof folder, "%s", scratch_make());
    struct server s = start(folder, "");
    struct client c[CLIENTS];
    for (int i = 0; i < CLIENTS; i++)
        c[i] = begin(&s, NULL, SIZE, 100000);
    scratch_await(folder, CLIENTS);
    for (int i = 0; i < CLIENTS; i++)
        (i % 2 ? client_reset : client_close)(&c[i]);
    scratch_await(folder, 0);
    server_stop(&s);
    must(journal_check(s.journal, 0).recvs == 0);
    scratch_remove(folder);
}

/* net waits for two fifths of the time, and has a tenth to leave in: ThreadSanitizer takes a second for that. */
static void a_stop_half_way_leaves_no_file(void)
{
    char folder[4096];
    const char *time = CLAIM_SLOWER > 3 ? "stop=12000" : "stop=4000";
    snprintf(folder, sizeof folder, "%s", scratch_make());
    struct server s = start(folder, time);
    struct client c = begin(&s, NULL, SIZE, SIZE / 2);
    scratch_await(folder, 1);
    server_stop(&s);
    must(scratch_count(folder) == 0);
    client_close(&c);
    scratch_remove(folder);
}

static void a_worker_that_dies_with_a_form_in_hand_leaves_no_file(void)
{
    char folder[4096];
    snprintf(folder, sizeof folder, "%s", scratch_make());
    struct server s = start(folder, "");
    struct client c = begin(&s, "!crash", 1000, 1000);
    s.deaths = 1;
    must(client_hear(&c) && c.heard.code == 502);
    scratch_await(folder, 0);
    client_close(&c);
    server_stop(&s);
    scratch_remove(folder);
}

/* The worker sleeps on another's message; the form waits in its ring when it is killed. */
static void a_form_that_waits_for_a_worker_that_is_killed_leaves_no_file(void)
{
    char folder[4096];
    snprintf(folder, sizeof folder, "%s", scratch_make());
    struct server s = start(folder, "");
    struct client sleepy = client_open(s.port, WIRE_WS);
    must(client_say(&sleepy, "!sleep 15000", 12));
    journal_await(s.journal, AN_EV_RECV, 1);
    struct client c = begin(&s, NULL, 1000, 1000);
    scratch_await(folder, 1);
    s.dies = true;
    must(kill(server_child(&s, "worker 0"), SIGKILL) == 0);
    must(client_hear(&c));
    must_say(c.heard.code == 502 || c.heard.code == 200, "status %d", c.heard.code);
    scratch_await(folder, 0);
    client_close(&c);
    client_close(&sleepy);
    server_stop(&s);
    scratch_remove(folder);
}

/* The limit of a file's size is met in the same place as the end of a disk. */
static void a_disk_that_is_full_is_a_507_and_leaves_no_file(void)
{
    char folder[4096];
    snprintf(folder, sizeof folder, "%s", scratch_make());
    struct server s = start(folder, "");
    struct rlimit little = {1 << 20, 1 << 20};
    must(prlimit(server_child(&s, "net"), RLIMIT_FSIZE, &little, NULL) == 0);
    struct client c = begin(&s, NULL, SIZE, 1 << 19), fits = begin(&s, NULL, 1 << 19, 1 << 19);
    must(client_hear(&fits) && fits.heard.code == 200);
    struct an_buf b = {.max = SIZE};
    form_file(&b, 1 << 19, SIZE);
    client_send(&c, b.data, b.len); /* what is not taken any more is no matter */
    must(client_hear(&c));
    must_say(c.heard.code == 507, "status %d", c.heard.code);
    scratch_await(folder, 0);
    an_buf_fini(&b);
    client_close(&fits);
    client_close(&c);
    must(server_log_count(&s, "an upload cannot be written") == 1);
    s.dies = true; /* its one error is that line */
    server_stop(&s);
    scratch_remove(folder);
}

int main(void)
{
    const struct claim claims[] = {
        CLAIM(many_uploads_at_once_need_no_memory_and_arrive_whole),
        CLAIM(clients_that_leave_half_way_leave_no_file),
        CLAIM(a_stop_half_way_leaves_no_file),
        CLAIM(a_worker_that_dies_with_a_form_in_hand_leaves_no_file),
        CLAIM(a_form_that_waits_for_a_worker_that_is_killed_leaves_no_file),
        CLAIM(a_disk_that_is_full_is_a_507_and_leaves_no_file),
    };
    return claims_run(claims, sizeof claims / sizeof *claims);
}
