/* allocator_test.c - each allocator behind the door: it serves an_alloc(), and nobody else notices.
 *
 * A choice is for the rest of a process, so each test forks. Whom a block came from is told by the libraries' own counters. The program starts itself anew with
 * the room for thread-local data that jemalloc needs.
 */
#define _GNU_SOURCE
#include "test.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ground/allocator.h"

#define ROOM "glibc.rtld.optional_static_tls=4096"
#define LARGE ((size_t)3 << 20)

static const struct choice {
    const char *name, *file, *version;
} all[] = {
    {"system", NULL, ""},
    {"tcmalloc", "libtcmalloc_minimal.so.4", "gperftools "},
    {"jemalloc", "libjemalloc.so.2", "jemalloc "},
};
#define ALL (sizeof all / sizeof *all)

/* What is wrong in a child, as its exit status is told by its line. */
#define EXPECT(x) ((x) ? (void)0 : _exit((__LINE__ - 1) % 250 + 1))

static void chosen(const struct choice *c)
{
    char why[1024] = "";
    if (an_allocator_choose(c->name, NULL, why, sizeof why) == AN_OK) return;
    dprintf(STDERR_FILENO, "%s\n", why);
    _exit(255);
}

static void in_child(void (*test)(const struct choice *c))
{
    for (size_t i = 0; i < ALL; i++) {
        int status;
        pid_t pid = fork();
        assert_true(pid >= 0);
        if (pid == 0) {
            chosen(&all[i]);
            test(&all[i]);
            _exit(0);
        }
        assert_int_equal(waitpid(pid, &status, 0), pid);
        if (status != 0) fail_msg("%s: wait status 0x%x", all[i].name, (unsigned)status);
    }
}

/* How many bytes the library says are in use (by this thread); 0 for the system's. */
static size_t in_use(const struct choice *c)
{
    size_t bytes = 0, freed = 0, size = sizeof bytes;
    void *handle = c->file ? dlopen(c->file, RTLD_NOW | RTLD_NOLOAD) : NULL;
    if (!handle) return 0;
    if (strcmp(c->name, "tcmalloc") == 0) {
        int (*ask)(const char *, size_t *) = NULL;
        *(void **)&ask = dlsym(handle, "MallocExtension_GetNumericProperty");
        EXPECT(ask && ask("generic.current_allocated_bytes", &bytes));
    } else {
        int (*ask)(const char *, void *, size_t *, void *, size_t) = NULL;
        *(void **)&ask = dlsym(handle, "mallctl");
        EXPECT(ask && ask("thread.allocated", &bytes, &size, NULL, 0) == 0);
        EXPECT(ask("thread.deallocated", &freed, &size, NULL, 0) == 0);
    }
    return bytes - freed;
}

static void names(const struct choice *c)
{
    EXPECT(strcmp(an_allocator_name(), c->name) == 0);
    EXPECT(strncmp(an_allocator_version(), c->version, strlen(c->version)) == 0);
    EXPECT(strlen(an_allocator_version()) > strlen(c->version));
}

static void it_says_what_it_is(void **state)
{
    (void)state;
    assert_string_equal(an_allocator_name(), "system");
    in_child(names);
}

static void uses(const struct choice *c)
{
    size_t least = c->file ? LARGE : 0, before = in_use(c);
    char *p = an_alloc(LARGE), *q = an_calloc(3, LARGE / 3);
    memset(p, 1, LARGE);
    EXPECT(in_use(c) >= before + 2 * least);
    p = an_realloc(p, 2 * LARGE);
    EXPECT(in_use(c) >= before + 3 * least);
    EXPECT(p[LARGE - 1] == 1 && q[0] == 0 && q[LARGE - 2] == 0);
    an_free(p);
    an_free(q);
    an_free(NULL);
    EXPECT(in_use(c) < before + LARGE);
}

static void what_is_allocated_comes_from_it_and_goes_back(void **state)
{
    (void)state;
    in_child(uses);
}

/* The program's malloc, and operator new as libstdc++ itself and everybody else calls it. */
static void spares(const struct choice *c)
{
    void *(*make)(size_t) = NULL;
    void (*drop)(void *) = NULL;
    char *(*string_make)(void *, size_t *, size_t) = NULL;
    size_t before = in_use(c), capacity = LARGE;
    char *volatile p = malloc(LARGE);
    EXPECT(p && in_use(c) < before + LARGE);
    free(p);
    EXPECT(!dlsym(RTLD_DEFAULT, "tc_malloc") && !dlsym(RTLD_DEFAULT, "mallctl"));
    void *cxx = dlopen("libstdc++.so.6", RTLD_NOW | RTLD_GLOBAL);
    EXPECT(cxx);
    *(void **)&make = dlsym(RTLD_DEFAULT, "_Znwm");
    *(void **)&drop = dlsym(RTLD_DEFAULT, "_ZdlPv");
    *(void **)&string_make =
        dlsym(cxx, "_ZNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEE9_M_createERmm");
    EXPECT(make && drop && string_make);
    void *made = make(LARGE), *text = string_make(NULL, &capacity, 0);
    EXPECT(made && text && in_use(c) < before + LARGE);
    drop(made);
    drop(text);
}

