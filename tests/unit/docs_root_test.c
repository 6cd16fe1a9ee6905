/* docs_root_test.c - when is a folder another one? */
#include "test.h"

#include "disk/docs_root.h"
#include "folder_help.h"
#include "ground/base.h"

static struct an_docs_root *root_of(const char *path)
{
    struct an_docs_root *root = NULL;
    return an_docs_root_open(path, true, &root) == AN_OK ? root : NULL;
}

static void the_same_folder_is_no_other_one(void **state)
{
    (void)state;
    int before = folder_open_descriptors();
    struct an_docs_root *root = root_of("/"), *first = root;
    assert_false(an_docs_root_replace(&root, root_of("/")));
    assert_ptr_equal(root, first);
    an_docs_root_unref(root);
    assert_int_equal(folder_open_descriptors(), before);
}

/* Whoever has a reference to the one before goes on with it. */
static void another_folder_takes_its_place(void **state)
{
    (void)state;
    int before = folder_open_descriptors();
    struct an_docs_root *root = root_of("/proc"), *held = an_docs_root_ref(root),
                        *fresh = root_of("/proc/sys");
    assert_true(an_docs_root_replace(&root, fresh));
    assert_ptr_equal(root, fresh);
    assert_int_equal(folder_open_descriptors(), before + 2);
    an_docs_root_unref(held);
    an_docs_root_unref(root);
    assert_int_equal(folder_open_descriptors(), before);
}

/* The roots of the kernel's own file systems have one number. */
static void a_folder_of_another_disk_is_another_one(void **state)
{
    (void)state;
    struct an_docs_root *root = root_of("/proc"), *other = root_of("/sys");
    assert_non_null(root);
    bool alike = other && other->ino == root->ino && other->dev != root->dev;
    if (!alike) {
        an_docs_root_unref(root);
        if (other) an_docs_root_unref(other);
        skip();
    }
    assert_true(an_docs_root_replace(&root, other));
    an_docs_root_unref(root);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_folder_is_no_other_one),
        cmocka_unit_test(another_folder_takes_its_place),
        cmocka_unit_test(a_folder_of_another_disk_is_another_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
