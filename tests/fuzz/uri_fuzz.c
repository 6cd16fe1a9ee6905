/* uri_fuzz.c - targets under a fuzzer, which picks the room for the path and the target's bytes.
 *
 * Input: one byte of room (0 stands for 4096), then the target. Properties: what is accepted stays below the root (no "." or ".." or hidden
 * segment, no empty one, no NUL, control character or backslash, all within the room), is its own path when it is encoded again, and is what a
 * simpler reader finds, which first decodes and then keeps a stack of segments; that reader finds nothing in what is refused.
 */
#include "protocol/text/uri.h"

#include "guard_help.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ground/base.h"

#define ROOM 4096
#define MUST(x) ((x) ? (void)0 : broken(#x, __LINE__))

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void broken(const char *what, int line)
{
    fprintf(stderr, "uri_fuzz.c:%d: not so: %s\n", line, what);
    abort();
}

static void check_safe(const char *path, const struct an_uri *uri, size_t room)
{
    MUST(uri->len < room && strlen(path) == uri->len);
    MUST(*path != '/' && (uri->len == 0 || path[uri->len - 1] != '/'));
    MUST(*path != '.' && !strstr(path, "/.") && !strstr(path, "//"));
    for (const char *p = path; *p; p++)
        MUST((uint8_t)*p >= 0x20 && *p != 0x7F && *p != '\\');
    if (uri->extension.len == 0) return;
    const char *dot = strrchr(path, '.');
    MUST(!uri->folder && dot + 1 == uri->extension.p && !strchr(dot, '/'));
    MUST(dot + 1 + uri->extension.len == path + uri->len);
}

static void check_again(const char *path, const struct an_uri *uri)
{
    static char target[3 * ROOM + 3], again[ROOM + 1];
    struct an_uri second;
    size_t n = 0;
    target[n++] = '/';
    for (const char *p = path; *p; p++)
        n += (size_t)snprintf(target + n, sizeof target - n, "%%%02x", (uint8_t)*p);
    if (uri->folder && uri->len) target[n++] = '/';
    MUST(an_uri_path((struct an_span){target, n}, again, sizeof again, &second) == AN_OK);
    MUST(strcmp(again, path) == 0 && second.folder == uri->folder);
    MUST(second.extension.len == uri->extension.len);
}

/* --- the simpler reader, of targets that begin with a slash --- */

static bool slow_decode(const char *target, size_t len, char *out)
{
    for (size_t i = 0; i < len && target[i] != '?'; i++) {
        unsigned c = (uint8_t)target[i];
        if (c == '#') return false;
        if (c == '%') {
            char hex[3] = {0}, *end;
            if (len - i < 3) return false;
            memcpy(hex, target + i + 1, 2);
            if (strspn(hex, "0123456789abcdefABCDEF") != 2) return false;
            c = (unsigned)strtoul(hex, &end, 16);
            i += 2;
        }
        if (c < 0x20 || c == 0x7F || c == '\\') return false;
        *out++ = (char)c;
    }
    *out = 0;
    return true;
}

static bool slow_path(const char *target, size_t len, char *out, bool *folder)
{
    static char text[ROOM + 1];
    static const char *stack[ROOM];
    size_t depth = 0, n = 0;
    *folder = false;
    if (!slow_decode(target, len, text)) return false;
    for (char *at = text + 1, *next; at; at = next) {
        if ((next = strchr(at, '/'))) *next++ = 0;
        *folder = !*at || strcmp(at, ".") == 0 || strcmp(at, "..") == 0;
        if (!*folder && *at == '.') return false;
        if (!*folder) stack[depth++] = at;
        if (strcmp(at, "..") == 0 && depth-- == 0) return false;
    }
    for (size_t i = 0; i < depth; i++)
        n += (size_t)snprintf(out + n, ROOM - n, i ? "/%s" : "%s", stack[i]);
    out[n] = 0;
    return true;
}

static void check_slow(const char *target, size_t len)
{
    static char fast[ROOM], slow[ROOM + 1];
    bool folder;
    struct an_uri uri;
    int err = an_uri_path((struct an_span){target, len}, fast, sizeof fast, &uri);
    bool found = slow_path(target, len, slow, &folder);
    MUST(found == (err == AN_OK));
    MUST(!found || (strcmp(slow, fast) == 0 && folder == uri.folder));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct guard in, out;
    static const char blank[ROOM];
    struct an_uri uri;
    if (size < 1 || size > ROOM - 4) return 0;
    if (!in.map) guard_open(&in, ROOM), guard_open(&out, ROOM);
    size_t room = data[0] ? data[0] : ROOM, len = size - 1;
    const char *target = (const char *)guard_copy(&in, data + 1, len);
    char *path = (char *)guard_copy(&out, blank, room);
    int err = an_uri_path((struct an_span){target, len}, path, room, &uri);
    MUST(err == AN_OK || err == AN_EPROTO || err == AN_EACCES || err == AN_ELIMIT);
    if (err == AN_OK) {
        check_safe(path, &uri, room);
        check_again(path, &uri);
    }
    if (len && *target == '/') check_slow(target, len);
    return 0;
}
