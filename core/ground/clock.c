/* clock.c - see clock.h. The clocks are read through the vDSO, without a system call. */
#include "ground/clock.h"

#include <time.h>

/* The processor's counter, which costs a small part of a clock's reading. NEAR: so many ticks are a
 * tenth of a millisecond at most, however slow the counter is (1 GHz; 20 MHz). 0: there is none. */
#if defined __x86_64__
#define NEAR 100000
static uint64_t ticks_read(void)
{
    return __builtin_ia32_rdtsc();
}
#elif defined __aarch64__
#define NEAR 2000
static uint64_t ticks_read(void)
{
    uint64_t n;
    __asm__ volatile("mrs %0, cntvct_el0" : "=r"(n));
    return n;
}
#else
#define NEAR 0
static uint64_t ticks_read(void)
{
    return 0;
}
#endif

static uint64_t read_ns(clockid_t clock)
{
    struct timespec ts;
    clock_gettime(clock, &ts);
    return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

uint64_t an_clock_ms(void)
{
    return read_ns(CLOCK_MONOTONIC) / 1000000u;
}

uint64_t an_clock_ms_again(uint64_t *ms, uint64_t *ticks)
{
    uint64_t now = ticks_read();
    if (*ticks && now - *ticks < NEAR) return *ms;
    *ticks = now;
    *ms = an_clock_ms();
    return *ms;
}

uint64_t an_clock_ns(void)
{
    return read_ns(CLOCK_MONOTONIC);
}

uint64_t an_clock_wall_ms(void)
{
    return read_ns(CLOCK_REALTIME) / 1000000u;
}
