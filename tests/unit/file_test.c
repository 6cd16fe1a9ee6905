/* file_test.c - opening files below a folder: one table, with openat2() and as if there were none; what leads out, what is no file, what is small. */
#define _GNU_SOURCE /* O_PATH */
#include "test.h"

#include "disk/file.h"

#include "err_help.h"
#include "folder_help.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ground/base.h"

#define TEN "0123456789"
#define FIFTY TEN TEN TEN TEN TEN
#define LONGEST FIFTY FIFTY FIFTY FIFTY FIFTY "01234" /* 255: as long as a name may be */

static struct folder folder; /* root/ is what is served, beside/ is out of it */
static int root;

static void make_link(const char *target, const char *name)
{
    assert_int_equal(symlinkat(target, root, name), 0);
}

static void make_socket(void)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    snprintf(at.sun_path, sizeof at.sun_path, "%s/root/socket", folder.path);
    assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof at), 0);
    close(fd);
}

static void make_links(void)
{
    char absolute[128];
    snprintf(absolute, sizeof absolute, "%s/root/plain", folder.path);
    make_link("plain", "link");
    make_link("sub", "linksub");
    make_link("link", "linklink");
    make_link("../plain", "sub/back");
    make_link("missing", "dangling");
    make_link("loop", "loop");
    make_link("..", "up");
    make_link("../beside/secret", "out");
    make_link("../beside", "outsub");
    make_link(absolute, "absolute");
}

static void fill_root(void)
{
    folder_make(&folder, "root");
    folder_make(&folder, "beside");
    folder_make(&folder, "root/sub");
    folder_make(&folder, "root/sub/deep");
    folder_write(&folder, "beside/secret", "secret");
    folder_write(&folder, "root/plain", "plain");
    folder_write(&folder, "root/.hidden", "hidden");
    folder_write(&folder, "root/sub/deep/er", "deeper");
    folder_write(&folder, "root/" LONGEST, "longest");
    folder_write(&folder, "root/empty", "");
    folder_fill(&folder, "root/small", AN_FILE_SMALL);
    folder_fill(&folder, "root/large", AN_FILE_SMALL + 1);
    root = openat(folder.fd, "root", O_PATH | O_DIRECTORY | O_CLOEXEC);
    assert_int_equal(mkfifoat(root, "fifo", 0644), 0);
    make_socket();
    make_links();
}

/* --- the table --- */

static const struct example {
    const char *path;
    int error, walked; /* with openat2(); without */
} table[] = {
    {"plain", AN_OK, AN_OK},
    {".hidden", AN_OK, AN_OK},
    {"empty", AN_OK, AN_OK},
    {"small", AN_OK, AN_OK},
    {"large", AN_OK, AN_OK},
    {"sub/deep/er", AN_OK, AN_OK},
    {LONGEST, AN_OK, AN_OK},
    /* nothing */
    {"", AN_ENOENT, AN_ENOENT},
    {"missing", AN_ENOENT, AN_ENOENT},
    {"missing/plain", AN_ENOENT, AN_ENOENT},
    {"sub/missing", AN_ENOENT, AN_ENOENT},
    {"plain/", AN_ENOENT, AN_ENOENT},
    {"plain/plain", AN_ENOENT, AN_ENOENT},
    {LONGEST "x", AN_ENOENT, AN_ENOENT},
    {LONGEST "x/plain", AN_ENOENT, AN_ENOENT},
    /* no file */
    {"sub", AN_ESTATE, AN_ESTATE},
    {"sub/deep", AN_ESTATE, AN_ESTATE},
    {"fifo", AN_ENOENT, AN_ENOENT},
    {"fifo/plain", AN_ENOENT, AN_ENOENT},
    {"socket", AN_ENOENT, AN_ENOENT},
    /* links that stay inside */
    {"link", AN_OK, AN_EACCES},
    {"linklink", AN_OK, AN_EACCES},
    {"sub/back", AN_OK, AN_EACCES},
    {"linksub/deep/er", AN_OK, AN_ENOENT},
    {"linksub", AN_ESTATE, AN_EACCES},
    {"dangling", AN_ENOENT, AN_EACCES},
    {"loop", AN_EACCES, AN_EACCES},
    {"loop/plain", AN_EACCES, AN_ENOENT},
    /* out of the root */
    {"out", AN_EACCES, AN_EACCES},
    {"outsub/secret", AN_EACCES, AN_ENOENT},
    {"up/root/plain", AN_EACCES, AN_ENOENT},
    {"up/beside/secret", AN_EACCES, AN_ENOENT},
    {"absolute", AN_EACCES, AN_EACCES},
    {"/etc/passwd", AN_EACCES, AN_ENOENT},
    {"..", AN_EACCES, AN_EACCES},
    {"../root/plain", AN_EACCES, AN_EACCES},
    {"../beside/secret", AN_EACCES, AN_EACCES},
    {"sub/../../beside/secret", AN_EACCES, AN_EACCES},
    {"sub/../plain", AN_OK, AN_EACCES},
    {"...", AN_ENOENT, AN_ENOENT},
};

