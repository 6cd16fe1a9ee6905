/* call.h - the call: everything that belongs to the callback in hand, and ends with it.
 *
 * It is one struct of plain values, so it can be put away and taken up again whole.
 *
 * Whose answer is it? setHeader, setCookie and httpRespCode speak of one answer. If a request is in
 * hand (RECV of HTTP, OPEN), it is the answer to that request, and no other answer carries it.
 * Elsewhere it belongs to the first HTTP connection that is answered. If that answer fails, what
 * was said waits for the next try of the same connection, and what is said from then on is
 * another's.
 */
#ifndef APPNET_CALL_H
#define APPNET_CALL_H

#include <stdbool.h>

#include "php.h"

#include "answer.h"
#include "process/worker.h"

/* All zero: no callback is in hand; its zvals are undefined then, for IS_UNDEF is 0. */
struct appnet_call {
    const struct an_event *event; /* NULL: no callback is in hand */
    uint64_t began_ms;            /* wall clock */
    zval header, request;         /* what getHeader() and getRequest() returned, or undefined */
    zval body;      /* of an HTTP request: the string that its callback was given; or undefined */
    bool streaming; /* the answer to the request in hand has begun and is not over */
    struct appnet_answer answer; /* what has been said */
    /* What had been said of an answer that could not be sent, and to which connection; 0: none. */
    struct appnet_answer failed;
    uint64_t failed_id;
};

/* Releases everything; then no callback is in hand. */
void appnet_call_end(struct appnet_call *call);
/* The connection whose request is in hand; 0: none is. */
uint64_t appnet_call_request(const struct appnet_call *call);
/* Is a HEAD of this connection in hand? Only who makes the answer knows how long the body of a GET
 * would be (RFC 9110, 9.3.2). */
bool appnet_call_is_head(const struct appnet_call *call, uint64_t id);
/* Has anything been said that the answer to this connection would carry? */
bool appnet_call_said(const struct appnet_call *call, uint64_t id);
/* The failed answer is tried again: what was said since is added to what was said of it then. */
void appnet_call_take_up(struct appnet_call *call);
/* The answer to this connection has failed: keeps what was said for the next try. */
void appnet_call_put_aside(struct appnet_call *call, uint64_t id);

#endif
