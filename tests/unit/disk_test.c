/* disk_test.c - a reactor's way to the disk, over a real loop, a real folder and a pair of sockets: what is called back, and whose things then are. */
#define _GNU_SOURCE /* O_PATH */
#include "test.h"

#include "disk/disk.h"

#include "folder_help.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ground/base.h"

#define LARGE (8 << 20)
#define FORM                                                                                       \
    "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\nhello\r\n--B--\r\n"

static struct folder folder;
static uv_loop_t loop;
static struct an_disk *disk;
static struct an_config config;
static char path[128];
static int pair[2], open_fds;

/* --- what was called back last, and how often --- */

static struct {
    char what[16];
    unsigned times;
    uint64_t id;
    int result;
    struct an_document *doc;
    struct an_file *file;
    struct an_upload *upload;
} told;

static void tell(void *ctx, const char *what, uint64_t id, int result)
{
    assert_ptr_equal(ctx, &folder);
    snprintf(told.what, sizeof told.what, "%s", what);
    told.times++;
    told.id = id;
    told.result = result;
}

static void on_found(void *ctx, uint64_t id, struct an_document *doc)
{
    tell(ctx, "found", id, 0);
    told.doc = doc;
}

static void on_opened(void *ctx, uint64_t id, int err, struct an_file *f)
{
    tell(ctx, "opened", id, err);
    if (told.file) an_file_unref(told.file); /* the one before */
    told.file = f;
    assert_int_equal(f != NULL, err == AN_OK);
}

static void on_fed(void *ctx, uint64_t id, struct an_upload *u, int status)
{
    tell(ctx, "fed", id, status);
    told.upload = u;
}

static void on_warm(void *ctx, uint64_t id)
{
    tell(ctx, "warm", id, 0);
}

static const struct an_disk_calls calls = {on_found, on_opened, on_fed, on_warm};

static void expect_told(const char *what, uint64_t id, int result)
{
    assert_int_equal(told.times, 0);
    assert_int_equal(uv_run(&loop, UV_RUN_DEFAULT), 0);
    assert_int_equal(an_disk_busy(disk), 0);
    assert_int_equal(told.times, 1);
    assert_string_equal(told.what, what);
    assert_int_equal(told.id, id);
    assert_int_equal(told.result, result);
    told.times = 0;
}

static const char *path_of(const char *name)
{
    snprintf(path, sizeof path, "%s/%s", folder.path, name);
    return path;
}

/* --- opening, looking --- */

static void a_file_is_opened_by_the_pool(void **state)
{
    (void)state;
    folder_write(&folder, "a", "abc");
    assert_int_equal(an_disk_open(disk, 5, path_of("a")), 0);
    memset(path, 'x', sizeof path - 1); /* it was copied */
    assert_int_equal(an_disk_busy(disk), 1);
    expect_told("opened", 5, AN_OK);
    assert_memory_equal(told.file->bytes, "abc", 3);
    assert_int_equal(an_disk_open(disk, 6, path_of("missing")), 0);
    expect_told("opened", 6, AN_ENOENT);
    assert_int_equal(an_disk_open(disk, 7, folder.path), 0);
    expect_told("opened", 7, AN_ESTATE);
}

static void only_so_many_are_opened_at_a_time(void **state)
{
    (void)state;
    unsigned n = 0;
    folder_write(&folder, "a", "abc");
    while (n < 100000 && an_disk_open(disk, n, path_of("a")) == 0)
        n++;
    assert_in_range(n, 1, 99999);
    assert_int_equal(an_disk_busy(disk), n);
    assert_int_equal(an_disk_open(disk, n, path_of("a")), AN_EAGAIN);
    assert_int_equal(uv_run(&loop, UV_RUN_DEFAULT), 0);
    assert_int_equal(told.times, n); /* and the one refused was never called back */
    told.times = 0;
    assert_int_equal(an_disk_open(disk, 1, path_of("a")), 0);
    expect_told("opened", 1, AN_OK);
}

