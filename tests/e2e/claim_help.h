/* claim_help.h - a test program as a list of claims: each runs in a process of its own, has a deadline, and is one line of TAP.
 *
 * A claim that is not kept ends its process at once; what it started goes with it (server_help.h). There are no retries. What waits,
 * waits for a condition, and no longer than the claim's deadline. */
#ifndef E2E_CLAIM_HELP_H
#define E2E_CLAIM_HELP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct claim {
    const char *name; /* the claim in words */
    void (*run)(void);
};
#define CLAIM(function) {#function, function}

/* Runs them and prints the result: main's return value. */
int claims_run(const struct claim *claims, size_t count);

#define must(x) ((x) ? (void)0 : claim_failed(__FILE__, __LINE__, "%s", #x))
#define must_say(x, ...) ((x) ? (void)0 : claim_failed(__FILE__, __LINE__, __VA_ARGS__))
_Noreturn void claim_failed(const char *file, int line, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* It cannot be tried here: it is counted as skipped, and says why. */
_Noreturn void claim_skip(const char *why);
/* Called before a failed claim ends, also at its deadline: async-signal-safe. */
void claim_last_words(void (*fn)(void));
/* A line of diagnostics. */
void claim_note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Milliseconds until the deadline: the timeout of every poll(). */
int claim_left_ms(void);
/* In a loop that waits for a condition of another process that cannot be polled. Fails at the deadline. */
void claim_wait(void);

/* How much slower is this build than a plain one? */
#if defined(__SANITIZE_THREAD__)
#define CLAIM_SLOWER 5
#elif defined(__SANITIZE_ADDRESS__)
#define CLAIM_SLOWER 3
#else
#define CLAIM_SLOWER 1
#endif
#define CLAIM_MS (20000 * CLAIM_SLOWER)

#endif
