/* multipart_test.c - forms and uploads from bytes to events, as tables (RFC 7578; RFC 2046, 5.1).
 *
 * Every case runs whole, byte by byte and at every two-way split, always before a guard page; all runs must tell the same (see multipart_help.h).
 */
#include "test.h"

#include "protocol/http/multipart.h"

#include "ground/base.h"
#include "guard_help.h"
#include "multipart_help.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct an_multipart_limits limits = {.max_parts = 3, .max_head = 200, .max_extra = 20};

static void expect_bytes(const struct an_multipart_limits *l, const char *boundary, const void *in,
                         size_t len, const char *told)
{
    struct form_text whole = form_run(l, boundary, in, len, form_whole, NULL, NULL);
    if (strcmp(whole.at, told)) print_error("input: %.*s\n", (int)len, (const char *)in);
    assert_string_equal(whole.at, told);
    struct form_text bytes = form_run(l, boundary, in, len, form_bytewise, NULL, NULL);
    assert_string_equal(bytes.at, told);
    for (size_t split = 1; split < len; split++) {
        struct form_text text = form_run(l, boundary, in, len, form_split_at, &split, NULL);
        assert_string_equal(text.at, told);
        form_text_fini(&text);
    }
    form_text_fini(&whole);
    form_text_fini(&bytes);
}

struct example {
    const char *in, *told;
};

/* In the tables the boundary is "b", and '|' is a line end. */
static void expect_all(const struct example *e, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char in[2048];
        size_t len = 0;
        for (const char *p = e[i].in; *p; p++) {
            if (*p == '|') in[len++] = '\r';
            in[len++] = *p == '|' ? '\n' : *p;
        }
        expect_bytes(&limits, "b", in, len, e[i].told);
    }
}
#define EXPECT(...)                                                                                \
    expect_all((const struct example[]){__VA_ARGS__},                                              \
               sizeof((const struct example[]){__VA_ARGS__}) / sizeof(struct example))

#define NAME "Content-Disposition: form-data; name=\"n\""

static void parts_are_told_one_after_another(void **state)
{
    (void)state;
    EXPECT({"--b|" NAME "||Hello|--b--", "part[n]; data[Hello]; part_end; end"},
           {"--b|" NAME "||Hello|--b--|", "part[n]; data[Hello]; part_end; end"},
           {"--b|" NAME "||1|--b|" NAME "||2|--b--|",
            "part[n]; data[1]; part_end; part[n]; data[2]; part_end; end"},
           {"--b|" NAME "; filename=\"a.txt\"|Content-Type: text/plain||x|--b--",
            "part[n file=a.txt type=text/plain]; data[x]; part_end; end"},
           {"--b|" NAME "||||--b--", "part[n]; data[\\x0d\\x0a]; part_end; end"}, {"--b--", "end"},
           {"--b--|", "end"}, {"", "…"});
}

/* The line end in front of a delimiter is its own; that of an empty head line may be it. */
static void a_part_may_be_empty(void **state)
{
    (void)state;
    EXPECT({"--b|" NAME "|||--b--", "part[n]; part_end; end"},
           {"--b|" NAME "||--b--", "part[n]; part_end; end"},
           {"--b|" NAME "||--b|" NAME "|||--b--", "part[n]; part_end; part[n]; part_end; end"});
}