static void open_disk(const char *docs_root)
{
    if (disk) an_disk_free(disk);
    config.docs_root = docs_root;
    disk = an_disk_new(&loop, &config, &calls, &folder);
}

static void documents_are_there_when_their_folder_is(void **state)
{
    (void)state;
    assert_false(an_disk_has_documents(disk));
    open_disk(path_of("missing"));
    assert_false(an_disk_has_documents(disk));
    open_disk(folder.path);
    assert_true(an_disk_has_documents(disk));
    an__file_without_openat2(true);
    folder_write(&folder, "a", "abc");
    assert_int_equal(an_disk_look(disk, 9, "a", 1, false, 1, &told.doc), 0);
    assert_int_equal(an_disk_busy(disk), 1);
    expect_told("found", 9, 0);
    assert_int_equal(told.doc->kind, AN_DOCUMENT_FILE);
    an_document_unref(told.doc);
    assert_int_equal(an_disk_look(disk, 9, "a", 1, false, 1, &told.doc), 1);
    an_document_unref(told.doc);
}

/* --- uploads --- */

static struct an_upload *upload_new(void)
{
    return an_upload_new(&config, (struct an_span){"B", 1});
}

static void a_form_is_fed_in_pieces_and_ended(void **state)
{
    (void)state;
    struct an_upload *u = upload_new();
    char piece[sizeof FORM] = FORM;
    an_disk_feed(disk, 3, u, (const uint8_t *)piece, 70, false);
    memset(piece, 'x', 70); /* it was copied */
    expect_told("fed", 3, 0);
    assert_ptr_equal(told.upload, u);
    an_disk_feed(disk, 3, u, (const uint8_t *)piece + 70, sizeof FORM - 1 - 70, false);
    expect_told("fed", 3, 0);
    an_disk_feed(disk, 3, u, NULL, 0, true); /* the end may come alone */
    expect_told("fed", 3, 0);
    assert_true(an_upload_block(u)->len > 0);
    assert_int_equal(folder_count(&folder), 1);
    an_upload_free(u);
}

static void a_form_that_ends_early_is_400(void **state)
{
    (void)state;
    struct an_upload *u = upload_new();
    an_disk_feed(disk, 4, u, (const uint8_t *)FORM, sizeof FORM - 10, true);
    expect_told("fed", 4, 400);
    assert_int_equal(folder_count(&folder), 0);
    an_upload_free(u);
}

static void one_that_is_dropped_leaves_nothing(void **state)
{
    (void)state;
    struct an_upload *u = upload_new();
    an_disk_feed(disk, 4, u, (const uint8_t *)FORM, sizeof FORM - 1, true);
    expect_told("fed", 4, 0);
    assert_int_equal(folder_count(&folder), 1);
    an_disk_drop(disk, u);
    assert_int_equal(an_disk_busy(disk), 1);
    assert_int_equal(uv_run(&loop, UV_RUN_DEFAULT), 0);
    assert_int_equal(told.times, 0);
    assert_int_equal(folder_count(&folder), 0);
}

/* --- sending --- */

static struct an_file *large_file(void)
{
    struct an_file *f;
    folder_fill(&folder, "large", LARGE);
    assert_int_equal(an_file_open(AT_FDCWD, path_of("large"), true, &f), AN_OK);
    return f;
}

static ssize_t send_some(struct an_file *f, uint64_t offset, size_t len)
{
    ssize_t n = an_disk_sendfile(disk, 2, pair[0], f, offset, len);
    if (n != 0) return n;
    expect_told("warm", 2, 0);
    return an_disk_sendfile(disk, 2, pair[0], f, offset, len);
}

static void a_file_is_sent_until_the_socket_is_full(void **state)
{
    (void)state;
    struct an_file *f = large_file();
    uint64_t sent = 0, received = 0;
    char bytes[4096];
    ssize_t n;
    while ((n = send_some(f, sent, 65536)) > 0)
        sent += (uint64_t)n;
    assert_int_equal(n, AN_EAGAIN);
    assert_in_range(sent, 1, LARGE - 1);
    while ((n = read(pair[1], bytes, sizeof bytes)) > 0) {
        for (ssize_t i = 0; i < n; i++)
            assert_int_equal(bytes[i], 'x');
        received += (uint64_t)n;
    }
    assert_int_equal(received, sent);
    an_file_unref(f);
}

