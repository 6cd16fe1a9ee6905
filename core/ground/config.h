/* config.h - everything that can be configured, as one plain struct, which the binding and the
 * tests fill. */
#ifndef AN_CONFIG_H
#define AN_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ground/limits.h"

/* Which protocols a port speaks: a set. With one member nothing is guessed. */
enum an_proto_set {
    AN_SPEAKS_TCP = 1,
    AN_SPEAKS_HTTP = 2,
    AN_SPEAKS_WEBSOCKET = 4,
    AN_SPEAKS_ALL = 7,
};

#define AN_UPLOAD_OWNER 17 /* 16 hexadecimal digits and a NUL */

/* How long a connection may be silent; 0: for ever. */
struct an_silence {
    uint64_t ws_ping_ms;     /* then a WebSocket is pinged */
    uint64_t ws_timeout_ms;  /* then a WebSocket is closed: it has not even sent a pong */
    uint64_t tcp_timeout_ms; /* then a TCP connection is closed */
    /* Then a connection that could be TCP is closed, when no byte has ever come from the client or
     * gone to it. */
    uint64_t first_byte_ms;
};

struct an_listen {
    char host[256];
    uint16_t port; /* 0: any free one */
    uint8_t speaks;
    bool own_silence; /* `silence` holds for this listener, not that of the configuration */
    struct an_silence silence;
};

/* Pointers to text are the caller's; NULL: not set. */
struct an_config {
    struct an_listen listen[AN_MAX_LISTENERS];
    uint32_t listeners;

    uint32_t reactors, workers, tasks;
    uint32_t max_connections; /* over all reactors */
    size_t max_message; /* bytes of a TCP read, HTTP body, WebSocket message, and of a send */
    /* Bytes in memory for all clients together: unfinished messages, and what waits for clients and
     * workers. 0: the memory of the machine decides (net.c). */
    size_t max_buffered;
    /* Bytes that may wait for one client before send() refuses. At twice this the client is cut
     * off. */
    size_t send_queue;
    /* Bytes of tasks that may wait in one worker's memory, behind full rings, before a task is
     * refused. */
    size_t task_queue;
    uint32_t ring_capacity; /* bytes, a power of two; of each ring, unless there are very many */
    bool daemon;

    uint32_t max_topics;        /* at each reactor */
    uint32_t max_subscriptions; /* of one connection */

    bool keep_alive;
    size_t max_target, max_head; /* bytes of a request's target, and of its whole head */
    uint32_t max_headers;
    size_t max_body;        /* bytes of a request's body; max_message counts as well */
    uint32_t max_requests;  /* on one connection; 0: no limit */
    /* Requests in a row that came before the answer to the one before; then the connection ends. 0:
     * no limit. */
    uint32_t max_pipeline;
    /* Silence after first bytes that could still become HTTP; then the connection is TCP. */
    uint64_t sniff_ms;
    /* From the first byte of a request to the end of its head; then 408. On a port without TCP the
     * time of the first request begins with the accept. */
    uint64_t head_ms;
    /* For a request's body, and the longest silence in it. Each body_rate bytes buy a second more,
     * but the time left is never more than body_ms. body_rate 0: they buy nothing. */
    uint64_t body_ms, body_rate;
    uint64_t queue_ms; /* for a request that no worker takes; then 503 */
    /* A client that takes nothing of what is under way to it for send_ms is cut off. So is a client
     * that takes, over each send_ms, less than send_rate bytes a second of what is kept in memory;
     * send_rate 0: any rate is enough. */
    uint64_t send_ms, send_rate;
    uint64_t keep_alive_ms; /* silence between requests */
    uint64_t answer_ms;     /* for a request that PHP does not answer; then 504 */
    /* For a client to take what is queued at the end, and for the WebSocket close handshake. */
    uint64_t linger_ms;
    /* The whole graceful stop. Its last part is kept for what follows the connections:
     * an_config_stop_reserve(). */
    uint64_t stop_ms;
    uint64_t reload_ms; /* for a worker that is replaced to finish what it has in hand */
    /* Silence on the network; then a client is probed (TCP keep-alive), every probe_interval_ms.
     * After so many probes without an answer it has vanished. The system rounds up to seconds.
     * probe_ms 0: nobody is probed. */
    uint64_t probe_ms, probe_interval_ms;
    uint32_t probes;
    struct an_silence silence;

    bool ws_open;            /* the application is asked about each WebSocket (AN_MSG_OPEN) */
    bool ws_deflate;         /* permessage-deflate for clients that offer it; with it: */
    bool ws_deflate_context; /* context takeover: smaller messages, more memory per connection */
    /* zlib's; the window in bits: see protocol/ws/deflate.h. */
    uint32_t ws_deflate_level, ws_deflate_mem_level, ws_deflate_window;
    size_t ws_deflate_min; /* shorter messages are not compressed */
    /* Lists. NULL: pages of any origin may connect; there are no subprotocols. */
    const char *ws_origins, *ws_protocols;

    bool gzip;       /* answers from PHP are compressed for clients that ask for it, */
    size_t gzip_min; /* from this length on */

    size_t max_form; /* bytes of a form that is uploaded; its fields have max_body */
    size_t max_file; /* bytes of one file in it */
    uint32_t max_files, max_fields;

    uint32_t file_cache;   /* how many files a reactor remembers */
    bool lenient;          /* a docs root or upload folder that is missing does not stop run() */
    const char *docs_deny; /* extensions of files that are not documents: an_uri_denied() */
    const char *docs_root, *upload_dir, *page_404, *page_50x, *access_log;
    const char *answers_at; /* the place in the code that answers requests, for the log */
    char upload_owner[AN_UPLOAD_OWNER]; /* not an option: see disk/upload_owner.h; "": none */
};

/* The defaults: 1 reactor, 1 worker, no task workers, 10,000 connections, 8 MiB messages, no
 * listener. */
void an_config_init(struct an_config *c);
/* That of connections to the i-th listener. */
const struct an_silence *an_config_silence(const struct an_config *c, uint32_t i);
/* The last part of the stop: connections are told and cut off, then task workers and workers
 * leave. */
static inline uint64_t an_config_stop_reserve(const struct an_config *c)
{
    uint64_t least = c->stop_ms < 600 ? c->stop_ms / 2 : 300;
    return c->stop_ms >= 10000 ? 1000 : c->stop_ms / 10 > least ? c->stop_ms / 10 : least;
}
/* Bytes of the longest block (head.h) that a request's head becomes: a line grows by one byte at
 * most. */
static inline size_t an_config_head_block(const struct an_config *c) { return c->max_head + c->max_headers + 64; }
/* AN_OK, or AN_EINVAL / AN_ELIMIT and *why (static text naming the field and its range). The lists
 * of ws_origins and ws_protocols are checked by protocol/ws/policy.h. */
int an_config_check(const struct an_config *c, const char **why);

#endif
