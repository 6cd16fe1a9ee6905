/* base.c - the error table and failed assertions. The door to the heap is in allocator.c. */
#include "ground/base.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *an_strerror(int err)
{
    switch (err) {
    case AN_OK:
        return "success";
#define AN__TEXT(name, value, text)                                                                \
    case AN_##name:                                                                                \
        return text;
        AN_ERRNO_MAP(AN__TEXT)
#undef AN__TEXT
    default:
        return "unknown error";
    }
}

/* ECONNABORTED is an administrator's word. */
int an_peer_error(int sys)
{
    return sys == ECONNRESET || sys == EPIPE || sys == ECONNABORTED ? AN_EPEER : AN_ETIMEOUT;
}

/* The last words before abort(): no heap, no stdio. */
static void last_words(const char *text)
{
    ssize_t ignored = write(STDERR_FILENO, text, strlen(text));
    (void)ignored;
}

void an_assert_failed(const char *what, const char *file, int line)
{
    char text[512];
    int n = snprintf(text, sizeof text, "appnet: %s:%d: assertion failed: %s\n", file, line, what);
    if (n >= (int)sizeof text) text[sizeof text - 2] = '\n';
    last_words(text);
    abort();
}
