/* http_fuzz.c - the HTTP codec under a fuzzer, which picks the limits, the splits and the bytes.
 *
 * Input: three bytes of limits (target, head, body; each times 8; their low bits limit lines and forms), one byte n, n bytes of part sizes (0 stands for 256; used in turn),
 * then what a client sends.
 * Properties: the splits change nothing, and those that http_text() watches (see http_help.h): an error stays, no more is used than
 * was given, limits hold, nothing outside the input is read.
 */
#include "protocol/http/http1.h"

#include "fuzz/parts_help.h"
#include "ground/base.h"
#include "http_help.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define OPTIONS 4

static void must_be_same(const struct an_buf *a, struct an_buf *b)
{
    if (a->len != b->len || (a->len && memcmp(a->data, b->data, a->len) != 0)) abort();
    an_buf_fini(b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < OPTIONS || size - OPTIONS < data[3]) return 0;
    struct an_http_limits limits = {
        .max_target = 8u * data[0], .max_head = 8u * data[1] + 1, .max_body = 8u * data[2]};
    limits.max_headers = data[1] % 16;
    limits.max_form = data[2] % 2 ? 16u * data[2] : 0;
    struct parts parts = {data + OPTIONS, data[3], 0};
    const uint8_t *in = data + OPTIONS + data[3];
    size_t len = size - OPTIONS - data[3];
    struct an_buf whole, other;
    an_buf_init(&whole, 1 << 26);
    an_buf_init(&other, 1 << 26);
    http_text(&whole, &limits, in, len, http_whole, NULL);
    http_text(&other, &limits, in, len, parts_next, &parts);
    must_be_same(&whole, &other);
    if (len < 512) {
        http_text(&other, &limits, in, len, http_bytewise, NULL);
        must_be_same(&whole, &other);
    }
    an_buf_fini(&whole);
    return 0;
}
