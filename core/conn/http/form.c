/* form.c - uploads: the body of multipart/form-data goes to the disk piece by piece, before the
 * worker has the request. */
#include "conn/http/http_in.h"
#include "protocol/http/multipart.h"

/* While the disk has a piece, nothing is read from the client, but for the one read that may be
 * under way. */
void an__conn_form_feed(struct an_conn *c, const struct an_http_request *r, bool last)
{
    struct an_upload *u = c->x->upload;
    c->x->upload = NULL;
    c->x->form_ended = last;
    c->x->form_given_ms = c->env->now_ms;
    c->x->request = r;
    c->phase = AN_PHASE_FORM;
    c->env->disk->feed(c, u, r->body, r->body_len, last);
}

void an__conn_form_begin(struct an_conn *c, const struct an_http_request *r)
{
    struct an_span type, boundary;
    bool found = an_head_find(r->head, r->head_len, "Content-Type", &type) &&
                 an_multipart_boundary(type, &boundary) == AN_OK;
    AN_ASSERT(found); /* the codec has checked it */
    uint8_t speaks = an__conn_speaks(c);
    bool refused = r->bad_websocket && speaks & AN_SPEAKS_WEBSOCKET;
    if (refused || !(speaks & AN_SPEAKS_HTTP)) { /* nothing of it is read */
        an__conn_http_request(c, r);
        return;
    }
    if (r->expects) c->x->writer->go_on(c);
    if (c->phase == AN_PHASE_DEAD) return;
    c->x->upload = an_upload_new(c->env->config, boundary);
    an_count(&c->env->counters->http_uploads, 1);
}

void an_conn_fed(struct an_conn *c, struct an_upload *u, int status)
{
    struct an__exchange *x = c->x;
    if (c->phase != AN_PHASE_FORM) {
        c->env->disk->drop(c->env, u);
        return;
    }
    x->upload = u;
    an_upload_count(u, &c->env->share.account);
    if (x->body_due_ms) x->body_due_ms += c->env->now_ms - x->form_given_ms;
    c->phase = AN_PHASE_HTTP;
    if (status) {
        if (status == 413) an_count(&c->env->counters->http_body_too_large, 1);
        an__conn_http_fail(c, status, NULL, status < 500 ? AN_CLOSE_PROTOCOL : AN_CLOSE_SERVER);
    } else if (x->form_ended) {
        an__conn_http_request(c, x->request);
    } else {
        an__conn_process(c);
    }
}
