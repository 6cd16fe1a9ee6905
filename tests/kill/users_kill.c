/* users_kill.c - a worker killed after every instruction of binding a connection anew: it has the old user, the new one or none, and can be bound again.
 * And one that is held up there, while its connection ends and the next one at that place is bound: that one keeps its user. */
#include "test.h"

#include <string.h>

#include "ipc/fabric.h"
#include "kill_help.h"
#include "registry_help.h"

/* Mixtures of the first two are names as well. */
static const char *const names[] = {"anna-11", "otto-22", "anna-22", "otto-11", "anto-22"};

struct scene {
    struct an_fabric f;
    uint64_t id;
    uint64_t victim, survivor;
    int bound; /* what binding the next connection has said */
};

static int bind_as(struct scene *s, uint64_t who, const char *name)
{
    return an_user_table_bind(&s->f.users, who, s->id, name, strlen(name));
}

static bool has(struct scene *s, const char *name)
{
    uint32_t at = 0;
    uint64_t id;
    bool found = an_user_table_next(&s->f.users, name, strlen(name), &at, &id);
    assert_true(!found || id == s->id);
    return found;
}

static void prepare(void *ctx)
{
    struct scene *s = ctx;
    s->victim = an_board_who(s->f.board, AN_WORKER, 0);
    assert_int_equal(bind_as(s, s->survivor, names[0]), AN_OK);
}

static void act(void *ctx)
{
    struct scene *s = ctx;
    bind_as(s, s->victim, names[1]);
}

static void check(void *ctx, bool finished)
{
    struct scene *s = ctx;
    uint8_t text[AN_USER_MAX];
    size_t len;
    struct an_proc_notice *n = &s->f.board->seat[0];
    an_board_set(&n->deaths, an_board_get(&n->deaths) + 1); /* it has been reaped */
    bool old = has(s, names[0]), new = has(s, names[1]);
    assert_true(finished ? new && !old : !(new &&old));
    for (size_t i = 2; i < sizeof names / sizeof *names; i++)
        assert_false(has(s, names[i]));
    if (an_user_table_get(&s->f.users, s->id, text, &len))
        assert_true(len == 7 && memcmp(text, new ? names[1] : names[0], len) == 0);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_int_equal(bind_as(s, s->survivor, names[i]), AN_OK);
        for (size_t k = 0; k < sizeof names / sizeof *names; k++)
            assert_int_equal(has(s, names[k]), k == i);
    }
}

static void a_binding_is_the_old_one_the_new_one_or_none(void **state)
{
    static struct scene s;
    static const struct an_conn_addr addr = {.family = 4};
    const uint32_t count[AN_ROLES] = {[AN_REACTOR] = 1, [AN_WORKER] = 2};
    struct kill_case k = {.prepare = prepare, .act = act, .check = check, .ctx = &s};
    (void)state;
    assert_int_equal(an_fabric_open(&s.f, count, 4096, 100, 1, 1000, 1000), AN_OK);
    s.survivor = an_board_who(s.f.board, AN_WORKER, 1);
    s.id = registry_add(&s.f.registry, 42, 0, &addr, 0);
    assert_true(help_kill_everywhere(&k) > 50);
    an_fabric_close(&s.f);
}

/* --- who comes late --- */

static const struct an_conn_addr ADDR = {.family = 4};

static void another_connection(void *ctx)
{
    struct scene *s = ctx;
    s->id = registry_add(&s->f.registry, 42, 0, &ADDR, 0);
}

/* Its reactor and another worker: nobody waits for the one that is held up. */
static void end_and_begin(void *ctx)
{
    struct scene *s = ctx;
    an_registry_state(&s->f.registry, s->id, AN_CONN_FREE);
    an_user_table_forget(&s->f.users, 42);
    another_connection(s);
    s->bound = bind_as(s, s->survivor, names[0]);
}

static void check_next(void *ctx, bool finished)
{
    struct scene *s = ctx;
    (void)finished;
    assert_true(s->bound == AN_OK || s->bound == AN_EAGAIN); /* the other one was writing */
    if (s->bound != AN_OK) assert_int_equal(bind_as(s, s->survivor, names[0]), AN_OK);
    assert_true(has(s, names[0]) && !has(s, names[1]));
}

static void a_late_binding_leaves_the_next_connection_its_user(void **state)
{
    static struct scene s;
    const uint32_t count[AN_ROLES] = {[AN_REACTOR] = 1, [AN_WORKER] = 2};
    struct kill_case k = {another_connection, act, check_next, &s, end_and_begin};
    (void)state;
    assert_int_equal(an_fabric_open(&s.f, count, 4096, 100, 1, 1000, 1000), AN_OK);
    s.victim = an_board_who(s.f.board, AN_WORKER, 0);
    s.survivor = an_board_who(s.f.board, AN_WORKER, 1);
    assert_true(help_kill_everywhere(&k) > 50);
    an_fabric_close(&s.f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_binding_is_the_old_one_the_new_one_or_none),
        cmocka_unit_test(a_late_binding_leaves_the_next_connection_its_user),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
