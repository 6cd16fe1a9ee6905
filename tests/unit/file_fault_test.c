/* file_fault_test.c - files that change while they are read, and disks that are slow or broken: preadv2() and sendfile() are this file's own. */
#define _GNU_SOURCE /* preadv2 */
#include "test.h"

#include "disk/disk.h"

#include "folder_help.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "ground/base.h"

#define SIZE 10000 /* small */
#define LARGE (4 * AN_FILE_SMALL)

static struct folder folder;
static char path[128];
static int open_fds;

/* --- what a disk may do --- */

static struct {
    size_t most;    /* bytes that one read gives, 0: all */
    int shrink_to;  /* after the first read, or -1 */
    int interrupts; /* so many reads are */
    int error;      /* of reads that wait */
    int cold;       /* of those that do not */
    size_t warm_to; /* before this they work */
    unsigned reads;
} fault;

/* Runs on threads of the pool too, while the test waits for them. */
ssize_t preadv2(int fd, const struct iovec *iov, int n, off_t offset, int flags)
{
    bool nowait = flags & RWF_NOWAIT;
    int error = nowait ? fault.cold : fault.error;
    AN_ASSERT(n == 1);
    if (fault.interrupts && fault.interrupts--) error = EINTR;
    if (error && (error == EINTR || (size_t)offset >= fault.warm_to)) {
        errno = error;
        return -1;
    }
    ssize_t got = pread(fd, iov->iov_base,
                        fault.most ? AN_MIN(iov->iov_len, fault.most) : iov->iov_len, offset);
    if (fault.reads++ == 0 && fault.shrink_to >= 0) AN_ASSERT(truncate(path, fault.shrink_to) == 0);
    return got;
}

ssize_t sendfile(int to, int from, off_t *offset, size_t len)
{
    char byte;
    (void)to, (void)len;
    if (!fault.error) return pread(from, &byte, 1, *offset);
    errno = fault.error;
    return -1;
}

static void no_fault(void)
{
    memset(&fault, 0, sizeof fault);
    fault.shrink_to = -1;
}

/* --- reading what is small --- */

static struct an_file *open_anew(bool wait, int expected)
{
    struct an_file *f = NULL;
    fault.reads = 0;
    int before = folder_open_descriptors();
    folder_fill(&folder, "a", SIZE);
    int err =
        wait ? an_file_open(AT_FDCWD, path, true, &f) : an_file_open(folder.fd, "a", false, &f);
    assert_int_equal(err, expected);
    assert_int_equal(folder_open_descriptors(), before);
    return f;
}

static void expect_size(uint64_t size)
{
    struct an_file *f = open_anew(true, AN_OK);
    assert_int_equal(f->fd, -1);
    assert_int_equal(f->size, size);
    for (uint64_t i = 0; i < size; i++)
        assert_int_equal(f->bytes[i], 'x');
    an_file_unref(f);
}

static void one_that_shrinks_meanwhile_is_as_long_as_what_was_read(void **state)
{
    (void)state;
    fault.most = 3000;
    expect_size(SIZE);
    fault.shrink_to = 7000;
    expect_size(7000);
    fault.shrink_to = 3000;
    expect_size(3000);
    fault.shrink_to = 0;
    expect_size(3000); /* what was read of it */
}

/* Files of the kernel claim a page, and have less. */
static void one_that_has_less_than_it_claims_is_as_long_as_it_is(void **state)
{
    (void)state;
    struct an_file *f;
    int err = an_file_open(AT_FDCWD, "/sys/kernel/fscaps", true, &f);
    if (err == AN_ENOENT) skip();
    assert_int_equal(err, AN_OK);
    assert_in_range(f->size, 1, 16);
    assert_int_equal(f->bytes[f->size - 1], '\n');
    an_file_unref(f);
}

static void reads_are_repeated_when_interrupted(void **state)
{
    (void)state;
    fault.interrupts = 3;
    expect_size(SIZE);
    assert_int_equal(fault.interrupts, 0);
}

static void one_that_cannot_be_read_is_not_opened(void **state)
{
    (void)state;
    fault.error = EIO;
    open_anew(true, AN_ESYS);
    fault.most = 3000;
    fault.warm_to = 6000; /* the beginning can */
    open_anew(true, AN_ESYS);
}

