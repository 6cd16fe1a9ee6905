/* chaos_help.c - see chaos_help.h. */
#include "chaos/chaos_help.h"

#include <signal.h>
#include <stdio.h>

#include "e2e/claim_help.h"

#define TURN_MS 5

void chaos_await(struct server *s, struct crowd *c, const char *text, size_t times)
{
    while (server_log_count(s, text) < times) {
        must_say(claim_left_ms() > 0, "the log does not say \"%s\" %zu times", text, times);
        crowd_turn(c, TURN_MS);
    }
}

void chaos_await_rounds(struct server *s, struct crowd *c)
{
    while (server_log_count(s, ": reloading the ") != server_log_count(s, "workers are reloaded")) {
        must_say(claim_left_ms() > 0, "a reload does not end");
        crowd_turn(c, TURN_MS);
    }
}

void chaos_kill(struct server *s, struct crowd *c, const char *name)
{
    char line[64];
    pid_t pid = server_child(s, name), next;
    must(kill(pid, SIGKILL) == 0);
    while ((next = server_find(s, name)) == 0 || next == pid) {
        must_say(claim_left_ms() > 0, "%s does not come back", name);
        crowd_turn(c, TURN_MS);
    }
    snprintf(line, sizeof line, "(pid %d) was killed by signal 9", (int)pid);
    s->deaths += (unsigned)server_log_count(s, line); /* it may have been about to leave */
    crowd_nudge(c);
}

void chaos_calm(struct server *s, struct crowd *c)
{
    crowd_enough(c);
    server_whole(s);
    crowd_nudge(c);
    crowd_finish(c);
    claim_note("%llu echoes, %llu gaps, %llu connections broken, %llu answers 50x",
               (unsigned long long)c->heard, (unsigned long long)c->lost,
               (unsigned long long)c->broken, (unsigned long long)c->failed);
    crowd_close(c);
}

struct chaos_holdings chaos_holdings(struct server *s)
{
    server_whole(s);
    return (struct chaos_holdings){server_descriptors(s->pid), server_pages(s->pid),
                                   server_descriptors(server_child(s, "net")),
                                   server_descriptors(server_child(s, "worker 0"))};
}

/* Net's sockets go as their clients do, and a worker that is just leaving has fewer than it had, or
 * nothing: both are waited for. */
void chaos_same_holdings(struct server *s, const struct chaos_holdings *before)
{
    struct chaos_holdings now = chaos_holdings(s);
    while (now.net_files > before->net_files || now.worker_files < before->worker_files) {
        claim_wait();
        now = chaos_holdings(s);
    }
    must_say(now.supervisor_files == before->supervisor_files &&
                 now.worker_files == before->worker_files && now.net_files == before->net_files,
             "descriptors: supervisor %zu, was %zu; worker %zu, was %zu; net %zu, was %zu",
             now.supervisor_files, before->supervisor_files, now.worker_files, before->worker_files,
             now.net_files, before->net_files);
    must_say(CLAIM_SLOWER > 1 || now.supervisor_pages == before->supervisor_pages,
             "the supervisor's address space has %zu pages and had %zu", now.supervisor_pages,
             before->supervisor_pages);
}
