/* user_table_test.c - whose connections are whose: bindings begin, change, and end with their connection. */
#include "test.h"

#include <stdio.h>
#include <string.h>

#include "ipc/fabric.h"
#include "ipc/topic_table.h"
#include "registry_help.h"

#define CONNECTIONS 1000u

static const struct an_conn_addr ADDR = {.family = 4};

static struct an_fabric f;
static uint64_t me, other;

static int set_up(void **state)
{
    const uint32_t count[AN_ROLES] = {[AN_REACTOR] = 2, [AN_WORKER] = 2, [AN_TASK] = 1};
    *state = &f.users;
    if (an_fabric_open(&f, count, 4096, CONNECTIONS, 1, 1000, 1000) < 0) return -1;
    me = an_board_who(f.board, AN_WORKER, 0);
    other = an_board_who(f.board, AN_TASK, 0);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    an_fabric_close(&f);
    return 0;
}

static uint64_t add(uint32_t index)
{
    return registry_add(&f.registry, index, 0, &ADDR, 0);
}

static int bind_to(uint64_t id, const char *name)
{
    return an_user_table_bind(&f.users, me, id, name, strlen(name));
}

/* The connections of a user, as text. */
static const char *of_len(const void *name, size_t len)
{
    static char text[4096];
    uint32_t at = 0;
    uint64_t id;
    size_t n = 0;
    text[0] = 0;
    while (an_user_table_next(&f.users, name, len, &at, &id))
        n += (size_t)snprintf(text + n, sizeof text - n, "%s%llu", n ? " " : "",
                              (unsigned long long)id);
    return text;
}

static const char *of(const char *name)
{
    return of_len(name, strlen(name));
}

static const char *name_of(uint64_t id)
{
    static char text[AN_USER_MAX + 1];
    size_t len;
    if (!an_user_table_get(&f.users, id, (uint8_t *)text, &len)) return "nobody";
    text[len] = 0;
    return text;
}

static void a_user_has_the_connections_that_are_bound_to_it(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < 50; i++)
        assert_int_equal(bind_to(add(i), i % 17 == 3 ? "alice" : "bob"), AN_OK);
    assert_string_equal(of("alice"), "4 21 38");
    assert_string_equal(name_of(4), "alice");
    assert_string_equal(name_of(5), "bob");
    assert_string_equal(of("alic"), "");
    assert_string_equal(of("alicf"), "");
    assert_string_equal(of("carol"), "");
}

/* At every place of a step of the search, and at the end of what is used. */
static void every_index_is_found(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < CONNECTIONS; i++) {
        char name[16], id[32];
        snprintf(name, sizeof name, "user %u", i);
        snprintf(id, sizeof id, "%u", i + 1);
        assert_int_equal(bind_to(add(i), name), AN_OK);
        assert_string_equal(of(name), id);
    }
}

static void a_name_is_any_1_to_128_bytes(void **state)
{
    uint8_t name[AN_USER_MAX + 1], got[AN_USER_MAX];
    size_t len;
    for (size_t i = 0; i < sizeof name; i++)
        name[i] = (uint8_t)(i * 37);
    uint64_t id = add(0);
    for (size_t n = 1; n <= AN_USER_MAX; n++) {
        assert_int_equal(an_user_table_bind(*state, me, id, name, n), AN_OK);
        assert_true(an_user_table_get(*state, id, got, &len));
        assert_int_equal(len, n);
        assert_memory_equal(got, name, n);
        assert_string_equal(of_len(name, n), "1");
        assert_string_equal(of_len(name, n - (n > 1)), n > 1 ? "" : "1");
    }
    assert_int_equal(an_user_table_bind(*state, me, id, name, AN_USER_MAX + 1), AN_ELIMIT);
    assert_string_equal(of_len(name, AN_USER_MAX), "1");
    assert_string_equal(of_len("\0\0", 2), "");
}

