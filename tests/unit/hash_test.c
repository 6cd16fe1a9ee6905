/* hash_test.c - SipHash-1-3 as others compute it, and names that collide for everybody else. */
#include "test.h"

#include <stdio.h>
#include <string.h>

#include "ground/base.h"
#include "ground/hash.h"
#include "guard_help.h"
#include "topic/topics.h"

#define COLLIDING 2000

static uint64_t hash_of(const uint64_t key[2], const void *p, size_t n)
{
    return an_siphash(key, guard_copy(&test_guard, p, n), n);
}

/* The key 00 01 .. 0f, and the bytes 00 01 .. of so many. */
static void the_published_vectors_hold(void **state)
{
    static const struct {
        size_t n;
        uint64_t hash;
    } vectors[] = {
        {0, 0xabac0158050fc4dcu},  {1, 0xc9f49bf37d57ca93u},  {2, 0x82cb9b024dc7d44du},
        {3, 0x8bf80ab8e7ddf7fbu},  {4, 0xcf75576088d38328u},  {5, 0xdef9d52f49533b67u},
        {6, 0xc50d2b50c59f22a7u},  {7, 0xd3927d989bb11140u},  {8, 0x369095118d299a8eu},
        {9, 0x25a48eb36c063de4u},  {15, 0xd320d86d2a519956u}, {16, 0xcc4fdd1a7d908b66u},
        {17, 0x9cf2689063dbd80cu}, {31, 0x2370dd1f8c21d1bcu}, {63, 0x9d199062b7bbb3a8u},
    };
    static const uint64_t key[2] = {0x0706050403020100u, 0x0f0e0d0c0b0a0908u};
    uint8_t bytes[64];
    (void)state;
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)i;
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++)
        assert_true(hash_of(key, bytes, vectors[i].n) == vectors[i].hash);
}

/* Python has this hash for bytes, with the key 0 where PYTHONHASHSEED is 0. */
static void without_a_key_it_is_that_of_python(void **state)
{
    static const uint64_t key[2];
    char many[255];
    (void)state;
    memset(many, 'x', sizeof many);
    assert_true(hash_of(key, "a", 1) == 0x407448d2b89b1813u);
    assert_true(hash_of(key, "abcdefg", 7) == 0x6db12aae9070f506u);
    assert_true(hash_of(key, "abcdefgh", 8) == 0x3f7b849c0b8e35eau);
    assert_true(hash_of(key, "the quick brown fox", 19) == 0x5a17575ad3449cbau);
    assert_true(hash_of(key, many, sizeof many) == 0x4bd34c40ef7d284bu);
    assert_true(an_hash("a", 1) == 0x407448d2b89b1813u); /* no key has been drawn yet */
}

static void every_key_is_another_hash(void **state)
{
    uint64_t before = an_hash("news", 4);
    (void)state;
    for (int i = 0; i < 3; i++) {
        assert_int_equal(an_hash_seed(), AN_OK);
        uint64_t now = an_hash("news", 4);
        assert_true(now != before);
        assert_true(now == an_hash("news", 4));
        before = now;
    }
}

/* --- names that an attacker has computed --- */

/* The k-th name whose FNV-1a, as the tables once had it, ends like that of the others. */
static size_t colliding_name(uint64_t *k, char *name)
{
    static const char digit[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    for (;; ++*k) {
        uint64_t x = *k;
        uint32_t h = 2166136261u;
        for (int i = 0; i < 8; i++) {
            name[i] = digit[x % 36];
            x /= 36;
            h = (h ^ (uint8_t)name[i]) * 16777619u;
        }
        if (((h ^ h >> 16) & 0x3fff) == 77) break;
    }
    ++*k;
    return 8;
}

static uint32_t longest_chain(const struct an_topics *t)
{
    uint32_t longest = 0;
    for (uint32_t i = 0; i < t->buckets; i++) {
        uint32_t n = 0;
        for (const struct an_topic *topic = t->bucket[i]; topic; topic = topic->next)
            n++;
        longest = AN_MAX(longest, n);
    }
    return longest;
}

static uint32_t longest_cluster(const struct an_topic_table *t)
{
    uint32_t longest = 0, n = 0;
    for (uint32_t i = 0; i <= 2 * t->mask; i++) {
        n = t->shared->slot[i & t->mask].subscribers ? n + 1 : 0;
        longest = AN_MAX(longest, n);
    }
    return longest;
}

static void names_that_collided_do_not_any_more(void **state)
{
    struct an_topic_table table;
    struct an_topics topics;
    struct an_subscriber *s = NULL;
    char name[8];
    uint64_t k = 0;
    (void)state;
    assert_int_equal(an_hash_seed(), AN_OK);
    void *shared = an_calloc(1, an_topic_table_bytes(10000));
    an_topic_table_open(&table, shared, 10000);
    an_topic_table_reset(&table);
    an_topics_init(&topics, &table, COLLIDING);
    for (int i = 0; i < COLLIDING; i++) {
        size_t n = colliding_name(&k, name);
        assert_int_equal(an_topics_join(&topics, &s, NULL, name, n), AN_OK);
    }
    assert_in_range(longest_chain(&topics), 1, 40);
    assert_in_range(longest_cluster(&table), 1, 100);
    an_topics_leave_all(&topics, &s);
    an_topics_fini(&topics);
    an_free(shared);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_published_vectors_hold),
        cmocka_unit_test(without_a_key_it_is_that_of_python),
        cmocka_unit_test(every_key_is_another_hash),
        cmocka_unit_test(names_that_collided_do_not_any_more),
    };
    return cmocka_run_group_tests_name("hash", tests, guard_set_up, guard_tear_down);
}