static int try_open(const char *path, bool wait, struct an_file **f)
{
    *f = NULL;
    int before = folder_open_descriptors(), err = an_file_open(root, path, wait, f);
    assert_int_equal(*f != NULL, err == AN_OK);
    assert_int_equal(folder_open_descriptors() - before, *f && (*f)->fd >= 0);
    return err;
}

static void expect_opens(const char *path, int expected)
{
    struct an_file *f;
    int err = try_open(path, true, &f);
    if (err != expected) print_error("%s: %s, not %s\n", path, err_name(err), err_name(expected));
    assert_int_equal(err, expected);
    an_file_unref(f);
}

static void a_path_leads_to_a_file_or_nowhere(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        expect_opens(table[i].path, table[i].error);
}

static void without_openat2_links_are_not_followed(void **state)
{
    (void)state;
    an__file_without_openat2(true);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        expect_opens(table[i].path, table[i].walked);
}

/* It is the same answer, or none. Of what was just made the kernel mostly knows it at once; no test can ask for that. */
static void without_waiting_it_is_the_same_or_to_be_tried_again(void **state)
{
    (void)state;
    for (int walked = 0; walked < 2; walked++) {
        an__file_without_openat2(walked);
        for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
            struct an_file *f;
            int err = try_open(table[i].path, false, &f);
            if (err != AN_EAGAIN) assert_int_equal(err, table[i].error);
            if (walked) assert_int_equal(err, AN_EAGAIN);
            an_file_unref(f);
        }
    }
}

static void a_path_may_be_too_long(void **state)
{
    (void)state;
    static char path[8192];
    for (size_t i = 0; i + 4 < sizeof path; i += 4)
        memcpy(path + i, "sub/", 5);
    expect_opens(path, AN_ENOENT);
    an__file_without_openat2(true);
    expect_opens(path, AN_ENOENT);
}

/* --- other places --- */

static void opens_below(const char *folder_path, const char *path, int error, int walked)
{
    int mine = root;
    root = open(folder_path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    assert_true(root >= 0);
    an__file_without_openat2(false);
    expect_opens(path, error);
    an__file_without_openat2(true);
    expect_opens(path, walked);
    close(root);
    root = mine;
}

static void magic_links_are_not_followed(void **state)
{
    (void)state;
    opens_below("/proc/self", "exe", AN_EACCES, AN_EACCES);
    opens_below("/proc/self", "root/etc/passwd", AN_EACCES, AN_ENOENT);
    opens_below("/proc/self", "fd/0", AN_EACCES, AN_EACCES);
    opens_below("/proc/self", "status", AN_OK, AN_OK);
}

static void a_device_is_no_file(void **state)
{
    (void)state;
    opens_below("/dev", "null", AN_ENOENT, AN_ENOENT);
}

static void what_may_not_be_read_is_not(void **state)
{
    (void)state;
    uid_t me = geteuid();
    folder_write(&folder, "root/mine", "x");
    assert_int_equal(fchmodat(root, "mine", 0, 0), 0);
    assert_int_equal(fchmodat(root, "sub", 0, 0), 0);
    assert_int_equal(chmod(folder.path, 0755), 0);
    if (me == 0 && seteuid(65534) < 0) skip(); /* root may read anything */
    struct an_file *f = NULL;
    for (int walked = 0; walked < 2; walked++) {
        an__file_without_openat2(walked);
        assert_int_equal(an_file_open(root, "mine", true, &f), AN_EACCES);
        assert_int_equal(an_file_open(root, "sub/deep/er", true, &f), AN_EACCES);
        assert_int_equal(an_file_open(root, "plain", true, &f), AN_OK);
        an_file_unref(f);
    }
    assert_int_equal(seteuid(me), 0);
    assert_int_equal(fchmodat(root, "sub", 0755, 0), 0);
}

static void too_many_open_files_are_told(void **state)
{
    (void)state;
    struct rlimit was, none;
    struct an_file *f = NULL;
    int next = dup(0);
    close(next);
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &was), 0);
    none = (struct rlimit){(rlim_t)next, was.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
    int err = an_file_open(root, "plain", true, &f);
    an__file_without_openat2(true);
    int walked = an_file_open(root, "sub/deep/er", true, &f);
    int absolute = an_file_open(AT_FDCWD, "/proc/self/status", true, &f);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &was), 0);
    assert_int_equal(err, AN_EFILES);
    assert_int_equal(walked, AN_EFILES);
    assert_int_equal(absolute, AN_EFILES);
    assert_null(f);
}

