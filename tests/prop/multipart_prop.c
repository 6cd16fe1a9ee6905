/* multipart_prop.c - random forms: what a client wrote is what is told, however it is split; and of garbage all splits tell the same. form_run()
 * also watches what must always hold (see multipart_help.h).
 */
#define _GNU_SOURCE /* memmem */
#include "test.h"

#include "protocol/http/multipart.h"

#include "multipart_help.h"
#include "random_help.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DATA_MAX 30000
#define NAME_MAX_LEN 60

static const struct an_multipart_limits limits = {
    .max_parts = 12, .max_head = 2000, .max_extra = 300};

/* A form: its boundary, its bytes, and the events they mean. */
struct form {
    struct random r;
    char boundary[AN_BOUNDARY_MAX + 1];
    struct form_text wire, meant, data;
};

static void drop(struct form *f)
{
    form_text_fini(&f->wire);
    form_text_fini(&f->meant);
    form_text_fini(&f->data);
}

static int setup(void **state)
{
    static struct form f;
    random_open(&f.r);
    *state = &f;
    return 0;
}

static int teardown(void **state)
{
    drop(*state);
    return 0;
}

/* --- what is written --- */

static void write_text(struct form *f, const char *text)
{
    form_text_add(&f->wire, text, strlen(text));
}

static void random_boundary(struct form *f)
{
    static const char chars[] = "-b'=";
    size_t n = 1 + random_below(&f->r, random_below(&f->r, 2) ? 4 : AN_BOUNDARY_MAX);
    for (size_t i = 0; i < n; i++)
        f->boundary[i] = chars[random_below(&f->r, 4)];
    f->boundary[n] = 0;
}

/* No character that means something to a parser of paths; and none that is ambiguous when it is written as browsers do. */
static void random_name(struct random *r, char *name)
{
    static const char chars[] = "ab.;= \"\r\n:\xC3\xA4\xFF,-_";
    size_t n = random_size(r, NAME_MAX_LEN);
    if (n > NAME_MAX_LEN) n = NAME_MAX_LEN;
    for (size_t i = 0; i < n; i++)
        name[i] = chars[random_below(r, sizeof chars - 1)];
    name[n] = 0;
    if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0) *name = 'x';
}

/* Percent-encoded as browsers do, or with a backslash before quotes as others. */
static void write_name(struct form *f, const char *parameter, const char *name)
{
    bool backslash = random_below(&f->r, 2);
    write_text(f, parameter);
    for (; *name; name++) {
        char c[2] = {*name, 0};
        write_text(f, *name == '\r'   ? "%0D"
                      : *name == '\n' ? "%0A"
                      : *name != '"'  ? c
                      : backslash     ? "\\\""
                                      : "%22");
    }
    write_text(f, "\"");
}

/* Data full of what is nearly a delimiter. */
static size_t random_data(struct form *f, char *p)
{
    size_t len = random_size(&f->r, DATA_MAX), n = 0;
    char near[AN_BOUNDARY_MAX + 5];
    int near_len = snprintf(near, sizeof near, "\r\n--%s", f->boundary);
    while (n < len) {
        size_t from = random_below(&f->r, (size_t)near_len);
        size_t k = random_below(&f->r, (size_t)near_len - from) + 1;
        if (k > len - n) k = len - n;
        if (random_below(&f->r, 2))
            p[n++] = (char)random_next(&f->r);
        else
            memcpy(p + n, near + from, k), n += k;
    }
    /* the delimiter itself may not come, nor its rest where the head's empty line ends */
    for (char *at; (at = memmem(p, n, near, (size_t)near_len));)
        at[near_len - 1] ^= 1;
    if (n >= (size_t)near_len - 2 && memcmp(p, near + 2, (size_t)near_len - 2) == 0) *p = 'x';
    return n;
}

