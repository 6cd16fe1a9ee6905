/* topic_table_race.c - readers beside the writer: a topic that is always there is always found, and no name is a mixture. */
#include "test.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "ground/base.h"
#include "ipc/topic_table.h"
#include "ring_help.h"

#define CHANGES HELP_ROUNDS(200000u)
#define LOOKS 2000u /* at least */

static struct an_topic_table view, *const table = &view;
static _Atomic bool over;
static _Atomic uint32_t looks, wrong;

/* Its length and its bytes follow from its number; so does the number of its subscribers. */
static size_t name_of(uint32_t n, char *name)
{
    size_t len = 1 + n % 200;
    memset(name, (int)('a' + n % 26), len);
    name[0] = (char)n;
    return len;
}

static bool sound(const char *name, size_t len, uint32_t subscribers)
{
    char want[AN_TOPIC_MAX];
    return name_of(subscribers - 1, want) == len && memcmp(name, want, len) == 0;
}

static void *reader(void *arg)
{
    char name[AN_TOPIC_MAX];
    (void)arg;
    while (!atomic_load(&over)) {
        uint32_t at = 0, n;
        size_t len = name_of(0, name);
        if (an_topic_table_get(table, name, len) != 1) atomic_fetch_add(&wrong, 1);
        while (an_topic_table_next(table, &at, name, &len, &n))
            if (!sound(name, len, n)) atomic_fetch_add(&wrong, 1);
        atomic_fetch_add(&looks, 1);
    }
    return NULL;
}

static void readers_see_whole_topics(void **state)
{
    pthread_t thread;
    char name[AN_TOPIC_MAX];
    (void)state;
    an_topic_table_open(table, an_calloc(1, an_topic_table_bytes(20)), 20);
    an_topic_table_reset(table);
    an_topic_table_set(table, name, name_of(0, name), 1);
    assert_int_equal(pthread_create(&thread, NULL, reader, NULL), 0);
    for (uint32_t i = 0; i < CHANGES || atomic_load(&looks) < LOOKS; i++) {
        uint32_t n = 1 + i * 7919 % 40;
        an_topic_table_set(table, name, name_of(n, name), i / 40 % 2 ? n + 1 : 0);
    }
    atomic_store(&over, true);
    pthread_join(thread, NULL);
    assert_int_equal(atomic_load(&wrong), 0);
    an_free(table->shared);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(readers_see_whole_topics)};
    return cmocka_run_group_tests_name("topic_table", tests, NULL, NULL);
}
