/* ws_extension_test.c - offers of extensions and their answers, as tables numbered by the sections of RFC 7692 (6455: RFC 6455).
 *
 * Every offer lies before a guard page. What is agreed is told as "s15 c15", with a "!" behind the side that keeps no context.
 */
#include "test.h"

#include "protocol/ws/extension.h"

#include "ground/base.h"
#include "guard_help.h"

#include <stdio.h>
#include <string.h>

#define PD "permessage-deflate"

struct example {
    const char *section, *offer, *answer, *agreed; /* answer "": none; NULL: against the grammar */
};

static const struct an_ws_deflate_params liberal = {false, false, 15, 15};
static const struct an_ws_deflate_params frugal = {true, true, 11, 10};

static const struct example under_a_liberal_policy[] = {
    {"7.1", PD, PD, "s15 c15"},
    {"7.1", "  " PD "\t", PD, "s15 c15"},
    {"7.1.1.1", PD "; server_no_context_takeover", PD "; server_no_context_takeover", "s15! c15"},
    {"7.1.1.2", PD "; client_no_context_takeover", PD "; client_no_context_takeover", "s15 c15!"},
    {"7.1.1", PD ";client_no_context_takeover;server_no_context_takeover",
     PD "; server_no_context_takeover; client_no_context_takeover", "s15! c15!"},
    {"7.1.2.1", PD "; server_max_window_bits=15", PD "; server_max_window_bits=15", "s15 c15"},
    {"7.1.2.1", PD "; server_max_window_bits=10", PD "; server_max_window_bits=10", "s10 c15"},
    {"7.1.2.1", PD "; server_max_window_bits=9", PD "; server_max_window_bits=9", "s9 c15"},
    {"7.1.2.1", PD "; server_max_window_bits=8", PD "; server_max_window_bits=8", "s8 c15"},
    {"7.1.2.1", PD "; server_max_window_bits=\"12\"", PD "; server_max_window_bits=12", "s12 c15"},
    {"7.1.2.2", PD "; client_max_window_bits", PD, "s15 c15"},
    {"7.1.2.2", PD "; client_max_window_bits=15", PD, "s15 c15"},
    {"7.1.2.2", PD "; client_max_window_bits=8", PD "; client_max_window_bits=8", "s15 c8"},
    {"7.1.2.2", PD "; client_max_window_bits = 10", PD "; client_max_window_bits=10", "s15 c10"},
    {"7.1.3", PD "; client_max_window_bits; server_max_window_bits=10",
     PD "; server_max_window_bits=10", "s10 c15"},
    {"7.1.3", PD "; client_max_window_bits; server_max_window_bits=10, " PD,
     PD "; server_max_window_bits=10", "s10 c15"},
};

static const struct example under_a_frugal_policy[] = {
    {"7.1", PD, PD "; server_no_context_takeover; client_no_context_takeover", "s11! c15!"},
    {"7.1.2.1", PD "; server_max_window_bits=15",
     PD "; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=11",
     "s11! c15!"},
    {"7.1.2.1", PD "; server_max_window_bits=9",
     PD "; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=9",
     "s9! c15!"},
    {"7.1.2.2", PD "; client_max_window_bits",
     PD "; server_no_context_takeover; client_no_context_takeover; client_max_window_bits=10",
     "s11! c10!"},
    {"7.1.2.2", PD "; client_max_window_bits=9",
     PD "; server_no_context_takeover; client_no_context_takeover; client_max_window_bits=9",
     "s11! c9!"},
    {"7.1.2", PD "; server_max_window_bits=10; client_max_window_bits=12",
     PD "; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=10"
        "; client_max_window_bits=10",
     "s10! c10!"},
};

