/* conn_file_test.c - HTTP answers that are files: what is looked for, what the client is given, and that the worker is not asked for nothing. */
#include "test.h"

#include "conn_help.h"

#include <string.h>

#define ASK(target) "GET " target " HTTP/1.1\r\nHost: x\r\n\r\n"

static void start(void)
{
    lo.env.documents = true;
    conn_start(AN_SPEAKS_HTTP);
    expect_told("CONNECT HTTP 0 []\n");
}

static void a_file_is_the_answer(void **state)
{
    (void)state;
    start();
    lo.document = conn_document(AN_DOCUMENT_FILE, 12, true);
    conn_input(ASK("/a/b%20c.txt?x"));
    expect_told("LOOK a/b c.txt\n");
    assert_true(wrote_has("Content-Type: text/plain; charset=utf-8\r\n"));
    assert_true(wrote_has("Content-Length: 12\r\n"));
    assert_true(wrote_has("\r\n\r\n012345678901"));
    expect_begins("HTTP/1.1 200 OK\r\n");
    assert_int_equal(an_counted(&lo.env.counters->http_files), 1);
    lo.document = conn_document(AN_DOCUMENT_FILE, 3, true);
    conn_input(ASK("/"));
    expect_told("LOOK /\n");
    assert_true(wrote_has("\r\n\r\n012"));
}

static void it_may_be_found_later(void **state)
{
    (void)state;
    start();
    lo.later = true;
    conn_input(ASK("/a.txt") ASK("/b.txt"));
    expect_told("LOOK a.txt\n");
    expect_wrote("");
    conn_found(conn_document(AN_DOCUMENT_FILE, 5, true));
    assert_true(wrote_has("\r\n\r\n01234"));
    expect_told("LOOK b.txt\n");
    lo.wrote_len = 0;
    conn_found(conn_document(AN_DOCUMENT_FILE, 6, true));
    assert_true(wrote_has("\r\n\r\n012345"));
}

static void a_client_may_be_gone_by_then(void **state)
{
    (void)state;
    start();
    lo.later = true;
    conn_input(ASK("/a.txt"));
    an_conn_stop(lo.conn);
    conn_hang_up(0, "");
    conn_found(conn_document(AN_DOCUMENT_FILE, 5, true));
    expect_wrote("");
    expect_told("LOOK a.txt\nCLOSE HTTP 1 []\n");
}

static void what_is_no_file_goes_to_the_worker(void **state)
{
    (void)state;
    start();
    conn_input(ASK("/api/users"));
    expect_told("LOOK api/users\nRECV HTTP 0 []\n");
    conn_answer("x");
    conn_input("POST /a.txt HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx");
    expect_told("RECV HTTP 0 [x]\n");
    conn_answer("x");
    conn_input("GET /a.txt HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx");
    expect_told("RECV HTTP 0 [x]\n");
    conn_answer("x");
    conn_input(ASK("/.git/config"));
    expect_told("RECV HTTP 0 []\n");
    conn_answer("x");
    conn_input(ASK("/a/.../x"));
    expect_told("RECV HTTP 0 []\n");
}

static void what_looks_like_a_file_is_404_and_goes_on(void **state)
{
    (void)state;
    start();
    conn_input(ASK("/no.png"));
    assert_false(wrote_has("Connection: close"));
    expect_begins("HTTP/1.1 404 Not Found\r\n");
    conn_input(ASK("/api"));
    expect_told("LOOK no.png\nLOOK api\nRECV HTTP 0 []\n");
}

static void the_404_page_is_a_file(void **state)
{
    (void)state;
    lo.config.page_404 = "/errors/404.html";
    start();
    lo.later = true;
    conn_input(ASK("/no.png"));
    conn_found(conn_document(AN_DOCUMENT_NONE, 0, false));
    expect_told("LOOK no.png\nLOOK errors/404.html\n");
    conn_found(conn_document(AN_DOCUMENT_FILE, 7, true));
    assert_true(wrote_has("Content-Type: text/plain"));
    assert_true(wrote_has("Content-Length: 7\r\n"));
    assert_true(wrote_has("\r\n\r\n0123456"));
    assert_false(wrote_has("Connection: close"));
    expect_begins("HTTP/1.1 404 Not Found\r\n");
    assert_int_equal(lo.shuts, 0);
}

static void a_page_that_is_missing_is_built_in(void **state)
{
    (void)state;
    lo.config.page_404 = "404.html";
    lo.config.page_50x = "50x.html";
    start();
    conn_input(ASK("/no.png"));
    assert_true(wrote_has("<h1>404 Not Found</h1>"));
    expect_begins("HTTP/1.1 404 Not Found\r\n");
    conn_input(ASK("/x"));
    conn_message(AN_MSG_SEND, 500, AN_MSG_ERROR_PAGE, "");
    assert_true(wrote_has("<h1>500 Internal Server Error</h1>"));
    expect_begins("HTTP/1.1 500 ");
    assert_int_equal(lo.shuts, 1);
    expect_told(
        "LOOK no.png\nLOOK 404.html\nLOOK x\nRECV HTTP 0 []\nLOOK 50x.html\nCLOSE HTTP 1 []\n");
}