/* Asked of the system, because a read that does not wait may have it begin to read. */
static bool in_memory(const struct an_file *f, off_t at)
{
    unsigned char page = 0;
    void *p = mmap(NULL, 4096, PROT_READ, MAP_SHARED, f->fd, at);
    assert_ptr_not_equal(p, MAP_FAILED);
    assert_int_equal(mincore(p, 4096, &page), 0);
    munmap(p, 4096);
    return page & 1;
}

static void what_is_not_in_memory_is_read_in_first(void **state)
{
    (void)state;
    struct an_file *f = large_file();
    assert_int_equal(fsync(f->fd), 0);
    assert_int_equal(posix_fadvise(f->fd, 0, 0, POSIX_FADV_DONTNEED), 0);
    bool cold = !in_memory(f, LARGE / 2);
    ssize_t n = an_disk_sendfile(disk, 2, pair[0], f, LARGE / 2, 4096);
    assert_int_equal(n, cold ? 0 : 4096);
    assert_int_equal(f->refs, cold ? 2 : 1); /* it is lent to the pool */
    if (cold) {
        expect_told("warm", 2, 0);
        assert_int_equal(an_disk_sendfile(disk, 2, pair[0], f, LARGE / 2, 4096), 4096);
    }
    assert_int_equal(f->refs, 1);
    an_file_unref(f);
    if (!cold) skip(); /* a file system in memory */
}

static void a_file_that_became_shorter_is_told(void **state)
{
    (void)state;
    struct an_file *f = large_file();
    assert_int_equal(truncate(path_of("large"), 100), 0);
    assert_int_equal(send_some(f, 0, 65536), 100);
    assert_int_equal(send_some(f, 100, 65536), AN_ENOENT);
    an_file_unref(f);
}

static void a_peer_that_went_is_told(void **state)
{
    (void)state;
    struct an_file *f = large_file();
    close(pair[1]);
    pair[1] = -1;
    assert_int_equal(send_some(f, 0, 65536), AN_EPEER);
    an_file_unref(f);
}

static int set_up(void **state)
{
    (void)state;
    open_fds = folder_open_descriptors();
    memset(&told, 0, sizeof told);
    folder_open(&folder);
    an_config_init(&config);
    config.upload_dir = folder.path;
    assert_int_equal(uv_loop_init(&loop), 0);
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair), 0);
    open_disk(NULL);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    an_disk_free(disk);
    disk = NULL;
    an_file_unref(told.file);
    an__file_without_openat2(false);
    assert_int_equal(uv_loop_close(&loop), 0);
    close(pair[0]);
    if (pair[1] >= 0) close(pair[1]);
    folder_close(&folder);
    return folder_open_descriptors() == open_fds ? 0 : -1;
}

/* As in every process of the server; and what the loops of a process open once for all. */
static int open_common(void **state)
{
    (void)state;
    signal(SIGPIPE, SIG_IGN);
    assert_int_equal(uv_loop_init(&loop), 0);
    return uv_loop_close(&loop);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_file_is_opened_by_the_pool),
        TEST(only_so_many_are_opened_at_a_time),
        TEST(documents_are_there_when_their_folder_is),
        TEST(a_form_is_fed_in_pieces_and_ended),
        TEST(a_form_that_ends_early_is_400),
        TEST(one_that_is_dropped_leaves_nothing),
        TEST(a_file_is_sent_until_the_socket_is_full),
        TEST(what_is_not_in_memory_is_read_in_first),
        TEST(a_file_that_became_shorter_is_told),
        TEST(a_peer_that_went_is_told),
    };
    return cmocka_run_group_tests_name("disk", tests, open_common, NULL);
}
