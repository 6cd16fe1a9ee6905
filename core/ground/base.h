/* base.h - errors, assertions and the one door to the heap.
 *
 * Everything above includes this. Nothing here knows of sockets, rings or PHP.
 */
#ifndef AN_BASE_H
#define AN_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Every error the engine returns: negative, one table. 0 or a count is success.
 * "If a function that takes a callback returns < 0, the callback never runs." */
#define AN_ERRNO_MAP(X)                                                                            \
    X(EINVAL, -1, "invalid argument")                                                              \
    X(EAGAIN, -2, "no room now, try again")                                                        \
    X(ELIMIT, -3, "over a configured limit")                                                       \
    X(EPROTO, -4, "protocol error")                                                                \
    X(ECORRUPT, -5, "shared memory holds an impossible value")                                     \
    X(EGONE, -6, "no such connection")                                                             \
    X(ETIMEOUT, -7, "timed out")                                                                   \
    X(ESTATE, -8, "not possible in this state")                                                    \
    X(EADDRINUSE, -9, "address already in use")                                                    \
    X(EADDRNOTAVAIL, -10, "address not available on this machine")                                 \
    X(EACCES, -11, "permission denied")                                                            \
    X(EHOST, -12, "host name cannot be resolved")                                                  \
    X(EFILES, -13, "too many open files")                                                          \
    X(ESYS, -14, "system call failed")                                                             \
    X(EPEER, -15, "connection reset by its peer")                                                  \
    X(ENOENT, -16, "no such file")                                                                 \
    X(EFAILED, -17, "the answer has failed")

enum an_error {
    AN_OK = 0,
#define AN__ERRNO(name, value, text) AN_##name = value,
    AN_ERRNO_MAP(AN__ERRNO)
#undef AN__ERRNO
};

/* The text of an error code: static storage, never NULL ("unknown error" for others). */
const char *an_strerror(int err);

/* What an errno of a client's socket means. AN_EPEER: the client has broken it off (a reset).
 * AN_ETIMEOUT: the network has had no answer from the client for too long. In place of ETIMEDOUT
 * stands what the routers said last, mostly that there is no way. */
int an_peer_error(int sys);

/* For mistakes of our own, in every build. Nothing that a peer, a client or another process sends
 * may reach an assertion. */
#define AN_ASSERT(x) ((x) ? (void)0 : an_assert_failed(#x, __FILE__, __LINE__))
_Noreturn void an_assert_failed(const char *what, const char *file, int line);

/* The heap. Never NULL: when memory is out, one line is written and the process aborts
 * (configuration caps every size first). an_alloc(0) is valid. an_free(NULL) is a no-op. Memory
 * from here goes back here and nowhere else. allocator.h says which allocator serves. */
void *an_alloc(size_t size);
void *an_calloc(size_t count, size_t size);
void *an_realloc(void *p, size_t size);
void an_free(void *p);

#define AN_CONTAINER_OF(p, type, member) ((type *)((char *)(p)-offsetof(type, member)))
#define AN_LIKELY(x) __builtin_expect(!!(x), 1)
#define AN_UNLIKELY(x) __builtin_expect(!!(x), 0)
/* These evaluate an argument twice: no calls in them. */
#define AN_MIN(a, b) ((a) < (b) ? (a) : (b))
#define AN_MAX(a, b) ((a) > (b) ? (a) : (b))
#define AN_CACHE_LINE 64

#endif