static void the_50x_page_keeps_the_status(void **state)
{
    (void)state;
    lo.config.page_50x = "50x.html";
    start();
    conn_input(ASK("/x"));
    lo.later = true;
    an_conn_orphaned(lo.conn, lo.position + 1);
    expect_wrote("");
    conn_found(conn_document(AN_DOCUMENT_FILE, 4, true));
    assert_true(wrote_has("Connection: close\r\n"));
    assert_true(wrote_has("\r\n\r\n0123"));
    expect_begins("HTTP/1.1 502 Bad Gateway\r\n");
    assert_int_equal(lo.shuts, 1);
}

static void a_page_that_does_not_come_is_not_waited_for(void **state)
{
    (void)state;
    lo.config.page_50x = "50x.html";
    start();
    conn_input(ASK("/x"));
    lo.later = true;
    an_conn_orphaned(lo.conn, lo.position + 1);
    conn_pass(lo.config.linger_ms);
    assert_true(wrote_has("<h1>"));
    assert_int_equal(lo.shuts, 1);
    conn_found(conn_document(AN_DOCUMENT_FILE, 4, true)); /* nobody waits for it */
}

static void a_folder_gets_its_slash(void **state)
{
    (void)state;
    start();
    lo.document = conn_document(AN_DOCUMENT_FOLDER, 0, false);
    conn_input(ASK("//evil.example/%C3%BC?q=1&r"));
    assert_true(wrote_has("\r\nLocation: /evil.example/%C3%BC/?q=1&r\r\n"));
    expect_begins("HTTP/1.1 301 Moved Permanently\r\n");
    expect_told("LOOK evil.example/\xC3\xBC\n");
}

