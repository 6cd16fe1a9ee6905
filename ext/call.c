/* call.c - see call.h. */
#include "call.h"

#include "request_files.h"

#include "ground/allocator.h"
#include "protocol/text/head.h"

void appnet_call_end(struct appnet_call *call)
{
    struct appnet_call over = *call;
    *call = (struct appnet_call){0};
    appnet_answer_clear(&over.answer);
    appnet_answer_clear(&over.failed);
    zval_ptr_dtor(&over.header);
    zval_ptr_dtor(&over.request);
    zval_ptr_dtor(&over.body);
    if (over.event && over.event->form) appnet_files_forget(over.event);
}

struct appnet_call *appnet_call_park(struct appnet_call *call)
{
    struct appnet_call *parked = an_alloc(sizeof *parked);
    *parked = *call;
    *call = (struct appnet_call){0};
    return parked;
}

void appnet_call_resume(struct appnet_call *call, struct appnet_call *parked)
{
    *call = *parked;
    an_free(parked);
}

uint64_t appnet_call_request(const struct appnet_call *call)
{
    const struct an_event *ev = call->event;
    if (!ev) return 0;
    return ev->type == AN_EV_OPEN || (ev->type == AN_EV_RECV && ev->proto == AN_PROTO_HTTP) ? ev->id
                                                                                            : 0;
}

bool appnet_call_is_head(const struct appnet_call *call, uint64_t id)
{
    const struct an_event *ev = call->event;
    struct an_head head;
    return appnet_call_request(call) == id && id &&
           an_head_open(&head, ev->head, ev->head_len) == AN_OK && head.method.len == 4 &&
           memcmp(head.method.p, "HEAD", 4) == 0;
}

bool appnet_call_said(const struct appnet_call *call, uint64_t id)
{
    const struct appnet_answer *a = &call->answer;
    uint64_t hand = appnet_call_request(call);
    if (hand && hand != id) return false;
    return a->status || a->close || a->lines || (call->failed_id && call->failed_id == id);
}

void appnet_call_take_up(struct appnet_call *call)
{
    struct appnet_answer since = call->answer;
    call->answer = call->failed;
    call->failed = (struct appnet_answer){0};
    call->failed_id = 0;
    appnet_answer_add(&call->answer, &since);
    appnet_answer_clear(&since);
}

void appnet_call_put_aside(struct appnet_call *call, uint64_t id)
{
    appnet_answer_clear(&call->failed);
    call->failed = call->answer;
    call->failed_id = id;
    call->answer = (struct appnet_answer){0};
}
