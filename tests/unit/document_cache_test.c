/* document_cache_test.c - what paths below a root lead to, for how long it is trusted, and which siblings come along. */
#define _GNU_SOURCE /* mkfifoat */
#include "test.h"

#include "document_cache_help.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ground/base.h"

/* --- what is there --- */

static void paths_lead_to_files_folders_or_nowhere(void **state)
{
    (void)state;
    folder_write(&docs_folder, "index.html", "root");
    folder_write(&docs_folder, "a.txt", "a");
    folder_write(&docs_folder, "empty.txt", "");
    folder_make(&docs_folder, "sub");
    folder_write(&docs_folder, "sub/index.html", "sub");
    folder_write(&docs_folder, "sub/b.txt", "b");
    folder_make(&docs_folder, "bare");
    folder_make(&docs_folder, "odd");
    folder_make(&docs_folder, "odd/index.html");
    assert_int_equal(symlinkat("/etc/passwd", docs_folder.fd, "out"), 0);
    assert_int_equal(mkfifoat(docs_folder.fd, "fifo", 0644), 0);
    static const char *const table[][2] = {
        {"", HTML "root"},    {"/", HTML "root"},         {"index.html", HTML "root"},
        {"a.txt", PLAIN "a"}, {"empty.txt", PLAIN},       {"sub/b.txt", PLAIN "b"},
        {"sub", "folder"},    {"sub/", HTML "sub"},       {"sub/index.html", HTML "sub"},
        {"bare", "none"},     {"bare/", "none"},          {"odd", "none"},
        {"odd/", "none"},     {"odd/index.html", "none"}, {"odd/index.html/", "none"},
        {"a.txt/", "none"},   {"a.txt/b", "none"},        {"missing", "none"},
        {"missing/", "none"}, {"sub/missing", "none"},    {"out", "none"},
        {"fifo", "none"},     {"fifo/", "none"},
    };
    for (int again = 0; again < 2; again++)
        for (size_t i = 0; i < sizeof table / sizeof *table; i++)
            expect_document(table[i][0], T0, table[i][1]);
}

static void there_has_to_be_a_folder(void **state)
{
    (void)state;
    char path[128];
    struct an_document_cache *d = NULL;
    struct an_config config = docs_config;
    config.docs_root = path;
    snprintf(path, sizeof path, "%s/missing", docs_folder.path);
    assert_int_equal(an_document_cache_new(&docs_loop, &config, docs_on_found, NULL, &d),
                     AN_ENOENT);
    folder_write(&docs_folder, "file", "x");
    snprintf(path, sizeof path, "%s/file", docs_folder.path);
    assert_int_equal(an_document_cache_new(&docs_loop, &config, docs_on_found, NULL, &d),
                     AN_ENOENT);
    folder_make(&docs_folder, "closed");
    folder_make(&docs_folder, "closed/sub");
    snprintf(path, sizeof path, "%s/closed/sub", docs_folder.path);
    assert_int_equal(fchmodat(docs_folder.fd, "closed", 0, 0), 0);
    uid_t me = geteuid();
    if (me == 0 && seteuid(65534) < 0) skip(); /* root may go anywhere */
    int err = an_document_cache_new(&docs_loop, &config, docs_on_found, NULL, &d);
    assert_int_equal(seteuid(me), 0);
    assert_int_equal(err, AN_EACCES);
    assert_int_equal(fchmodat(docs_folder.fd, "closed", 0755, 0), 0);
    assert_null(d);
}

/* Denied is also what is not there: who asks does not learn of it. */
static void some_names_are_denied_whatever_is_there(void **state)
{
    (void)state;
    docs_config.docs_deny = ".php, inc\thtml";
    docs_open(64);
    folder_write(&docs_folder, "a.php", "a");
    folder_write(&docs_folder, "A.PHP", "a");
    folder_write(&docs_folder, "a.php.bak", "a");
    folder_write(&docs_folder, "a.phpx", "x");
    folder_write(&docs_folder, "php", "p");
    folder_write(&docs_folder, "index.html", "root");
    folder_make(&docs_folder, "sub");
    folder_write(&docs_folder, "sub/index.html", "sub");
    folder_make(&docs_folder, "dir.php");
    folder_write(&docs_folder, "dir.php/b.txt", "b");
    static const char *const table[][2] = {
        {"a.php", "denied"},       {"A.PHP", "denied"},          {"a.php.bak", "denied"},
        {"missing.php", "denied"}, {"missing.inc", "denied"},    {"", "denied"},
        {"index.html", "denied"},  {"sub/", "denied"},           {"a.php/b", "none"},
        {"dir.php", "denied"},     {"dir.php/b.txt", PLAIN "b"}, {"missing.txt", "none"},
    };
    for (int again = 0; again < 2; again++)
        for (size_t i = 0; i < sizeof table / sizeof *table; i++)
            expect_document(table[i][0], T0, table[i][1]);
    expect_document("a.phpx", T0, "application/octet-stream x");
    expect_document("php", T0, "application/octet-stream p");
}