static void head_of_a_file_has_no_body(void **state)
{
    (void)state;
    start();
    lo.document = conn_document(AN_DOCUMENT_FILE, 12, true);
    conn_input("HEAD /a.txt HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_true(wrote_has("Content-Length: 12\r\n"));
    assert_memory_equal(lo.wrote + lo.wrote_len - 4, "\r\n\r\n", 4);
}

static void a_large_file_leaves_as_the_socket_takes_it(void **state)
{
    (void)state;
    start();
    lo.take = 1000;
    lo.document = conn_document(AN_DOCUMENT_FILE, 100000, false);
    conn_input(ASK("/a.txt") ASK("/x"));
    expect_told("LOOK a.txt\n");
    assert_true(lo.wants & AN_WANT_WRITE);
    for (int i = 0; i < 200 && lo.file_bytes < 100000; i++) {
        conn_pass(lo.config.send_ms - 1); /* slow, but it moves */
        lo.filled = false;
        an_conn_writable(lo.conn);
        lo.wrote_len = AN_MIN(lo.wrote_len, 1000u);
    }
    assert_int_equal(lo.file_bytes, 100000);
    an_conn_flush_all(&lo.env);
    expect_told("LOOK x\nRECV HTTP 0 []\n"); /* the next request, and not before */
}

static void a_client_that_takes_nothing_is_cut_off(void **state)
{
    (void)state;
    start();
    lo.take = 1000;
    lo.document = conn_document(AN_DOCUMENT_FILE, 100000, false);
    conn_input(ASK("/a.txt"));
    conn_pass(lo.config.send_ms - 1);
    assert_int_equal(lo.gones, 0);
    conn_pass(1);
    assert_int_equal(lo.gones, 1);
    assert_int_equal(an_counted(&lo.env.counters->http_send_timeouts), 1);
    expect_told("LOOK a.txt\nCLOSE HTTP 4 []\n");
}

static void bytes_that_are_not_in_memory_are_waited_for(void **state)
{
    (void)state;
    start();
    lo.cold = true;
    lo.document = conn_document(AN_DOCUMENT_FILE, 5000, false);
    conn_input(ASK("/a.txt"));
    assert_int_equal(lo.file_bytes, 0);
    assert_false(lo.wants & AN_WANT_WRITE);
    lo.cold = false;
    an_conn_flush_all(&lo.env);
    assert_int_equal(lo.file_bytes, 0);
    an_conn_writable(lo.conn);
    assert_int_equal(lo.file_bytes, 5000);
}

static void a_file_that_shrinks_ends_the_connection(void **state)
{
    (void)state;
    start();
    struct an_document *doc = lo.document = conn_document(AN_DOCUMENT_FILE, 5000, false);
    lo.take = 1000;
    conn_input(ASK("/a.txt"));
    doc = NULL;
    (void)doc;
    uint64_t offset, len;
    struct an_file *f = an_write_queue_next_file(lo.conn->write_queue, 0, &offset, &len);
    f->size = offset;
    lo.filled = false;
    an_conn_writable(lo.conn);
    assert_int_equal(lo.gones, 1);
}

static void several_ranges(void **state)
{
    (void)state;
    start();
    lo.document = conn_document(AN_DOCUMENT_FILE, 50000, false);
    conn_input("GET /a.txt HTTP/1.1\r\nHost: x\r\nRange: bytes=3-5,40000-40001\r\n\r\n");
    assert_true(wrote_has("Content-Range: bytes 3-5/50000\r\n\r\n345\r\n--"));
    assert_true(wrote_has("Content-Range: bytes 40000-40001/50000\r\n\r\n01\r\n--"));
    expect_begins("HTTP/1.1 206 Partial Content\r\n");
    assert_true(lo.wants & AN_WANT_READ);
}

static void too_much_to_look_for_is_503(void **state)
{
    (void)state;
    start();
    lo.busy = true;
    conn_input(ASK("/a.txt"));
    assert_true(wrote_has("Retry-After: "));
    expect_begins("HTTP/1.1 503 ");
}

static void a_worker_answers_with_a_file(void **state)
{
    (void)state;
    start();
    conn_input(ASK("/x") ASK("/y"));
    conn_file_message(0, 10, 5, "/tmp/f");
    expect_told("LOOK x\nRECV HTTP 0 []\nOPEN /tmp/f\n");
    conn_answer("a second answer");
    expect_wrote("");
    conn_opened(AN_OK, conn_file(100000, false));
    assert_true(wrote_has("Content-Length: 5\r\n"));
    assert_true(wrote_has("\r\n\r\n01234"));
    expect_begins("HTTP/1.1 200 OK\r\n");
    expect_told("LOOK y\nRECV HTTP 0 []\n");
    conn_file_message(0, 99990, UINT64_MAX, "/tmp/f");
    conn_opened(AN_OK, conn_file(100000, false));
    assert_true(wrote_has("Content-Length: 10\r\n"));
}

static void a_file_that_cannot_be_opened_is_500(void **state)
{
    (void)state;
    start();
    conn_input(ASK("/x"));
    conn_file_message(0, 0, UINT64_MAX, "/tmp/f");
    conn_opened(AN_ENOENT, NULL);
    expect_begins("HTTP/1.1 500 ");
    assert_int_equal(lo.shuts, 1);
}

static void a_file_may_be_the_last_answer(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_HTTP);
    conn_input(GET);
    conn_file_message(AN_MSG_THEN_CLOSE, 0, UINT64_MAX, "/x");
    conn_opened(AN_OK, conn_file(10, true));
    assert_true(wrote_has("Connection: close\r\n"));
    assert_true(wrote_has("\r\n\r\n0123456789"));
    assert_int_equal(lo.shuts, 1);
}

static void a_file_that_is_shorter_than_the_offset_is_500(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_HTTP);
    conn_input(GET);
    conn_file_message(0, 11, UINT64_MAX, "/x");
    conn_opened(AN_OK, conn_file(10, true));
    expect_begins("HTTP/1.1 500 ");
}

/* Somebody has put a link, or another file, in its place since the worker looked. */
static void another_file_than_the_worker_has_seen_is_not_sent(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        conn_start(AN_SPEAKS_HTTP);
        conn_input(GET);
        conn_file_message(0, 0, UINT64_MAX, "/x");
        struct an_file *f = conn_file(10, true);
        if (i)
            f->ino++;
        else
            f->dev++;
        lo.wrote_len = 0;
        conn_opened(AN_OK, f);
        assert_false(wrote_has("0123456789"));
        expect_begins("HTTP/1.1 500 ");
        an_conn_kill(lo.conn, AN_CLOSE_PEER);
    }
}

/* The page for the 504 is looked for by then. */
static void a_file_that_is_opened_too_late_is_not_sent(void **state)
{
    (void)state;
    lo.config.page_50x = "50x.html";
    start();
    conn_input(ASK("/x"));
    conn_file_message(0, 0, UINT64_MAX, "/tmp/f");
    lo.later = true;
    conn_pass(lo.config.answer_ms);
    conn_opened(AN_OK, conn_file(10, true));
    expect_wrote("");
    conn_found(conn_document(AN_DOCUMENT_FILE, 4, true));
    expect_begins("HTTP/1.1 504 ");
}

