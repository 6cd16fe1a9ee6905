/* form_help.c - see form_help.h. */
#define _GNU_SOURCE
#include "e2e/form_help.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "protocol/http/form.h"

#define PART "--b0undary\r\nContent-Disposition: form-data; name="
#define FILE_PART PART "\"f\"; filename=\"letters.txt\"\r\nContent-Type: text/plain\r\n\r\n"
#define END "\r\n--b0undary--\r\n"

static void put(struct an_buf *out, const void *p, size_t len)
{
    if (an_buf_append(out, p, len) < 0) abort();
}

void form_begin(struct an_buf *out, const char *command, size_t size)
{
    char field[256] = "", head[512];
    if (command) snprintf(field, sizeof field, PART "\"command\"\r\n\r\n%s\r\n", command);
    size += strlen(field) + strlen(FILE_PART) + strlen(END);
    int n = snprintf(head, sizeof head,
                     "POST /form HTTP/1.1\r\nHost: test\r\nContent-Length: %zu\r\n"
                     "Content-Type: multipart/form-data; boundary=b0undary\r\n\r\n",
                     size);
    put(out, head, (size_t)n);
    put(out, field, strlen(field));
    put(out, FILE_PART, strlen(FILE_PART));
}

void form_file(struct an_buf *out, size_t from, size_t to)
{
    uint8_t *p = an_buf_reserve(out, to - from);
    if (!p) abort();
    for (size_t i = from; i < to; i++)
        *p++ = (uint8_t)('a' + i % 26);
    an_buf_added(out, to - from);
}

void form_finish(struct an_buf *out)
{
    put(out, END, strlen(END));
}

static bool is_right(struct an_span name, uint64_t size)
{
    char path[4096], part[65536];
    ssize_t n;
    uint64_t at = 0;
    snprintf(path, sizeof path, "%.*s", (int)name.len, name.p);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool right = fd >= 0;
    while (right && (n = read(fd, part, sizeof part)) > 0)
        for (ssize_t i = 0; i < n; i++, at++)
            right &= part[i] == (char)('a' + at % 26);
    if (fd >= 0) close(fd);
    return right && at == size;
}

size_t form_describe(const void *block, size_t len, char *text, size_t size)
{
    struct an_form form;
    struct an_form_entry e;
    size_t at = 0;
    int more;
    an_form_open(&form, block, len);
    while ((more = an_form_next(&form, &e)) > 0 && at < size) {
        if (e.kind == AN_FORM_FIELD)
            return (size_t)snprintf(text, size, "%.*s", (int)e.value.len, e.value.p);
        at += (size_t)snprintf(text + at, size - at, "file %.*s of %" PRIu64 " bytes, %u, %s",
                               (int)e.filename.len, e.filename.p, e.size, e.error,
                               is_right(e.path, e.size) ? "right" : "wrong");
    }
    if (more < 0) abort();
    return at;
}