/* --- trust --- */

static void what_was_found_is_trusted_for_a_while(void **state)
{
    (void)state;
    folder_write(&docs_folder, "a.txt", "1");
    expect_document("a.txt", T0, PLAIN "1");
    docs_replace("a.txt", "2");
    expect_document("a.txt", T0, PLAIN "1");
    expect_document("a.txt", T0 + TRUST - 1, PLAIN "1");
    expect_document("a.txt", T0 + TRUST, PLAIN "2");
    docs_replace("a.txt", "3");
    expect_document("a.txt", T0 + 2 * TRUST - 1, PLAIN "2"); /* from the last look on */
    expect_document("a.txt", T0 + 2 * TRUST, PLAIN "3");
    expect_document("a.txt", T0 + 100 * TRUST, PLAIN "3");
}

static void also_that_there_is_nothing(void **state)
{
    (void)state;
    expect_document("a.txt", T0, "none");
    folder_write(&docs_folder, "a.txt", "1");
    expect_document("a.txt", T0 + TRUST - 1, "none");
    expect_document("a.txt", T0 + TRUST, PLAIN "1");
    unlinkat(docs_folder.fd, "a.txt", 0);
    expect_document("a.txt", T0 + 2 * TRUST - 1, PLAIN "1");
    expect_document("a.txt", T0 + 2 * TRUST, "none");
    folder_make(&docs_folder, "a.txt");
    folder_write(&docs_folder, "a.txt/index.html", "i");
    expect_document("a.txt", T0 + 3 * TRUST, "folder");
    unlinkat(docs_folder.fd, "a.txt/index.html", 0);
    expect_document("a.txt", T0 + 4 * TRUST, "none");
}

/* A deploy: a link that leads elsewhere, or another folder in the place of the one before. */
static void another_root_is_noticed(void **state)
{
    char path[128], link[128], other[128];
    (void)state;
    folder_make(&docs_folder, "v1");
    folder_make(&docs_folder, "v2");
    folder_write(&docs_folder, "v1/a.txt", "1");
    folder_write(&docs_folder, "v2/a.txt", "2");
    folder_write(&docs_folder, "v2/b.txt", "2");
    assert_int_equal(symlinkat("v1", docs_folder.fd, "now"), 0);
    snprintf(path, sizeof path, "%s/now", docs_folder.path);
    docs_open_at(path, 64);
    expect_document("a.txt", T0, PLAIN "1");
    expect_document("b.txt", T0 + 1, "none");
    assert_int_equal(symlinkat("v2", docs_folder.fd, "next"), 0);
    assert_int_equal(renameat(docs_folder.fd, "next", docs_folder.fd, "now"), 0);
    expect_document("a.txt", T0 + TRUST - 1, PLAIN "1");
    expect_document("a.txt", T0 + TRUST, PLAIN "2");
    expect_document("b.txt", T0 + TRUST,
                    PLAIN "2"); /* what was found below the one before is not trusted */
    assert_int_equal(unlinkat(docs_folder.fd, "now", 0), 0);
    expect_document("a.txt", T0 + 2 * TRUST, PLAIN "2"); /* while it leads nowhere */
    snprintf(link, sizeof link, "%s/v1", docs_folder.path);
    snprintf(other, sizeof other, "%s/now", docs_folder.path);
    assert_int_equal(rename(link, other), 0);
    expect_document("a.txt", T0 + 100 * TRUST,
                    PLAIN "1"); /* also the first one after a long time */
    expect_document("b.txt", T0 + 100 * TRUST, "none");
}