static void what_only_begins_like_a_delimiter_is_data(void **state)
{
    (void)state;
    EXPECT({"--b|" NAME "||\r|--b--", "part[n]; data[\\x0d]; part_end; end"},
           {"--b|" NAME "||\r\r\r|--b--", "part[n]; data[\\x0d\\x0d\\x0d]; part_end; end"},
           {"--b|" NAME "||\n\n|--b--", "part[n]; data[\\x0a\\x0a]; part_end; end"},
           {"--b|" NAME "||\n--b|--b--", "part[n]; data[\\x0a--b]; part_end; end"},
           {"--b|" NAME "||\r--b|--b--", "part[n]; data[\\x0d--b]; part_end; end"},
           {"--b|" NAME "||--|--b--", "part[n]; data[--]; part_end; end"},
           {"--b|" NAME "||-|--b--", "part[n]; data[-]; part_end; end"},
           {"--b|" NAME "||x|-|--|--a|--b--",
            "part[n]; data[x\\x0d\\x0a-\\x0d\\x0a--\\x0d\\x0a--a]; part_end; end"},
           {"--b|" NAME "||x|-\r|--b--", "part[n]; data[x\\x0d\\x0a-\\x0d]; part_end; end"},
           {"--b|" NAME "||x|--|--b--", "part[n]; data[x\\x0d\\x0a--]; part_end; end"},
           {"--b|" NAME "||x--b--|--b--", "part[n]; data[x--b--]; part_end; end"},
           {"--b|" NAME "||x| --b|--b--", "part[n]; data[x\\x0d\\x0a --b]; part_end; end"},
           {"--b|" NAME "||x|--B|--b--", "part[n]; data[x\\x0d\\x0a--B]; part_end; end"});
}

static void a_delimiter_is_followed_by_a_line_end_or_two_dashes(void **state)
{
    (void)state;
    EXPECT({"--b  \t |" NAME "||x|--b \t|" NAME "||y|--b--",
            "part[n]; data[x]; part_end; part[n]; data[y]; part_end; end"},
           {"--bb|", "error[400]"}, {"--b-|", "error[400]"}, {"--b-x", "error[400]"},
           {"--b -", "error[400]"}, {"--b\n", "error[400]"}, {"--b\rx", "error[400]"},
           {"--b\r\r\n", "error[400]"}, {"--b x", "error[400]"},
           {"--b|" NAME "||x|--bc|y|--b--", "part[n]; data[x]; part_end; error[400]"},
           {"--b                    |" NAME "||--b--", "part[n]; part_end; end"},
           {"--b                     |" NAME "||--b--", "error[400]"});
}

static void a_zero_byte_is_one_like_others(void **state)
{
    (void)state;
    static const char data[] = "--b\r\n" NAME "\r\n\r\n\0\r\n\0--b\r\n--b--";
    static const char behind[] = "--b\r\n" NAME "\r\n\r\nx\r\n--b\0\r\n";
    expect_bytes(&limits, "b", data, sizeof data - 1,
                 "part[n]; data[\\x00\\x0d\\x0a\\x00--b]; part_end; end");
    expect_bytes(&limits, "b", behind, sizeof behind - 1, "part[n]; data[x]; part_end; error[400]");
    expect_bytes(&limits, "b", "--b\0", 4, "error[400]");
}

static void preamble_and_epilogue_are_passed_over_up_to_a_limit(void **state)
{
    (void)state;
    EXPECT({"|--b--", "end"}, {"preamble|--b--", "end"}, {"||||--b--", "end"},
           {"--x--|--b--", "end"}, {"-|--b--", "end"}, {"18-bytes---------x|--b--", "end"},
           {"19-bytes---------xy|--b--", "error[400]"},
           {"20-bytes---------xyzxyzxyz", "error[400]"}, {"x--", "…"}, {"--b--epilogue", "end"},
           {"--b--|epilogue|--|", "end"}, {"--b--12345678901234567890", "end"},
           {"--b--123456789012345678901", "end; error[400]"});
}

/* A part that is not seen would be lost without a word. */
static void outside_of_parts_no_delimiter_is_passed_over(void **state)
{
    (void)state;
    EXPECT({"\n--b|" NAME "||x|--b--", "error[400]"}, {"x\n--b|--b--", "error[400]"},
           {"x--b|--b--", "error[400]"}, {"--x--b|--b--", "error[400]"}, {"---b", "error[400]"},
           {"\r--b", "error[400]"}, {"--b--|--b|", "end; error[400]"},
           {"--b--\n--b|", "end; error[400]"}, {"--b----b", "end; error[400]"}, {"--b---b", "end"},
           {"-|--|-b|--b--", "end"});
    /* one that begins within itself */
    static const char good[] = "-----\r\n---a---a---", stray[] = "x---a---a---a--";
    expect_bytes(&limits, "-a---a-", good, sizeof good - 1, "end");
    expect_bytes(&limits, "-a---a-", stray, sizeof stray - 1, "error[400]");
}

