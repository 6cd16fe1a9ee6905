/* multipart_fuzz.c - multipart/form-data under a fuzzer, which picks the limits, the splits, the Content-Type and the body.
 *
 * Input: one byte each of parts, head (in units of four bytes) and extra bytes allowed, one byte n, n bytes of piece sizes (0 stands for 256; used
 * in turn), a Content-Type up to the first line end, then the body. Properties, besides those that form_run() watches (see multipart_help.h): the
 * splits change nothing; and the data of a form that came to its end is what stands between its delimiters, found by a simpler reader.
 */
#define _GNU_SOURCE /* memmem */
#include "protocol/http/multipart.h"

#include "multipart_help.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/parts_help.h"
#include "ground/base.h"

#define MUST(x) ((x) ? (void)0 : broken(#x, __LINE__))

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void broken(const char *what, int line)
{
    fprintf(stderr, "multipart_fuzz.c:%d: not so: %s\n", line, what);
    abort();
}

/* --- the simpler reader: has the whole form, and a line end before it --- */

static const char *find(const char *at, const char *end, const char *what, size_t n)
{
    const char *found = memmem(at, (size_t)(end - at), what, n);
    MUST(found != NULL); /* as the form came to its end */
    return found;
}

static void slow_data(const char *boundary, const uint8_t *in, size_t len, struct form_text *data)
{
    char delimiter[AN_BOUNDARY_MAX + 5];
    size_t n = (size_t)snprintf(delimiter, sizeof delimiter, "\r\n--%s", boundary);
    struct form_text form = {0};
    form_text_add(&form, "\r\n", 2);
    form_text_add(&form, in, len);
    const char *end = form.at + form.len, *at = find(form.at, end, delimiter, n) + n;
    while (strncmp(at, "--", 2) != 0) {
        const char *body = find(at, end, "\r\n\r\n", 4) + 4;
        const char *next = find(body - 2, end, delimiter, n);
        if (next > body) form_text_add(data, body, (size_t)(next - body));
        at = next + n;
    }
    form_text_fini(&form);
}

static void check_data(const char *boundary, const uint8_t *in, size_t len,
                       const struct form_text *data)
{
    struct form_text slow = {0};
    slow_data(boundary, in, len, &slow);
    MUST(slow.len == data->len && (!slow.len || memcmp(slow.at, data->at, slow.len) == 0));
    form_text_fini(&slow);
}

static void check_same(const struct form_text *whole, struct form_text text)
{
    MUST(strcmp(whole->at, text.at) == 0);
    form_text_fini(&text);
}

static void check_form(const struct an_multipart_limits *limits, struct parts *pieces,
                       const char *boundary, const uint8_t *in, size_t len)
{
    struct form_text data = {0};
    struct form_text whole = form_run(limits, boundary, in, len, form_whole, NULL, &data);
    check_same(&whole, form_run(limits, boundary, in, len, parts_next, pieces, NULL));
    if (len < 512)
        check_same(&whole, form_run(limits, boundary, in, len, form_bytewise, NULL, NULL));
    const char *tail = whole.len >= 3 ? whole.at + whole.len - 3 : "";
    if (strcmp(tail, "end") == 0 && (whole.len == 3 || whole.at[whole.len - 4] == ' '))
        check_data(boundary, in, len, &data);
    form_text_fini(&data);
    form_text_fini(&whole);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char boundary[AN_BOUNDARY_MAX + 1];
    struct an_span type, found;
    if (size < 4 || size - 4 < data[3]) return 0;
    struct an_multipart_limits limits = {data[0], (size_t)4 * data[1], data[2]};
    struct parts pieces = {data + 4, data[3], 0};
    const uint8_t *in = data + 4 + data[3], *end = data + size;
    const uint8_t *line = in < end ? memchr(in, '\n', (size_t)(end - in)) : NULL;
    if (!line) return 0;
    type = (struct an_span){(const char *)in, (size_t)(line - in)};
    if (an_multipart_boundary(type, &found) < 0) return 0;
    MUST(found.len >= 1 && found.len <= AN_BOUNDARY_MAX);
    MUST(found.p >= type.p && found.p + found.len <= type.p + type.len);
    snprintf(boundary, sizeof boundary, "%.*s", (int)found.len, found.p);
    check_form(&limits, &pieces, boundary, line + 1, (size_t)(end - line - 1));
    return 0;
}
