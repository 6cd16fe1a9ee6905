/* base.c - the error table, failed assertions, and the one place that calls an allocator.
 *
 * Which allocator is behind the door is chosen when compiling. It is called by its own symbol names, so that no pointer ever crosses from one
 * to another: PHP loads extensions with RTLD_DEEPBIND, where a replaced free() can meet a pointer of the C library.
 */
#include "ground/base.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#if defined(AN_ALLOC_TCMALLOC)
#include <gperftools/tcmalloc.h>
#elif defined(AN_ALLOC_JEMALLOC)
#include <jemalloc/jemalloc.h>
#endif

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

const char *an_err_name(int err)
{
    switch (err) {
    case AN_OK:
        return "OK";
#define AN__NAME(name, value, text)                                                                \
    case AN_##name:                                                                                \
        return #name;
        AN_ERRNO_MAP(AN__NAME)
#undef AN__NAME
    default:
        return "unknown error";
    }
}

/* The last words before abort(): no heap, no stdio. */
static void say(const char *text)
{
    ssize_t ignored = write(STDERR_FILENO, text, strlen(text));
    (void)ignored;
}

void an_assert_failed(const char *what, const char *file, int line)
{
    char text[512];
    int n = snprintf(text, sizeof text, "appnet: %s:%d: assertion failed: %s\n", file, line, what);
    if (n >= (int)sizeof text) text[sizeof text - 2] = '\n';
    say(text);
    abort();
}

static void *checked(void *p)
{
    if (AN_LIKELY(p != NULL)) return p;
    say("appnet: out of memory\n");
    abort();
}

#if defined(AN_ALLOC_TCMALLOC)

void *an_alloc(size_t size)
{
    return checked(tc_malloc(size ? size : 1));
}

void *an_calloc(size_t count, size_t size)
{
    return checked(tc_calloc(count ? count : 1, size ? size : 1));
}

void *an_realloc(void *p, size_t size)
{
    return checked(tc_realloc(p, size ? size : 1));
}

void an_free(void *p)
{
    tc_free(p);
}

const char *an_alloc_name(void)
{
    return "tcmalloc";
}

#elif defined(AN_ALLOC_JEMALLOC)

void *an_alloc(size_t size)
{
    return checked(mallocx(size ? size : 1, 0));
}

void *an_calloc(size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) return checked(NULL);
    return checked(mallocx(bytes ? bytes : 1, MALLOCX_ZERO));
}

void *an_realloc(void *p, size_t size)
{
    return p ? checked(rallocx(p, size ? size : 1, 0)) : an_alloc(size);
}

void an_free(void *p)
{
    if (p) dallocx(p, 0);
}

const char *an_alloc_name(void)
{
    return "jemalloc";
}

#else

void *an_alloc(size_t size)
{
    return checked(malloc(size ? size : 1));
}

void *an_calloc(size_t count, size_t size)
{
    return checked(calloc(count ? count : 1, size ? size : 1));
}

void *an_realloc(void *p, size_t size)
{
    return checked(realloc(p, size ? size : 1));
}

void an_free(void *p)
{
    free(p);
}

const char *an_alloc_name(void)
{
    return "system";
}

#endif
