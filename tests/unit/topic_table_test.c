/* topic_table_test.c - the table of topics that all processes read, against an array. */
#include "test.h"

#include <stdio.h>
#include <string.h>

#include "ground/base.h"
#include "ipc/topic_table.h"
#include "random_help.h"

static struct an_topic_table view, *const table = &view;
static struct random rnd;

static void make(uint32_t topics)
{
    an_topic_table_open(table, an_calloc(1, an_topic_table_bytes(topics)), topics);
    an_topic_table_reset(table);
}

static int tear_down(void **state)
{
    (void)state;
    an_free(table->shared);
    return 0;
}

static int set(const char *name, uint32_t n)
{
    return an_topic_table_set(table, name, strlen(name), n);
}

static uint32_t get(const char *name)
{
    return an_topic_table_get(table, name, strlen(name));
}

static void what_is_set_is_read(void **state)
{
    (void)state;
    make(10);
    assert_int_equal(get("a"), 0);
    assert_int_equal(set("a", 0), AN_OK);
    assert_int_equal(set("a", 5), AN_OK);
    assert_int_equal(set("b", 7), AN_OK);
    assert_int_equal(get("a"), 5);
    assert_int_equal(set("a", 6), AN_OK);
    assert_int_equal(get("a"), 6);
    assert_int_equal(get("b"), 7);
    assert_int_equal(an_topic_table_count(table), 2);
    assert_int_equal(set("a", 0), AN_OK);
    assert_int_equal(get("a"), 0);
    assert_int_equal(get("b"), 7);
    assert_int_equal(an_topic_table_count(table), 1);
}

static void it_has_room_for_so_many(void **state)
{
    (void)state;
    char name[16];
    make(100);
    for (int i = 0; i < 100; i++) {
        snprintf(name, sizeof name, "%d", i);
        assert_int_equal(set(name, 1), AN_OK);
    }
    assert_int_equal(set("more", 1), AN_ELIMIT);
    assert_int_equal(set("17", 2), AN_OK);
    assert_int_equal(set("17", 0), AN_OK);
    assert_int_equal(set("more", 1), AN_OK);
}

/* Whatever the limit is, powers of two among them: a look for what is not there ends soon. */
static void a_quarter_of_the_slots_stays_free(void **state)
{
    (void)state;
    make(1);
    for (uint32_t topics = 1; topics <= 200; topics++) {
        struct an_topic_table t;
        an_topic_table_open(&t, table->shared, topics);
        assert_true(4 * (uint64_t)topics <= 3 * ((uint64_t)t.mask + 1));
    }
}

/* Two names may have one hash. */
static void a_topic_is_known_by_its_name_and_not_by_its_hash(void **state)
{
    (void)state;
    make(10);
    set("a", 1);
    for (uint32_t i = 0; i <= table->mask; i++)
        if (table->shared->slot[i].subscribers) table->shared->slot[i].name[0] = 'b';
    assert_int_equal(get("a"), 0);
    assert_int_equal(set("a", 5), AN_OK);
    assert_int_equal(get("a"), 5);
    assert_int_equal(an_topic_table_count(table), 2);
}

static void removals_leave_no_gaps(void **state)
{
    (void)state;
    uint32_t truth[64] = {0}, used = 0;
    char name[16];
    make(40);
    random_open(&rnd);
    for (int step = 0; step < 50000; step++) {
        uint32_t i = (uint32_t)random_below(&rnd, 64),
                 n = random_below(&rnd, 2) ? (uint32_t)random_below(&rnd, 9) + 1 : 0;
        snprintf(name, sizeof name, "topic %u", i);
        bool fits = truth[i] || !n || used < 40;
        assert_int_equal(set(name, n), fits ? AN_OK : AN_ELIMIT);
        if (fits) {
            used += (n > 0) - (truth[i] > 0);
            truth[i] = n;
        }
        snprintf(name, sizeof name, "topic %u", (uint32_t)step % 64);
        assert_int_equal(get(name), truth[step % 64]);
        assert_int_equal(an_topic_table_count(table), used);
    }
}

