/* http_date_test.c - the dates of HTTP (RFC 9110, 5.6.7): the three forms, what is none, and every day against a calendar that only counts. */
#include "test.h"

#include "protocol/http/date.h"

#include "ground/base.h"
#include "guard_help.h"

#include <stdio.h>
#include <string.h>

#define NEVER INT64_MIN
#define NOW INT64_C(1700000000) /* 14 Nov 2023 22:13:20 */

static int64_t parse_at(const char *text, int64_t now_s)
{
    size_t n = strlen(text);
    int64_t s = NEVER;
    struct an_span span = {(const char *)guard_copy(&test_guard, text, n), n};
    int err = an_http_date_parse(span, now_s, &s);
    assert_int_equal(err, s == NEVER ? AN_EPROTO : AN_OK);
    return s;
}

static void expect_text(int64_t s, const char *text)
{
    char *out = (char *)guard_copy(&test_guard, text, AN_HTTP_DATE_LEN);
    memset(out, '.', AN_HTTP_DATE_LEN);
    an_http_date_render(s, out);
    assert_memory_equal(out, text, AN_HTTP_DATE_LEN);
}

static void the_dates_of_the_rfc_are_read_and_written(void **state)
{
    (void)state;
    assert_int_equal(parse_at("Sun, 06 Nov 1994 08:49:37 GMT", NOW), 784111777);
    assert_int_equal(parse_at("Sunday, 06-Nov-94 08:49:37 GMT", NOW), 784111777);
    assert_int_equal(parse_at("Sun Nov  6 08:49:37 1994", NOW), 784111777);
    expect_text(784111777, "Sun, 06 Nov 1994 08:49:37 GMT");
}

static void seconds_become_dates(void **state)
{
    (void)state;
    expect_text(0, "Thu, 01 Jan 1970 00:00:00 GMT");
    expect_text(-1, "Wed, 31 Dec 1969 23:59:59 GMT");
    expect_text(951782400, "Tue, 29 Feb 2000 00:00:00 GMT");
    expect_text(951868799, "Tue, 29 Feb 2000 23:59:59 GMT");
    expect_text(951868800, "Wed, 01 Mar 2000 00:00:00 GMT");
    expect_text(2147483647, "Tue, 19 Jan 2038 03:14:07 GMT");
    expect_text(2147483648, "Tue, 19 Jan 2038 03:14:08 GMT");
    expect_text(4294967296, "Sun, 07 Feb 2106 06:28:16 GMT");
    expect_text(253402300799, "Fri, 31 Dec 9999 23:59:59 GMT");
    expect_text(253402300800, "Fri, 31 Dec 9999 23:59:59 GMT");
    expect_text(INT64_MAX, "Fri, 31 Dec 9999 23:59:59 GMT");
    expect_text(-62167219200, "Sat, 01 Jan 0000 00:00:00 GMT");
    expect_text(-62167219201, "Sat, 01 Jan 0000 00:00:00 GMT");
    expect_text(INT64_MIN, "Sat, 01 Jan 0000 00:00:00 GMT");
}

static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
static const char *const long_days[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                        "Friday", "Saturday", "Sunday"};
static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

static unsigned month_days(unsigned year, unsigned month)
{
    static const unsigned length[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0);
    return length[month] + (month == 1 && leap);
}

/* One day, in the forms that can say its year. */
static void expect_day(int64_t s, unsigned weekday, unsigned year, unsigned month, unsigned day)
{
    char text[64];
    snprintf(text, sizeof text, "%s, %02u %s %04u 12:34:56 GMT", days[weekday], day, months[month],
             year);
    expect_text(s, text);
    assert_int_equal(parse_at(text, NOW), s);
    snprintf(text, sizeof text, "%s %s %2u 12:34:56 %04u", days[weekday], months[month], day, year);
    assert_int_equal(parse_at(text, NOW), s);
    if (year < 1974 || year > 2072) return;
    snprintf(text, sizeof text, "%s, %02u-%s-%02u 12:34:56 GMT", long_days[weekday], day,
             months[month], year % 100);
    assert_int_equal(parse_at(text, NOW), s);
}

/* Two eras, the first years and the last ones. */
static void every_day_is_its_date_and_the_date_is_the_day(void **state)
{
    (void)state;
    int64_t s = -62167219200 + 45296;
    unsigned weekday = 5, told = 0;
    for (unsigned year = 0; year <= 9999; year++)
        for (unsigned month = 0; month < 12; month++)
            for (unsigned day = 1; day <= month_days(year, month); day++) {
                if (year < 5 || (year >= 1600 && year < 2400) || year > 9990)
                    expect_day(s, weekday, year, month, day), told++;
                s += 86400;
                weekday = (weekday + 1) % 7;
            }
    assert_int_equal(s - 45296, 253402300800);
    assert_in_range(told, 297000, 300000);
}