static void a_body_cut_short_has_no_end(void **state)
{
    (void)state;
    EXPECT({"-", "…"}, {"--b", "…"}, {"--b-", "…"}, {"--b|", "…"}, {"--b|" NAME, "…"},
           {"--b|" NAME "|", "…"}, {"--b|" NAME "|\r", "…"}, {"--b|" NAME "||", "part[n]; …"},
           {"--b|" NAME "||x", "part[n]; data[x]; …"},
           {"--b|" NAME "||x|--", "part[n]; data[x]; …"},
           {"--b|" NAME "||x|--b", "part[n]; data[x]; part_end; …"});
}

#define PART(disposition, told)                                                                    \
    {                                                                                              \
        "--b|Content-Disposition: form-data" disposition "||--b--", told "; part_end; end"         \
    }
#define BAD(head)                                                                                  \
    {                                                                                              \
        "--b|" head "||--b--", "error[400]"                                                        \
    }

static void names_are_read_as_browsers_write_them(void **state)
{
    (void)state;
    EXPECT(
        PART("; name=\"\"", "part[]"), PART("; name=n", "part[n]"),
        PART(";name=\"n\";filename=f", "part[n file=f]"),
        PART(" ; filename=\"f\" ; name=\"n\"", "part[n file=f]"),
        PART("; name=\"a b;c\"", "part[a b;c]"), PART("; NAME=\"n\"", "part[n]"),
        PART("; name=\"\xE4\xBD\xA0\"", "part[\\xe4\\xbd\\xa0]"),
        PART("; name=\"a%22b\"", "part[a\"b]"), PART("; name=\"a%0D%0Ab\"", "part[a\\x0d\\x0ab]"),
        PART("; name=\"a%20b%2\"", "part[a%20b%2]"), PART("; name=\"%2522%\"", "part[%2522%]"),
        PART("; name=\"a\\\"b\"", "part[a\"b]"), PART("; name=\"a\\\\\"", "part[a\\x5c]"),
        PART("; name=\"a\\b\"", "part[a\\x5cb]"), PART("; name=\"n\"; size=3", "part[n]"),
        PART("; name=\"n\"; filename*=UTF-8''x", "part[n]"), PART("; name=n;; ;", "part[n]"),
        PART("; name='n'", "part[n]"), PART("; name='a\"b;'; filename='f'", "part[a\"b; file=f]"),
        PART("; name='a\\'b'", "part[a'b]"), PART("; name=it's", "part[it's]"),
        PART("; name = \"n\"", "part[n]"), PART("; name= \"n\" ;filename =f", "part[n file=f]"),
        PART("; x; name=\"n\"; filename", "part[n]"),
        PART("; name=\"a\x01\x1b\x7f\"", "part[a\\x01\\x1b\\x7f]"));
}

/* Browsers let a backslash be itself, others put it before a quote. */
static void a_backslash_before_the_last_quote_is_itself(void **state)
{
    (void)state;
    EXPECT(PART("; name=\"a\\\"", "part[a\\x5c]"), PART("; name=\"\\\"", "part[\\x5c]"),
           PART("; name=\"a\\\"; filename=\"f\"", "part[a\\x5c file=f]"),
           PART("; name=\"a\\\"; filename=\"\"", "part[a\\x5c file=]"),
           PART("; name=\"a\\\"; filename=\"f\\\"", "part[a\\x5c file= path=f\\x5c]"),
           PART("; name=\"a\\\"; filename=\"b\\\\c\"", "part[a\\x5c file=c path=b\\x5c\\x5cc]"),
           PART("; name=\"a\\\"; filename=\"; x='\"", "part[a\\x5c file=; x=']"),
           PART("; name=\"a\"; filename=\"C:\\\"", "part[a file= path=C:\\x5c]"),
           PART("; name=\"a\\\"b\"; filename=\"f\\\"g\"", "part[a\"b file=f\"g]"),
           PART("; name=\"a\\\"; filename=\\\"b\"", "part[a\"; filename=\"b]"));
}

