/* clock.h - the only place that asks what time it is. Everything below the loop takes time as a
 * parameter. */
#ifndef AN_CLOCK_H
#define AN_CLOCK_H

#include <stdint.h>

uint64_t an_clock_ms(void);      /* monotonic (CLOCK_MONOTONIC), the same in every process */
/* The same, for who asks again and again: *ms is what the clock said when *ticks was set, 0: never.
 * Reads the clock, and sets both, unless the processor's own counter says that less than a tenth of
 * a millisecond has passed. */
uint64_t an_clock_ms_again(uint64_t *ms, uint64_t *ticks);
uint64_t an_clock_ns(void);      /* monotonic nanoseconds */
uint64_t an_clock_wall_ms(void); /* milliseconds since 1970 */

#endif
