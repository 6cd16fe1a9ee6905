/* conn_late_test.c - what the disk finds when nobody waits for it any more. */
#include "test.h"

#include "conn_help.h"

/* No page is looked for while the disk has not answered: what it says then would be taken for one. */
static void a_document_that_is_found_too_late_is_not_the_page(void **state)
{
    (void)state;
    lo.config.page_50x = "50x.html";
    lo.env.documents = true;
    lo.later = true;
    conn_start(AN_SPEAKS_ALL);
    conn_input("GET /secret HTTP/1.1\r\nHost: x\r\n\r\n");
    lo.told[0] = 0;
    conn_pass(lo.config.answer_ms);
    expect_told("CLOSE HTTP 3 []\n");
    conn_found(conn_document(AN_DOCUMENT_FILE, 4, true));
    assert_true(wrote_has("<h1>504"));
    assert_false(wrote_has("0123"));
    expect_begins("HTTP/1.1 504 ");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, conn_setup, conn_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_document_that_is_found_too_late_is_not_the_page),
    };
    return cmocka_run_group_tests_name("conn_late", tests, NULL, NULL);
}