static void what_nobody_asks_for_does_not_stay_open(void **state)
{
    (void)state;
    int before = folder_open_descriptors();
    folder_fill(&docs_folder, "a.txt", LARGE);
    folder_fill(&docs_folder, "b.txt", LARGE);
    assert_int_equal(an_document_cache_tidy(docs, T0), 0);
    struct an_document *doc = docs_ask("a.txt", T0);
    an_document_unref(docs_ask("b.txt", T0));
    assert_int_equal(folder_open_descriptors(), before + 2);
    unlinkat(docs_folder.fd, "a.txt", 0);
    unlinkat(docs_folder.fd, "b.txt", 0);
    an_document_unref(docs_ask("b.txt", T0 + 5)); /* known still, and asked for again */
    assert_int_equal(an_document_cache_tidy(docs, T0 + KEEP - 1), 1);
    assert_int_equal(folder_open_descriptors(), before + 2);
    assert_int_equal(an_document_cache_tidy(docs, T0 + KEEP), 5);
    assert_int_equal(folder_open_descriptors(), before + 2); /* it is being sent */
    an_document_unref(doc);
    assert_int_equal(folder_open_descriptors(), before + 1);
    assert_int_equal(an_document_cache_tidy(docs, T0 + KEEP + 5), 0);
    assert_int_equal(folder_open_descriptors(), before);
    expect_document("a.txt", T0 + KEEP + 5, "none");
}

static struct an_file *file_at(uint64_t now_ms)
{
    struct an_document *doc = docs_ask("a.txt", now_ms);
    struct an_file *f = doc->file[0];
    an_document_unref(doc); /* which is remembered */
    return f;
}

static void the_same_file_stays_open(void **state)
{
    (void)state;
    folder_fill(&docs_folder, "a.txt", LARGE);
    struct an_document *first = docs_ask("a.txt", T0), *next = docs_ask("a.txt", T0 + TRUST);
    assert_ptr_equal(first, next);
    assert_ptr_equal(first->file[0], file_at(T0 + 5 * TRUST));
    docs_set_time("a.txt", 1700000000, 1); /* the time alone makes another one of it */
    assert_ptr_not_equal(first->file[0], file_at(T0 + 6 * TRUST));
    folder_fill(&docs_folder, "a.txt", LARGE + 1); /* or the size */
    docs_set_time("a.txt", 1700000000, 1);
    struct an_document *third = docs_ask("a.txt", T0 + 7 * TRUST);
    assert_int_equal(third->file[0]->size, LARGE + 1);
    assert_int_equal(third->file[0]->mtime_ns, INT64_C(1700000000000000001));
    folder_fill(&docs_folder, "new", LARGE + 1); /* or the inode */
    docs_set_time("new", 1700000000, 1);
    assert_int_equal(renameat(docs_folder.fd, "new", docs_folder.fd, "a.txt"), 0);
    assert_ptr_not_equal(third->file[0], file_at(T0 + 8 * TRUST));
    an_document_unref(third);
    an_document_unref(next);
    an_document_unref(first);
}

/* A write in the tick of the clock in which it was read last shows in no number of it. What is open shows what is in it by itself. */
static void what_is_written_over_is_noticed_by_its_contents(void **state)
{
    (void)state;
    static const char *const names[] = {"a.txt", "a.txt.gz"};
    static const char *const texts[] = {"1", "2", "3"};
    char expected[64];
    for (int i = 0; i < 3; i++) {
        for (int k = 0; k < 2; k++) {
            folder_write(&docs_folder, names[k], texts[i]);
            docs_set_time(names[k], 1700000000, 1);
        }
        snprintf(expected, sizeof expected, PLAIN "%s gz:%s", texts[i], texts[i]);
        expect_document("a.txt", T0 + i * TRUST, expected);
    }
    struct an_document *doc = docs_ask("a.txt", T0 + 2 * TRUST);
    folder_write(&docs_folder, "a.txt.gz", "4"); /* a sibling alone */
    docs_set_time("a.txt.gz", 1700000000, 1);
    expect_document("a.txt", T0 + 3 * TRUST - 1, PLAIN "3 gz:3");
    expect_document("a.txt", T0 + 3 * TRUST, PLAIN "3 gz:4");
    assert_string_equal(docs_text(doc), PLAIN "3 gz:3");
    an_document_unref(doc);
}