static void nobody_else_is_served_by_it(void **state)
{
    (void)state;
    in_child(spares);
}

static void *fill(void *from)
{
    uintptr_t **blocks = from;
    for (uintptr_t i = 0; i < 1000; i++) {
        blocks[i] = an_alloc(sizeof **blocks * (i + 1));
        blocks[i][0] = blocks[i][i] = i;
    }
    return NULL;
}

/* Filled by a thread, emptied by a child and by ourselves. */
static void shares(const struct choice *c)
{
    (void)c;
    static uintptr_t *blocks[1000];
    int status;
    pthread_t thread;
    EXPECT(pthread_create(&thread, NULL, fill, blocks) == 0 && pthread_join(thread, NULL) == 0);
    pid_t pid = fork();
    for (uintptr_t i = 0; i < 1000; i++) {
        EXPECT(blocks[i][0] == i && blocks[i][i] == i);
        an_free(blocks[i]);
    }
    fill(blocks);
    if (pid == 0) _exit(0);
    EXPECT(pid > 0 && waitpid(pid, &status, 0) == pid && status == 0);
}

static void threads_and_children_may_free_what_others_made(void **state)
{
    (void)state;
    in_child(shares);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
/* KiB of this process in memory. */
static size_t resident(void)
{
    unsigned long pages = 0, size = 0;
    FILE *f = fopen("/proc/self/statm", "r");
    EXPECT(f && fscanf(f, "%lu %lu", &size, &pages) == 2);
    fclose(f);
    return pages * (size_t)sysconf(_SC_PAGESIZE) >> 10;
}

/* The last piece stays, so that nothing ends where free memory does. */
static void gives_back(const struct choice *c)
{
    static char *piece[1024];
    (void)c;
    for (size_t i = 0; i < 1024; i++)
        memset(piece[i] = an_alloc(65536), 1, 65536);
    size_t most = resident();
    for (size_t i = 0; i + 1 < 1024; i++)
        an_free(piece[i]);
    an_allocator_give_back();
    EXPECT(resident() + (32u << 10) < most);
    memset(piece[0] = an_alloc(65536), 1, 65536);
    an_free(piece[0]);
    an_free(piece[1023]);
}

static void what_is_free_goes_back_to_the_system_when_that_is_asked_for(void **state)
{
    (void)state;
    in_child(gives_back);
}
#endif

static void finds(const struct choice *c)
{
    char folder[4096], why[1024];
    void *handle = c->file ? dlopen(c->file, RTLD_NOW | RTLD_NOLOAD) : NULL;
    if (!c->file) return;
    EXPECT(handle && dlinfo(handle, RTLD_DI_ORIGIN, folder) == 0);
    EXPECT(an_allocator_choose("system", NULL, why, sizeof why) == AN_OK);
    EXPECT(an_allocator_choose(c->name, folder, why, sizeof why) == AN_OK);
    EXPECT(strcmp(an_allocator_name(), c->name) == 0);
}

static void a_folder_is_where_its_library_is(void **state)
{
    (void)state;
    in_child(finds);
}

static void refuses(const struct choice *c)
{
    char why[1024];
    void *p = an_alloc(100);
    EXPECT(an_allocator_choose("dlmalloc", NULL, why, sizeof why) == AN_EINVAL);
    EXPECT(strstr(why, "system") && strstr(why, "tcmalloc") && strstr(why, "jemalloc"));
    EXPECT(an_allocator_choose("jemalloc", "/nowhere", why, sizeof why) == AN_ENOENT);
    EXPECT(strstr(why, "/nowhere/libjemalloc.so.2") && strstr(why, "libjemalloc2"));
    EXPECT(an_allocator_choose("tcmalloc", "/nowhere", why, sizeof why) == AN_ENOENT);
    EXPECT(strstr(why, "/nowhere/libtcmalloc_minimal.so.4") && strstr(why, "libtcmalloc-minimal4"));
    EXPECT(strcmp(an_allocator_name(), c->name) == 0);
    an_free(p);
}

static void what_is_not_there_changes_nothing_and_says_why(void **state)
{
    (void)state;
    in_child(refuses);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_says_what_it_is),
        cmocka_unit_test(what_is_allocated_comes_from_it_and_goes_back),
        cmocka_unit_test(nobody_else_is_served_by_it),
        cmocka_unit_test(threads_and_children_may_free_what_others_made),
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) /* they keep it for a while */
        cmocka_unit_test(what_is_free_goes_back_to_the_system_when_that_is_asked_for),
#endif
        cmocka_unit_test(a_folder_is_where_its_library_is),
        cmocka_unit_test(what_is_not_there_changes_nothing_and_says_why),
    };
    (void)argc;
    if (!getenv("GLIBC_TUNABLES")) {
        setenv("GLIBC_TUNABLES", ROOM, 1);
        execv("/proc/self/exe", argv);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
