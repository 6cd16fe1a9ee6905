/* accept_encoding_test.c - which coding a client is sent (RFC 9110, 12.5.3), as tables; every value ends where memory does. */
#include "test.h"

#include "protocol/http/accept_encoding.h"

#include "guard_help.h"

#include <string.h>

enum { I = AN_CODING_IDENTITY, G = AN_CODING_GZIP, B = AN_CODING_BR };

static void add(struct an_accept_encoding *a, const char *value)
{
    size_t n = strlen(value);
    an_accept_encoding_add(a, (struct an_span){(const char *)guard_copy(&test_guard, value, n), n});
}

/* What is picked of all, of gzip and identity, of br and identity, of identity alone. */
struct example {
    const char *value;
    unsigned all, gzip, br, plain;
};

static void expect_all(const struct example *e, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct an_accept_encoding a;
        an_accept_encoding_init(&a);
        add(&a, e[i].value);
        if (an_accept_encoding_pick(&a, I | G | B) != e[i].all) print_error("%s\n", e[i].value);
        assert_int_equal(an_accept_encoding_pick(&a, I | G | B), e[i].all);
        assert_int_equal(an_accept_encoding_pick(&a, I | G), e[i].gzip);
        assert_int_equal(an_accept_encoding_pick(&a, I | B), e[i].br);
        assert_int_equal(an_accept_encoding_pick(&a, I), e[i].plain);
        assert_int_equal(an_accept_encoding_pick(&a, 0), 0);
    }
}
#define EXPECT(table) expect_all(table, sizeof table / sizeof *table)

static void what_is_named_is_accepted(void **state)
{
    (void)state;
    static const struct example table[] = {
        {"gzip", G, G, I, I},
        {"br", B, I, B, I},
        {"gzip, deflate, br, zstd", B, G, B, I},
        {"GZip", G, G, I, I},
        {"x-gzip", G, G, I, I},
        {"deflate", I, I, I, I},
        {"identity", I, I, I, I},
        {"", I, I, I, I},
        {" , ,", I, I, I, I},
        {"*", B, G, B, I},
        {"gzipx, xbr, b, gzi", I, I, I, I},
    };
    EXPECT(table);
}

/* The examples of 12.5.3 among them. */
static void weights_decide(void **state)
{
    (void)state;
    static const struct example table[] = {
        {"compress;q=0.5, gzip;q=1.0", G, G, I, I},
        {"gzip;q=1.0, identity; q=0.5, *;q=0", G, G, I, I},
        {"br;q=0.5, gzip;q=0.8", G, G, B, I},
        {"br;q=0.8, gzip;q=0.8", B, G, B, I},
        {"br ; q=0.501\t, gzip\t;\tQ=0.502", G, G, B, I},
        {"identity, gzip;q=0.9", I, I, I, I},
        {"identity;q=0.2, gzip;q=0.1, br;q=0.3", B, I, B, I},
        {"gzip;q=0.001", G, G, I, I},
        {"*;q=0.5, gzip;q=0.4", B, I, B, I},
        {"*;q=0.5, gzip;q=0.6", G, G, B, I},
        {"gzip;q=1.000, br;q=0.999", G, G, B, I},
        {"gzip;q=0., br;q=1.", B, I, B, I},
    };
    EXPECT(table);
}

static void zero_refuses(void **state)
{
    (void)state;
    static const struct example table[] = {
        {"gzip;q=0", I, I, I, I},
        {"gzip;q=0.000, br", B, I, B, I},
        {"*;q=0", 0, 0, 0, 0},
        {"identity;q=0", 0, 0, 0, 0},
        {"identity;q=0, gzip", G, G, 0, 0},
        {"*;q=0, gzip", G, G, 0, 0},
        {"*;q=0, identity", I, I, I, I},
        {"br, *;q=0", B, 0, B, 0},
        {"identity;q=0, *", B, G, B, 0},
        {"*, br;q=0", G, G, I, I},
        {"gzip, gzip;q=0", I, I, I, I},
        {"gzip;q=0, gzip", G, G, I, I},
    };
    EXPECT(table);
}

static void what_is_no_element_is_passed_over(void **state)
{
    (void)state;
    static const struct example table[] = {
        {"gzip;q=2, br", B, I, B, I},  {"gzip;q=1.001", I, I, I, I}, {"gzip;q=-1", I, I, I, I},
        {"gzip;q=0.1234", I, I, I, I}, {"gzip;q=01", I, I, I, I},    {"gzip;q=.5", I, I, I, I},
        {"gzip;q=1,5", G, G, I, I},    {"gzip;q=", I, I, I, I},      {"gzip;q", I, I, I, I},
        {"gzip;level=9", I, I, I, I},  {"gzip;q=1;x=y", I, I, I, I}, {"gzip q=1", I, I, I, I},
        {"gzip;q=a", I, I, I, I},      {"gzip;q=0.x", I, I, I, I},   {"gzip;q=0.:", I, I, I, I},
        {"gzip;q=1./", I, I, I, I},    {"identity;q=/", I, I, I, I}, {"gzip;q=0x1", I, I, I, I},
        {";q=1, br", B, I, B, I},      {"gzip;", G, G, I, I},        {"gz\xFFip", I, I, I, I},
    };
    EXPECT(table);
}

static void several_fields_are_one_list(void **state)
{
    (void)state;
    struct an_accept_encoding a;
    an_accept_encoding_init(&a);
    assert_int_equal(an_accept_encoding_pick(&a, I | G | B), I);
    add(&a, "gzip");
    assert_int_equal(an_accept_encoding_pick(&a, I | G | B), G);
    add(&a, "br;q=0.5");
    assert_int_equal(an_accept_encoding_pick(&a, I | G | B), G);
    add(&a, "identity;q=0, gzip;q=0");
    assert_int_equal(an_accept_encoding_pick(&a, I | G | B), B);
    assert_int_equal(an_accept_encoding_pick(&a, I | G), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_named_is_accepted),
        cmocka_unit_test(weights_decide),
        cmocka_unit_test(zero_refuses),
        cmocka_unit_test(what_is_no_element_is_passed_over),
        cmocka_unit_test(several_fields_are_one_list),
    };
    return cmocka_run_group_tests_name("accept_encoding", tests, guard_set_up, guard_tear_down);
}