static const struct example passed_over[] = {
    {"5.1", "", "", ""},
    {"5.1", " , ,", "", ""},
    {"5.1", "x-webkit-deflate-frame", "", ""},
    {"5.1", "foo; bar=baz; qux", "", ""},
    {"5.1", "permessage-deflat", "", ""},
    {"5.1", "permessage-deflatee", "", ""},
    {"5.1", "Permessage-Deflate", "", ""},
    {"7.1", PD "; unknown", "", ""},
    {"7.1", PD "; server_no_context_takeove", "", ""},
    {"7.1", PD "; server_no_context_takeover; unknown=1", "", ""},
    /* repeated */
    {"7.1", PD "; server_no_context_takeover; server_no_context_takeover", "", ""},
    {"7.1", PD "; server_max_window_bits=10; server_max_window_bits=10", "", ""},
    {"7.1", PD "; client_max_window_bits; client_max_window_bits=10", "", ""},
    /* a value where there is none, none where there is one */
    {"7.1.1.1", PD "; server_no_context_takeover=1", "", ""},
    {"7.1.1.2", PD "; client_no_context_takeover=true", "", ""},
    {"7.1.2.1", PD "; server_max_window_bits", "", ""},
    /* not 8 to 15 without leading zeros */
    {"7.1.2.1", PD "; server_max_window_bits=7", "", ""},
    {"7.1.2.1", PD "; server_max_window_bits=16", "", ""},
    {"7.1.2.1", PD "; server_max_window_bits=010", "", ""},
    {"7.1.2.1", PD "; server_max_window_bits=09", "", ""},
    {"7.1.2.1", PD "; server_max_window_bits=+9", "", ""},
    {"7.1.2.1", PD "; server_max_window_bits=1a", "", ""},
    {"7.1.2.1", PD "; server_max_window_bits=1", "", ""},
    {"7.1.2.1", PD "; server_max_window_bits=150", "", ""},
    {"7.1.2.1", PD "; server_max_window_bits=4294967305", "", ""},
    {"7.1.2.2", PD "; client_max_window_bits=7", "", ""},
    {"7.1.2.2", PD "; client_max_window_bits=16", "", ""},
    {"7.1.2.2", PD "; client_max_window_bits=08", "", ""},
    {"7.1.2.2", PD "; client_max_window_bits=x", "", ""},
};

static const struct example several_offers[] = {
    {"5.1", "foo, " PD, PD, "s15 c15"},
    {"5.1", "foo; bar=\"b\\az\" , ,," PD "; server_max_window_bits=10",
     PD "; server_max_window_bits=10", "s10 c15"},
    {"5.1", PD ", foo", PD, "s15 c15"},
    {"7.1", PD "; unknown, " PD "; client_no_context_takeover", PD "; client_no_context_takeover",
     "s15 c15!"},
    {"7.1.3", PD "; server_max_window_bits=7, " PD "; server_max_window_bits=9, " PD,
     PD "; server_max_window_bits=9", "s9 c15"},
    {"7.1.2.1", PD "; server_max_window_bits=16, " PD, PD, "s15 c15"},
    {"7.1.1", PD "; server_no_context_takeover=1, " PD, PD, "s15 c15"},
    {"7.1", PD "; unknown, " PD "; unknown", "", ""},
    /* also a wrong list behind the one that would be taken */
    {"6455 9.1", PD ", ;", NULL, ""},
    {"6455 9.1", PD ", foo bar", NULL, ""},
};

static const struct example grammar[] = {
    {"6455 9.1", PD "; server_max_window_bits=\"1\\0\"", PD "; server_max_window_bits=10",
     "s10 c15"},
    {"6455 9.1", PD ";server_max_window_bits=\"10\" ; client_max_window_bits",
     PD "; server_max_window_bits=10", "s10 c15"},
    {"6455 9.1", ";", NULL, ""},
    {"6455 9.1", "=", NULL, ""},
    {"6455 9.1", "\"" PD "\"", NULL, ""},
    {"6455 9.1", PD ";", NULL, ""},
    {"6455 9.1", PD "; ", NULL, ""},
    {"6455 9.1", PD ";;", NULL, ""},
    {"6455 9.1", PD "; a;", NULL, ""},
    {"6455 9.1", PD "; a=", NULL, ""},
    {"6455 9.1", PD "; a=;", NULL, ""},
    {"6455 9.1", PD "; a=,", NULL, ""},
    {"6455 9.1", PD "; =a", NULL, ""},
    {"6455 9.1", PD "; a=b=c", NULL, ""},
    {"6455 9.1", PD "; a b", NULL, ""},
    {"6455 9.1", PD "; a=b c", NULL, ""},
    {"6455 9.1", PD " " PD, NULL, ""},
    {"6455 9.1", PD "/1", NULL, ""},
    {"6455 9.1", PD "=1", NULL, ""},
    /* quoted strings are tokens in quotes */
    {"6455 9.1", PD "; a=\"\"", NULL, ""},
    {"6455 9.1", PD "; a=\"b", NULL, ""},
    {"6455 9.1", PD "; a=\"", NULL, ""},
    {"6455 9.1", PD "; a=\"b\\", NULL, ""},
    {"6455 9.1", PD "; a=\"b\\\"", NULL, ""},
    {"6455 9.1", PD "; a=\"b c\"", NULL, ""},
    {"6455 9.1", PD "; a=\"b,c\"", NULL, ""},
    {"6455 9.1", PD "; a=\"b;c\"", NULL, ""},
    {"6455 9.1", PD "; a=\"\\\"\"", NULL, ""},
    {"6455 9.1", PD "; a=\"b\"c", NULL, ""},
    {"6455 9.1", PD "; a=b\"c\"", NULL, ""},
    {"6455 9.1", PD "; a='b'", "", ""}, /* single quotes are characters of a token */
    {"6455 9.1", PD "; \x80", NULL, ""},
};