static void an_absolute_path_may_lead_anywhere(void **state)
{
    (void)state;
    char path[128];
    struct an_file *f;
    static const struct {
        const char *name;
        int error;
    } names[] = {{"root/plain", AN_OK},    {"root/out", AN_OK},        {"root/absolute", AN_OK},
                 {"root/sub", AN_ESTATE},  {"root/fifo", AN_ENOENT},   {"root/socket", AN_ENOENT},
                 {"root/loop", AN_EACCES}, {"root/missing", AN_ENOENT}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", folder.path, names[i].name);
        assert_int_equal(an_file_open(AT_FDCWD, path, false, &f), AN_EAGAIN);
        int err = an_file_open(AT_FDCWD, path, true, &f);
        assert_int_equal(err, names[i].error);
        if (err == AN_OK) an_file_unref(f);
    }
}

/* A sandbox that does not know openat2(), and says so as older ones do. */
static int in_sandbox(int error)
{
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_openat2, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (uint32_t)error),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof code / sizeof *code, code};
    struct an_file *f;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) return 77;
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0) return 77;
    if (an_file_open(root, "plain", false, &f) != AN_EAGAIN) return 1;
    if (an_file_open(root, "sub/deep/er", true, &f) != AN_OK) return 2;
    an_file_unref(f);
    return an_file_open(root, "link", true, &f) == AN_EACCES ? 0 : 3;
}

static void expect_in_sandbox(int error)
{
    int status;
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) _exit(in_sandbox(error));
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == 77) skip();
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void a_sandbox_without_openat2_serves_files_too(void **state)
{
    (void)state;
    expect_in_sandbox(ENOSYS);
    expect_in_sandbox(EPERM);
}

/* --- what a file is --- */

static struct an_file *must_open(const char *path)
{
    struct an_file *f;
    assert_int_equal(try_open(path, true, &f), AN_OK);
    assert_int_equal(f->refs, 1);
    return f;
}

static void a_file_knows_what_it_is(void **state)
{
    (void)state;
    static const char *const names[] = {"plain", "empty", "small", "large", "sub/deep/er"};
    const struct timespec times[2] = {{1700000000, 123456789}, {1700000001, 987654321}};
    assert_int_equal(utimensat(root, "plain", times, 0), 0);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct stat st;
        struct an_file *f = must_open(names[i]);
        assert_int_equal(fstatat(root, names[i], &st, 0), 0);
        assert_int_equal(f->size, st.st_size);
        assert_int_equal(f->dev, st.st_dev);
        assert_int_equal(f->ino, st.st_ino);
        assert_int_equal(f->mtime_ns, (int64_t)st.st_mtim.tv_sec * 1000000000 + st.st_mtim.tv_nsec);
        if (i == 0) assert_int_equal(f->mtime_ns, INT64_C(1700000001987654321));
        an_file_unref(f);
    }
}

/* Filesystems differ in how far they go: what they say is asked. */
static void times_beyond_all_measure_are_as_far_as_can_be_said(void **state)
{
    (void)state;
    const time_t far[] = {INT64_C(1) << 40, -(INT64_C(1) << 40), INT64_MAX, INT64_C(9223372036)};
    for (size_t i = 0; i < sizeof far / sizeof *far; i++) {
        const struct timespec times[2] = {{far[i], 0}, {far[i], 999999999}};
        struct stat st;
        assert_int_equal(utimensat(root, "plain", times, 0), 0);
        assert_int_equal(fstatat(root, "plain", &st, 0), 0);
        struct an_file *f = must_open("plain");
        if (st.st_mtim.tv_sec > INT64_C(9223372036)) assert_int_equal(f->mtime_ns, INT64_MAX);
        if (st.st_mtim.tv_sec < INT64_C(-9223372037)) assert_int_equal(f->mtime_ns, INT64_MIN);
        an_file_unref(f);
    }
}

