/* uri_test.c - from targets to paths below a root, as tables; every target ends where memory does, and so does the room for the path. */
#include "test.h"

#include "protocol/text/uri.h"

#include "err_help.h"
#include "ground/base.h"
#include "guard_help.h"

#include <stdio.h>
#include <string.h>

static struct guard in, out;

/* Text of an outcome: the path, with a slash behind it when it means a folder, and its extension in brackets; or the error's name. */
static void tell(const char *target, size_t len, size_t room, char *told, size_t told_room)
{
    struct an_uri uri;
    char blank[512] = {0};
    struct an_span span = {(const char *)guard_copy(&in, target, len), len};
    char *path = (char *)guard_copy(&out, blank, room);
    int err = an_uri_path(span, path, room, &uri);
    if (err < 0) {
        snprintf(told, told_room, "%s", err_name(err));
        return;
    }
    assert_int_equal(strlen(path), uri.len);
    snprintf(told, told_room, uri.extension.len ? "%s%s [%.*s]" : "%s%s", path,
             uri.folder ? "/" : "", (int)uri.extension.len, uri.extension.p);
}

static void expect(const char *target, size_t len, size_t room, const char *outcome)
{
    char told[600];
    tell(target, len, room, told, sizeof told);
    if (strcmp(told, outcome)) print_error("target %s\n", target);
    assert_string_equal(told, outcome);
}

struct example {
    const char *target, *told;
};

static void expect_all(const struct example *e, size_t n)
{
    for (size_t i = 0; i < n; i++)
        expect(e[i].target, strlen(e[i].target), 256, e[i].told);
}
#define EXPECT(...)                                                                                \
    expect_all((const struct example[]){__VA_ARGS__},                                              \
               sizeof((const struct example[]){__VA_ARGS__}) / sizeof(struct example))

static void a_path_goes_up_to_the_query(void **state)
{
    (void)state;
    EXPECT({"/", "/"}, {"/?", "/"}, {"/?/../..", "/"}, {"/a", "a"}, {"/a/b", "a/b"},
           {"/a/b/", "a/b/"}, {"/a?b", "a"}, {"/a?b/c", "a"}, {"/a??", "a"}, {"/a/?x=%", "a/"},
           {"/a%3Fb?c", "a?b"}, {"/a:b", "a:b"}, {"/a;v=1,2&c", "a;v=1,2&c"}, {"/~x", "~x"});
}

static void an_absolute_target_gives_its_path(void **state)
{
    (void)state;
    EXPECT({"http://host/a/b?c", "a/b"}, {"HTTP://host:80/a", "a"}, {"https://h/", "/"},
           {"http://host", "/"}, {"http://host?/a", "/"}, {"http://h/../a", "EACCES"},
           {"http://", "EPROTO"}, {"http:///a", "EPROTO"}, {"http://?a", "EPROTO"},
           {"http:/a", "EPROTO"}, {"ftp://h/a", "EPROTO"}, {"http", "EPROTO"});
}

static void other_targets_have_no_path(void **state)
{
    (void)state;
    EXPECT({"", "EPROTO"}, {"*", "EPROTO"}, {"a", "EPROTO"}, {"host:80", "EPROTO"},
           {"?a", "EPROTO"}, {"../a", "EPROTO"}, {"%2Fa", "EPROTO"}, {"/a#b", "EPROTO"});
}

static void percent_is_decoded_once(void **state)
{
    (void)state;
    EXPECT({"/%61", "a"}, {"/a%20b", "a b"}, {"/%e4%BD%a0", "\xE4\xBD\xA0"}, {"/a+b", "a+b"},
           {"/%2561", "%61"}, {"/%25", "%"}, {"/%252e%252e/a", "%2e%2e/a"}, {"/%23", "#"},
           {"/a%2Fb", "a/b"}, {"/a%2fb%2f", "a/b/"},
           /* broken */
           {"/%", "EPROTO"}, {"/%4", "EPROTO"}, {"/a%4?1", "EPROTO"}, {"/%4g", "EPROTO"},
           {"/%g4", "EPROTO"}, {"/%%41", "EPROTO"}, {"/% 41", "EPROTO"}, {"/%+1", "EPROTO"});
}

