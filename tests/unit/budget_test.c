/* budget_test.c - accounts take from one sum in steps; who is over its cap knows it, and who keeps most is asked. */
#include "test.h"

#include "ipc/budget.h"

#define STEP AN_ACCOUNT_STEP
#define MAX (16u * STEP)

static struct an_budget budget;
static struct an_share a, b;

static int set_up(void **state)
{
    (void)state;
    an_budget_init(&budget, MAX);
    an_share_init(&a, &budget, 0);
    an_share_init(&b, &budget, 1);
    return 0;
}

static uint64_t sum(void)
{
    return atomic_load(&budget.sum);
}

static void the_sum_is_never_below_what_is_kept_nor_two_steps_above_it(void **state)
{
    (void)state;
    uint32_t seed = 1;
    size_t kept[2] = {0};
    struct an_share *share[2] = {&a, &b};
    for (int i = 0; i < 100000; i++) {
        seed = seed * 1103515245 + 12345;
        int which = seed >> 16 & 1;
        size_t n = seed >> 17 & 0x3ff;
        if (seed & 0x8000) n *= 500;
        if (seed & 0x4000 && n <= kept[which]) {
            an_account_sub(&share[which]->account, n);
            kept[which] -= n;
        } else {
            an_account_add(&share[which]->account, n);
            kept[which] += n;
        }
        assert_int_equal(share[which]->account.bytes, kept[which]);
        assert_true(sum() >= kept[0] + kept[1]);
        assert_true(sum() < kept[0] + kept[1] + 4 * STEP);
    }
    for (int i = 0; i < 2; i++)
        an_account_sub(&share[i]->account, kept[i]);
    assert_int_equal(a.account.bytes + b.account.bytes, 0);
    assert_true(sum() < 4 * STEP);
}

static void at_the_cap_nobody_is_over_it(void **state)
{
    (void)state;
    an_account_add(&a.account, MAX / 2);
    an_account_add(&b.account, MAX / 2);
    assert_false(an_share_over(&a) || an_share_over(&b) || an_share_over_now(&b));
    an_account_add(&b.account, 1);
    assert_true(an_share_over(&b));
    assert_int_equal(an_share_excess(&b), MAX / 16 + STEP);
    an_account_sub(&a.account, 2 * STEP);
    assert_false(an_share_over(&b));
    an_account_sub(&a.account, MAX / 4);
    assert_int_equal(an_share_excess(&b), 0);
}

static void who_keeps_most_is_asked_once(void **state)
{
    (void)state;
    an_account_add(&a.account, MAX);
    an_account_add(&b.account, 1);
    assert_int_equal(an_share_ask_most(&b, 2), AN_ASK_NEW);
    assert_int_equal(an_share_ask_most(&b, 2), AN_ASK_OLD);
    assert_int_equal(an_share_ask_most(&a, 2), AN_ASK_SELF);
    assert_true(an_budget_asks(&budget, 0));
    assert_true(an_share_asked(&a));
    assert_false(an_share_asked(&a) || an_share_asked(&b));
}

static void of_two_that_keep_as_much_nobody_is_asked(void **state)
{
    (void)state;
    an_account_add(&a.account, MAX / 2);
    an_account_add(&b.account, MAX / 2);
    assert_int_equal(an_share_ask_most(&a, 2), AN_ASK_SELF);
    assert_int_equal(an_share_ask_most(&b, 2), AN_ASK_SELF);
}

static void without_a_budget_it_is_only_counted(void **state)
{
    (void)state;
    an_share_init(&a, NULL, 0);
    an_account_add(&a.account, SIZE_MAX / 2);
    assert_false(an_share_over(&a) || an_share_over_now(&a) || an_share_asked(&a));
    an_account_add(NULL, 5);
    an_account_sub(NULL, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(the_sum_is_never_below_what_is_kept_nor_two_steps_above_it, set_up),
        cmocka_unit_test_setup(at_the_cap_nobody_is_over_it, set_up),
        cmocka_unit_test_setup(who_keeps_most_is_asked_once, set_up),
        cmocka_unit_test_setup(of_two_that_keep_as_much_nobody_is_asked, set_up),
        cmocka_unit_test_setup(without_a_budget_it_is_only_counted, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