static void a_small_file_is_in_memory_and_closed(void **state)
{
    (void)state;
    struct an_file *f = must_open("plain");
    assert_int_equal(f->fd, -1);
    assert_int_equal(f->size, 5);
    assert_memory_equal(f->bytes, "plain", 5);
    an_file_unref(f);
    f = must_open("small");
    assert_int_equal(f->fd, -1);
    for (size_t i = 0; i < AN_FILE_SMALL; i++)
        assert_int_equal(f->bytes[i], 'x');
    an_file_unref(f);
    f = must_open("empty");
    assert_int_equal(f->fd, -1);
    assert_int_equal(f->size, 0);
    an_file_unref(f);
}

static void a_large_one_stays_open(void **state)
{
    (void)state;
    char byte;
    struct an_file *f = must_open("large");
    assert_true(f->fd >= 0);
    assert_null(f->bytes);
    assert_int_equal(f->size, AN_FILE_SMALL + 1);
    assert_int_equal(fcntl(f->fd, F_GETFD), FD_CLOEXEC);
    assert_int_equal(fcntl(f->fd, F_GETFL) & O_ACCMODE, O_RDONLY);
    folder_write(&folder, "root/new", "new");
    assert_int_equal(renameat(root, "new", root, "large"), 0);
    assert_int_equal(pread(f->fd, &byte, 1, AN_FILE_SMALL), 1); /* it is the one it was */
    assert_int_equal(byte, 'x');
    an_file_unref(f);
}

static void the_last_reference_closes_it(void **state)
{
    (void)state;
    int before = folder_open_descriptors();
    struct an_file *f = must_open("large");
    an_file_ref(f);
    an_file_unref(f);
    assert_int_equal(folder_open_descriptors(), before + 1);
    an_file_unref(f);
    assert_int_equal(folder_open_descriptors(), before);
    an_file_unref(NULL);
}

/* --- is it in memory? --- */

static void what_is_not_on_a_disk_is_warm(void **state)
{
    (void)state;
    struct an_file *f = must_open("plain");
    assert_true(an_file_is_warm(f, 0, 5));
    an_file_warm(f, 0, 5);
    assert_memory_equal(f->bytes, "plain", 5);
    an_file_unref(f);
    f = must_open("large");
    assert_true(an_file_is_warm(f, 0, 0));
    assert_true(an_file_is_warm(f, AN_FILE_SMALL + 1, 10)); /* there is nothing to wait for */
    an_file_unref(f);
}

static void what_was_read_in_is_warm(void **state)
{
    (void)state;
    folder_fill(&folder, "root/large", 8 << 20);
    struct an_file *f = must_open("large");
    assert_int_equal(fsync(f->fd), 0);
    assert_int_equal(posix_fadvise(f->fd, 0, 0, POSIX_FADV_DONTNEED), 0);
    bool cold = !an_file_is_warm(f, 4 << 20, 1 << 20);
    an_file_warm(f, 4 << 20, 1 << 20);
    assert_true(an_file_is_warm(f, 4 << 20, 1 << 20));
    an_file_warm(f, (8 << 20) - 1, 1 << 20); /* it ends before */
    an_file_unref(f);
    if (!cold) skip(); /* a file system in memory */
}

static int set_up(void **state)
{
    (void)state;
    folder_open(&folder);
    fill_root();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    an__file_without_openat2(false);
    close(root);
    folder_close(&folder);
    return 0;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_path_leads_to_a_file_or_nowhere),
        TEST(without_openat2_links_are_not_followed),
        TEST(without_waiting_it_is_the_same_or_to_be_tried_again),
        TEST(a_path_may_be_too_long),
        TEST(magic_links_are_not_followed),
        TEST(a_device_is_no_file),
        TEST(what_may_not_be_read_is_not),
        TEST(too_many_open_files_are_told),
        TEST(an_absolute_path_may_lead_anywhere),
        TEST(a_sandbox_without_openat2_serves_files_too),
        TEST(a_file_knows_what_it_is),
        TEST(times_beyond_all_measure_are_as_far_as_can_be_said),
        TEST(a_small_file_is_in_memory_and_closed),
        TEST(a_large_one_stays_open),
        TEST(the_last_reference_closes_it),
        TEST(what_is_not_on_a_disk_is_warm),
        TEST(what_was_read_in_is_warm),
    };
    return cmocka_run_group_tests_name("file", tests, NULL, NULL);
}
