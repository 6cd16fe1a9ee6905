/* file_answer_help.c - see file_answer_help.h. */
#include "test.h"

#include "file_answer_help.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "guard_help.h"
#include "head_help.h"

static struct guard guard;
struct an_file_question file_q;
struct an_file_answer file_a;

/* --- questions --- */

static const struct an_file_facts PLAIN = {true, 1000, MODIFIED *SECOND, SEAL};
static const struct an_file_facts GZIP = {true, 300, MODIFIED *SECOND, SEAL};
static const struct an_file_facts BR = {true, 200, MODIFIED *SECOND, SEAL};

int without_siblings(void **state)
{
    (void)state;
    file_q = (struct an_file_question){.type = HTML, .coding = {PLAIN}, .now_s = NOW};
    return 0;
}

int with_siblings(void **state)
{
    (void)state;
    file_q = (struct an_file_question){.type = HTML, .coding = {PLAIN, GZIP, BR}, .now_s = NOW};
    return 0;
}

void ask_file(const char *method, const char *lines)
{
    char block[2048];
    file_q.head_len = head_block(block, sizeof block, method, lines);
    file_q.head = guard_copy(&guard, block, file_q.head_len);
    memset(&file_a, 0xA5, sizeof file_a);
    an_file_answer(&file_q, &file_a);
    assert_in_range(file_a.lines_len, 0, sizeof file_a.lines - 1);
}

/* --- answers --- */

const char *answer_text(void)
{
    static const char *const coding[3] = {"plain", "gzip", "br"};
    static char text[1024];
    assert_in_range(file_a.chosen, 0, 2);
    assert_in_range(file_a.ranges.count, 0, AN_RANGES_MAX);
    int n = snprintf(text, sizeof text, "%d %s %" PRIu64 ":", file_a.status, coding[file_a.chosen],
                     file_a.body_len);
    for (unsigned i = 0; i < file_a.ranges.count; i++)
        n += snprintf(text + n, sizeof text - (size_t)n, " %" PRIu64 "+%" PRIu64,
                      file_a.ranges.at[i].first, file_a.ranges.at[i].len);
    return text;
}

void expect_answer(const char *method, const char *lines, const char *answer)
{
    ask_file(method, lines);
    if (strcmp(answer_text(), answer)) print_error("%s %s\n", method, lines);
    assert_string_equal(answer_text(), answer);
}

void expect_lines(const char *lines)
{
    char text[sizeof file_a.lines + 1];
    memcpy(text, file_a.lines, file_a.lines_len);
    text[file_a.lines_len] = 0;
    assert_string_equal(text, lines);
}

bool has_line(const char *line)
{
    size_t n = strlen(line);
    for (size_t i = 0; i + n <= file_a.lines_len; i++)
        if ((i == 0 || file_a.lines[i - 1] == '\n') && memcmp(file_a.lines + i, line, n) == 0)
            return true;
    return false;
}

void expect_answers(const char *method, const struct answer_example *e, size_t n)
{
    for (size_t i = 0; i < n; i++)
        expect_answer(method, e[i].lines, e[i].answer);
}

size_t answer_body(char *to, size_t room)
{
    size_t len = 0;
    for (unsigned i = 0; i <= file_a.ranges.count; i++) {
        size_t n = an_byteranges_head(&file_a.multipart, i, to + len, room - len);
        len += n;
        assert_true(len < room);
        for (uint64_t k = 0; i < file_a.ranges.count && k < file_a.ranges.at[i].len; k++)
            to[len++] = (char)((file_a.ranges.at[i].first + k) % 251);
    }
    return len;
}

int answers_open(void **state)
{
    (void)state;
    guard_open(&guard, 4096);
    return 0;
}

int answers_close(void **state)
{
    (void)state;
    guard_close(&guard);
    return 0;
}
