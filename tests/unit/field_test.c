/* field_test.c - lists and parameters of header fields (RFC 9110, 5.6), as tables, each value at the end of memory. */
#include "test.h"

#include "protocol/text/field.h"

#include "guard_help.h"

#include <stdio.h>
#include <string.h>

static struct an_span at_the_end(const char *text)
{
    size_t n = strlen(text);
    return (struct an_span){(const char *)guard_copy(&test_guard, text, n), n};
}

static void elements_are_trimmed_and_empty_ones_passed_over(void **state)
{
    (void)state;
    static const char *const lists[][2] = {
        {"", ""},
        {" ", ""},
        {",", ""},
        {" , ,\t,", ""},
        {"a", "[a]"},
        {"a,b", "[a][b]"},
        {" a b , c\t", "[a b][c]"},
        {",a,,b,", "[a][b]"},
    };
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        struct an_span list = at_the_end(lists[i][0]), element;
        char told[64] = "";
        for (size_t n = 0; an_list_next(&list, &element);)
            n += (size_t)snprintf(told + n, sizeof told - n, "[%.*s]", (int)element.len, element.p);
        assert_string_equal(told, lists[i][1]);
    }
}

/* Reads words with '=' and ';' between them: "[word]=[word];". */
static void tell_words(struct an_span s, char *told, size_t room)
{
    struct an_span token;
    for (size_t n = 0, before; s.len;) {
        before = s.len;
        if (an_token_take(&s, &token))
            n += (size_t)snprintf(told + n, room - n, "[%.*s]", (int)token.len, token.p);
        if (an_mark_take(&s, '=')) n += (size_t)snprintf(told + n, room - n, "=");
        if (an_mark_take(&s, ';')) n += (size_t)snprintf(told + n, room - n, ";");
        if (before != s.len) continue;
        snprintf(told + n, room - n, "!");
        return;
    }
}

static void tokens_and_marks_are_taken_one_by_one(void **state)
{
    (void)state;
    static const char *const values[][2] = {
        {"", ""},
        {" ", ""},
        {"a", "[a]"},
        {"a=b", "[a]=[b]"},
        {"a \t= \tb ;", "[a]=[b];"},
        {"a;b=;", "[a];[b]=;"},
        {"=", "="},
        {"a!#$%&'*+-.^_`|~9Z", "[a!#$%&'*+-.^_`|~9Z]"},
        {"a\"", "[a]!"},
        {"a,", "[a]!"},
        {"a=\x80", "[a]=!"},
    };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        char told[64] = "";
        tell_words(at_the_end(values[i][0]), told, sizeof told);
        assert_string_equal(told, values[i][1]);
    }
}

/* What a value reads as: "first|name=value|…", with "!" where it breaks. */
static void tell_params(struct an_span rest, char *told, size_t room)
{
    struct an_span name, value, first = an_params_open(&rest);
    size_t n = (size_t)snprintf(told, room, "%.*s", (int)first.len, first.p);
    int more;
    while ((more = an_params_next(&rest, &name, &value)) > 0)
        n += (size_t)snprintf(told + n, room - n, "|%.*s=%.*s", (int)name.len, name.p,
                              (int)value.len, value.p);
    if (more < 0) snprintf(told + n, room - n, "!");
}

static void parameters_are_read_with_and_without_quotes(void **state)
{
    (void)state;
    static const char *const values[][2] = {
        {"", ""},
        {"a/b", "a/b"},
        {" a/b ", "a/b"},
        {"a;b=c", "a|b=c"},
        {"a ; b=c ; d=e", "a|b=c|d=e"},
        {"a;\tb=c\t", "a|b=c"},
        {"a;;b=c;", "a|b=c"},
        {"a; ; ;", "a"},
        {"a;b=\"\"", "a|b="},
        {"a;b=\"c;d\"; e=f", "a|b=c;d|e=f"},
        {"a;b=\"c\\\"d\"", "a|b=c\\\"d"},
        {"a;b=\"c\\\\\";d=e", "a|b=c\\\\|d=e"},
        {"a;b=\"C:\\dir\\x\"", "a|b=C:\\dir\\x"},
        {"a;b=c=d", "a|b=c=d"},
        /* broken */
        {"a;b", "a!"},
        {"a;b=", "a!"},
        {"a;=c", "a!"},
        {"a;b =c", "a!"},
        {"a;b= c", "a!"},
        {"a;b=c d", "a!"},
        {"a;b=c\"d\"", "a!"},
        {"a;b=\"c\"d", "a!"},
        {"a;b=\"c", "a!"},
        {"a;b=\"", "a!"},
        {"a;b=\"c\\\"", "a!"},
        {"a;b=\"c\\", "a!"},
        {"a;b=c;d", "a|b=c!"},
    };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        char told[64];
        tell_params(at_the_end(values[i][0]), told, sizeof told);
        assert_string_equal(told, values[i][1]);
    }
}

static void a_hexadecimal_digit_has_its_value(void **state)
{
    (void)state;
    static const char digits[] = "0123456789abcdef", upper[] = "0123456789ABCDEF";
    int found = 0;
    for (int c = 0; c < 256; c++)
        found += an_hex_value((char)c) >= 0;
    for (int i = 0; i < 16; i++) {
        assert_int_equal(an_hex_value(digits[i]), i);
        assert_int_equal(an_hex_value(upper[i]), i);
    }
    assert_int_equal(found, 22);
}

/* 5.6.2: letters, digits and fifteen more. */
static void a_token_has_no_separators(void **state)
{
    (void)state;
    int found = 0;
    for (int c = 0; c < 256; c++)
        found += an_is_token_char((char)c);
    assert_int_equal(found, 26 + 26 + 10 + 15);
    for (const char *c = "()<>@,;:\\\"/[]?={} \t\r\n"; *c; c++)
        assert_false(an_is_token_char(*c));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(elements_are_trimmed_and_empty_ones_passed_over),
        cmocka_unit_test(tokens_and_marks_are_taken_one_by_one),
        cmocka_unit_test(parameters_are_read_with_and_without_quotes),
        cmocka_unit_test(a_hexadecimal_digit_has_its_value),
        cmocka_unit_test(a_token_has_no_separators),
    };
    return cmocka_run_group_tests_name("field", tests, guard_set_up, guard_tear_down);
}