static int choose(const char *offer, size_t len, const struct an_ws_deflate_params *policy,
                  struct an_ws_deflate_params *agreed, char answer[AN_WS_EXTENSION_MAX])
{
    struct guard g;
    guard_open(&g, len);
    const char *p = (const char *)guard_copy(&g, offer, len);
    int n = an_ws_extension_choose((struct an_span){p, len}, policy, agreed, answer);
    guard_close(&g);
    return n;
}

static void run(const struct example *e, const struct an_ws_deflate_params *policy)
{
    struct an_ws_deflate_params a = {0};
    char answer[AN_WS_EXTENSION_MAX] = "", agreed[32] = "";
    int n = choose(e->offer, strlen(e->offer), policy, &a, answer);
    if (n <= 0) *answer = 0;
    if (n > 0)
        snprintf(agreed, sizeof agreed, "s%d%s c%d%s", a.server_max_window_bits,
                 a.server_no_context_takeover ? "!" : "", a.client_max_window_bits,
                 a.client_no_context_takeover ? "!" : "");
    if (n != (e->answer ? (int)strlen(e->answer) : AN_EPROTO) ||
        strcmp(answer, e->answer ? e->answer : "") || strcmp(agreed, e->agreed))
        fail_msg("section %s, %s:\n  told   %d %s (%s)\n  wanted %s (%s)", e->section, e->offer, n,
                 answer, agreed, e->answer ? e->answer : "an error", e->agreed);
}

#define RUN(table, policy)                                                                         \
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)                                      \
    run(&table[i], policy)

static void an_offer_that_can_be_kept_is_taken(void **state)
{
    (void)state;
    RUN(under_a_liberal_policy, &liberal);
}

static void a_policy_lowers_what_is_offered(void **state)
{
    (void)state;
    RUN(under_a_frugal_policy, &frugal);
}

static void an_offer_with_a_bad_parameter_is_passed_over(void **state)
{
    (void)state;
    RUN(passed_over, &liberal);
    RUN(passed_over, &frugal);
}

static void the_first_of_several_that_can_be_kept_is_taken(void **state)
{
    (void)state;
    RUN(several_offers, &liberal);
}

static void what_breaks_the_grammar_is_an_error(void **state)
{
    (void)state;
    RUN(grammar, &liberal);
}

static void the_longest_answer_has_room(void **state)
{
    (void)state;
    struct an_ws_deflate_params agreed;
    char answer[AN_WS_EXTENSION_MAX];
    static const char offer[] = PD "; server_max_window_bits=15; client_max_window_bits=14";
    static const struct an_ws_deflate_params policy = {true, true, 15, 15};
    int n = choose(offer, strlen(offer), &policy, &agreed, answer);
    assert_in_range(n, strlen(PD) + 4 * strlen("; server_max_window_bits=15"), sizeof answer - 1);
    assert_int_equal(strlen(answer), n);
}

static void every_prefix_of_an_offer_is_judged_within_its_bounds(void **state)
{
    (void)state;
    static const char offer[] =
        PD "; server_max_window_bits=\"1\\0\"; client_max_window_bits = 9 ,\tfoo;bar, " PD;
    struct an_ws_deflate_params agreed;
    char answer[AN_WS_EXTENSION_MAX];
    for (size_t n = 0; n < sizeof offer; n++) {
        int len = choose(offer, n, &liberal, &agreed, answer);
        assert_true(len == AN_EPROTO || (len >= 0 && (len == 0 || strlen(answer) == (size_t)len)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_offer_that_can_be_kept_is_taken),
        cmocka_unit_test(a_policy_lowers_what_is_offered),
        cmocka_unit_test(an_offer_with_a_bad_parameter_is_passed_over),
        cmocka_unit_test(the_first_of_several_that_can_be_kept_is_taken),
        cmocka_unit_test(what_breaks_the_grammar_is_an_error),
        cmocka_unit_test(the_longest_answer_has_room),
        cmocka_unit_test(every_prefix_of_an_offer_is_judged_within_its_bounds),
    };
    return cmocka_run_group_tests_name("ws_extension", tests, NULL, NULL);
}
