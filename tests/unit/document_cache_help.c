/* document_cache_help.c - see document_cache_help.h. */
#define _GNU_SOURCE /* renameat */
#include "test.h"

#include "document_cache_help.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ground/base.h"
#include "guard_help.h"

struct folder docs_folder;
struct an_config docs_config;
static struct guard guard;
uv_loop_t docs_loop;
struct an_document_cache *docs;
static int open_fds;
static bool by_pool;

void (*docs_also)(void);
struct docs_found_one docs_found[AN_DOCUMENTS_PENDING + 8];
unsigned docs_founds;

void docs_on_found(void *ctx, uint64_t id, struct an_document *doc)
{
    assert_ptr_equal(ctx, &docs_folder);
    assert_true(docs_founds < sizeof docs_found / sizeof *docs_found);
    docs_found[docs_founds].id = id;
    docs_found[docs_founds++].doc = doc;
    if (docs_also) docs_also();
}

void docs_forget_found(void)
{
    for (unsigned i = 0; i < docs_founds; i++)
        an_document_unref(docs_found[i].doc);
    docs_founds = 0;
}

void docs_run(void)
{
    assert_int_equal(uv_run(&docs_loop, UV_RUN_DEFAULT), 0);
    assert_int_equal(an_document_cache_busy(docs), 0);
}

void docs_open(uint32_t entries)
{
    docs_open_at(docs_folder.path, entries);
}

void docs_open_at(const char *path, uint32_t entries)
{
    if (docs) an_document_cache_free(docs);
    docs = NULL;
    docs_config.docs_root = path;
    docs_config.file_cache = entries;
    assert_int_equal(
        an_document_cache_new(&docs_loop, &docs_config, docs_on_found, &docs_folder, &docs), AN_OK);
}

int docs_get(const char *path, uint64_t now_ms, uint64_t id, struct an_document **doc)
{
    size_t n = strlen(path);
    bool slash = n && path[n - 1] == '/';
    n -= slash;
    return an_document_cache_get(docs, (const char *)guard_copy(&guard, path, n), n, slash, now_ms,
                                 id, doc);
}

struct an_document *docs_ask(const char *path, uint64_t now_ms)
{
    struct an_document *doc = NULL;
    int at_once = docs_get(path, now_ms, 7, &doc);
    if (at_once == 1) return doc;
    assert_int_equal(at_once, 0);
    assert_int_equal(docs_founds, 0);
    docs_run();
    assert_int_equal(docs_founds, 1);
    assert_int_equal(docs_found[0].id, 7);
    docs_founds = 0;
    return docs_found[0].doc;
}

/* --- as text --- */

static void add_contents(char *text, size_t room, const struct an_file *f)
{
    char bytes[16];
    size_t n = AN_MIN(f->size, (uint64_t)5), len = strlen(text);
    if (f->fd >= 0)
        assert_int_equal(pread(f->fd, bytes, n, 0), n);
    else if (n)
        memcpy(bytes, f->bytes, n);
    snprintf(text + len, room - len, "%.*s", (int)n, bytes);
}

const char *docs_text(const struct an_document *doc)
{
    static char text[256];
    static const char *const coding[3] = {" ", " gz:", " br:"};
    if (doc->kind != AN_DOCUMENT_FILE) {
        for (int i = 0; i < 3; i++)
            assert_null(doc->file[i]);
        if (doc->kind == AN_DOCUMENT_DENIED) return "denied";
        return doc->kind == AN_DOCUMENT_FOLDER ? "folder" : "none";
    }
    assert_non_null(doc->file[0]);
    snprintf(text, sizeof text, "%s", doc->type);
    for (int i = 0; i < 3; i++) {
        if (!doc->file[i]) continue;
        strcat(text, coding[i]);
        add_contents(text, sizeof text, doc->file[i]);
    }
    return text;
}

void expect_document(const char *path, uint64_t now_ms, const char *text)
{
    struct an_document *doc = docs_ask(path, now_ms);
    if (strcmp(docs_text(doc), text)) print_error("%s\n", path);
    assert_string_equal(docs_text(doc), text);
    an_document_unref(doc);
}

void docs_replace(const char *name, const char *text)
{
    folder_write(&docs_folder, "new", text);
    assert_int_equal(renameat(docs_folder.fd, "new", docs_folder.fd, name), 0);
}

void docs_set_time(const char *name, int64_t s, long ns)
{
    const struct timespec times[2] = {{s, ns}, {s, ns}};
    assert_int_equal(utimensat(docs_folder.fd, name, times, 0), 0);
}

/* --- around each test --- */

static int set_up(void)
{
    open_fds = folder_open_descriptors();
    an_config_init(&docs_config);
    folder_open(&docs_folder);
    guard_open(&guard, 4096);
    an__file_without_openat2(by_pool);
    assert_int_equal(uv_loop_init(&docs_loop), 0);
    docs_open(64);
    return 0;
}

int docs_set_up_at_once(void **state)
{
    (void)state;
    by_pool = false;
    return set_up();
}

int docs_set_up_by_pool(void **state)
{
    (void)state;
    by_pool = true;
    return set_up();
}

int docs_tear_down(void **state)
{
    (void)state;
    if (docs) an_document_cache_free(docs);
    docs = NULL;
    assert_int_equal(uv_loop_close(&docs_loop), 0);
    an__file_without_openat2(false);
    guard_close(&guard);
    folder_close(&docs_folder);
    return folder_open_descriptors() == open_fds ? 0 : -1;
}

int docs_open_common(void **state)
{
    (void)state;
    assert_int_equal(uv_loop_init(&docs_loop), 0);
    return uv_loop_close(&docs_loop);
}
