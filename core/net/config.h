/* config.h - everything that can be configured, as one plain struct: the options table of the binding and the tests fill it. */
#ifndef AN_CONFIG_H
#define AN_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Which protocols a port speaks: a set. With one member nothing is guessed. */
enum an_proto_set {
    AN_SPEAKS_TCP = 1,
    AN_SPEAKS_HTTP = 2,
    AN_SPEAKS_WEBSOCKET = 4,
    AN_SPEAKS_ALL = 7,
};

#define AN_MAX_LISTENERS 16
#define AN_UPLOAD_OWNER 17 /* 16 hexadecimal digits and a NUL */

/* How long a connection may say nothing; 0: as long as it likes. */
struct an_silence {
    uint64_t ws_ping_ms;     /* then a WebSocket is pinged */
    uint64_t ws_timeout_ms;  /* then it is closed, if it has not even sent a pong */
    uint64_t tcp_timeout_ms; /* then a TCP connection is closed */
    uint64_t first_byte_ms;  /* then a connection that could be TCP, and has never had a byte of its client or for it, is closed */
};

struct an_listen {
    char host[256];
    uint16_t port; /* 0: any free one */
    uint8_t speaks;
    bool own_silence; /* not the one of all ports */
    struct an_silence silence;
};

struct an_config {
    struct an_listen listen[AN_MAX_LISTENERS];
    uint32_t listeners;

    uint32_t reactors, workers, tasks;
    uint32_t max_connections; /* over all reactors */
    size_t max_message;       /* bytes of one TCP read, HTTP body or WebSocket message, and of one send */
    size_t max_buffered;      /* bytes in memory for all clients together, of messages that are not whole and of what waits; 0: by the machine, see net.c */
    size_t send_queue;        /* bytes that may wait for one client before send() refuses; at twice this the client is dropped */
    size_t task_queue;        /* bytes of tasks that may wait in one worker's memory, behind full rings, before another one is refused */
    uint32_t ring_capacity;   /* bytes, a power of two */
    bool daemon;

    uint32_t max_topics;        /* at each reactor */
    uint32_t max_subscriptions; /* of one connection */

    bool keep_alive;
    size_t max_target, max_head; /* bytes of a request's target, and of its whole head */
    uint32_t max_headers;
    size_t max_body;        /* bytes of a request's body; max_message counts as well */
    uint32_t max_requests;  /* on one connection; 0: as many as it likes */
    uint32_t max_pipeline;  /* requests in a row that come before the answer to the one before: then the connection ends; 0: no limit */
    uint64_t sniff_ms;      /* silence after first bytes that could still be HTTP: then it is TCP */
    uint64_t head_ms;       /* from the first byte of a request (or, on an HTTP or WebSocket port, from accept) to the end of its head: then 408 */
    uint64_t body_ms;       /* for its body, and the longest silence in it; ... */
    uint64_t body_rate;     /* ... a second more for each so many bytes of it, never more than body_ms at a time; 0: none */
    uint64_t queue_ms;      /* a request that no worker takes: then 503 */
    uint64_t send_ms;       /* a client that takes nothing of what is under way to it: then it is cut off; ... */
    uint64_t send_rate;     /* ... and one that takes less than so many bytes a second, over each send_ms, of what is kept in memory; 0: none is */
    uint64_t keep_alive_ms; /* silence between requests */
    uint64_t answer_ms;     /* a request that PHP does not answer: then 504 */
    uint64_t linger_ms;     /* for a client to take what is queued, and for the WebSocket close handshake, at close */
    uint64_t stop_ms;       /* the whole graceful stop; its end is kept for what comes after the connections: an_config_stop_reserve() */
    uint64_t reload_ms;     /* for a worker that is replaced to finish what it has in hand */
    uint64_t probe_ms;          /* silence on the network: then a client is probed (TCP keep-alive); 0: none is. Whole seconds, rounded up, as is: */
    uint64_t probe_interval_ms; /* between probes that are not answered */
    uint32_t probes;            /* so many of them are not: it has vanished */
    struct an_silence silence;

    bool ws_open;            /* the application is asked about each WebSocket before it is one (AN_MSG_OPEN) */
    bool ws_deflate;         /* permessage-deflate for clients that offer it; with it: */
    bool ws_deflate_context; /* context takeover: smaller messages, but memory for each connection */
    uint32_t ws_deflate_level, ws_deflate_mem_level, ws_deflate_window; /* zlib's, the last one in bits; see ws_deflate.h */
    size_t ws_deflate_min;   /* shorter messages are not compressed */
    const char *ws_origins, *ws_protocols; /* lists; NULL: pages of any origin may connect, there are no subprotocols; owned by the caller */

    bool gzip;              /* answers from PHP are compressed for clients that ask for it ... */
    size_t gzip_min;        /* ... from this length on */

    size_t max_form;        /* bytes of a form that is uploaded, ... */
    size_t max_file;        /* ... and of one file in it; fields have max_body */
    uint32_t max_files, max_fields;

    uint32_t file_cache;    /* how many files a reactor remembers */
    bool lenient;           /* a docs root or an upload folder that is missing is no error: the server goes without it */
    const char *docs_deny;  /* extensions of files that are not documents: an_uri_denied(); NULL: none; owned by the caller */
    const char *docs_root, *upload_dir, *page_404, *page_50x, *access_log; /* NULL: unset; owned by the caller */
    const char *answers_at; /* where the code stands that answers requests, for the log; NULL: unknown; owned by the caller */
    char upload_owner[AN_UPLOAD_OWNER]; /* not an option: see upload_owner.h; "": none */
};

/* The defaults: 1 reactor, 1 worker, no task workers, 10,000 connections, 8 MiB messages, no listener. */
void an_config_init(struct an_config *c);
/* That of connections to the i-th listener. */
const struct an_silence *an_config_silence(const struct an_config *c, uint32_t i);
/* The end of the stop, in which connections are told and cut off, and task workers and workers leave. */
static inline uint64_t an_config_stop_reserve(const struct an_config *c)
{
    uint64_t least = c->stop_ms < 600 ? c->stop_ms / 2 : 300;
    return c->stop_ms >= 10000 ? 1000 : c->stop_ms / 10 > least ? c->stop_ms / 10 : least;
}
/* Bytes of the longest block (head.h) that a request's head becomes: a line grows by one byte at most. */
static inline size_t an_config_head_block(const struct an_config *c) { return c->max_head + c->max_headers + 64; }
/* AN_OK, or AN_EINVAL / AN_ELIMIT and *why (static text naming the field and its range). */
int an_config_check(const struct an_config *c, const char **why);

#endif
