/* conn_log.c - the access log's line of a request. */
#include "net/conn_in.h"

void an__conn_log_begin(struct an_conn *c, const void *head, size_t head_len)
{
    (void)c, (void)head, (void)head_len;
}

void an__conn_log_answer(struct an_conn *c, int status)
{
    if (c->x) c->x->status = status;
}

void an__conn_log_body(struct an_conn *c, uint64_t bytes)
{
    if (c->x) c->x->sent += bytes;
}

void an__conn_log_end(struct an_conn *c, bool cut)
{
    (void)c, (void)cut;
}

void an__conn_log_drop(struct an__exchange *x)
{
    (void)x;
}
