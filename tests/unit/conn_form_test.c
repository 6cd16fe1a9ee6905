/* conn_form_test.c - uploaded forms on a connection: piece by piece to the disk, whole to the worker, and nothing left when it ends earlier. */
#include "test.h"

#include "conn_help.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HEAD(len)                                                                                  \
    "POST /f HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; "                           \
    "boundary=B\r\nContent-Length: " len "\r\n\r\n"
#define FIELD "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nhello\r\n"
#define FILE_PART                                                                                  \
    "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x.txt\"\r\n\r\nfile!\r\n"
#define END "--B--\r\n"

static char dir[] = "/tmp/conn_form_XXXXXX";

static int set_up(void **state)
{
    strcpy(dir, "/tmp/conn_form_XXXXXX");
    assert_non_null(mkdtemp(dir));
    conn_setup(state);
    lo.config.upload_dir = dir;
    an_conn_env_fini(&lo.env);
    an_conn_env_init(&lo.env);
    return 0;
}

static int files(void)
{
    int n = 0;
    DIR *d = opendir(dir);
    for (struct dirent *e; (e = readdir(d));)
        n += *e->d_name != '.';
    closedir(d);
    return n;
}

static int tear_down(void **state)
{
    char path[600];
    conn_teardown(state);
    DIR *d = opendir(dir);
    for (struct dirent *e; (e = readdir(d));) {
        snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
        if (*e->d_name != '.') unlink(path);
    }
    closedir(d);
    return rmdir(dir);
}

static void begin(void)
{
    conn_start(AN_SPEAKS_HTTP);
    conn_input(HEAD("137") FIELD);
    expect_told("CONNECT HTTP 0 []\nFEED [" FIELD "]\n");
}

static void a_form_reaches_the_worker_when_it_is_whole(void **state)
{
    (void)state;
    begin();
    conn_fed();
    expect_told("");
    conn_input(FILE_PART END);
    expect_told("FEED [" FILE_PART END "] end\n");
    conn_fed();
    assert_memory_equal(lo.told, "FORM ", 5);
    lo.told[0] = 0;
    assert_int_equal(files(), 1);
    conn_answer("thanks");
    assert_true(wrote_has("thanks"));
    assert_int_equal(files(), 1); /* the worker's now */
    assert_int_equal(an_counted(&lo.env.counters->http_uploads), 1);
    conn_input(GET);
    expect_told("RECV HTTP 0 []\n");
}

static void one_piece_at_a_time_is_with_the_disk(void **state)
{
    (void)state;
    begin();
    conn_input(FILE_PART);
    expect_told("");                             /* kept, and nothing more is read */
    assert_int_equal(an_conn_holds(lo.conn), 0); /* it cannot be given back without the disk */
    assert_false(lo.wants & AN_WANT_READ);
    conn_fed();
    expect_told("FEED [" FILE_PART "]\n");
    conn_fed();
    assert_true(lo.wants & AN_WANT_READ);
    conn_input(END);
    conn_fed();
    assert_non_null(strstr(lo.told, "FORM "));
}

static void a_client_that_gives_up_leaves_nothing(void **state)
{
    (void)state;
    begin();
    conn_fed();
    conn_input(FILE_PART);
    conn_fed();
    assert_int_equal(files(), 1);
    an_conn_broken(lo.conn);
    assert_non_null(strstr(lo.told, "DROP\n"));
    assert_int_equal(files(), 0);
}

static void also_while_the_disk_has_a_piece(void **state)
{
    (void)state;
    begin();
    conn_fed();
    conn_input(FILE_PART);
    an_conn_eof(lo.conn);
    conn_hang_up(0, "");
    lo.told[0] = 0;
    conn_fed();
    expect_told("DROP\n");
    assert_int_equal(files(), 0);
}

static void an_end_in_the_middle_is_an_end(void **state)
{
    (void)state;
    begin();
    conn_fed();
    conn_input(FILE_PART);
    an_conn_eof(lo.conn);
    conn_fed();
    assert_non_null(strstr(lo.told, "CLOSE HTTP 0 []\nDROP\n"));
    assert_int_equal(files(), 0);
}

static void a_form_that_is_none_is_400(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_HTTP);
    conn_input(HEAD("10") "0123456789");
    conn_fed();
    expect_begins("HTTP/1.1 400 ");
    assert_int_equal(lo.shuts, 1);
    assert_non_null(strstr(lo.told, "CLOSE HTTP 2 []\n")); /* the client's fault */
}

