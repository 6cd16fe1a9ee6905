/* clock.h - the only place that asks what time it is. Everything below the loop takes time as a
 * parameter. */
#ifndef AN_CLOCK_H
#define AN_CLOCK_H

#include <stdint.h>

uint64_t an_clock_ms(void);      /* monotonic (CLOCK_MONOTONIC), the same in every process */
uint64_t an_clock_ns(void);      /* monotonic nanoseconds */
uint64_t an_clock_wall_ms(void); /* milliseconds since 1970 */

#endif
