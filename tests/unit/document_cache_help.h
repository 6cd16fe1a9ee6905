/* document_cache_help.h - documents over a real loop and a real folder, looked for at once as far as the kernel can, or always by the pool; as text. Time is a
 * number of the test.
 *
 * Text of a document: "none", "folder", "denied", or its type and the first five bytes of its files: "text/plain abc gz:def br:ghi".
 */
#ifndef DOCUMENTS_HELP_H
#define DOCUMENTS_HELP_H

#include <stdint.h>
#include <uv.h>

#include "folder_help.h"
#include "disk/document_cache.h"

#define T0 5000 /* a time */
#define TRUST AN_DOCUMENTS_TRUST_MS
#define KEEP AN_DOCUMENTS_KEEP_MS
#define LARGE (AN_FILE_SMALL + 1)
#define PLAIN "text/plain; charset=utf-8 "
#define HTML "text/html; charset=utf-8 "

extern struct folder docs_folder;
extern struct an_config docs_config; /* what docs_open() opens them with; its folder and number are set there */
extern uv_loop_t docs_loop;
extern struct an_document_cache *docs;

/* What was found later, in its order. */
struct docs_found_one {
    uint64_t id;
    struct an_document *doc;
};
extern struct docs_found_one docs_found[AN_DOCUMENTS_PENDING + 8];
extern unsigned docs_founds;
extern void (*docs_also)(void); /* if not NULL, is called whenever something is */
void docs_on_found(void *ctx, uint64_t id, struct an_document *doc);
void docs_forget_found(void);

int docs_set_up_at_once(void **state);
int docs_set_up_by_pool(void **state);
/* Nothing is left: a descriptor that is still open is a failure. */
int docs_tear_down(void **state);
/* Before the first test: what the loops of a process open once for all. */
int docs_open_common(void **state);

/* Opens documents anew, that remember so many. */
void docs_open(uint32_t entries);
/* ... of another folder; the path is kept. */
void docs_open_at(const char *path, uint32_t entries);
/* an_document_cache_get(): "sub/" is the folder, "sub" what is called so. */
int docs_get(const char *path, uint64_t now_ms, uint64_t id, struct an_document **doc);
/* Runs the loop until nothing is with the pool. */
void docs_run(void);
/* Asks and waits: a reference. */
struct an_document *docs_ask(const char *path, uint64_t now_ms);
const char *docs_text(const struct an_document *doc);
void expect_document(const char *path, uint64_t now_ms, const char *text);

/* Puts another file in the place of the one that may be there. */
void docs_replace(const char *name, const char *text);
void docs_set_time(const char *name, int64_t s, long ns);

#define POOL(f) cmocka_unit_test_setup_teardown(f, docs_set_up_by_pool, docs_tear_down)
#define BOTH(f) cmocka_unit_test_setup_teardown(f, docs_set_up_at_once, docs_tear_down), POOL(f)

#endif
