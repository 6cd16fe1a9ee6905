/* document_cache_wait_test.c - how many documents are remembered, who waits for them together, and what is told when they cannot be looked for. */
#include "test.h"

#include "document_cache_help.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#include "ground/base.h"

/* --- how many are remembered --- */

static void write_all(const char *text)
{
    static const char *const names[] = {"a.txt", "b.txt", "c.txt", "d.txt"};
    for (size_t i = 0; i < 4; i++)
        docs_replace(names[i], text);
}

/* Who still says what was in the file is remembered. */
static void the_one_not_asked_for_longest_is_forgotten(void **state)
{
    (void)state;
    docs_open(3);
    write_all("1");
    expect_document("a.txt", T0, PLAIN "1");
    expect_document("b.txt", T0, PLAIN "1");
    expect_document("c.txt", T0, PLAIN "1");
    expect_document("a.txt", T0, PLAIN "1");
    expect_document("d.txt", T0, PLAIN "1"); /* b is forgotten */
    write_all("2");
    expect_document("a.txt", T0, PLAIN "1");
    expect_document("c.txt", T0, PLAIN "1");
    expect_document("d.txt", T0, PLAIN "1");
    expect_document("b.txt", T0, PLAIN "2"); /* and now a, asked for longest ago */
    write_all("3");
    expect_document("c.txt", T0, PLAIN "1");
    expect_document("d.txt", T0, PLAIN "1");
    expect_document("b.txt", T0, PLAIN "2");
    expect_document("a.txt", T0, PLAIN "3");
}

static void no_more_files_are_open_than_are_remembered(void **state)
{
    (void)state;
    char name[16];
    docs_open(4);
    int before = folder_open_descriptors();
    for (int i = 0; i < 40; i++) {
        snprintf(name, sizeof name, "%d.bin", i);
        folder_fill(&docs_folder, name, LARGE);
        expect_document(name, T0, "application/octet-stream xxxxx");
        assert_int_equal(folder_open_descriptors() - before, AN_MIN(i + 1, 4));
    }
}

static void what_is_held_outlives_being_forgotten(void **state)
{
    (void)state;
    docs_open(1);
    folder_fill(&docs_folder, "a.txt", LARGE);
    struct an_document *doc = docs_ask("a.txt", T0);
    unlinkat(docs_folder.fd, "a.txt", 0);
    expect_document("b.txt", T0, "none");
    expect_document("a.txt", T0, "none"); /* it was forgotten */
    assert_string_equal(docs_text(doc), PLAIN "xxxxx");
    an_document_cache_free(docs);
    docs = NULL;
    assert_string_equal(docs_text(doc), PLAIN "xxxxx");
    an_document_unref(doc);
}

/* --- those who wait: by the pool --- */

static void expect_waits(const char *path, uint64_t now_ms, uint64_t id, unsigned busy)
{
    struct an_document *doc = NULL;
    assert_int_equal(docs_get(path, now_ms, id, &doc), 0);
    assert_null(doc);
    assert_int_equal(an_document_cache_busy(docs), busy);
    assert_int_equal(docs_founds, 0);
}

/* Each id of first..first+n once, with the text. */
static void expect_found(uint64_t first, unsigned n, const char *text)
{
    struct an_document *doc = NULL;
    for (uint64_t id = first; id < first + n; id++) {
        unsigned times = 0;
        for (unsigned i = 0; i < docs_founds; i++) {
            if (docs_found[i].id != id) continue;
            times++;
            if (!doc) doc = docs_found[i].doc;
            assert_ptr_equal(docs_found[i].doc, doc);
        }
        assert_int_equal(times, 1);
    }
    assert_string_equal(docs_text(doc), text);
}

static void those_who_ask_for_one_path_share_one_look(void **state)
{
    (void)state;
    folder_write(&docs_folder, "a.txt", "1");
    folder_make(&docs_folder, "sub");
    folder_write(&docs_folder, "sub/index.html", "i");
    for (uint64_t id = 0; id < 10; id++)
        expect_waits("a.txt", T0 + id, id, 1);
    for (uint64_t id = 10; id < 15; id++)
        expect_waits("sub", T0, id, 2);
    for (uint64_t id = 15; id < 20; id++)
        expect_waits("sub/", T0, id, 3);
    docs_run();
    assert_int_equal(docs_founds, 20);
    expect_found(0, 10, PLAIN "1");
    expect_found(10, 5, "folder");
    expect_found(15, 5, HTML "i");
    docs_forget_found();
}

static void while_it_is_looked_at_again_one_waits(void **state)
{
    (void)state;
    folder_write(&docs_folder, "a.txt", "1");
    expect_document("a.txt", T0, PLAIN "1");
    docs_replace("a.txt", "2");
    expect_waits("a.txt", T0 + TRUST, 1, 1);
    expect_waits("a.txt", T0 + TRUST, 2, 1);
    docs_run();
    assert_int_equal(docs_founds, 2);
    expect_found(1, 2, PLAIN "2");
    docs_forget_found();
    docs_replace("a.txt", "3");
    expect_document("a.txt", T0 + 2 * TRUST - 1, PLAIN "2"); /* from when it was asked for */
    expect_document("a.txt", T0 + 2 * TRUST, PLAIN "3");
}