static void a_line_may_be_folded(void **state)
{
    (void)state;
    EXPECT({"--b|Content-Disposition: form-data;| name=\"n\"||x|--b--",
            "part[n]; data[x]; part_end; end"},
           {"--b|Content-Disposition: form-data;|\tname=\"n\"; |  filename=f|X: y||--b--",
            "part[n file=f]; part_end; end"},
           {"--b|Content-Type:| text/plain| |" NAME "||--b--",
            "part[n type=text/plain]; part_end; end"},
           {"--b| " NAME "||--b--", "error[400]"});
}

static void a_filename_is_its_last_component(void **state)
{
    (void)state;
    EXPECT(PART("; name=n; filename=\"\"", "part[n file=]"),
           PART("; name=n; filename=\"a.txt\"", "part[n file=a.txt]"),
           PART("; name=n; filename=\"/etc/passwd\"", "part[n file=passwd path=/etc/passwd]"),
           PART("; name=n; filename=\"../../a\"", "part[n file=a path=../../a]"),
           PART("; name=n; filename=\"a/\"", "part[n file= path=a/]"),
           PART("; name=n; filename=\"C:\\dir\\a.txt\"",
                "part[n file=a.txt path=C:\\x5cdir\\x5ca.txt]"),
           PART("; name=n; filename=\"\\\\host\\a\"", "part[n file=a path=\\x5chost\\x5ca]"),
           PART("; name=n; filename=\"a\\\"b\"", "part[n file=a\"b]"),
           PART("; name=n; filename=\"a%22b\"", "part[n file=a\"b]"),
           PART("; name=n; filename=\"x/.\"", "part[n file= path=x/.]"),
           PART("; name=n; filename=\"..\"", "part[n file= path=..]"),
           PART("; name=n; filename=\"...\"", "part[n file=...]"),
           PART("; name=n; filename=\".a\"", "part[n file=.a]"));
}

static void other_fields_are_passed_over(void **state)
{
    (void)state;
    EXPECT({"--b|X: y|content-disposition:form-data;name=n|Content-Length: 5|"
            "Content-Type:\t text/plain; charset=x ||--b--",
            "part[n type=text/plain]; part_end; end"},
           {"--b|" NAME "|Content-Type: a/b;||--b--", "part[n type=a/b]; part_end; end"},
           {"--b|" NAME "|Content-Type:||--b--", "part[n]; part_end; end"},
           {"--b|" NAME "|Content-Transfer-Encoding: 8bit||--b--", "part[n]; part_end; end"});
}

static void a_head_that_is_none_is_refused(void **state)
{
    (void)state;
    EXPECT({"--b||x|--b--", "error[400]"}, BAD("Content-Type: text/plain"), BAD(NAME "|" NAME),
           BAD(NAME "|Content-Type: a/b|Content-Type: a/b"), BAD("Content-Disposition: form-data"),
           BAD("Content-Disposition: attachment; name=n"), BAD("Content-Disposition:"),
           BAD("Content-Disposition: form-data; filename=f"),
           BAD("Content-Disposition: form-data; name=a; name=b"),
           BAD("Content-Disposition: form-data; name=n; filename=a; filename=b"),
           BAD("Content-Disposition: form-data; name=\"n"),
           BAD("Content-Disposition: form-data; name=\"n\"x"),
           BAD("Content-Disposition: form-data; name"),
           BAD("Content-Disposition: form-data; name="),
           BAD("Content-Disposition: form-data; name='n"),
           BAD("Content-Disposition: form-data; name=a b"),
           BAD("Content-Disposition: form-data; name=\"a\"b\""),
           BAD("Content-Disposition: form-data, name=n"), BAD(" " NAME),
           BAD("Content-Disposition : form-data; name=n"), BAD(NAME "|nothing"), BAD(NAME "|: x"),
           BAD(NAME "|X: a\rb"), {"--b|" NAME "\n||--b--", "error[400]"},
           {"--b|" NAME "|\n--b--", "error[400]"}, {"--b|" NAME "|X: yz\n||--b--", "error[400]"},
           {"--b|\n", "error[400]"});
    expect_bytes(&limits, "b", "--b\r\nX: \0\r\n", 11, "error[400]");
}

