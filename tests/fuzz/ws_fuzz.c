/* ws_fuzz.c - the WebSocket codec under a fuzzer, which picks the limit, the splits and the bytes.
 *
 * Input: two bytes of limit (big-endian), one byte n, n bytes of part sizes (0 stands for 256; used in turn), then what a client sends.
 * Properties, besides those that ws_run() watches (see ws_help.h): the splits change nothing, and what was told, said anew in
 * unfragmented frames, is told again.
 */
#include "protocol/ws/ws.h"

#include "ws_help.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz/parts_help.h"
#include "ground/base.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must_be_same(struct ws_text *a, struct ws_text *b)
{
    if (strcmp(a->at, b->at)) abort();
    ws_text_fini(b);
}

/* The event as one frame of a client. */
static size_t say(uint8_t *out, const struct an_ws_event *ev)
{
    static const uint8_t first[] = {[AN_WS_PING] = 0x89, [AN_WS_PONG] = 0x8A, [AN_WS_CLOSE] = 0x88};
    static const uint8_t mask[4] = {1, 2, 3, 4};
    uint8_t p[125] = {(uint8_t)(ev->close_code >> 8), (uint8_t)ev->close_code};
    if (ev->type == AN_WS_MESSAGE)
        return ws_client_frame(out, 0x80 | ev->opcode, mask, ev->data, ev->len);
    if (ev->type != AN_WS_CLOSE)
        return ws_client_frame(out, first[ev->type], mask, ev->data, ev->len);
    memcpy(p + 2, ev->data, ev->len);
    return ws_client_frame(out, 0x88, mask, p, ev->close_code == 1005 ? 0 : 2 + ev->len);
}

/* Decodes `in` (which it spoils) and says every event anew to `out`, which has place for it; text: the events. Returns the size. */
static size_t say_again(uint8_t *in, size_t len, size_t limit, uint8_t *out, struct ws_text *text)
{
    struct an_ws ws;
    size_t size = 0;
    an_ws_init(&ws, limit);
    for (size_t at = 0; at < len;) {
        struct an_ws_event ev;
        ssize_t used = an_ws_feed(&ws, in + at, len - at, &ev);
        if (used <= 0) break;
        at += (size_t)used;
        if (ev.type == AN_WS_NONE) continue;
        ws_text_event(text, &ev);
        size += say(out + size, &ev);
    }
    an_ws_fini(&ws);
    return size;
}

static void check_said_again(const uint8_t *in, size_t len, size_t limit)
{
    uint8_t *copy = malloc(len + 1), *again = malloc(len + WS_CLIENT_HEADER_MAX);
    struct ws_text first = {0}, second;
    if (!copy || !again) abort();
    if (len) memcpy(copy, in, len);
    size_t size = say_again(copy, len, limit, again, &first);
    if (size > len) abort();
    second = ws_run(again, size, limit, ws_whole, NULL);
    if (strcmp(first.at ? first.at : "", second.at)) abort();
    ws_text_fini(&first);
    ws_text_fini(&second);
    free(copy);
    free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 3 || size - 3 < data[2]) return 0;
    size_t limit = (size_t)data[0] << 8 | data[1];
    struct parts parts = {data + 3, data[2], 0};
    const uint8_t *in = data + 3 + data[2];
    size_t len = size - 3 - data[2];
    struct ws_text whole = ws_run(in, len, limit, ws_whole, NULL);
    struct ws_text split = ws_run(in, len, limit, parts_next, &parts);
    must_be_same(&whole, &split);
    if (len < 512) {
        struct ws_text bytes = ws_run(in, len, limit, ws_bytewise, NULL);
        must_be_same(&whole, &bytes);
    }
    check_said_again(in, len, limit);
    ws_text_fini(&whole);
    return 0;
}