static void no_more_than_so_many_wait(void **state)
{
    (void)state;
    struct an_document *doc = NULL;
    write_all("1");
    expect_document("b.txt", T0, PLAIN "1");
    for (unsigned id = 0; id < AN_DOCUMENTS_PENDING; id++)
        expect_waits("a.txt", T0, id, 1);
    assert_int_equal(docs_get("a.txt", T0, 1, &doc), AN_EAGAIN);
    assert_int_equal(docs_get("c.txt", T0, 1, &doc), AN_EAGAIN);
    assert_int_equal(docs_get("b.txt", T0 + TRUST, 1, &doc), AN_EAGAIN);
    assert_null(doc);
    assert_int_equal(an_document_cache_busy(docs), 1);
    docs_run();
    assert_int_equal(docs_founds, AN_DOCUMENTS_PENDING);
    expect_found(0, AN_DOCUMENTS_PENDING, PLAIN "1");
    docs_forget_found();
    expect_document("c.txt", T0, PLAIN "1");
    expect_document("b.txt", T0, PLAIN "1");
}

static void what_is_known_needs_no_waiting(void **state)
{
    (void)state;
    struct an_document *doc = NULL;
    write_all("1");
    expect_document("b.txt", T0, PLAIN "1");
    for (unsigned id = 0; id < AN_DOCUMENTS_PENDING; id++)
        expect_waits("a.txt", T0, id, 1);
    assert_int_equal(docs_get("b.txt", T0, 1, &doc), 1);
    assert_string_equal(docs_text(doc), PLAIN "1");
    an_document_unref(doc);
    docs_run();
    docs_forget_found();
}

/* More are looked for than can be remembered. */
static void what_is_looked_for_is_not_forgotten(void **state)
{
    (void)state;
    char name[16], text[64];
    docs_open(2);
    int before = folder_open_descriptors();
    for (unsigned i = 0; i < 50; i++) {
        snprintf(name, sizeof name, "%u.bin", i);
        folder_fill(&docs_folder, name, LARGE);
        expect_waits(name, T0, i, i + 1);
    }
    docs_run();
    assert_int_equal(docs_founds, 50);
    snprintf(text, sizeof text, "application/octet-stream xxxxx");
    for (unsigned i = 0; i < 50; i++)
        expect_found(i, 1, text);
    docs_forget_found();
    expect_document("missing", T0, "none");
    assert_int_equal(folder_open_descriptors() - before, 1); /* of the two, one is nothing */
}

/* Nobody has asked for it for long, but it is not known yet. */
static void what_is_looked_for_is_not_tidied_away(void **state)
{
    (void)state;
    folder_fill(&docs_folder, "a.bin", LARGE);
    expect_waits("a.bin", T0, 1, 1);
    assert_int_equal(an_document_cache_tidy(docs, T0 + KEEP), KEEP);
    docs_run();
    expect_found(1, 1, "application/octet-stream xxxxx");
    docs_forget_found();
    assert_int_equal(an_document_cache_tidy(docs, T0 + KEEP), 0);
}

/* What found() asks for is found, too; also if what it was called for is forgotten thereby. */
static unsigned more;

static void ask_for_more(void)
{
    static const char *const names[] = {"b.txt", "c.txt", "a.txt", "d.txt"};
    struct an_document *doc = NULL;
    if (more == 4) return;
    const char *name = names[more++];
    if (docs_get(name, T0, 100 + more, &doc) == 1) docs_on_found(&docs_folder, 100 + more, doc);
}

static void one_may_ask_while_being_told(void **state)
{
    (void)state;
    docs_open(1);
    write_all("1");
    more = 0;
    docs_also = ask_for_more;
    expect_waits("a.txt", T0, 1, 1);
    expect_waits("a.txt", T0, 2, 1);
    docs_run();
    docs_also = NULL;
    assert_int_equal(docs_founds, 6);
    expect_found(1, 2, PLAIN "1");
    for (uint64_t id = 101; id <= 104; id++)
        expect_found(id, 1, PLAIN "1");
    docs_forget_found();
}

/* --- the machine's trouble --- */

static struct rlimit limit_was;

static void take_descriptors(void)
{
    int next = dup(0);
    close(next);
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit_was), 0);
    struct rlimit none = {(rlim_t)next, limit_was.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
}

static void give_descriptors(void)
{
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit_was), 0);
}

static void what_cannot_be_known_now_is_not_remembered(void **state)
{
    (void)state;
    write_all("1");
    expect_document("a.txt", T0, PLAIN "1");
    docs_replace("a.txt", "2");
    take_descriptors();
    struct an_document *old = docs_ask("a.txt", T0 + TRUST), *none = docs_ask("b.txt", T0);
    give_descriptors();
    assert_string_equal(docs_text(old), PLAIN "1"); /* better than nothing */
    assert_string_equal(docs_text(none), "none");
    an_document_unref(old);
    an_document_unref(none);
    expect_document("a.txt", T0 + TRUST, PLAIN "2");
    expect_document("b.txt", T0, PLAIN "1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BOTH(the_one_not_asked_for_longest_is_forgotten),
        BOTH(no_more_files_are_open_than_are_remembered),
        BOTH(what_is_held_outlives_being_forgotten),
        POOL(those_who_ask_for_one_path_share_one_look),
        POOL(while_it_is_looked_at_again_one_waits),
        POOL(no_more_than_so_many_wait),
        POOL(what_is_known_needs_no_waiting),
        POOL(what_is_looked_for_is_not_forgotten),
        POOL(what_is_looked_for_is_not_tidied_away),
        POOL(one_may_ask_while_being_told),
        BOTH(what_cannot_be_known_now_is_not_remembered),
    };
    return cmocka_run_group_tests_name("documents_wait", tests, docs_open_common, NULL);
}