static void a_path_that_is_none_is_refused(void **state)
{
    (void)state;
    char path[4097] = "/";
    memset(path + 1, 'x', sizeof path - 2);
    path[sizeof path - 1] = 0;
    start();
    conn_input(ASK("/x"));
    lo.told[0] = 0;
    conn_file_message(0, 0, UINT64_MAX, "tmp/f");
    conn_file_message(0, 0, UINT64_MAX, "");
    conn_file_message(0, 0, UINT64_MAX, path);
    expect_told("");
    assert_int_equal(an_counted(&lo.env.counters->late_sends), 3);
    conn_answer("x");
    expect_begins("HTTP/1.1 200 ");
}

static void the_50x_page_is_not_for_all_of_them(void **state)
{
    (void)state;
    static const unsigned without[] = {501, 505, 599};
    lo.config.page_50x = "50x.html";
    for (int i = 0; i < 3; i++) {
        start();
        conn_input(ASK("/x"));
        conn_message(AN_MSG_SEND, without[i], AN_MSG_ERROR_PAGE, "");
        assert_true(wrote_has("<h1>5"));
        expect_told("LOOK x\nRECV HTTP 0 []\nCLOSE HTTP 1 []\n");
        an_conn_kill(lo.conn, AN_CLOSE_PEER);
        lo.wrote_len = 0;
    }
}

static void one_connection_has_its_share_of_a_turn(void **state)
{
    (void)state;
    start();
    lo.take = 1 << 20;
    lo.document = conn_document(AN_DOCUMENT_FILE, 5 << 19, false);
    conn_input(ASK("/a.txt"));
    assert_in_range(lo.file_bytes, 1 << 19, 1 << 20);
    assert_true(lo.wants & AN_WANT_WRITE);
    an_conn_writable(lo.conn);
    an_conn_writable(lo.conn);
    assert_int_equal(lo.file_bytes, 5 << 19);
}

/* What another process has written, with a status of its own. */
static void file_message(uint32_t code, const char *path, size_t len)
{
    uint8_t body[64];
    struct an_msg_file of = {0, UINT64_MAX, CONN_DEV, CONN_INO};
    memcpy(body, &of, sizeof of);
    memcpy(body + sizeof of, path, len);
    struct an_delivery d = {.msg = {.type = AN_MSG_SEND,
                                    .proto = AN_PROTO_HTTP,
                                    .code = code,
                                    .flags = AN_MSG_FILE,
                                    .id = lo.conn->id,
                                    .body_len = (uint32_t)(sizeof of + len),
                                    .stamp = lo.request},
                            .body = body};
    assert_true(an_conn_message(lo.conn, &d));
}

static void a_path_with_a_zero_in_it_is_none(void **state)
{
    (void)state;
    start();
    conn_input(ASK("/x"));
    lo.told[0] = 0;
    file_message(0, "/tmp\0/f", 7);
    expect_told("");
    assert_int_equal(an_counted(&lo.env.counters->late_sends), 1);
}

static void an_answer_without_a_body_has_none_of_a_file_either(void **state)
{
    (void)state;
    start();
    conn_input(ASK("/x"));
    file_message(204, "/tmp/f", 6);
    conn_opened(AN_OK, conn_file(10, true));
    assert_false(wrote_has("0123"));
    expect_begins("HTTP/1.1 204 No Content\r\n");
    assert_int_equal(lo.shuts, 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, conn_setup, conn_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_file_is_the_answer),
        TEST(it_may_be_found_later),
        TEST(a_client_may_be_gone_by_then),
        TEST(what_is_no_file_goes_to_the_worker),
        TEST(what_looks_like_a_file_is_404_and_goes_on),
        TEST(the_404_page_is_a_file),
        TEST(a_page_that_is_missing_is_built_in),
        TEST(the_50x_page_keeps_the_status),
        TEST(a_page_that_does_not_come_is_not_waited_for),
        TEST(a_folder_gets_its_slash),
        TEST(head_of_a_file_has_no_body),
        TEST(a_large_file_leaves_as_the_socket_takes_it),
        TEST(a_client_that_takes_nothing_is_cut_off),
        TEST(bytes_that_are_not_in_memory_are_waited_for),
        TEST(a_file_that_shrinks_ends_the_connection),
        TEST(several_ranges),
        TEST(too_much_to_look_for_is_503),
        TEST(a_worker_answers_with_a_file),
        TEST(a_file_that_cannot_be_opened_is_500),
        TEST(a_file_may_be_the_last_answer),
        TEST(a_file_that_is_shorter_than_the_offset_is_500),
        TEST(another_file_than_the_worker_has_seen_is_not_sent),
        TEST(a_file_that_is_opened_too_late_is_not_sent),
        TEST(a_path_that_is_none_is_refused),
        TEST(the_50x_page_is_not_for_all_of_them),
        TEST(one_connection_has_its_share_of_a_turn),
        TEST(a_path_with_a_zero_in_it_is_none),
        TEST(an_answer_without_a_body_has_none_of_a_file_either),
    };
    return cmocka_run_group_tests_name("conn_file", tests, NULL, NULL);
}