static void two_digits_mean_a_year_not_far_ahead(void **state)
{
    (void)state;
    static const char form[] = "Friday, 14-Nov-%02d 22:13:%02d GMT";
    char text[64];
    /* up to 50 years from now, to the second */
    snprintf(text, sizeof text, form, 73, 20);
    assert_int_equal(parse_at(text, NOW), INT64_C(3277923200));
    snprintf(text, sizeof text, form, 73, 21);
    assert_int_equal(parse_at(text, NOW), INT64_C(122163201));
    /* the same text, read at other times */
    assert_int_equal(parse_at("Friday, 01-Jan-99 00:00:00 GMT", INT64_MIN), 915148800);
    assert_int_equal(parse_at("Friday, 01-Jan-99 00:00:00 GMT", NOW), 915148800);
    assert_int_equal(parse_at("Friday, 01-Jan-99 00:00:00 GMT", 2524608000), 4070908800);
    /* 2000 was a leap year, 2100 will be none */
    assert_int_equal(parse_at("Friday, 29-Feb-00 00:00:00 GMT", NOW), 951782400);
    assert_int_equal(parse_at("Friday, 29-Feb-00 00:00:00 GMT", 2840140800), NEVER);
    assert_int_equal(parse_at("Friday, 29-Feb-00 00:00:00 GMT", INT64_MAX), 253407398400);
}

static void a_leap_second_is_the_second_after(void **state)
{
    (void)state;
    assert_int_equal(parse_at("Sat, 31 Dec 2016 23:59:60 GMT", NOW), 1483228800);
}

static void the_name_of_the_day_proves_nothing(void **state)
{
    (void)state;
    assert_int_equal(parse_at("Mon, 06 Nov 1994 08:49:37 GMT", NOW), 784111777);
}

static void what_is_not_a_date_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        " ",
        "S",
        "Sun",
        "Sunday",
        "Sun,",
        "0",
        "784111777",
        "sun, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 gmt",
        "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 06 Nov 1994 08:49:37 +0000",
        "Sun, 06 Nov 1994 08:49:37",
        "Sun, 06 Nov 1994 08:49:37 GMT ",
        " Sun, 06 Nov 1994 08:49:37 GMT",
        "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun,  6 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 94 08:49:37 GMT",
        "Sun, 06-Nov-1994 08:49:37 GMT",
        "Sun, 06-Nov-94 08:49:37 GMT",
        "Sunday, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-1994 08:49:37 GMT",
        "Sun  Nov  6 08:49:37 1994",
        "Sun Nov 6 08:49:37 1994",
        "Sun Nov  6 08:49:37 94",
        "Sun Nov  6 08:49:37 1994 GMT",
        "Sunday Nov  6 08:49:37 1994",
        "Sux, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nox 1994 08:49:37 GMT",
        "Sun, 00 Nov 1994 08:49:37 GMT",
        "Sun Nov  0 08:49:37 1994",
        "Sun, 31 Nov 1994 08:49:37 GMT",
        "Sun, 32 Dec 1994 08:49:37 GMT",
        "Sun, 29 Feb 1994 08:49:37 GMT",
        "Sun, 29 Feb 1900 08:49:37 GMT",
        "Sun, 30 Feb 2000 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:49:37 GMT",
        "Sun, 06 Nov 1994 08:60:37 GMT",
        "Sun, 06 Nov 1994 08:49:61 GMT",
        "Sun, 06 Nov 1994 8:49:37 GMT",
        "Sun, 06 Nov 1994 08.49.37 GMT",
        "Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 199: 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:3/ GMT",
        "Sun, 0\xB6 Nov 1994 08:49:37 GMT",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_int_equal(parse_at(texts[i], NOW), NEVER);
}

/* Also the places where one form could be taken for another. */
static void no_beginning_of_a_date_is_one(void **state)
{
    (void)state;
    static const char *const texts[] = {"Sun, 06 Nov 1994 08:49:37 GMT",
                                        "Sunday, 06-Nov-94 08:49:37 GMT",
                                        "Sun Nov  6 08:49:37 1994"};
    for (size_t i = 0; i < 3; i++)
        for (size_t n = 0; n < strlen(texts[i]); n++) {
            char text[64];
            snprintf(text, sizeof text, "%.*s", (int)n, texts[i]);
            assert_int_equal(parse_at(text, NOW), NEVER);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_dates_of_the_rfc_are_read_and_written),
        cmocka_unit_test(seconds_become_dates),
        cmocka_unit_test(every_day_is_its_date_and_the_date_is_the_day),
        cmocka_unit_test(two_digits_mean_a_year_not_far_ahead),
        cmocka_unit_test(a_leap_second_is_the_second_after),
        cmocka_unit_test(the_name_of_the_day_proves_nothing),
        cmocka_unit_test(what_is_not_a_date_is_refused),
        cmocka_unit_test(no_beginning_of_a_date_is_one),
    };
    return cmocka_run_group_tests_name("http_date", tests, guard_set_up, guard_tear_down);
}
