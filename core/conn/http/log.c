/* log.c - the access log's line of a request: begun with the request's head, written when its
 * answer is complete, whatever the answer was.
 *
 * A request is logged once. If nobody has answered it when its connection ends, its status is 499.
 */
#include "conn/http/access_entry.h"
#include "conn/http/http_in.h"
#include "protocol/http/access_line.h"

#define NOT_ANSWERED 499

/* If only the body is unreadable, the request has its entry already. */
void an__conn_log_begin(struct an_conn *c, const void *head, size_t head_len)
{
    if (!c->env->log) return;
    struct an__exchange *x = c->x;
    if (!x->log) x->log = an_access_entry_new(head, head_len, c->env->date_s);
}

void an__conn_log_end(struct an_conn *c, bool cut)
{
    struct an__exchange *x = c->x;
    struct an_conn_info info;
    char line[AN_ACCESS_LINE_MAX];
    if (!x || !x->log) return;
    if (an_registry_read(c->env->registry, c->id, &info) < 0) info.family = 0;
    uint64_t left = cut && c->write_queue ? an__conn_queued(c) + c->write_queue->file_bytes : 0;
    size_t n =
        an_access_entry_line(x->log, info.family, info.addr, x->status ? x->status : NOT_ANSWERED,
                             x->sent - AN_MIN(x->sent, left), line, sizeof line);
    c->env->log(c->env, line, n);
    an__conn_log_drop(x);
}

void an__conn_log_drop(struct an__exchange *x)
{
    an_access_entry_free(x->log);
    x->log = NULL;
}
