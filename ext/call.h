/* call.h - the call: everything that belongs to the callback in hand, and ends with it.
 *
 * The call is one struct of plain values, so it is parked and taken up again as a whole, together
 * with the engine's half (an_worker_park).
 *
 * setHeader, setCookie and httpRespCode speak of one answer. If a request is in hand (RECV of HTTP,
 * OPEN), that is the answer to this request, and no other answer carries these headers. Elsewhere
 * it is the first answer to an HTTP connection in this callback. If that answer cannot be sent, its
 * status and headers are kept for the next try of the same connection, and later calls speak of
 * another answer.
 */
#ifndef APPNET_CALL_H
#define APPNET_CALL_H

#include <stdbool.h>

#include "php.h"

#include "answer.h"
#include "process/worker.h"

/* All zero: no callback is in hand. The zvals are undefined then, because IS_UNDEF is 0. */
struct appnet_call {
    const struct an_event *event; /* NULL: no callback is in hand */
    /* When the callback began, by the wall clock; 0: turn_ms says it. And by the monotonic one,
     * which may be a millisecond too early. */
    uint64_t began_ms, turn_ms;
    zval header, request;         /* what getHeader() and getRequest() returned, or undefined */
    zval body;      /* of an HTTP request: the string that its callback was given; or undefined */
    bool streaming; /* the answer to the request in hand has begun and is not over */
    struct appnet_answer answer; /* the answer so far */
    /* An answer that could not be sent, without its body, and its connection; 0: there is none. */
    struct appnet_answer failed;
    uint64_t failed_id;
};

/* Releases everything, and makes the call all zero. */
void appnet_call_end(struct appnet_call *call);
/* Puts the call aside: no callback is in hand then. Takes it up again when none is. */
struct appnet_call *appnet_call_park(struct appnet_call *call);
void appnet_call_resume(struct appnet_call *call, struct appnet_call *parked);
/* The connection whose request is in hand; 0: no request is. */
uint64_t appnet_call_request(const struct appnet_call *call);
/* Is a HEAD of this connection in hand? Only the script knows how long the body of a GET would be
 * (RFC 9110, 9.3.2). */
bool appnet_call_is_head(const struct appnet_call *call, uint64_t id);
/* Is there a status or a header that the answer to this connection would carry? */
bool appnet_call_said(const struct appnet_call *call, uint64_t id);
/* The failed answer is tried again. Adds the status and headers since then to those that were
 * kept. */
void appnet_call_take_up(struct appnet_call *call);
/* The answer to this connection has failed: keeps its status and headers for the next try. */
void appnet_call_put_aside(struct appnet_call *call, uint64_t id);

#endif
