/* list_test.c - the list says the same forwards and backwards after everything that is done to it. */
#include "test.h"

#include <string.h>

#include "ground/base.h"
#include "ground/list.h"

struct item {
    char name;
    struct an_list node;
};

static struct item items[26];

static struct an_list *node(char name)
{
    return &items[name - 'a'].node;
}

static int fresh_items(void **state)
{
    (void)state;
    for (int i = 0; i < 26; i++) {
        items[i].name = (char)('a' + i);
        an_list_init(&items[i].node);
    }
    return 0;
}

static void fill(struct an_list *l, const char *names)
{
    an_list_init(l);
    for (; *names; names++)
        an_list_insert(l, node(*names));
}

static void expect(const struct an_list *l, const char *names)
{
    size_t n = strlen(names), i = 0;
    assert_int_equal(an_list_empty(l), n == 0);
    for (struct an_list *p = l->next; p != l; p = p->next, i++) {
        assert_true(i < n);
        assert_int_equal(AN_CONTAINER_OF(p, struct item, node)->name, names[i]);
    }
    assert_int_equal(i, n);
    for (struct an_list *p = l->prev; p != l; p = p->prev)
        assert_int_equal(AN_CONTAINER_OF(p, struct item, node)->name, names[--i]);
    assert_int_equal(i, 0);
}

static void inserting_before_the_head_is_at_the_end(void **state)
{
    (void)state;
    struct an_list l;
    fill(&l, "");
    expect(&l, "");
    fill(&l, "abc");
    expect(&l, "abc");
}

static void inserting_before_a_node_is_right_there(void **state)
{
    (void)state;
    struct an_list l;
    fill(&l, "abc");
    an_list_insert(node('b'), node('x'));
    expect(&l, "axbc");
    an_list_insert(l.next, node('y'));
    expect(&l, "yaxbc");
}

static void a_removed_node_points_at_itself(void **state)
{
    (void)state;
    struct an_list l;
    static const char *const left[] = {"bcd", "cd", "c", ""};
    static const char order[] = "abdc";
    fill(&l, "abcd");
    for (int i = 0; order[i]; i++) {
        an_list_remove(node(order[i]));
        expect(&l, left[i]);
        expect(node(order[i]), "");
    }
}

static void removing_what_is_on_no_list_does_nothing(void **state)
{
    (void)state;
    struct an_list l;
    fill(&l, "ab");
    an_list_remove(node('x'));
    an_list_remove(node('a'));
    an_list_remove(node('a'));
    expect(node('a'), "");
    expect(&l, "b");
}

static void splicing_appends_all_and_leaves_nothing(void **state)
{
    (void)state;
    static const char *const cases[][3] = {{"abc", "xyz", "abcxyz"},
                                           {"", "xy", "xy"},
                                           {"abc", "", "abc"},
                                           {"", "", ""},
                                           {"a", "x", "ax"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct an_list to, from;
        fresh_items(NULL);
        fill(&to, cases[i][0]);
        fill(&from, cases[i][1]);
        an_list_splice(&to, &from);
        expect(&to, cases[i][2]);
        expect(&from, "");
        an_list_insert(&from, node('q'));
        expect(&from, "q");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(inserting_before_the_head_is_at_the_end, fresh_items),
        cmocka_unit_test_setup(inserting_before_a_node_is_right_there, fresh_items),
        cmocka_unit_test_setup(a_removed_node_points_at_itself, fresh_items),
        cmocka_unit_test_setup(removing_what_is_on_no_list_does_nothing, fresh_items),
        cmocka_unit_test_setup(splicing_appends_all_and_leaves_nothing, fresh_items),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