static void slashes_and_dots_are_normalised(void **state)
{
    (void)state;
    EXPECT({"//", "/"}, {"//a", "a"}, {"/a//b", "a/b"}, {"/a///", "a/"}, {"/.", "/"}, {"/./", "/"},
           {"/./a", "a"}, {"/a/.", "a/"}, {"/a/./b", "a/b"}, {"/a/./", "a/"}, {"/a/..", "/"},
           {"/a/../", "/"}, {"/a/../b", "b"}, {"/a/b/..", "a/"}, {"/a/b/../c", "a/c"},
           {"/a/b/../../c", "c"}, {"/a//../b", "b"}, {"/a/.//../b", "b"}, {"/a/%2e/b", "a/b"},
           {"/a/b/%2e%2E/c", "a/c"}, {"/a/b/.%2e", "a/"}, {"/a/b%2f..%2fc", "a/c"});
}

static void nothing_leads_out_of_the_root(void **state)
{
    (void)state;
    EXPECT({"/..", "EACCES"}, {"/../", "EACCES"}, {"/../a", "EACCES"}, {"//..", "EACCES"},
           {"/./..", "EACCES"}, {"/a/../..", "EACCES"}, {"/a/../../a", "EACCES"},
           {"/a/b/../../../c", "EACCES"}, {"/%2e%2e/a", "EACCES"}, {"/.%2E/a", "EACCES"},
           {"/..%2Fa", "EACCES"}, {"/a/..%2f..%2fb", "EACCES"}, {"/%2e%2e%2f%2e%2e", "EACCES"});
}

static void a_segment_that_begins_with_a_dot_is_not_there(void **state)
{
    (void)state;
    EXPECT({"/.git", "EACCES"}, {"/.git/config", "EACCES"}, {"/a/.htaccess", "EACCES"},
           {"/%2egit", "EACCES"}, {"/a/...", "EACCES"}, {"/a/.x", "EACCES"}, {"/...", "EACCES"},
           {"/..a", "EACCES"}, {"/.a/../b", "EACCES"}, {"/....//", "EACCES"}, {"/a.", "a."},
           {"/a..", "a.."}, {"/a/b..c/d", "a/b..c/d"});
}

static void bytes_that_no_name_should_have_are_refused(void **state)
{
    (void)state;
    EXPECT({"/a\\b", "EPROTO"}, {"/a%5cb", "EPROTO"}, {"/..\\a", "EPROTO"}, {"/%00", "EPROTO"},
           {"/a%00.html", "EPROTO"}, {"/%0a", "EPROTO"}, {"/%0D%0A", "EPROTO"}, {"/%1f", "EPROTO"},
           {"/\x7F", "EPROTO"}, {"/%7f", "EPROTO"}, {"/\x01", "EPROTO"}, {"/a\tb", "EPROTO"});
    expect("/a\0b", 4, 256, "EPROTO");
}

static void a_name_with_an_extension_looks_like_a_file(void **state)
{
    (void)state;
    EXPECT({"/a.html", "a.html [html]"}, {"/a.tar.gz", "a.tar.gz [gz]"}, {"/a.b/c", "a.b/c"},
           {"/a.b/", "a.b/"}, {"/a.b/c.d?e.f", "a.b/c.d [d]"}, {"/a%2Ejs", "a.js [js]"},
           {"/a.b/.", "a.b/"}, {"/a.", "a."});
}

static void what_does_not_fit_is_refused(void **state)
{
    (void)state;
    expect("/", 1, 1, "/");
    expect("/a", 2, 1, "ELIMIT");
    expect("/a", 2, 2, "a");
    expect("/%61", 4, 2, "a");
    expect("/a/", 3, 2, "ELIMIT");
    expect("/a/", 3, 3, "a/");
    expect("/abc/..", 7, 7, "/");
    expect("/abc/..", 7, 6, "ELIMIT");
    expect("/./././././a", 12, 2, "a");
}

