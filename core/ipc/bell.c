/* bell.c - see bell.h.
 *
 * All that changes the flag of a bell are exchanges, so they have one order:
 *   F1 pairs with F1 on `asleep`: a producer's exchange (an_bell_lower) and the consumer's
 *      (an_bell_sleep).
 * When the producer's comes second, it sees the flag up and rings. When it comes first, the
 * consumer's exchange acquires it, and the consumer's next look finds what was published.
 *   V1 pairs with V2 on `asleep`: the consumer says that it sleeps, a producer looks. Both have one
 *      order with the bits of pending.c: see there.
 */
#include "ipc/bell.h"

#include <errno.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

int an_bell_open(int *fd)
{
    *fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (*fd >= 0) return AN_OK;
    return errno == EMFILE || errno == ENFILE ? AN_EFILES : AN_ESYS;
}

void an_bell_sleep(struct an_bell *bell)
{
    /* F1, V1 */
    atomic_exchange_explicit(&bell->asleep, 1, memory_order_seq_cst);
}

bool an_bell_lower(struct an_bell *bell)
{
    /* F1 */
    return atomic_exchange_explicit(&bell->asleep, 0, memory_order_acq_rel) != 0;
}

static bool bell_write(int fd)
{
    uint64_t one = 1;
    return write(fd, &one, sizeof one) >= 0 || errno != EAGAIN;
}

/* The consumer need not read its rings (loop/wake.c). So when there is no room for one more, which
 * 2^64 rings cannot bring about, but a broken process can, the ringer makes room. */
static void bell_sound(int fd)
{
    if (AN_LIKELY(bell_write(fd))) return;
    an_bell_swallow(fd);
    bell_write(fd);
}

void an_bell_swallow(int fd)
{
    uint64_t rung;
    ssize_t ignored = read(fd, &rung, sizeof rung);
    (void)ignored;
}

void an_bell_ring(struct an_bell *bell, int fd)
{
    if (an_bell_lower(bell)) bell_sound(fd);
}

void an_bell_ring_raised(struct an_bell *bell, int fd)
{
    if (atomic_load_explicit(&bell->asleep, memory_order_seq_cst)) an_bell_ring(bell, fd); /* V2 */
}

void an_bell_force(struct an_bell *bell, int fd)
{
    an_bell_lower(bell);
    bell_sound(fd);
}

int an_bell_wait(int fd, int timeout_ms)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};
    int n = poll(&p, 1, timeout_ms);
    if (n == 0) return AN_ETIMEOUT;
    if (n > 0) an_bell_swallow(fd);
    return AN_OK; /* a signal counts as a ring: the caller looks again */
}