static void write_part(struct form *f)
{
    static char data[DATA_MAX];
    char name[NAME_MAX_LEN + 1], filename[NAME_MAX_LEN + 1];
    bool is_file = random_below(&f->r, 2);
    random_name(&f->r, name);
    random_name(&f->r, filename);
    write_text(f, "\r\n");
    if (is_file) write_text(f, "Content-Type: text/x\r\n");
    write_name(f, "Content-Disposition: form-data; name=\"", name);
    if (is_file) write_name(f, "; filename=\"", filename);
    write_text(f, "\r\n\r\n");
    size_t n = random_data(f, data);
    form_text_add(&f->wire, data, n);
    form_text_add(&f->data, data, n);
    write_text(f, "\r\n--");
    write_text(f, f->boundary);
    form_text_part(&f->meant, name, strlen(name), is_file ? filename : NULL,
                   is_file ? "text/x" : NULL);
    form_text_data(&f->meant, (uint8_t *)data, n);
    form_text_word(&f->meant, "part_end");
}

static void write_form(struct form *f)
{
    drop(f);
    random_boundary(f);
    if (random_below(&f->r, 4) == 0) write_text(f, "a preamble\r\n");
    write_text(f, "--");
    write_text(f, f->boundary);
    for (size_t n = random_below(&f->r, 8); n--;) {
        if (random_below(&f->r, 8) == 0) write_text(f, " \t");
        write_part(f);
    }
    write_text(f, "--");
    if (random_below(&f->r, 2)) write_text(f, "\r\nan epilogue");
    form_text_word(&f->meant, "end");
}

/* --- how it arrives --- */

static size_t random_piece(void *r, size_t at, size_t left)
{
    (void)at;
    return 1 + random_size(r, left - 1);
}

static size_t random_large_piece(void *r, size_t at, size_t left)
{
    (void)at;
    return 1 + random_below(r, left);
}

static void expect(struct form *f, form_piece_fn piece, const char *told)
{
    struct form_text data = {0};
    struct form_text is =
        form_run(&limits, f->boundary, (uint8_t *)f->wire.at, f->wire.len, piece, &f->r, &data);
    assert_string_equal(is.at, told);
    if (told == f->meant.at) {
        assert_int_equal(data.len, f->data.len);
        if (data.len) assert_memory_equal(data.at, f->data.at, data.len);
    }
    form_text_fini(&is);
    form_text_fini(&data);
}

static void what_is_told_is_what_was_written(void **state)
{
    struct form *f = *state;
    for (int round = 0; round < 2000; round++) {
        write_form(f);
        expect(f, form_whole, f->meant.at);
        expect(f, random_piece, f->meant.at);
        expect(f, random_large_piece, f->meant.at);
        if (f->wire.len < 3000) expect(f, form_bytewise, f->meant.at);
    }
}

/* Some bytes changed, or the end cut off. */
static void spoil(struct form *f)
{
    static const char chars[] = "\r\n-:; \"\\\x00z";
    for (size_t n = random_below(&f->r, 3); n--;) {
        size_t at = random_below(&f->r, 2) ? random_size(&f->r, f->wire.len - 1)
                                           : random_below(&f->r, f->wire.len);
        f->wire.at[at] = chars[random_below(&f->r, sizeof chars - 1)];
    }
    if (random_below(&f->r, 4) == 0) f->wire.len = random_below(&f->r, f->wire.len);
}

static void a_split_changes_nothing_whatever_comes(void **state)
{
    struct form *f = *state;
    size_t errors = 0, ends = 0, rounds = 3000;
    for (size_t round = 0; round < rounds; round++) {
        write_form(f);
        spoil(f);
        struct form_text whole = form_run(&limits, f->boundary, (uint8_t *)f->wire.at, f->wire.len,
                                          form_whole, NULL, NULL);
        errors += strstr(whole.at, "error[") != NULL;
        ends += strstr(whole.at, "; end") != NULL;
        expect(f, random_piece, whole.at);
        expect(f, random_large_piece, whole.at);
        if (f->wire.len < 3000) expect(f, form_bytewise, whole.at);
        form_text_fini(&whole);
    }
    assert_in_range(errors, rounds / 10, rounds * 9 / 10);
    assert_in_range(ends, rounds / 10, rounds * 9 / 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_told_is_what_was_written),
        cmocka_unit_test(a_split_changes_nothing_whatever_comes),
    };
    return cmocka_run_group_tests_name("multipart", tests, setup, teardown);
}
