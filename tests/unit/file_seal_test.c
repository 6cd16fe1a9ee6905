/* file_seal_test.c - what tells two files apart that have the same size and time: a number made of their bytes. */
#define _GNU_SOURCE /* renameat */
#include "test.h"

#include "disk/file.h"

#include "ground/base.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/file_seal_test_XXXXXX";
static int root;

static int open_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder)) return -1;
    root = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    return root < 0 ? -1 : 0;
}

static int close_folder(void **state)
{
    (void)state;
    close(root);
    return rmdir(folder);
}

/* Writes it, and says that it was written when all others were. */
static void put_dated(const char *name, const char *bytes, size_t n)
{
    const struct timespec times[2] = {{1, 0}, {1, 0}};
    int fd = openat(root, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, n), n);
    assert_int_equal(close(fd), 0);
    assert_int_equal(utimensat(root, name, times, 0), 0);
}

static uint64_t seal_of(const char *name)
{
    struct an_file *f;
    assert_int_equal(an_file_open(root, name, true, &f), AN_OK);
    uint64_t seal = f->seal;
    an_file_unref(f);
    return seal;
}

/* Nothing of the machine is in it, and a few bytes make another one: of a small file any, of others those at both ends and at places between. */
static void a_seal_is_of_the_bytes(void **state)
{
    (void)state;
    static const size_t sizes[] = {1, 7, 8, 9, AN_FILE_SMALL, AN_FILE_SMALL + 1, 300000};
    static char bytes[300000];
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        size_t n = sizes[i];
        memset(bytes, 'x', n);
        put_dated("one", bytes, n);
        put_dated("two", bytes, n);
        uint64_t seal = seal_of("one");
        assert_true(seal_of("two") == seal);
        const size_t places[] = {0, n - 1, n <= AN_FILE_SMALL ? n / 2 : (n - 4096) / 7 * 3 + 5};
        for (size_t k = 0; k < 3; k++) {
            bytes[places[k]] = 'y';
            put_dated("two", bytes, n); /* in place */
            assert_false(seal_of("two") == seal);
            put_dated("new", bytes, n);
            assert_int_equal(renameat(root, "new", root, "one"), 0);
            assert_false(seal_of("one") == seal);
            bytes[places[k]] = 'x';
        }
    }
    assert_int_equal(unlinkat(root, "one", 0) | unlinkat(root, "two", 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_seal_is_of_the_bytes)};
    return cmocka_run_group_tests_name("file_seal", tests, open_folder, close_folder);
}
