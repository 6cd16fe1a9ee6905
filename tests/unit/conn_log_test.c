/* conn_log_test.c - every HTTP request has one line in the access log, when its answer is complete: its status, its bytes. */
#include "test.h"

#include "conn_help.h"

#include <stdio.h>
#include <string.h>

static char logged[65536];

static void on_line(struct an_conn_env *env, const char *line, size_t n)
{
    assert_ptr_equal(env, &lo.env);
    strncat(logged, line, n);
}

static int set_up(void **state)
{
    int err = conn_setup(state);
    logged[0] = 0;
    lo.env.log = on_line;
    return err;
}

/* The lines since it was last looked at: what comes after the date. */
static void expect_logged(const char *text)
{
    static const char before[] = "0.0.0.0 - - [14/Nov/2023:22:13:20 +0000] ";
    char rest[sizeof logged] = "";
    for (char *p = logged, *end; *p; p = end + 1) {
        end = strchr(p, '\n');
        assert_memory_equal(p, before, sizeof before - 1);
        strncat(rest, p + sizeof before - 1, (size_t)(end + 1 - p) - (sizeof before - 1));
    }
    assert_string_equal(rest, text);
    logged[0] = 0;
}

static void a_request_is_logged_with_its_answer(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_ALL);
    conn_input("GET /a HTTP/1.1\r\nHost: x\r\nReferer: r\r\nUser-Agent: u\r\n\r\n" GET);
    expect_logged("");
    conn_answer("world");
    expect_logged("\"GET /a HTTP/1.1\" 200 5 \"r\" \"u\"\n");
    conn_message(AN_MSG_SEND, 404, 0, "");
    expect_logged("\"GET /a HTTP/1.1\" 404 0 \"-\" \"-\"\n");
    an_conn_eof(lo.conn);
    expect_logged("");
}

static void an_answer_without_a_body_has_no_bytes(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_HTTP);
    conn_input("HEAD /a HTTP/1.1\r\nHost: x\r\n\r\n");
    conn_answer("world");
    expect_logged("\"HEAD /a HTTP/1.1\" 200 0 \"-\" \"-\"\n");
}

static void an_answer_in_pieces_is_logged_at_its_end(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_HTTP);
    conn_input(GET);
    conn_message(AN_MSG_SEND, 0, AN_MSG_PART, "one");
    conn_message(AN_MSG_SEND, 0, AN_MSG_PART, "two");
    expect_logged("");
    conn_message(AN_MSG_SEND, 0, AN_MSG_LAST, "three");
    expect_logged("\"GET /a HTTP/1.1\" 200 11 \"-\" \"-\"\n");
}

static void a_file_is_logged_with_its_length(void **state)
{
    (void)state;
    lo.env.documents = true;
    conn_start(AN_SPEAKS_HTTP);
    lo.document = conn_document(AN_DOCUMENT_FILE, 100000, false);
    conn_input("GET /a.txt HTTP/1.1\r\nHost: x\r\n\r\n");
    expect_logged("\"GET /a.txt HTTP/1.1\" 200 100000 \"-\" \"-\"\n");
}

/* The client takes the head and a part of the file, and leaves. */
static void what_was_not_sent_is_not_counted(void **state)
{
    (void)state;
    lo.env.documents = true;
    conn_start(AN_SPEAKS_HTTP);
    lo.document = conn_document(AN_DOCUMENT_FILE, 100000, false);
    lo.take = 1000;
    conn_input("GET /a.txt HTTP/1.1\r\nHost: x\r\n\r\n");
    expect_logged("");
    uint64_t sent = lo.file_bytes;
    assert_in_range(sent, 1, 99999);
    an_conn_broken(lo.conn);
    char want[64];
    snprintf(want, sizeof want, "\"GET /a.txt HTTP/1.1\" 200 %u \"-\" \"-\"\n", (unsigned)sent);
    expect_logged(want);
}

static void a_page_is_logged_with_its_length(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_HTTP);
    conn_input(GET);
    conn_pass(lo.config.queue_ms);
    char *body = strstr(lo.wrote, "\r\n\r\n"), want[64];
    assert_non_null(body);
    size_t len = lo.wrote_len - (size_t)(body + 4 - lo.wrote);
    assert_in_range(len, 1, 1000);
    snprintf(want, sizeof want, "\"GET /a HTTP/1.1\" 503 %zu \"-\" \"-\"\n", len);
    expect_logged(want);
}

static void what_cannot_be_read_is_logged(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_HTTP);
    conn_input("GET / HTTP/1.1\r\nHost : x\r\n\r\n");
    assert_memory_equal(logged + strlen("0.0.0.0 - - [14/Nov/2023:22:13:20 +0000] "), "\"-\" 400 ",
                        8);
    assert_ptr_equal(strchr(logged, '\n') + 1, logged + strlen(logged));
}

static void an_upgrade_is_logged(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_ALL);
    conn_input(UPGRADE);
    expect_logged("\"GET /chat HTTP/1.1\" 101 0 \"-\" \"-\"\n");
    conn_ws_frame(0x81, "hello");
    an_conn_broken(lo.conn);
    expect_logged("");
}

static void a_client_that_leaves_before_its_answer_is_a_499(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_HTTP);
    conn_input(GET);
    an_conn_broken(lo.conn);
    expect_logged("\"GET /a HTTP/1.1\" 499 0 \"-\" \"-\"\n");
}

static void a_connection_without_a_request_has_no_line(void **state)
{
    (void)state;
    conn_start(AN_SPEAKS_ALL);
    conn_input("\x01 no http");
    an_conn_broken(lo.conn);
    expect_logged("");
}

static void the_clients_address_is_logged(void **state)
{
    (void)state;
    static const struct an_conn_addr addr = {.family = 6, .addr = {0x20, 1, 0x0d, 0xb8, [15] = 7}};
    an_conn_start(&lo.env, lo.conn, 0, AN_SPEAKS_HTTP, &addr);
    conn_input(GET);
    conn_answer("x");
    assert_memory_equal(logged, "2001:db8::7 - - [", 17);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, conn_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_request_is_logged_with_its_answer),
        TEST(an_answer_without_a_body_has_no_bytes),
        TEST(an_answer_in_pieces_is_logged_at_its_end),
        TEST(a_file_is_logged_with_its_length),
        TEST(what_was_not_sent_is_not_counted),
        TEST(a_page_is_logged_with_its_length),
        TEST(what_cannot_be_read_is_logged),
        TEST(an_upgrade_is_logged),
        TEST(a_client_that_leaves_before_its_answer_is_a_499),
        TEST(a_connection_without_a_request_has_no_line),
        TEST(the_clients_address_is_logged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
