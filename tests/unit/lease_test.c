/* lease_test.c - who accepts: one thread at any time, step by step. */
#include "test.h"

#include "ipc/lease.h"

static void it_is_the_control_threads_at_first(void **state)
{
    (void)state;
    struct an_lease l = {0};
    assert_true(an_lease_is_back(&l));
    assert_true(an_lease_revoke(&l));
    assert_false(an_lease_has(&l, 0));
    assert_false(an_lease_enter(&l, 0));
}

static void only_the_reactor_that_it_is_granted_to_enters(void **state)
{
    (void)state;
    struct an_lease l = {0};
    an_lease_grant(&l, 1, 5);
    assert_false(an_lease_is_back(&l));
    assert_false(an_lease_has(&l, 0) || an_lease_has(&l, 2));
    assert_false(an_lease_enter(&l, 0) || an_lease_enter(&l, 2));
    assert_true(an_lease_has(&l, 1));
    assert_true(an_lease_enter(&l, 1));
    assert_true(an_lease_has(&l, 1));
    assert_int_equal(l.left, 5);
}

static void a_reactor_keeps_it_or_gives_it_back(void **state)
{
    (void)state;
    struct an_lease l = {0};
    an_lease_grant(&l, 0, 5);
    assert_true(an_lease_enter(&l, 0));
    assert_true(an_lease_leave(&l, 0, true));
    assert_true(an_lease_has(&l, 0));
    assert_true(an_lease_enter(&l, 0));
    assert_false(an_lease_leave(&l, 0, false));
    assert_true(an_lease_is_back(&l));
    assert_false(an_lease_enter(&l, 0));
}

static void it_is_taken_back_from_a_reactor_that_does_not_come(void **state)
{
    (void)state;
    struct an_lease l = {0};
    an_lease_grant(&l, 0, 5);
    assert_true(an_lease_revoke(&l));
    assert_true(an_lease_is_back(&l));
    assert_false(an_lease_enter(&l, 0));
    an_lease_grant(&l, 1, 5);
    assert_false(an_lease_enter(&l, 0));
    assert_true(an_lease_enter(&l, 1));
}

static void it_is_not_taken_back_while_the_reactor_accepts(void **state)
{
    (void)state;
    struct an_lease l = {0};
    an_lease_grant(&l, 0, 5);
    assert_true(an_lease_enter(&l, 0));
    assert_false(an_lease_revoke(&l));
    assert_false(an_lease_revoke(&l));
    assert_false(an_lease_is_back(&l));
    assert_true(an_lease_has(&l, 0));
    assert_false(an_lease_leave(&l, 0, true)); /* however much the reactor would keep it */
    assert_true(an_lease_is_back(&l));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_the_control_threads_at_first),
        cmocka_unit_test(only_the_reactor_that_it_is_granted_to_enters),
        cmocka_unit_test(a_reactor_keeps_it_or_gives_it_back),
        cmocka_unit_test(it_is_taken_back_from_a_reactor_that_does_not_come),
        cmocka_unit_test(it_is_not_taken_back_while_the_reactor_accepts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