static void a_file_that_is_too_large_is_413_and_counted(void **state)
{
    (void)state;
    lo.config.max_file = 4;
    begin();
    conn_fed();
    conn_input(FILE_PART);
    conn_fed();
    expect_begins("HTTP/1.1 413 ");
    assert_int_equal(files(), 0);
    assert_int_equal(an_counted(&lo.env.counters->http_body_too_large), 1);
}

static void a_missing_folder_is_500(void **state)
{
    (void)state;
    lo.config.upload_dir = "/nowhere/at/all";
    begin();
    conn_fed();
    conn_input(FILE_PART);
    conn_fed();
    expect_begins("HTTP/1.1 500 ");
    assert_non_null(strstr(lo.told, "CLOSE HTTP 1 []\n")); /* ours */
}

static void what_a_dead_worker_had_is_removed(void **state)
{
    (void)state;
    begin();
    conn_fed();
    conn_input(FILE_PART END);
    conn_fed();
    assert_int_equal(files(), 1);
    an_conn_orphaned(lo.conn, lo.position + 1);
    expect_begins("HTTP/1.1 502 ");
    assert_int_equal(files(), 0);
}

static void what_no_worker_took_is_removed(void **state)
{
    (void)state;
    lo.full = true;
    begin();
    conn_fed();
    conn_input(FILE_PART END);
    conn_fed();
    assert_int_equal(files(), 1);
    conn_pass(lo.config.queue_ms);
    expect_begins("HTTP/1.1 503 ");
    assert_non_null(strstr(lo.told, "CANCEL\n"));
    assert_int_equal(files(), 0);
}

static void a_slow_form_is_408(void **state)
{
    (void)state;
    begin();
    conn_fed();
    conn_pass(lo.config.body_ms + 1000);
    expect_begins("HTTP/1.1 408 ");
    assert_non_null(strstr(lo.told, "DROP\n"));
}

/* The disk took as long as a client may be silent; the client has all of its own time. */
static void the_time_of_the_disk_is_not_the_clients(void **state)
{
    (void)state;
    begin();
    conn_pass(lo.config.body_ms + 1000);
    conn_fed();
    conn_pass(lo.config.body_ms - 1);
    expect_wrote("");
    conn_pass(1);
    expect_begins("HTTP/1.1 408 ");
}

static void a_websocket_port_takes_none(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_WEBSOCKET);
    conn_input(HEAD("137") FIELD);
    expect_begins("HTTP/1.1 426 ");
}

static void without_a_folder_it_is_a_body_like_any_other(void **state)
{
    (void)state;
    lo.config.upload_dir = NULL;
    an_conn_env_fini(&lo.env);
    an_conn_env_init(&lo.env);
    conn_start(AN_SPEAKS_HTTP);
    conn_input(HEAD("5") "--B--");
    expect_told("CONNECT HTTP 0 []\nRECV HTTP 0 [--B--]\n");
}

static void so_it_is_when_the_disk_took_less(void **state)
{
    (void)state;
    begin();
    conn_pass(lo.config.body_ms - 1);
    conn_fed();
    conn_pass(lo.config.body_ms - 1);
    expect_wrote("");
    conn_pass(1);
    expect_begins("HTTP/1.1 408 ");
}

static void what_a_form_has_brought_so_far_is_kept_for_it(void **state)
{
    (void)state;
    static char text[9000] =
        HEAD("20000") "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n";
    size_t head = strlen(text);
    memset(text + head, 'x', 8000);
    conn_start(AN_SPEAKS_HTTP);
    conn_input(text);
    conn_fed();
    assert_true(an_conn_holds(lo.conn) >= 8000);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_form_reaches_the_worker_when_it_is_whole),
        TEST(one_piece_at_a_time_is_with_the_disk),
        TEST(a_client_that_gives_up_leaves_nothing),
        TEST(also_while_the_disk_has_a_piece),
        TEST(an_end_in_the_middle_is_an_end),
        TEST(a_form_that_is_none_is_400),
        TEST(a_file_that_is_too_large_is_413_and_counted),
        TEST(a_missing_folder_is_500),
        TEST(what_a_dead_worker_had_is_removed),
        TEST(what_no_worker_took_is_removed),
        TEST(a_slow_form_is_408),
        TEST(the_time_of_the_disk_is_not_the_clients),
        TEST(a_websocket_port_takes_none),
        TEST(without_a_folder_it_is_a_body_like_any_other),
        TEST(so_it_is_when_the_disk_took_less),
        TEST(what_a_form_has_brought_so_far_is_kept_for_it),
    };
    return cmocka_run_group_tests_name("conn_form", tests, NULL, NULL);
}
