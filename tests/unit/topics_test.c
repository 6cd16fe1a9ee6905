/* topics_test.c - subscriptions against a matrix of truth, and what each of them costs. */
#include "test.h"

#include <stdio.h>
#include <string.h>

#include "ground/base.h"
#include "random_help.h"
#include "topic/topics.h"

#define PEOPLE 40
#define NAMES 30

static struct an_topic_table view, *const table = &view;
static struct random rnd;
static struct an_topics topics;
static struct an_subscriber *person[PEOPLE];
static bool truth[PEOPLE][NAMES];

static int set_up_for(uint32_t most, uint32_t per_subscriber)
{
    an_topic_table_open(table, an_calloc(1, an_topic_table_bytes(most)), most);
    an_topic_table_reset(table);
    an_topics_init(&topics, table, per_subscriber);
    memset(person, 0, sizeof person);
    memset(truth, 0, sizeof truth);
    return 0;
}

static int set_up(void **state)
{
    (void)state;
    return set_up_for(100, 20);
}

static int tear_down(void **state)
{
    (void)state;
    for (int i = 0; i < PEOPLE; i++)
        an_topics_leave_all(&topics, &person[i]);
    an_topics_fini(&topics);
    an_free(table->shared);
    return 0;
}

static int join(int who, const char *name)
{
    return an_topics_join(&topics, &person[who], &person[who], name, strlen(name));
}

static bool leave(int who, const char *name)
{
    return an_topics_leave(&topics, &person[who], name, strlen(name));
}

static uint32_t members(const char *name)
{
    const struct an_topic *t = an_topics_find(&topics, name, strlen(name));
    assert_int_equal(an_topic_table_get(table, name, strlen(name)), t ? t->count : 0);
    return t ? t->count : 0;
}

/* Half of what is three quarters empty goes back: a crowd that has left costs nothing. */
static void a_topic_that_empties_gives_its_memory_back(void **state)
{
    (void)state;
    for (int i = 0; i < PEOPLE; i++)
        join(i, "news");
    for (int i = 0; i < PEOPLE - 1; i++)
        leave(i, "news");
    const struct an_topic *t = an_topics_find(&topics, "news", 4);
    assert_int_equal(t->count, 1);
    assert_in_range(t->cap, 1, 4);
    assert_true(t->member[0].subscriber->who == &person[PEOPLE - 1]);
}

static void joining_and_leaving(void **state)
{
    (void)state;
    assert_int_equal(members("news"), 0);
    assert_int_equal(join(0, "news"), AN_OK);
    assert_int_equal(join(0, "news"), AN_OK);
    assert_int_equal(join(1, "news"), AN_OK);
    assert_int_equal(members("news"), 2);
    assert_false(leave(0, "sports"));
    assert_false(leave(2, "news"));
    assert_true(leave(0, "news"));
    assert_false(leave(0, "news"));
    assert_null(person[0]);
    assert_ptr_equal(an_topics_find(&topics, "news", 4)->member[0].subscriber->who, &person[1]);
    an_topics_leave_all(&topics, &person[1]);
    assert_null(an_topics_find(&topics, "news", 4));
    assert_int_equal(an_topic_table_count(table), 0);
}

static void names_are_bytes(void **state)
{
    (void)state;
    static char longest[AN_TOPIC_MAX + 1];
    assert_int_equal(an_topics_join(&topics, &person[0], NULL, "", 0), AN_EINVAL);
    assert_int_equal(an_topics_join(&topics, &person[0], NULL, longest, sizeof longest), AN_EINVAL);
    assert_null(person[0]);
    assert_int_equal(an_topics_join(&topics, &person[0], NULL, longest, AN_TOPIC_MAX), AN_OK);
    assert_int_equal(an_topics_join(&topics, &person[0], NULL, "a\0b", 3), AN_OK);
    assert_null(an_topics_find(&topics, "a\0c", 3));
    assert_null(an_topics_find(&topics, "a", 1));
    assert_non_null(an_topics_find(&topics, "a\0b", 3));
}

