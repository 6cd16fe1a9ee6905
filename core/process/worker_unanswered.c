/* worker_unanswered.c - the log's line about a request that got a 504 because nobody has answered
 * it.
 *
 * A callback may return without an answer and keep the connection's id for later. Nobody can know
 * whether it has kept it. So the worker notes what the request was when the callback returns, and
 * says it when the reactor tells that time is up. A note may have made place for another one by
 * then: the line is without it.
 */
#include "process/worker_in.h"

#include "ground/log.h"
#include "protocol/text/head.h"

#include <stdio.h>

static struct an__unanswered *unanswered_place(struct an_worker *w, uint64_t id)
{
    return &w->unanswered[id % AN__UNANSWERED];
}

void an__unanswered_note(struct an_worker *w, const struct an_delivery *d)
{
    struct an_head head;
    if (an_head_open(&head, d->head, d->msg.head_len) < 0) return;
    if (!w->unanswered) w->unanswered = an_calloc(AN__UNANSWERED, sizeof *w->unanswered);
    struct an__unanswered *u = unanswered_place(w, d->msg.id);
    u->id = d->msg.id;
    u->request = d->msg.stamp;
    snprintf(u->line, sizeof u->line, "%.*s %.*s", (int)AN_MIN(head.method.len, 32u), head.method.p,
             (int)AN_MIN(head.target.len, 100u), head.target.p);
}

void an__unanswered_log(struct an_worker *w, uint64_t id, uint64_t request)
{
    const struct an__unanswered *u = w->unanswered ? unanswered_place(w, id) : NULL;
    bool known = u && u->id == id && u->request == request;
    const char *where = w->config->answers_at;
    an_log(
        AN_LOG_WARN,
        "%s has no answer (504): its callback%s%s has returned, and nobody has answered it later",
        known ? u->line : "a request", where ? " at " : "", where ? where : "");
}