/* Every target that is made of these pieces, up to five of them: none gets out, and a path is its own path. */
static void every_short_target_stays_below_the_root(void **state)
{
    (void)state;
    static const char *const pieces[] = {"", "/", ".", "..", "%2e", "%2F", "a", "b.c"};
    for (unsigned i = 0; i < 8 * 8 * 8 * 8 * 8; i++) {
        char target[64], again[64], first[80], second[80];
        snprintf(target, sizeof target, "/%s%s%s%s%s", pieces[i & 7], pieces[i >> 3 & 7],
                 pieces[i >> 6 & 7], pieces[i >> 9 & 7], pieces[i >> 12 & 7]);
        tell(target, strlen(target), 64, first, sizeof first);
        if (strcmp(first, "EACCES") == 0) continue;
        assert_true(*first != '.' && !strstr(first, "/.") && !strstr(first, "//"));
        snprintf(again, sizeof again, "/%.*s", (int)strcspn(first, " "),
                 *first == '/' ? "" : first);
        tell(again, strlen(again), 64, second, sizeof second);
        assert_string_equal(first, second);
    }
}

static bool denied(const char *path, const char *extensions)
{
    size_t n = strlen(path);
    return an_uri_denied((struct an_span){(const char *)guard_copy(&in, path, n), n}, extensions);
}

static void names_with_an_extension_of_a_list_are_denied(void **state)
{
    (void)state;
    static const char list[] = "php, .inc\tphtml,,php5";
    static const char *const yes[] = {
        "a.php",     "a.PHP",     "b/a.pHp",   "a.php5",    "a.inc",
        "a.phtml",   ".php",      "a.php.bak", "a.php~",    "a.php.",
        "a.php.gz",  "a.php-old", "a.php_1",   "a.php 2",   "a.b.inc.txt",
        "d.x/a.php", "a.php.",    "a..php",    "a.x.php.y", "a.php:$DATA",
        "a.php.php", "a.txt.php", "a.php#",    "a.inc.",    "a.php\xC3\xA4"};
    static const char *const no[] = {"",        "php",         "aphp",  "a.phpx", "a.php6",
                                     "a.php/b", "a.php/b.txt", "a.ph",  "a.txt",  "php.txt",
                                     "a.",      ".",           "a.incl"};
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        if (!denied(yes[i], list)) fail_msg("%s is not denied", yes[i]);
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        if (denied(no[i], list)) fail_msg("%s is denied", no[i]);
    assert_false(denied("a.php", NULL));
    assert_false(denied("a.php", ""));
    assert_false(denied("a.php", " ,. "));
    assert_true(denied("a.php", "php"));
}

static int open_guards(void **state)
{
    (void)state;
    guard_open(&in, 4096);
    guard_open(&out, 4096);
    return 0;
}

static int close_guards(void **state)
{
    (void)state;
    guard_close(&in);
    guard_close(&out);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_path_goes_up_to_the_query),
        cmocka_unit_test(an_absolute_target_gives_its_path),
        cmocka_unit_test(other_targets_have_no_path),
        cmocka_unit_test(percent_is_decoded_once),
        cmocka_unit_test(slashes_and_dots_are_normalised),
        cmocka_unit_test(nothing_leads_out_of_the_root),
        cmocka_unit_test(a_segment_that_begins_with_a_dot_is_not_there),
        cmocka_unit_test(bytes_that_no_name_should_have_are_refused),
        cmocka_unit_test(a_name_with_an_extension_looks_like_a_file),
        cmocka_unit_test(what_does_not_fit_is_refused),
        cmocka_unit_test(every_short_target_stays_below_the_root),
        cmocka_unit_test(names_with_an_extension_of_a_list_are_denied),
    };
    return cmocka_run_group_tests_name("uri", tests, open_guards, close_guards);
}