static void one_subscriber_has_so_many(void **state)
{
    (void)state;
    char name[8];
    for (int i = 0; i < 20; i++) {
        snprintf(name, sizeof name, "t%d", i);
        assert_int_equal(join(0, name), AN_OK);
    }
    assert_int_equal(join(0, "more"), AN_ELIMIT);
    assert_int_equal(join(0, "t7"), AN_OK);
    assert_true(leave(0, "t7"));
    assert_int_equal(join(0, "more"), AN_OK);
    assert_int_equal(members("t7"), 0);
}

static void all_together_have_so_many(void **state)
{
    tear_down(state);
    set_up_for(3, 20);
    assert_int_equal(join(0, "a"), AN_OK);
    assert_int_equal(join(1, "b"), AN_OK);
    assert_int_equal(join(2, "c"), AN_OK);
    assert_int_equal(join(3, "d"), AN_ELIMIT);
    assert_null(person[3]);
    assert_int_equal(join(3, "a"), AN_OK);
    assert_true(leave(1, "b"));
    assert_int_equal(join(3, "d"), AN_OK);
}

static bool is_member(const struct an_topic *t, int who)
{
    for (uint32_t i = 0; i < t->count; i++)
        if (t->member[i].subscriber->who == &person[who]) return true;
    return false;
}

static void check(void)
{
    char name[8];
    for (int n = 0; n < NAMES; n++) {
        uint32_t count = 0;
        snprintf(name, sizeof name, "t%d", n);
        const struct an_topic *t = an_topics_find(&topics, name, strlen(name));
        for (int who = 0; who < PEOPLE; who++) {
            count += truth[who][n];
            if (truth[who][n]) assert_true(t && is_member(t, who));
        }
        assert_int_equal(members(name), count);
    }
}

static void as_a_matrix_says(void **state)
{
    (void)state;
    char name[8];
    random_open(&rnd);
    for (int step = 0; step < 20000; step++) {
        int who = (int)random_below(&rnd, PEOPLE), n = (int)random_below(&rnd, NAMES);
        uint32_t has = person[who] ? person[who]->count : 0;
        snprintf(name, sizeof name, "t%d", n);
        if (random_below(&rnd, 50) == 0) {
            an_topics_leave_all(&topics, &person[who]);
            memset(truth[who], 0, sizeof truth[who]);
        } else if (random_below(&rnd, 2)) {
            bool fits = truth[who][n] || has < 20;
            assert_int_equal(join(who, name), fits ? AN_OK : AN_ELIMIT);
            truth[who][n] |= fits;
        } else {
            assert_int_equal(leave(who, name), truth[who][n]);
            truth[who][n] = false;
        }
        if (step % 100 == 0) check();
    }
    check();
}

static void the_one_in_hand_may_leave(void **state)
{
    (void)state;
    bool seen[PEOPLE] = {0};
    for (int i = 0; i < PEOPLE; i++)
        join(i, "t");
    struct an_topic *t = an_topics_find(&topics, "t", 1);
    for (uint32_t i = t->count; i-- > 0;) {
        struct an_subscriber **who = t->member[i].subscriber->who;
        bool last = t->count == 1;
        seen[who - person] = true;
        if (i % 3 == 0) an_topics_leave_all(&topics, who);
        if (i % 3 == 0 && last) break;
    }
    for (int i = 0; i < PEOPLE; i++)
        assert_true(seen[i]);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_topic_that_empties_gives_its_memory_back),
        TEST(joining_and_leaving),
        TEST(names_are_bytes),
        TEST(one_subscriber_has_so_many),
        TEST(all_together_have_so_many),
        TEST(as_a_matrix_says),
        TEST(the_one_in_hand_may_leave),
    };
    return cmocka_run_group_tests_name("topics", tests, NULL, NULL);
}
