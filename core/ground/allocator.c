/* allocator.c - the door to the heap, and finding the library behind it.
 *
 * The table `door` is written once, before there is a thread or a second process, and only read
 * later.
 *
 * Why RTLD_LOCAL is enough, and what keeps it so:
 * - Both libraries also define malloc, free and operator new. Code that is loaded already is bound
 *   to those of the C library and of libstdc++. Code that is loaded later does not look into a
 *   local library.
 * - Their only dependency that could look there is libstdc++, if they bring it in: its operator new
 *   would be theirs in the whole process, while its users would free with another one. So libstdc++
 *   is loaded first, by itself and for all.
 * - tcmalloc is called by names that nobody else has. jemalloc's plain names have the fast paths,
 *   so those are taken, from jemalloc's own handle. The loader searches that handle before its
 *   dependencies. mallctl(), without a prefix, proves that malloc() is jemalloc's own.
 * - RTLD_NODELETE: their memory and a pthread_atfork handler live as long as the process.
 * - The place of each thread-local block of theirs is fixed at load time (initial-exec). glibc
 *   keeps some room for late libraries: enough for tcmalloc (88 bytes), not for jemalloc (2632
 *   bytes in 5.3.0), unless GLIBC_TUNABLES says so at the start of the process.
 */
#define _GNU_SOURCE
#include "ground/allocator.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef __GLIBC__
#include <gnu/libc-version.h>
#include <malloc.h>
#endif

struct door {
    void *(*alloc)(size_t);
    void *(*calloc)(size_t, size_t);
    void *(*realloc)(void *, size_t);
    void (*free)(void *);
    /* its argument: the function that the table of libraries names for it */
    void (*give_back)(void *function);
};

/* Bytes. More than the least whose end makes a heap look at its own, less than a mapping of its
 * own. */
#define PROMPT (100 << 10)
/* Bytes of free memory at a heap's end: what the C library would have reached by itself. */
#define KEPT (64 << 20)

static void system_keep(void)
{
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, KEPT / 2);
    mallopt(M_TRIM_THRESHOLD, KEPT);
#endif
}

/* Gives back free pages from the middle of every heap, and from the end of this thread's heap. The
 * C library trims that end only when something is freed there, by a threshold that follows the
 * program's use. A threshold that is set once does not follow any more; so in the end both get the
 * values that the C library would have reached by itself. */
static void system_give_back(void *function)
{
    (void)function;
#ifdef __GLIBC__
    mallopt(M_TRIM_THRESHOLD, 0);
    malloc_trim(0);
    void *volatile p = malloc(PROMPT);
    free(p);
#endif
    system_keep();
}

static struct door door = {malloc, calloc, realloc, free, system_give_back};
static void *door_function;
static const char *door_name = AN_ALLOCATOR_SYSTEM;
static char door_version[64];

/* ---- the door ---- */

static void *memory_checked(void *p)
{
    static const char text[] = "appnet: out of memory\n";
    if (AN_LIKELY(p != NULL)) return p;
    ssize_t ignored = write(STDERR_FILENO, text, sizeof text - 1);
    (void)ignored;
    abort();
}

void *an_alloc(size_t size)
{
    return memory_checked(door.alloc(size ? size : 1));
}

void *an_calloc(size_t count, size_t size)
{
    return memory_checked(door.calloc(count ? count : 1, size ? size : 1));
}

void *an_realloc(void *p, size_t size)
{
    return memory_checked(door.realloc(p, size ? size : 1));
}

void an_free(void *p)
{
    door.free(p);
}

/* The libraries keep by themselves. */
void an_allocator_keep(void)
{
    if (door.alloc == malloc) system_keep();
}

void an_allocator_give_back(void)
{
    door.give_back(door_function);
}

/* ---- what may stand behind it ---- */

/* A library: the files that have it (a NULL ends them), the prefix of its functions' names, and one
 * function that no other allocator has. That function is asked for the version. */
struct library {
    const char *name, *package;
    const char *files[3];
    const char *prefix, *own, *give_back_by;
    void (*give_back)(void *function);
    void (*version)(void *function, char *text, size_t room);
};

static void tcmalloc_version(void *function, char *text, size_t room)
{
    const char *(*ask)(int *, int *, const char **);
    int major, minor;
    const char *patch;
    memcpy(&ask, &function, sizeof ask);
    snprintf(text, room, "%s", ask(&major, &minor, &patch));
}

/* jemalloc says "5.3.0-0-g54eaed1d8b56b1aa528be3bdd1877e59c56fa90c". */
static void jemalloc_version(void *function, char *text, size_t room)
{
    int (*ask)(const char *, void *, size_t *, void *, size_t);
    const char *said = NULL;
    size_t size = sizeof said;
    memcpy(&ask, &function, sizeof ask);
    if (ask("version", &said, &size, NULL, 0) != 0 || !said) return;
    snprintf(text, room, "jemalloc %.*s", (int)strcspn(said, "-"), said);
}

