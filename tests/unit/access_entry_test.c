/* access_entry_test.c - what is kept of a request for its line, when the request itself is gone. */
#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "conn/http/access_entry.h"
#include "protocol/http/access_line.h"

#define AT_S 784111777

static const uint8_t v4[4] = {10, 1, 2, 3};
static char line[AN_ACCESS_LINE_MAX + 1];

/* A head of these fields: method, target, version, then names and values; in memory of exactly its length. */
static uint8_t *head_of(const char *const *fields, size_t *len)
{
    uint8_t *head = NULL;
    *len = 0;
    for (; *fields; fields++) {
        uint16_t n = (uint16_t)strlen(*fields);
        head = realloc(head, *len + sizeof n + n);
        memcpy(head + *len, &n, sizeof n);
        memcpy(head + *len + sizeof n, *fields, n);
        *len += sizeof n + n;
    }
    return head;
}

/* The head is gone by the time of the line. */
static struct an_access_entry *kept(const char *const *fields)
{
    size_t len;
    uint8_t *head = head_of(fields, &len);
    struct an_access_entry *e = an_access_entry_new(head, len, AT_S);
    memset(head, 0xee, len);
    free(head);
    return e;
}

static void expect(struct an_access_entry *e, int status, uint64_t bytes, const char *text)
{
    size_t n = an_access_entry_line(e, 4, v4, status, bytes, line, AN_ACCESS_LINE_MAX);
    line[n] = 0;
    assert_string_equal(line, text);
    an_access_entry_free(e);
}

static void a_line_is_made_after_the_head_has_gone(void **state)
{
    (void)state;
    static const char *const fields[] = {"GET",  "/a?b",    "HTTP/1.1", "Host",
                                         "x",    "rEFERER", "http://x", "User-Agent",
                                         "ua/1", "Referer", "http://y", NULL};
    expect(kept(fields), 200, 12,
           "10.1.2.3 - - [06/Nov/1994:08:49:37 +0000] \"GET /a?b HTTP/1.1\" 200 12 \"http://x\" "
           "\"ua/1\"\n");
}

static void what_a_request_does_not_say_is_a_dash(void **state)
{
    (void)state;
    static const char *const fields[] = {"GET", "/", "HTTP/1.0", "Referer", "", NULL};
    expect(kept(fields), 404, 0,
           "10.1.2.3 - - [06/Nov/1994:08:49:37 +0000] \"GET / HTTP/1.0\" 404 0 \"-\" \"-\"\n");
}

static void a_request_that_could_not_be_read_has_a_line(void **state)
{
    (void)state;
    static const char all[] = "10.1.2.3 - - [06/Nov/1994:08:49:37 +0000] \"-\" 400 7 \"-\" \"-\"\n";
    expect(an_access_entry_new(NULL, 0, AT_S), 400, 7, all);
    expect(an_access_entry_new("\3\0GET\1", 6, AT_S), 400, 7, all);
}

static void long_texts_are_cut(void **state)
{
    (void)state;
    static char text[3 * AN_ACCESS_TEXT_MAX + 1], want[AN_ACCESS_LINE_MAX];
    memset(text, 'x', sizeof text - 1);
    const char *fields[] = {text, text, text, "Referer", text, "User-Agent", text, NULL};
    struct an_access_entry *e = kept(fields);
    struct an_span s = {text, AN_ACCESS_TEXT_MAX};
    struct an_access a = {.family = 4,
                          .addr = v4,
                          .method = s,
                          .target = s,
                          .version = s,
                          .referer = s,
                          .agent = s,
                          .status = 200,
                          .at_s = AT_S};
    size_t n = an_access_line(&a, want, sizeof want);
    assert_true(n > 5 * AN_ACCESS_TEXT_MAX);
    want[n] = 0;
    expect(e, 200, 0, want);
}

static void there_may_be_none_to_free(void **state)
{
    (void)state;
    an_access_entry_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_is_made_after_the_head_has_gone),
        cmocka_unit_test(what_a_request_does_not_say_is_a_dash),
        cmocka_unit_test(a_request_that_could_not_be_read_has_a_line),
        cmocka_unit_test(long_texts_are_cut),
        cmocka_unit_test(there_may_be_none_to_free),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
