/* form_fuzz.c - a form's flat block as any process could have written it.
 *
 * Input: the block. It is read before a guard page. Properties: the reader comes to an end, all that it hands out lies in the block, in order, and
 * what it hands out written again is the block up to where it was broken.
 */
#include "protocol/http/form.h"

#include "ground/base.h"
#include "guard_help.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds) abort();
}

/* Spans of one entry stand one behind the other, each behind its length. */
static void require_next(const char **at, const char *end, struct an_span s)
{
    require(s.p >= *at + sizeof(uint32_t) && s.len <= (size_t)(end - s.p));
    *at = s.p + s.len;
}

static void check_entry(const char **at, const char *end, const struct an_form_entry *e)
{
    require_next(at, end, e->name);
    if (e->kind == AN_FORM_FIELD) {
        require_next(at, end, e->value);
        return;
    }
    require(e->kind == AN_FORM_FILE);
    require_next(at, end, e->filename);
    require_next(at, end, e->full_path);
    require_next(at, end, e->media_type);
    require_next(at, end, e->path);
}

static void check_block(const uint8_t *block, size_t size)
{
    const char *at = (const char *)block, *end = at + size;
    struct an_form f;
    struct an_form_entry e;
    struct an_buf again;
    size_t left = size;
    int more;
    an_buf_init(&again, size);
    an_form_open(&f, block, size);
    while ((more = an_form_next(&f, &e)) > 0) {
        require(left-- > 0);
        check_entry(&at, end, &e);
        require(an_form_put(&again, &e) == AN_OK);
    }
    require(more == 0 ? again.len == size : more == AN_EPROTO && again.len < size);
    require(again.len == 0 || memcmp(again.data, block, again.len) == 0);
    an_buf_fini(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct guard guard;
    guard_open(&guard, size);
    check_block(guard_copy(&guard, data, size), size);
    guard_close(&guard);
    return 0;
}
