/* form_fuzz.c - the flat block of a form under a fuzzer, which is the other process.
 *
 * Properties: what an entry points to lies in the block, in order; entries are not empty, so there is an end; what was read, put into a block anew,
 * is what was read; a block that was cut anywhere is an error, or ends with an entry of the whole.
 */
#include "protocol/form.h"

#include "guard_help.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ground/base.h"

#define BLOCK_MAX 4096
#define MUST(x) ((x) ? (void)0 : broken(#x, __LINE__))

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void broken(const char *what, int line)
{
    fprintf(stderr, "form_fuzz.c:%d: not so: %s\n", line, what);
    abort();
}

static const char *check_span(struct an_span s, const char *at, const char *end)
{
    MUST(s.p >= at && s.p <= end && s.len <= (size_t)(end - s.p));
    return s.p + s.len;
}

static void check_entry(const struct an_form_entry *e, const char *at, const char *end)
{
    at = check_span(e->name, at, end);
    if (e->kind == AN_FORM_FIELD) {
        check_span(e->value, at, end);
        MUST(!e->filename.p && !e->media_type.p && !e->path.p && !e->size && !e->error);
        return;
    }
    MUST(e->kind == AN_FORM_FILE && !e->value.p);
    at = check_span(e->filename, at, end);
    at = check_span(e->media_type, at, end);
    check_span(e->path, at, end);
}

/* Reads a block and puts its entries into another; 0 or AN_EPROTO. */
static int copy(const uint8_t *p, size_t n, struct an_buf *to)
{
    struct an_form f;
    struct an_form_entry e;
    const char *end = (const char *)p + n;
    int more;
    an_form_open(&f, p, n);
    while ((more = an_form_next(&f, &e)) > 0) {
        check_entry(&e, (const char *)p + to->len, end);
        MUST(an_form_put(to, &e) == AN_OK);
        MUST(to->len <= n && memcmp(to->data, p, to->len) == 0);
    }
    MUST(more == 0 || more == AN_EPROTO);
    MUST((more == 0) == (to->len == n));
    return more;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct guard in;
    struct an_buf whole, part;
    if (size > BLOCK_MAX) return 0;
    if (!in.map) guard_open(&in, BLOCK_MAX);
    an_buf_init(&whole, BLOCK_MAX);
    an_buf_init(&part, BLOCK_MAX);
    copy(guard_copy(&in, data, size), size, &whole);
    for (size_t n = 0; n < size && size < 256; n++) {
        an_buf_clear(&part, BLOCK_MAX);
        copy(guard_copy(&in, data, n), n, &part);
        MUST(part.len <= whole.len);
    }
    an_buf_fini(&whole);
    an_buf_fini(&part);
    return 0;
}
