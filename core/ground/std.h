/* std.h - the three descriptors that every process is born with. There is always something on them,
 * and a writer never waits longer than it wants. */
#ifndef AN_STD_H
#define AN_STD_H

#include <stddef.h>

/* Opens /dev/null on those of 0, 1 and 2 that are closed. Otherwise the next socket would become
 * one of them, and its client would get what is printed. The caller has no threads yet. */
void an_std_fill(void);
/* Opens /dev/null on 0, and on those of 1 and 2 that are no file. No other thread may open anything
 * meanwhile. */
void an_std_leave_terminal(void);
/* Writes to descriptor fd, whatever it is (file, pipe, terminal, socket), and waits at most
 * patience_ms for room. The descriptor's flags, which others share, stay as they are. Up to 4,096
 * bytes go to a pipe whole or not at all. Returns the number of bytes written. If that is less than
 * len, errno says why; EAGAIN: nobody has made room in time. Thread-safe. The process must ignore
 * SIGPIPE. */
size_t an_std_write(int fd, const void *bytes, size_t len, int patience_ms);

#endif