static void tcmalloc_give_back(void *function)
{
    void (*release)(void);
    memcpy(&release, &function, sizeof release);
    release();
}

/* Purges all arenas: 4096 is MALLCTL_ARENAS_ALL. */
static void jemalloc_give_back(void *function)
{
    int (*ctl)(const char *, void *, size_t *, void *, size_t);
    memcpy(&ctl, &function, sizeof ctl);
    ctl("arena.4096.purge", NULL, NULL, NULL, 0);
}

static const struct library libraries[] = {
    {"tcmalloc",
     "libtcmalloc-minimal4",
     {"libtcmalloc_minimal.so.4", "libtcmalloc.so.4"},
     "tc_",
     "tc_version",
     "MallocExtension_ReleaseFreeMemory",
     tcmalloc_give_back,
     tcmalloc_version},
    {"jemalloc",
     "libjemalloc2",
     {"libjemalloc.so.2"},
     "",
     "mallctl",
     "mallctl",
     jemalloc_give_back,
     jemalloc_version},
};

/* Finds all four functions, or none. (POSIX has dlsym return functions as objects; memcpy is the
 * conversion that C has for it.) */
static bool door_find(struct door *to, void *handle, const char *prefix)
{
    struct {
        const char *verb;
        void *at;
    } part[] = {{"malloc", &to->alloc},
                {"calloc", &to->calloc},
                {"realloc", &to->realloc},
                {"free", &to->free}};
    for (size_t i = 0; i < sizeof part / sizeof *part; i++) {
        char name[32];
        snprintf(name, sizeof name, "%s%s", prefix, part[i].verb);
        void *function = dlsym(handle, name);
        if (!function) return false;
        memcpy(part[i].at, &function, sizeof function);
    }
    return true;
}

static bool library_use(const struct library *l, void *handle)
{
    struct door found;
    void *own = dlsym(handle, l->own), *give_back = dlsym(handle, l->give_back_by);
    if (!own || !give_back || !door_find(&found, handle, l->prefix)) return false;
    found.give_back = l->give_back;
    door = found;
    door_function = give_back;
    door_name = l->name;
    snprintf(door_version, sizeof door_version, "unknown");
    l->version(own, door_version, sizeof door_version);
    return true;
}

/* Puts the loader's message into `why`, with the remedy. */
static void failure_explain(const struct library *l, const char *said, char *why, size_t room)
{
    if (strstr(said, "static TLS"))
        snprintf(why, room,
                 "%s; start PHP with GLIBC_TUNABLES=glibc.rtld.optional_static_tls=4096 in its "
                 "environment (glibc 2.32 or newer)",
                 said);
    else
        snprintf(why, room, "%s; install %s (Debian: %s)", said, l->name, l->package);
}

/* Keeps the first reason. But the reason of a file that exists says more than that of one that is
 * missing. */
static void reason_keep(char *reason, size_t room, const char *said)
{
    static const char absent[] = "No such file";
    if (*reason && (!strstr(reason, absent) || strstr(said, absent))) return;
    snprintf(reason, room, "%.500s", said);
}

static int library_load(const struct library *l, const char *folder, char *why, size_t room)
{
    const int how = RTLD_NOW | RTLD_NODELETE;
    char reason[512] = "";
    (void)dlopen("libstdc++.so.6", how | RTLD_GLOBAL);
    for (size_t i = 0; l->files[i]; i++) {
        char path[PATH_MAX];
        snprintf(path, sizeof path, "%s%s%s", folder ? folder : "", folder ? "/" : "", l->files[i]);
        void *handle = dlopen(path, how | RTLD_LOCAL);
        if (handle && library_use(l, handle)) return AN_OK;
        if (handle) snprintf(path, sizeof path, "%s is another library", l->files[i]);
        reason_keep(reason, sizeof reason, handle ? path : dlerror());
    }
    failure_explain(l, reason, why, room);
    return AN_ENOENT;
}

int an_allocator_choose(const char *name, const char *folder, char *why, size_t room)
{
    for (size_t i = 0; i < sizeof libraries / sizeof *libraries; i++)
        if (strcmp(name, libraries[i].name) == 0)
            return library_load(&libraries[i], folder, why, room);
    if (strcmp(name, AN_ALLOCATOR_SYSTEM) != 0) {
        snprintf(why, room, "there is no such allocator (there are %s)", AN_ALLOCATOR_NAMES);
        return AN_EINVAL;
    }
    door = (struct door){malloc, calloc, realloc, free, system_give_back};
    door_name = AN_ALLOCATOR_SYSTEM;
    return AN_OK;
}

const char *an_allocator_name(void)
{
    return door_name;
}

const char *an_allocator_version(void)
{
    if (strcmp(door_name, AN_ALLOCATOR_SYSTEM) != 0) return door_version;
#ifdef __GLIBC__
    snprintf(door_version, sizeof door_version, "glibc %s", gnu_get_libc_version());
    return door_version;
#else
    return "unknown";
#endif
}