static void there_are_limits_to_parts_and_heads(void **state)
{
    (void)state;
    static const char form[] = "--b\r\n" NAME "\r\n\r\n--b\r\n" NAME "\r\n\r\n--b--";
    static const char told[] = "part[n]; part_end; part[n]; part_end; end";
    struct an_multipart_limits l = {.max_parts = 2, .max_head = sizeof NAME - 1 + 4};
    expect_bytes(&l, "b", form, sizeof form - 1, told);
    l.max_parts = 1;
    expect_bytes(&l, "b", form, sizeof form - 1, "part[n]; part_end; error[413]");
    l.max_parts = 0;
    expect_bytes(&l, "b", form, sizeof form - 1, "error[413]");
    expect_bytes(&l, "b", "--b--", 5, "end");
    l.max_parts = 2;
    l.max_head--;
    expect_bytes(&l, "b", form, sizeof form - 1, "error[413]");
    l.max_head = 0;
    expect_bytes(&l, "b", form, sizeof form - 1, "error[413]");
    /* a line without end, and one that would be refused once it ended */
    l.max_head = 8;
    expect_bytes(&l, "b", "--b\r\nX: 45678", 13, "…");
    expect_bytes(&l, "b", "--b\r\nX: 456789", 14, "error[413]");
    expect_bytes(&l, "b", "--b\r\n\x01: 456789\r\n", 16, "error[413]");
}

static void the_longest_boundary_is_found(void **state)
{
    (void)state;
    char boundary[AN_BOUNDARY_MAX + 1] = "", in[2048], told[1024];
    memset(boundary, '-', AN_BOUNDARY_MAX);
    int len = snprintf(in, sizeof in,
                       "--%s\r\n" NAME "\r\n\r\n-%.250s\r\n--%.249s\r\n\r\n--%.249s.\r\n--%s--",
                       boundary, boundary, boundary, boundary, boundary);
    struct form_text data = {0};
    struct form_text text =
        form_run(&limits, boundary, (uint8_t *)in, (size_t)len, form_bytewise, NULL, &data);
    snprintf(told, sizeof told, "-%.250s\r\n--%.249s\r\n\r\n--%.249s.", boundary, boundary,
             boundary);
    assert_string_equal(data.at, told);
    expect_bytes(&limits, boundary, in, (size_t)len, text.at);
    form_text_fini(&data);
    form_text_fini(&text);
}

/* What could make a careless search quadratic: all of it is handed out in few pieces, without a copy. */
static void near_delimiters_do_not_cut_data_to_pieces(void **state)
{
    (void)state;
    static const char *const units[] = {"\r", "\r\n", "\r\n--", "\r\n--boundar", "\n", "a\r\nb"};
    static const char head[] = "--boundary\r\n" NAME "\r\n\r\n";
    size_t room = 1 << 20;
    char *in = malloc(room);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t len = 0, pieces = 0, unit = strlen(units[i]), head_len = sizeof head - 1;
        struct an_multipart m;
        struct an_multipart_event ev;
        for (; len + unit <= room; len += unit)
            memcpy(in + len, units[i], unit);
        an_multipart_init(&m, &limits, (struct an_span){"boundary", 8});
        assert_int_equal(an_multipart_feed(&m, (const uint8_t *)head, head_len, &ev), head_len);
        for (size_t at = 0; at < len; pieces += ev.type == AN_MULTIPART_DATA)
            at += (size_t)an_multipart_feed(&m, (uint8_t *)in + at, len - at, &ev);
        assert_in_range(pieces, 1, 2);
        an_multipart_fini(&m);
    }
    free(in);
}

/* --- boundaries --- */

static void expect_boundary(const char *content_type, int err, const char *boundary)
{
    struct guard g;
    struct an_span span = {NULL, 0};
    size_t n = strlen(content_type);
    guard_open(&g, 4096);
    const char *p = (const char *)guard_copy(&g, content_type, n);
    assert_int_equal(an_multipart_boundary((struct an_span){p, n}, &span), err);
    if (err == AN_OK) {
        assert_int_equal(span.len, strlen(boundary));
        assert_memory_equal(span.p, boundary, span.len);
    }
    guard_close(&g);
}

#define FORM "multipart/form-data"
#define FIFTY "01234567890123456789012345678901234567890123456789"
#define LONGEST FIFTY FIFTY FIFTY FIFTY FIFTY

