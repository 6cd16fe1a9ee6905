/* file_answer_help.h - a file, questions about it, and the answer as text; every head ends where memory does.
 *
 * Text of an answer: its status, its coding, Content-Length, and the pieces of the file: "206 gzip 10: 0+10".
 */
#ifndef FILE_ANSWER_HELP_H
#define FILE_ANSWER_HELP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol/http/file_answer.h"

#define SECOND INT64_C(1000000000)
#define NOW 1700000000
#define MODIFIED 784111777 /* the date of the RFC */
#define AT "Sun, 06 Nov 1994 08:49:37 GMT"
#define BEFORE "Sun, 06 Nov 1994 08:49:36 GMT"
#define AFTER "Sun, 06 Nov 1994 08:49:38 GMT"
#define TIME "ae1b981bc490a00" /* the file's, in nanoseconds */
#define SEAL 0x5ea1
#define TAG "\"" TIME "-3e8-5ea1\""
#define TAG_GZIP "\"" TIME "-12c-5ea1-gz\""
#define TAG_BR "\"" TIME "-c8-5ea1-br\""
#define HTML "text/html; charset=utf-8"
#define ACCEPT "Accept-Encoding: "
#define RANGE "Range: bytes="
#define WHOLE "200 plain 1000: 0+1000"
#define WHOLE_GZIP "200 gzip 300: 0+300"
#define WHOLE_BR "200 br 200: 0+200"
#define TEN "206 plain 10: 0+10"
#define KNOWN "304 plain 0:"

extern struct an_file_question file_q;
extern struct an_file_answer file_a;

struct answer_example {
    const char *lines, *answer;
};

int answers_open(void **state);
int answers_close(void **state);
/* What is asked for: 1000 bytes; without siblings, or with one of 300 and one of 200 bytes. */
int without_siblings(void **state);
int with_siblings(void **state);

void ask_file(const char *method, const char *lines);
/* The text of the answer, until the next call. */
const char *answer_text(void);
void expect_answer(const char *method, const char *lines, const char *answer);
void expect_lines(const char *lines);
bool has_line(const char *line);
/* The body of several ranges of a file whose bytes are their places modulo 251; returns its length, which has to be less than room. */
size_t answer_body(char *to, size_t room);

void expect_answers(const char *method, const struct answer_example *e, size_t n);
#define EXPECT(method, ...)                                                                        \
    expect_answers(method, (const struct answer_example[]){__VA_ARGS__},                           \
                   sizeof((const struct answer_example[]){__VA_ARGS__}) / sizeof(struct answer_example))

#endif
