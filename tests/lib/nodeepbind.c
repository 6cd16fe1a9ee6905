/* nodeepbind.c - a preloaded dlopen() that clears RTLD_DEEPBIND.
 *
 * PHP opens its extensions with RTLD_DEEPBIND, so that they look into their own libraries first; there an extension built with AddressSanitizer would
 * find the C library's malloc behind the sanitizer's back, which the sanitizer refuses. Built into build/asan/nodeepbind.so; tests/lib/asan-php uses it.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stddef.h>

typedef void *(*dlopen_fn)(const char *file, int mode);

__attribute__((visibility("default"))) void *dlopen(const char *file, int mode)
{
    static dlopen_fn next;
    if (!next) next = (dlopen_fn)dlsym(RTLD_NEXT, "dlopen");
    return next ? next(file, mode & ~RTLD_DEEPBIND) : NULL;
}