static void without_waiting_it_is_all_or_nothing(void **state)
{
    (void)state;
    static const int errors[] = {EAGAIN, EOPNOTSUPP, EIO};
    struct an_file *f = NULL;
    folder_fill(&folder, "a", SIZE);
    if (an_file_open(folder.fd, "a", false, &f) == AN_EAGAIN) skip(); /* an older kernel */
    an_file_unref(f);
    fault.most = 3000;
    for (int i = 0; i < 3; i++) {
        fault.cold = errors[i];
        for (fault.warm_to = 0; fault.warm_to <= 6000; fault.warm_to += 3000) {
            open_anew(false, AN_EAGAIN);
            assert_int_equal(fault.reads, fault.warm_to / 3000);
        }
    }
}

/* --- is it in memory? --- */

static struct an_file *open_large(void)
{
    struct an_file *f;
    folder_fill(&folder, "a", LARGE);
    assert_int_equal(an_file_open(AT_FDCWD, path, true, &f), AN_OK);
    return f;
}

static void the_first_and_the_last_byte_are_looked_at(void **state)
{
    (void)state;
    struct an_file *f = open_large();
    fault.cold = EAGAIN;
    fault.warm_to = 5000;
    assert_true(an_file_is_warm(f, 0, 5000));
    assert_false(an_file_is_warm(f, 0, 5001));
    assert_false(an_file_is_warm(f, 5000, 1));
    fault.cold = EOPNOTSUPP; /* it cannot be asked */
    assert_true(an_file_is_warm(f, 0, 5001));
    an_file_unref(f);
}

static void that_it_cannot_be_read_in_is_told(void **state)
{
    (void)state;
    struct an_file *f = open_large();
    assert_true(an_file_warm(f, 0, LARGE));
    assert_true(an_file_warm(f, LARGE - 1, 1000)); /* it ends before */
    assert_true(an_file_warm(f, LARGE, 1000));
    fault.error = EIO;
    fault.warm_to = 5000;
    assert_true(an_file_warm(f, 0, 5000));
    assert_false(an_file_warm(f, 5000, 1));
    an_file_unref(f);
}

/* --- sending --- */

static unsigned warmed;

static void on_warm(void *ctx, uint64_t id)
{
    assert_ptr_equal(ctx, &folder);
    assert_int_equal(id, 5);
    warmed++;
}

/* Without an end to it, sendfile() would be put off again and again: what is broken never gets warm. */
static void a_broken_disk_is_read_once_and_then_told(void **state)
{
    (void)state;
    static const struct an_disk_calls calls = {.warm = on_warm};
    uv_loop_t loop;
    struct an_config config = {.docs_root = NULL};
    assert_int_equal(uv_loop_init(&loop), 0);
    struct an_disk *disk = an_disk_new(&loop, &config, &calls, &folder);
    struct an_file *f = open_large();
    fault.cold = EAGAIN;
    fault.error = EIO;
    warmed = 0;
    for (unsigned times = 1; times <= 3; times++) { /* each time anew: it may be repaired */
        assert_int_equal(an_disk_sendfile(disk, 5, -1, f, 0, LARGE), 0);
        assert_int_equal(uv_run(&loop, UV_RUN_DEFAULT), 0);
        assert_int_equal(warmed, times);
        assert_int_equal(an_disk_sendfile(disk, 5, -1, f, 0, LARGE), AN_ENOENT);
        assert_int_equal(an_disk_busy(disk), 0);
    }
    no_fault();
    assert_int_equal(an_disk_sendfile(disk, 5, -1, f, 0, LARGE), 1);
    an_file_unref(f);
    an_disk_free(disk);
    assert_int_equal(uv_loop_close(&loop), 0);
}

static int set_up(void **state)
{
    (void)state;
    no_fault();
    open_fds = folder_open_descriptors();
    folder_open(&folder);
    snprintf(path, sizeof path, "%s/a", folder.path);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    no_fault();
    folder_close(&folder);
    return folder_open_descriptors() == open_fds ? 0 : -1;
}

/* What the loops of a process open once for all. */
static int open_common(void **state)
{
    (void)state;
    uv_loop_t loop;
    assert_int_equal(uv_loop_init(&loop), 0);
    return uv_loop_close(&loop);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(one_that_shrinks_meanwhile_is_as_long_as_what_was_read),
        TEST(one_that_has_less_than_it_claims_is_as_long_as_it_is),
        TEST(reads_are_repeated_when_interrupted),
        TEST(one_that_cannot_be_read_is_not_opened),
        TEST(without_waiting_it_is_all_or_nothing),
        TEST(the_first_and_the_last_byte_are_looked_at),
        TEST(that_it_cannot_be_read_in_is_told),
        TEST(a_broken_disk_is_read_once_and_then_told),
    };
    return cmocka_run_group_tests_name("file_fault", tests, open_common, NULL);
}