/* The tag is 32 bits of a hash, whose key is 0 in tests: sooner or later there are two of one. */
static void two_users_with_one_tag_and_length_stay_two(void **state)
{
    static const char first[] = "user0006632", second[] = "user0342300";
    (void)state;
    assert_int_equal(an_topic_hash(first, sizeof first - 1),
                     an_topic_hash(second, sizeof second - 1));
    for (uint32_t i = 0; i < 40; i++)
        assert_int_equal(bind_to(add(i), i % 20 == 7 ? first : second), AN_OK);
    assert_string_equal(of(first), "8 28");
    assert_int_equal(strncmp(of(second), "1 2 3 4 5 6 7 9 ", 16), 0);
    assert_string_equal(name_of(8), first);
    assert_string_equal(name_of(9), second);
}

static void a_later_binding_takes_the_place_of_the_one_before(void **state)
{
    uint64_t id = add(7);
    bind_to(id, "a long name that is not quite overwritten");
    assert_int_equal(an_user_table_bind(*state, other, id, "short", 5), AN_OK);
    assert_string_equal(of("a long name that is not quite overwritten"), "");
    assert_string_equal(of("short"), "8");
    assert_int_equal(bind_to(id, ""), AN_OK);
    assert_string_equal(of("short"), "");
    assert_string_equal(of(""), "");
    assert_string_equal(name_of(id), "nobody");
    assert_int_equal(bind_to(id, ""), AN_OK);
    assert_int_equal(bind_to(id, "again"), AN_OK);
    assert_string_equal(of("again"), "8");
}

static void a_binding_ends_with_its_connection(void **state)
{
    (void)state;
    uint64_t id = add(0);
    bind_to(id, "alice");
    an_registry_state(&f.registry, id, AN_CONN_CLOSING);
    assert_string_equal(of("alice"), "");
    assert_string_equal(name_of(id), "alice"); /* for CLOSE */
    assert_int_equal(bind_to(id, "alice"), AN_EGONE);
    uint64_t next = add(0);
    assert_int_not_equal(next, id);
    assert_string_equal(of("alice"), "");
    assert_string_equal(name_of(next), "nobody");
    assert_int_equal(bind_to(id, "alice"), AN_EGONE);
    assert_int_equal(bind_to(next, "bob"), AN_OK);
    assert_int_equal(bind_to(id, ""), AN_EGONE);
    assert_string_equal(name_of(next), "bob");
    assert_string_equal(name_of(id), "nobody");
}

/* A client may have ended its own side alone: it is open, but its CLOSE is told. */
static void what_is_over_has_no_user(void **state)
{
    (void)state;
    uint64_t id = add(0);
    bind_to(id, "alice");
    an_registry_see_connect(&f.registry, id);
    an_registry_see_close(&f.registry, id);
    assert_string_equal(of("alice"), "");
    assert_int_equal(bind_to(id, "alice"), AN_EGONE);
}

static void ids_that_never_were_are_refused(void **state)
{
    static const uint64_t ids[] = {
        0, 2, CONNECTIONS, CONNECTIONS + 1, AN_MAX_CONNECTIONS, 1ull << 53, UINT64_MAX};
    (void)state;
    add(0);
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        assert_int_equal(bind_to(ids[i], "alice"), AN_EGONE);
        assert_string_equal(name_of(ids[i]), "nobody");
    }
    assert_string_equal(of("alice"), "");
}

/* The supervisor counts a death when it has reaped it. */
static void reap(enum an_role role)
{
    struct an_proc_notice *n = role == AN_TASK ? &f.board->task[0] : &f.board->seat[0];
    an_board_set(&n->deaths, an_board_get(&n->deaths) + 1);
}

static void stop_in_the_middle(uint32_t index, uint64_t who)
{
    atomic_store(&f.users.record[index].lock, who);
    atomic_fetch_or(&f.users.record[index].version, 1);
}

