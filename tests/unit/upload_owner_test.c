/* upload_owner_test.c - whose uploads lie in a folder: a dead server's are removed, and nothing else is. */
#include "test.h"

#include "folder_help.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "disk/upload_owner.h"
#include "ground/base.h"

static struct folder folder;
static struct an_config config;
static struct an_upload_owner owner;

static int set_up(void **state)
{
    (void)state;
    folder_open(&folder);
    an_config_init(&config);
    config.upload_dir = folder.path;
    owner = (struct an_upload_owner){.dir = -1, .lock = -1};
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    an_upload_owner_release(&owner);
    folder_close(&folder);
    return 0;
}

static bool is_there(const char *name)
{
    return faccessat(folder.fd, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

static const char *name_of(const char *of, const char *rest)
{
    static char name[4][64];
    static int i;
    char *to = name[i++ % 4];
    snprintf(to, 64, "appnet-%s%s", of, rest);
    return to;
}

static const char *mark_of(const char *of)
{
    static char mark[64];
    snprintf(mark, sizeof mark, ".appnet-%s", of);
    return mark;
}

static void write_file(const char *name, mode_t mode)
{
    folder_write(&folder, name, "x");
    assert_int_equal(fchmodat(folder.fd, name, mode, 0), 0);
}

/* Another server in this folder, with a file that it has taken. Alive until its pipe is closed, or it is killed. */
struct other {
    pid_t pid;
    int in, out;
    char id[AN_UPLOAD_OWNER];
};

static void other_live(const struct other *o, int in, int out)
{
    struct an_upload_owner own;
    char byte;
    close(o->in);
    close(o->out);
    an_upload_owner_acquire(&own, &config);
    if (write(out, config.upload_owner, AN_UPLOAD_OWNER) != AN_UPLOAD_OWNER) _exit(1);
    if (read(in, &byte, 1) == 0) an_upload_owner_release(&own);
    _exit(0);
}

static void other_start(struct other *o)
{
    int to[2], from[2];
    assert_int_equal(pipe(to), 0);
    assert_int_equal(pipe(from), 0);
    o->in = to[1];
    o->out = from[0];
    o->pid = fork();
    assert_true(o->pid >= 0);
    if (o->pid == 0) other_live(o, to[0], from[1]);
    close(to[0]);
    close(from[1]);
    assert_int_equal(read(o->out, o->id, sizeof o->id), sizeof o->id);
    assert_int_equal(strlen(o->id), AN_UPLOAD_OWNER - 1);
    write_file(name_of(o->id, "-0123"), 0600);
    write_file(name_of(o->id, "-4567"), 0200);
}

static void other_end(struct other *o, bool by_force)
{
    int status;
    if (by_force) assert_int_equal(kill(o->pid, SIGKILL), 0);
    close(o->in);
    assert_int_equal(waitpid(o->pid, &status, 0), o->pid);
    assert_int_equal(by_force ? WIFSIGNALED(status) : WIFEXITED(status), true);
    close(o->out);
}

static void what_a_killed_server_leaves_is_removed_by_the_next(void **state)
{
    struct other dead;
    (void)state;
    other_start(&dead);
    other_end(&dead, true);
    assert_true(is_there(mark_of(dead.id)) && is_there(name_of(dead.id, "-0123")));
    an_upload_owner_acquire(&owner, &config);
    assert_false(is_there(mark_of(dead.id)));
    assert_false(is_there(name_of(dead.id, "-0123")) || is_there(name_of(dead.id, "-4567")));
    assert_int_not_equal(strcmp(config.upload_owner, dead.id), 0);
    assert_true(is_there(mark_of(config.upload_owner)));
}

static void a_living_one_keeps_its_own(void **state)
{
    struct other alive;
    (void)state;
    other_start(&alive);
    an_upload_owner_acquire(&owner, &config);
    an_upload_owner_sweep_parts(&config);
    an_upload_owner_release(&owner);
    assert_true(is_there(mark_of(alive.id)));
    assert_true(is_there(name_of(alive.id, "-0123")) && is_there(name_of(alive.id, "-4567")));
    other_end(&alive, false);
    assert_false(is_there(mark_of(alive.id)) || is_there(name_of(alive.id, "-0123")));
}

/* In a child that ends: it claims, and forks one that has its descriptors until the pipe is closed. */
static void die_with_a_child(const int held[2])
{
    struct an_upload_owner own;
    char byte;
    an_upload_owner_acquire(&own, &config);
    if (fork() != 0) _exit(0);
    close(held[1]);
    _exit(read(held[0], &byte, 1) < 0);
}

/* The lock is its own: what it has forked does not keep it alive. */
static void a_child_of_a_dead_one_is_no_owner(void **state)
{
    int held[2];
    (void)state;
    assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
    assert_int_equal(pipe(held), 0);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) die_with_a_child(held);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    an_upload_owner_acquire(&owner, &config);
    assert_int_equal(folder_count(&folder), 1);
    close(held[1]);
    assert_true(waitpid(-1, NULL, 0) > 0);
    close(held[0]);
}

static void nothing_else_is_touched(void **state)
{
    static const char *const names[] = {"appnet-0123456789abcdef0123456789abcdef",
                                        "appnet-0123456789abcdef-0",
                                        "appnet-0123456789abcde-0",
                                        "appnet-0123456789ABCDEF-0",
                                        ".appnet-0123456789abcdef0",
                                        ".appnet-xyz",
                                        ".appnet-",
                                        "appnet-",
                                        "photo.jpg",
                                        ".hidden",
                                        "-0123456789abcdef"};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        write_file(names[i], 0200);
    folder_make(&folder, "appnet-folder");
    for (int i = 0; i < 2; i++) {
        an_upload_owner_acquire(&owner, &config);
        an_upload_owner_sweep_parts(&config);
        an_upload_owner_release(&owner);
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!is_there(names[i])) fail_msg("%s is gone", names[i]);
    assert_true(is_there("appnet-folder"));
}

static void a_new_network_process_removes_what_is_not_whole(void **state)
{
    (void)state;
    an_upload_owner_acquire(&owner, &config);
    write_file(name_of(config.upload_owner, "-0"), 0200);
    write_file(name_of(config.upload_owner, "-1"), 0600);
    an_upload_owner_sweep_parts(&config);
    assert_false(is_there(name_of(config.upload_owner, "-0")));
    assert_true(is_there(name_of(config.upload_owner, "-1"))); /* a worker may be working on it */
    an_upload_owner_release(&owner);
    assert_int_equal(folder_count(&folder), 0);
}

static void without_a_folder_there_is_nothing_to_do(void **state)
{
    (void)state;
    config.upload_dir = NULL;
    an_upload_owner_acquire(&owner, &config);
    an_upload_owner_sweep_parts(&config);
    assert_string_equal(config.upload_owner, "");
    an_upload_owner_release(&owner);
    an_upload_owner_release(&owner);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_a_killed_server_leaves_is_removed_by_the_next),
        TEST(a_living_one_keeps_its_own),
        TEST(a_child_of_a_dead_one_is_no_owner),
        TEST(nothing_else_is_touched),
        TEST(a_new_network_process_removes_what_is_not_whole),
        TEST(without_a_folder_there_is_nothing_to_do),
    };
    return cmocka_run_group_tests_name("upload_owner", tests, NULL, NULL);
}
