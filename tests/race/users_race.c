/* users_race.c - two workers bind the same connections beside a reader and a reactor that uses their indices again: no name is a mixture, nobody gets another's
 * connection, and what is bound to stay is always found. */
#include "test.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "ipc/fabric.h"
#include "registry_help.h"
#include "ring_help.h"

#define BINDS HELP_ROUNDS(400000u)
#define LOOKS 2000u /* at least */
#define SHARED 1u   /* bound by both writers, over and over */
#define REUSED 2u   /* closed and opened again and again */
#define FIXED 20u   /* bound once */
#define TABS 16u    /* from FIXED on */

static const struct an_conn_addr ADDR = {.family = 4};

static struct an_fabric f;
static _Atomic bool over;
static _Atomic uint32_t looks, wrong;
static _Atomic uint64_t shared_id, reused_id; /* what lives there now */

/* A name says whose it may be: for the reused index its generation. All of one length, so that a mixture would be a name. */
static size_t name_for(char *name, uint64_t id, uint32_t writer)
{
    return (size_t)snprintf(name, AN_USER_MAX, "%016llx %u %016llx", (unsigned long long)id, writer,
                            (unsigned long long)(id ^ writer * 0x1111111111111111ull));
}

/* Nobody's, or one of those that were bound to this very connection. */
static bool sound(uint64_t id)
{
    uint8_t there[AN_USER_MAX];
    char name[AN_USER_MAX];
    size_t len;
    if (!an_user_table_get(&f.users, id, there, &len)) return true;
    for (uint32_t writer = 0; writer < 2; writer++)
        if (name_for(name, id, writer) == len && memcmp(name, there, len) == 0) return true;
    return false;
}

static void *writer(void *arg)
{
    uint32_t me = *(uint32_t *)arg;
    uint64_t who = an_board_who(f.board, AN_WORKER, me);
    char name[AN_USER_MAX];
    for (uint32_t i = 0; i < BINDS || atomic_load(&looks) < LOOKS; i++) {
        uint64_t id = atomic_load(i % 2 ? &shared_id : &reused_id);
        size_t len = name_for(name, id, me);
        if (i % 16 == 0) len = 0;
        int err = an_user_table_bind(&f.users, who, id, name, len);
        if (err != AN_OK && err != AN_EAGAIN && id == atomic_load(&shared_id))
            atomic_fetch_add(&wrong, 1);
    }
    return NULL;
}

/* Binds the next connection before anybody else knows of it, so that this is what the others may only replace. */
static void *reactor(void *arg)
{
    uint64_t who = an_board_who(f.board, AN_WORKER, 2);
    char name[AN_USER_MAX];
    (void)arg;
    while (!atomic_load(&over)) {
        an_registry_state(&f.registry, atomic_load(&reused_id), AN_CONN_FREE);
        uint64_t id = registry_add(&f.registry, REUSED, 0, &ADDR, 0);
        size_t len = name_for(name, id, 0);
        int err = an_user_table_bind(&f.users, who, id, name, len);
        if (err == AN_OK) {
            uint32_t at = 0;
            uint64_t found;
            if (!an_user_table_next(&f.users, name, len, &at, &found) || found != id)
                atomic_fetch_add(&wrong, 1);
        } else if (err != AN_EAGAIN) {
            atomic_fetch_add(&wrong, 1);
        }
        atomic_store(&reused_id, id);
    }
    return NULL;
}

static void *reader(void *arg)
{
    (void)arg;
    while (!atomic_load(&over)) {
        uint32_t at = 0, tabs = 0;
        uint64_t id;
        while (an_user_table_next(&f.users, "tabs", 4, &at, &id))
            tabs += id >= FIXED + 1 && id <= FIXED + TABS;
        bool ok = tabs == TABS && sound(atomic_load(&shared_id)) && sound(atomic_load(&reused_id));
        if (!ok) atomic_fetch_add(&wrong, 1);
        atomic_fetch_add(&looks, 1);
    }
    return NULL;
}

static void bindings_are_whole_and_of_their_own_connection(void **state)
{
    const uint32_t count[AN_ROLES] = {[AN_REACTOR] = 1, [AN_WORKER] = 3};
    static uint32_t number[2] = {0, 1};
    pthread_t thread[4];
    (void)state;
    assert_int_equal(an_fabric_open(&f, count, 4096, 100, 1, 1000, 1000), AN_OK);
    atomic_store(&shared_id, registry_add(&f.registry, SHARED, 0, &ADDR, 0));
    atomic_store(&reused_id, registry_add(&f.registry, REUSED, 0, &ADDR, 0));
    for (uint32_t i = 0; i < TABS; i++) {
        uint64_t id = registry_add(&f.registry, FIXED + i, 0, &ADDR, 0);
        assert_int_equal(
            an_user_table_bind(&f.users, an_board_who(f.board, AN_WORKER, 0), id, "tabs", 4),
            AN_OK);
    }
    assert_int_equal(pthread_create(&thread[2], NULL, reader, NULL), 0);
    assert_int_equal(pthread_create(&thread[3], NULL, reactor, NULL), 0);
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&thread[i], NULL, writer, &number[i]), 0);
    for (int i = 0; i < 2; i++)
        pthread_join(thread[i], NULL);
    atomic_store(&over, true);
    pthread_join(thread[2], NULL);
    pthread_join(thread[3], NULL);
    assert_int_equal(atomic_load(&wrong), 0);
    an_fabric_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bindings_are_whole_and_of_their_own_connection),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