/* What one leaves half written is nobody's until it is bound again. */
static void of_a_dead_writer_the_lock_is_taken_over(void **state)
{
    (void)state;
    uint64_t id = add(0);
    bind_to(id, "alice");
    stop_in_the_middle(0, other);
    assert_int_equal(bind_to(id, "bob"), AN_EAGAIN); /* it may still be at it */
    reap(AN_TASK);
    assert_string_equal(of("alice"), "");
    assert_string_equal(name_of(id), "nobody");
    assert_int_equal(bind_to(id, "bob"), AN_OK);
    assert_string_equal(of("bob"), "1");
    assert_int_equal(bind_to(id, "alice"), AN_OK);
    assert_string_equal(of("alice"), "1");
    stop_in_the_middle(0, 1023); /* nobody ever */
    assert_int_equal(bind_to(id, "bob"), AN_OK);
}

static void a_process_and_its_successor_have_two_names(void **state)
{
    (void)state;
    assert_int_not_equal(me, other);
    assert_false(an_board_dead(f.board, me) || an_board_dead(f.board, other));
    reap(AN_WORKER);
    assert_true(an_board_dead(f.board, me) && !an_board_dead(f.board, other));
    assert_int_not_equal(an_board_who(f.board, AN_WORKER, 0), me);
    assert_false(an_board_dead(f.board, an_board_who(f.board, AN_WORKER, 0)));
    assert_true(an_board_dead(f.board, 0));
    me = an_board_who(f.board, AN_WORKER, 0);
    for (int bit = 0; bit < 32; bit++) { /* however often it has been replaced */
        struct an_proc_notice *n = &f.board->seat[0];
        uint32_t deaths = an_board_get(&n->deaths);
        an_board_set(&n->deaths, deaths ^ 1u << bit);
        assert_true(an_board_dead(f.board, me));
        an_board_set(&n->deaths, deaths);
    }
}

/* What another process wrote is input. */
static void a_mad_record_is_nobodys(void **state)
{
    (void)state;
    uint64_t id = add(0), far = add(500);
    bind_to(id, "alice");
    atomic_store(&f.users.record[0].owner, 255ull << 56 | id);
    assert_string_equal(of("alice"), "");
    assert_string_equal(name_of(id), "nobody");
    bind_to(id, "alice");
    atomic_store(&f.users.record[0].owner, 5ull << 56 | far); /* the id of another index */
    assert_string_equal(of("alice"), "");
    assert_string_equal(name_of(id), "nobody");
    assert_string_equal(name_of(far), "nobody");
    bind_to(id, "alice");
    atomic_store(&f.users.record[0].len, AN_USER_MAX + 1); /* longer than any */
    assert_string_equal(of("alice"), "");
    assert_string_equal(name_of(id), "nobody");
}

/* A tag is a hint: two names may have the same one, also names of one length, or of which one begins the other. */
static void two_users_with_one_tag_stay_two(void **state)
{
    static const char *const others[] = {"carol", "alic", "alicea"};
    (void)state;
    bind_to(add(0), "alice");
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        bind_to(add(1), others[i]);
        atomic_store(&f.users.tag[1], atomic_load(&f.users.tag[0]));
        assert_string_equal(of("alice"), "1");
    }
}

static void what_is_forgotten_is_nobodys_and_costs_a_search_nothing(void **state)
{
    (void)state;
    uint64_t id = add(0), kept = add(1);
    bind_to(id, "alice");
    bind_to(kept, "alice");
    an_user_table_forget(&f.users, 0);
    assert_string_equal(name_of(id), "nobody");
    assert_int_equal(atomic_load(&f.users.tag[0]), 0);
    assert_string_equal(of("alice"), "2");
}

int main(void)
{
#define test(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        test(a_user_has_the_connections_that_are_bound_to_it),
        test(every_index_is_found),
        test(a_name_is_any_1_to_128_bytes),
        test(two_users_with_one_tag_and_length_stay_two),
        test(a_later_binding_takes_the_place_of_the_one_before),
        test(a_binding_ends_with_its_connection),
        test(what_is_over_has_no_user),
        test(ids_that_never_were_are_refused),
        test(of_a_dead_writer_the_lock_is_taken_over),
        test(a_process_and_its_successor_have_two_names),
        test(a_mad_record_is_nobodys),
        test(two_users_with_one_tag_stay_two),
        test(what_is_forgotten_is_nobodys_and_costs_a_search_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