static void a_small_one_that_is_the_same_stays(void **state)
{
    (void)state;
    folder_write(&docs_folder, "a.txt", "1");
    folder_write(&docs_folder, "empty.txt", "");
    static const char *const names[] = {"a.txt", "empty.txt", "missing"};
    for (int i = 0; i < 3; i++) {
        struct an_document *first = docs_ask(names[i], T0), *next = docs_ask(names[i], T0 + TRUST);
        assert_ptr_equal(first, next);
        an_document_unref(next);
        an_document_unref(first);
    }
}

/* --- siblings --- */

static void compressed_siblings_come_along(void **state)
{
    (void)state;
    static const char *const names[] = {"a.txt", "b.txt", "c.png", "d.js", "index.html"};
    char name[32];
    for (size_t i = 0; i < 5; i++) {
        folder_write(&docs_folder, names[i], "id");
        snprintf(name, sizeof name, "%s.gz", names[i]);
        folder_write(&docs_folder, name, "z");
        snprintf(name, sizeof name, "%s.br", names[i]);
        if (i != 1) folder_write(&docs_folder, name, "b");
        docs_set_time(names[i], 1700000000, 0); /* before them */
    }
    expect_document("a.txt", T0, PLAIN "id gz:z br:b");
    expect_document("b.txt", T0, PLAIN "id gz:z");
    expect_document("c.png", T0, "image/png id"); /* would not gain by it */
    expect_document("d.js", T0, "text/javascript; charset=utf-8 id gz:z br:b");
    expect_document("", T0, HTML "id gz:z br:b");
    struct an_document *doc =
        docs_ask("a.txt.gz", T0); /* by its own name it is a file like any other */
    assert_int_equal(doc->kind, AN_DOCUMENT_FILE);
    assert_null(doc->file[1]);
    an_document_unref(doc);
}

static void an_older_sibling_does_not_count(void **state)
{
    (void)state;
    folder_write(&docs_folder, "a.txt", "id");
    folder_write(&docs_folder, "a.txt.gz", "z");
    folder_write(&docs_folder, "a.txt.br", "b");
    docs_set_time("a.txt", 1700000000, 5);
    docs_set_time("a.txt.gz", 1700000000, 4);
    docs_set_time("a.txt.br", 1700000000, 5); /* as old will do */
    expect_document("a.txt", T0, PLAIN "id br:b");
    docs_set_time("a.txt.gz", 1700000000, 6);
    expect_document("a.txt", T0 + TRUST, PLAIN "id gz:z br:b");
    docs_set_time("a.txt", 1700000001, 0);
    expect_document("a.txt", T0 + 2 * TRUST, PLAIN "id");
}

static void siblings_are_looked_for_again_too(void **state)
{
    (void)state;
    folder_write(&docs_folder, "a.txt", "id");
    docs_set_time("a.txt", 1700000000, 0);
    expect_document("a.txt", T0, PLAIN "id");
    folder_write(&docs_folder, "a.txt.gz", "1");
    folder_make(&docs_folder, "a.txt.br"); /* no file */
    expect_document("a.txt", T0 + TRUST - 1, PLAIN "id");
    expect_document("a.txt", T0 + TRUST, PLAIN "id gz:1");
    docs_replace("a.txt.gz", "2");
    expect_document("a.txt", T0 + 2 * TRUST, PLAIN "id gz:2");
    unlinkat(docs_folder.fd, "a.txt.gz", 0);
    expect_document("a.txt", T0 + 3 * TRUST, PLAIN "id");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BOTH(paths_lead_to_files_folders_or_nowhere),
        BOTH(there_has_to_be_a_folder),
        BOTH(some_names_are_denied_whatever_is_there),
        BOTH(another_root_is_noticed),
        BOTH(what_nobody_asks_for_does_not_stay_open),
        BOTH(what_was_found_is_trusted_for_a_while),
        BOTH(also_that_there_is_nothing),
        BOTH(the_same_file_stays_open),
        BOTH(what_is_written_over_is_noticed_by_its_contents),
        BOTH(a_small_one_that_is_the_same_stays),
        BOTH(compressed_siblings_come_along),
        BOTH(an_older_sibling_does_not_count),
        BOTH(siblings_are_looked_for_again_too),
    };
    return cmocka_run_group_tests_name("documents", tests, docs_open_common, NULL);
}
