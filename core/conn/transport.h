/* transport.h - what carries the bytes of a connection, as a table of functions: a socket; later
 * TLS over a socket, or one stream of an HTTP/2 session. Each connection has one for life.
 *
 * A transport with state of its own embeds the table, and finds its state from c->transport. It may
 * stand over another one. It reports everything by an_conn_ready(), an_conn_readable(),
 * an_conn_writable(), an_conn_hung_up(), an_conn_broken(), an_conn_vanished().
 */
#ifndef AN_TRANSPORT_H
#define AN_TRANSPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

struct an_conn;
struct an_file;

/* One of READ, HANGUP and RESET is wanted at a time. A reset, and any other error, is reported
 * whatever is wanted. */
enum an_want {
    AN_WANT_READ = 1,
    AN_WANT_WRITE = 2,
    AN_WANT_HANGUP = 4, /* nothing is read now, but the end of the peer's side is reported */
    AN_WANT_RESET = 8,  /* that end is known: only a reset is reported */
};

struct an_transport {
    /* It has not become ready in the time that an_conn_open() was given: makes it ready
     * (an_conn_ready), or ends the connection. NULL: the connection ends. */
    void (*late)(struct an_conn *c);
    /* Bytes read into p; 0: the peer has ended its side; AN_EAGAIN: nothing is there now; AN_EPEER:
     * the connection is broken; AN_ETIMEOUT: its peer has vanished. */
    ssize_t (*read)(struct an_conn *c, uint8_t *p, size_t size);
    /* Bytes that can be read now. NULL: that is not known. */
    size_t (*arrived)(struct an_conn *c);
    /* Bytes written (maybe fewer), or AN_EAGAIN, AN_EPEER, AN_ETIMEOUT. more: there is more to come
     * at once. */
    ssize_t (*writev)(struct an_conn *c, const struct iovec *iov, int n, bool more);
    /* The same with bytes of a file. 0: they are not in memory yet, an_conn_writable() follows.
     * AN_ENOENT: they are not in the file any more. */
    ssize_t (*sendfile)(struct an_conn *c, struct an_file *f, uint64_t offset, size_t len);
    /* Writes what the transport still keeps of the bytes that it has taken, or of its own. AN_OK:
     * it keeps nothing; or an error of writev. The connection calls it when it is writable and has
     * nothing else to write, and before the end. While the transport keeps bytes, it wants WRITE
     * below by itself. NULL: it never keeps any. */
    int (*flush)(struct an_conn *c);
    void (*want)(struct an_conn *c, unsigned mask); /* enum an_want: report these from now on */
    void (*shut)(struct an_conn *c);                /* our side ends: nothing more is written */
    size_t (*unsent)(struct an_conn *c); /* bytes written that the peer has not acknowledged */
    /* The end that follows shall be a reset: the peer shall not take it for a proper one. */
    void (*abort)(struct an_conn *c);
    /* The connection is DEAD: frees what is the transport's. NULL: nothing is. */
    void (*close)(struct an_conn *c);
};

#endif
