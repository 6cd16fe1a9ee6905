/* std.h - the three descriptors that every process is born with: there is always something on them, and who writes to them is never held up. */
#ifndef AN_STD_H
#define AN_STD_H

#include <stddef.h>

/* Opens /dev/null on those of 0, 1 and 2 that are closed. Otherwise the next socket becomes one of them, and what is printed goes to its client. Before there
 * are threads. */
void an_std_fill(void);
/* Opens /dev/null on 0, and on those of 1 and 2 that are not a file. No other thread may open anything meanwhile. */
void an_std_leave_terminal(void);
/* Writes to descriptor fd whatever that is (file, pipe, terminal, socket) and waits at most patience_ms for room; the descriptor's flags, which others share,
 * stay as they are. Up to 4,096 bytes go to a pipe whole or not at all. Returns the number of bytes written. If that is fewer than len, errno says why:
 * EAGAIN: nobody has made room in time. Thread-safe. Counts on SIGPIPE being ignored. */
size_t an_std_write(int fd, const void *bytes, size_t len, int patience_ms);

#endif
