/* clock.c - see clock.h. The clocks are read through the vDSO, without a system call. */
#include "ground/clock.h"

#include <time.h>

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

uint64_t an_clock_ns(void)
{
    return read_ns(CLOCK_MONOTONIC);
}

uint64_t an_clock_wall_ms(void)
{
    return read_ns(CLOCK_REALTIME) / 1000000u;
}