static void all_are_gone_over(void **state)
{
    (void)state;
    char name[AN_TOPIC_MAX];
    uint32_t at = 0, n, seen = 0;
    size_t len;
    make(1000);
    for (uint32_t i = 1; i <= 500; i++) {
        snprintf(name, sizeof name, "%u", i);
        set(name, i);
    }
    while (an_topic_table_next(table, &at, name, &len, &n)) {
        char want[16];
        snprintf(want, sizeof want, "%u", n);
        assert_int_equal(len, strlen(want));
        assert_memory_equal(name, want, len);
        seen++;
    }
    assert_int_equal(seen, 500);
}

static void topics_of_all_slots_are_gone_over(void **state)
{
    (void)state;
    char name[AN_TOPIC_MAX];
    size_t len;
    make(3);
    for (uint32_t slot = 0; slot <= table->mask; slot++) {
        uint32_t i = 0, at = 0, n;
        do { /* the name that stands there */
            if (i) set(name, 0);
            snprintf(name, sizeof name, "%u", i++);
            set(name, 7);
        } while (!table->shared->slot[slot].subscribers);
        assert_true(an_topic_table_next(table, &at, name, &len, &n));
        assert_int_equal(n, 7);
        assert_false(an_topic_table_next(table, &at, name, &len, &n));
        an_topic_table_reset(table);
    }
}

static void a_successor_begins_with_none(void **state)
{
    (void)state;
    make(50);
    set("a", 1);
    table->shared->version |= 1;   /* its writer died in the middle */
    assert_int_equal(get("b"), 0); /* nobody waits for ever */
    char name[AN_TOPIC_MAX];
    size_t len;
    uint32_t at = 0, n;
    assert_false(an_topic_table_next(table, &at, name, &len, &n)); /* it may be half a topic */
    an_topic_table_reset(table);
    assert_int_equal(get("a"), 0);
    assert_int_equal(an_topic_table_count(table), 0);
    assert_int_equal(set("a", 3), AN_OK);
    assert_int_equal(get("a"), 3);
}

/* Another process wrote where it should not: the writer goes on, and what is set from then on may be found or not. */
static void a_stray_write_stops_nobody(void **state)
{
    char name[AN_TOPIC_MAX];
    size_t len;
    uint32_t n, at = 0;
    (void)state;
    make(50);
    set("a", 1);
    for (uint32_t i = 0; i <= table->mask; i++) /* all are taken, by nobody */
        table->shared->slot[i].subscribers = 1;
    assert_int_equal(set("b", 1), AN_ELIMIT);
    assert_int_equal(set("b", 0), AN_OK);
    assert_int_equal(get("b"), 0);
    assert_int_equal(set("a", 2), AN_OK);
    assert_int_equal(get("a"), 2);
    assert_int_equal(set("a", 0), AN_OK);
    while (an_topic_table_next(table, &at, name, &len, &n)) {
    }
    memset(table->shared, 0xff, an_topic_table_bytes(50));
    assert_int_equal(set("c", 1), AN_ELIMIT);
    assert_int_equal(get("c"), 0);
    an_topic_table_reset(table); /* as the next writer does */
    assert_int_equal(set("c", 3), AN_OK);
    assert_int_equal(get("c"), 3);
}

#define TEST(f) cmocka_unit_test_teardown(f, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_is_set_is_read),
        TEST(it_has_room_for_so_many),
        TEST(removals_leave_no_gaps),
        TEST(all_are_gone_over),
        TEST(a_successor_begins_with_none),
        TEST(a_stray_write_stops_nobody),
        TEST(a_quarter_of_the_slots_stays_free),
        TEST(a_topic_is_known_by_its_name_and_not_by_its_hash),
        TEST(topics_of_all_slots_are_gone_over),
    };
    return cmocka_run_group_tests_name("topic_table", tests, NULL, NULL);
}
