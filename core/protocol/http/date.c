/* date.c - see date.h.
 *
 * A date is read against a pattern of the same length, so one function reads all three forms. In a
 * pattern D, Y, h, m, s are digits of day, year, hour, minute, second; NNN is the name of a month;
 * 'd' is a digit of the day or a blank. All other characters stand for themselves.
 *
 * A year begins in March here, so the leap day is its last day. Years are counted in eras of 400,
 * which all have the same number of days.
 */
#include "protocol/http/date.h"

#include <stdbool.h>
#include <string.h>

#include "ground/base.h"

#define DAY_S 86400
#define ERA_DAYS 146097
#define EPOCH 719468                       /* days from 0000-03-01 to 1970-01-01 */
#define FIRST_SECOND INT64_C(-62167219200) /* of the year 0000 */
#define LAST_SECOND INT64_C(253402300799)  /* of the year 9999 */

static const char *const day_names[7] = {"Thursday", "Friday",  "Saturday", "Sunday",
                                         "Monday",   "Tuesday", "Wednesday"};
static const char month_names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

struct date {
    unsigned year, month, day, hour, minute, second; /* month and day: from 1 */
};

static bool is_leap(unsigned year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* A day that the month does not have counts as a day of the next month. */
static int64_t seconds_of(const struct date *d)
{
    unsigned month = (d->month + 9) % 12;           /* from March */
    unsigned year = d->year + 400 - (d->month < 3); /* from March, in the era before */
    int64_t days = (int64_t)365 * year + year / 4 - year / 100 + year / 400;
    days += (153 * month + 2) / 5 + d->day - 1; /* from March on, five months have 153 days */
    return (days - ERA_DAYS - EPOCH) * DAY_S + d->hour * 3600 + d->minute * 60 + d->second;
}

/* FIRST_SECOND <= s <= LAST_SECOND. */
static struct date date_of(int64_t s)
{
    uint64_t from_era = (uint64_t)(s + (int64_t)(ERA_DAYS + EPOCH) * DAY_S);
    unsigned second = (unsigned)(from_era % DAY_S), days = (unsigned)(from_era / DAY_S);
    unsigned era = days / ERA_DAYS, day = days % ERA_DAYS;
    unsigned year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
    day -= 365 * year + year / 4 - year / 100;
    unsigned month = (5 * day + 2) / 153; /* from March */
    return (struct date){
        .year = 400 * era + year - 400 + (month >= 10),
        .month = (month + 2) % 12 + 1,
        .day = day - (153 * month + 2) / 5 + 1,
        .hour = second / 3600,
        .minute = second / 60 % 60,
        .second = second % 60,
    };
}

/* --- to text --- */

static inline void put_two(char *p, unsigned n)
{
    p[0] = (char)('0' + n / 10);
    p[1] = (char)('0' + n % 10);
}

void an_http_date_render(int64_t s, char out[AN_HTTP_DATE_LEN])
{
    s = AN_MAX(FIRST_SECOND, AN_MIN(s, LAST_SECOND));
    struct date d = date_of(s);
    int64_t days = (s - FIRST_SECOND) / DAY_S + 2; /* the year 0000 began with a Saturday */
    memcpy(out, "Thu, 01 Jan 1970 00:00:00 GMT", AN_HTTP_DATE_LEN);
    memcpy(out, day_names[days % 7], 3);
    put_two(out + 5, d.day);
    memcpy(out + 8, month_names + 3 * (d.month - 1), 3);
    put_two(out + 12, d.year / 100);
    put_two(out + 14, d.year % 100);
    put_two(out + 17, d.hour);
    put_two(out + 20, d.minute);
    put_two(out + 23, d.second);
}

/* --- from text --- */

static bool read_month(const char *p, unsigned *month)
{
    for (*month = 1; *month <= 12; ++*month)
        if (memcmp(p, month_names + 3 * (*month - 1), 3) == 0) return true;
    return false;
}

static unsigned *field_of(struct date *d, char c)
{
    switch (c) {
    case 'Y':
        return &d->year;
    case 'D':
        return &d->day;
    case 'h':
        return &d->hour;
    case 'm':
        return &d->minute;
    case 's':
        return &d->second;
    default:
        return NULL;
    }
}

/* Reads one character against one of the pattern. */
static bool read_char(struct date *d, char pattern, char c)
{
    unsigned *field = field_of(d, pattern);
    if (pattern == 'd') {
        if (c == ' ') return true;
        field = &d->day;
    }
    if (!field) return c == pattern;
    if (c < '0' || c > '9') return false;
    *field = 10 * *field + (unsigned)(c - '0');
    return true;
}

static bool read_pattern(struct date *d, const char *pattern, struct an_span text)
{
    *d = (struct date){0};
    if (text.len != strlen(pattern)) return false;
    for (size_t i = 0; i < text.len; i++) {
        if (pattern[i] != 'N') {
            if (!read_char(d, pattern[i], text.p[i])) return false;
        } else {
            if (!read_month(text.p + i, &d->month)) return false;
            i += 2;
        }
    }
    return true;
}

static bool begins_with(struct an_span text, const char *with, size_t n)
{
    return text.len > n && memcmp(text.p, with, n) == 0;
}

/* Reads a date; the name of the day says which form it is. two_digits: the form without a
 * century. */
static bool read_date(struct date *d, struct an_span text, bool *two_digits)
{
    for (size_t i = 0; i < 7; i++) {
        size_t n = strlen(day_names[i]);
        if ((*two_digits = begins_with(text, day_names[i], n)))
            return read_pattern(d, ", DD-NNN-YY hh:mm:ss GMT",
                                (struct an_span){text.p + n, text.len - n});
        if (!begins_with(text, day_names[i], 3)) continue;
        text = (struct an_span){text.p + 3, text.len - 3};
        return *text.p == ',' ? read_pattern(d, ", DD NNN YYYY hh:mm:ss GMT", text)
                              : read_pattern(d, " NNN dD hh:mm:ss YYYY", text);
    }
    return false;
}

static unsigned with_century(struct date d, int64_t now_s)
{
    struct date last = date_of(AN_MAX(0, AN_MIN(now_s, LAST_SECOND)));
    last.year += 50;
    d.year += last.year / 100 * 100;
    return seconds_of(&d) > seconds_of(&last) ? d.year - 100 : d.year;
}

/* Second 60 is a leap second. It counts as the second after it. */
static bool is_date(const struct date *d)
{
    static const uint8_t days[12] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (d->day == 0 || d->day > days[d->month - 1]) return false;
    if (d->month == 2 && d->day == 29 && !is_leap(d->year)) return false;
    return d->hour < 24 && d->minute < 60 && d->second <= 60;
}

int an_http_date_parse(struct an_span text, int64_t now_s, int64_t *s)
{
    struct date d;
    bool two_digits;
    if (!read_date(&d, text, &two_digits)) return AN_EPROTO;
    if (two_digits) d.year = with_century(d, now_s);
    if (!is_date(&d)) return AN_EPROTO;
    *s = seconds_of(&d);
    return AN_OK;
}