static void the_boundary_is_a_parameter_of_the_type(void **state)
{
    (void)state;
    static const char *const good[][2] = {
        {FORM "; boundary=x", "x"},
        {"Multipart/Form-Data;Boundary=x", "x"},
        {FORM "; charset=utf-8; boundary=x; a=b", "x"},
        {FORM "; boundary=----WebKitFormBoundaryAbC123", "----WebKitFormBoundaryAbC123"},
        {FORM "; boundary=----=_Part_1_2.3", "----=_Part_1_2.3"},
        {FORM "; boundary=\"x\"", "x"},
        {FORM "; boundary=\"a b:c\"", "a b:c"},
        {FORM "; boundary=\"'()+_,-./:=?\"", "'()+_,-./:=?"},
        {FORM "; boundary=*****", "*****"},
        {FORM "; boundary={b}&~!#$%*@[]^`|\\<>", "{b}&~!#$%*@[]^`|\\<>"},
        {FORM "; boundary=\"b;b\"", "b;b"},
        {FORM "; boundary=\xC3\xA4", "\xC3\xA4"},
        {FORM "; boundary=" LONGEST, LONGEST},
        {FORM "; boundary=09AZaz", "09AZaz"},
        {FORM "; boundary=x;", "x"},
        {FORM "; boundary=x ", "x"},
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        expect_boundary(good[i][0], AN_OK, good[i][1]);
}

static void a_boundary_that_is_none_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        FORM,
        FORM ";",
        FORM "; charset=x",
        FORM "; boundary",
        FORM "; boundary=",
        FORM "; boundary=\"\"",
        FORM "; boundary=\"x",
        FORM "; boundary=\"x \"",
        FORM "; boundary=\"x\\\"y\"",
        FORM "; boundary=x\"y\"",
        FORM "; boundary=x y",
        FORM "; boundary=\"x\ty\"",
        FORM "; boundary=\"x\x7f\"",
        FORM ", boundary=x",
        FORM " boundary=x",
        FORM " x; boundary=x",
        FORM "; boundary=x; boundary=x",
        FORM "; boundary=x; boundary=y",
        FORM "; boundary=" LONGEST "0",
        FORM "; boundary=x; junk",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        expect_boundary(bad[i], AN_EPROTO, NULL);
}

static void other_types_are_not_forms(void **state)
{
    (void)state;
    static const char *const others[] = {
        "", "multipart/mixed; boundary=x", "multipart/form-datax; boundary=x",
        "application/x-www-form-urlencoded", "boundary=x; multipart/form-data"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        expect_boundary(others[i], AN_EINVAL, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_are_told_one_after_another),
        cmocka_unit_test(a_part_may_be_empty),
        cmocka_unit_test(what_only_begins_like_a_delimiter_is_data),
        cmocka_unit_test(a_delimiter_is_followed_by_a_line_end_or_two_dashes),
        cmocka_unit_test(a_zero_byte_is_one_like_others),
        cmocka_unit_test(preamble_and_epilogue_are_passed_over_up_to_a_limit),
        cmocka_unit_test(outside_of_parts_no_delimiter_is_passed_over),
        cmocka_unit_test(a_body_cut_short_has_no_end),
        cmocka_unit_test(names_are_read_as_browsers_write_them),
        cmocka_unit_test(a_backslash_before_the_last_quote_is_itself),
        cmocka_unit_test(a_line_may_be_folded),
        cmocka_unit_test(a_filename_is_its_last_component),
        cmocka_unit_test(other_fields_are_passed_over),
        cmocka_unit_test(a_head_that_is_none_is_refused),
        cmocka_unit_test(there_are_limits_to_parts_and_heads),
        cmocka_unit_test(the_longest_boundary_is_found),
        cmocka_unit_test(near_delimiters_do_not_cut_data_to_pieces),
        cmocka_unit_test(the_boundary_is_a_parameter_of_the_type),
        cmocka_unit_test(a_boundary_that_is_none_is_refused),
        cmocka_unit_test(other_types_are_not_forms),
    };
    return cmocka_run_group_tests_name("multipart", tests, NULL, NULL);
}
