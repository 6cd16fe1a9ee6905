/* mime_test.c - every extension that is known, in any case; and what an extension is. */
#include "test.h"

#include "protocol/text/mime.h"

#include "guard_help.h"

#include <ctype.h>
#include <string.h>

#define UNKNOWN "application/octet-stream"

static struct an_span at_the_end(const char *text)
{
    size_t n = strlen(text);
    return (struct an_span){(const char *)guard_copy(&test_guard, text, n), n};
}

/* By type: then the extensions that have it. */
static const char *const types[][2] = {
    {"text/html; charset=utf-8", "html htm"},
    {"text/css; charset=utf-8", "css"},
    {"text/javascript; charset=utf-8", "js mjs cjs"},
    {"text/plain; charset=utf-8", "txt log conf"},
    {"text/markdown; charset=utf-8", "md"},
    {"text/csv; charset=utf-8", "csv"},
    {"text/calendar; charset=utf-8", "ics"},
    {"text/vtt; charset=utf-8", "vtt"},
    {"application/json", "json map"},
    {"application/ld+json", "jsonld"},
    {"application/geo+json", "geojson"},
    {"application/manifest+json", "webmanifest"},
    {"application/xml", "xml"},
    {"application/xhtml+xml", "xhtml"},
    {"application/xslt+xml", "xsl"},
    {"application/atom+xml", "atom"},
    {"application/rss+xml", "rss"},
    {"application/yaml", "yaml yml"},
    {"application/wasm", "wasm"},
    {"image/svg+xml", "svg svgz"},
    {"image/png", "png"},
    {"image/apng", "apng"},
    {"image/jpeg", "jpg jpeg"},
    {"image/gif", "gif"},
    {"image/webp", "webp"},
    {"image/avif", "avif"},
    {"image/heic", "heic"},
    {"image/jxl", "jxl"},
    {"image/bmp", "bmp"},
    {"image/tiff", "tif tiff"},
    {"image/vnd.microsoft.icon", "ico"},
    {"font/woff", "woff"},
    {"font/woff2", "woff2"},
    {"font/ttf", "ttf"},
    {"font/otf", "otf"},
    {"font/collection", "ttc"},
    {"application/vnd.ms-fontobject", "eot"},
    {"audio/mpeg", "mp3"},
    {"audio/mp4", "m4a"},
    {"audio/ogg", "ogg oga opus"},
    {"audio/aac", "aac"},
    {"audio/flac", "flac"},
    {"audio/wav", "wav"},
    {"audio/midi", "mid"},
    {"audio/webm", "weba"},
    {"video/mp4", "mp4 m4v"},
    {"video/iso.segment", "m4s"},
    {"video/webm", "webm"},
    {"video/ogg", "ogv"},
    {"video/quicktime", "mov"},
    {"video/mpeg", "mpeg"},
    {"video/mp2t", "ts"},
    {"video/matroska", "mkv"},
    {"video/x-msvideo", "avi"},
    {"video/3gpp", "3gp"},
    {"application/vnd.apple.mpegurl", "m3u8"},
    {"application/dash+xml", "mpd"},
    {"application/pdf", "pdf"},
    {"application/postscript", "ps"},
    {"application/rtf", "rtf"},
    {"application/epub+zip", "epub"},
    {"application/msword", "doc"},
    {"application/vnd.ms-excel", "xls"},
    {"application/vnd.ms-powerpoint", "ppt"},
    {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"},
    {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"},
    {"application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx"},
    {"application/vnd.oasis.opendocument.text", "odt"},
    {"application/vnd.oasis.opendocument.spreadsheet", "ods"},
    {"application/vnd.oasis.opendocument.presentation", "odp"},
    {"application/zip", "zip"},
    {"application/gzip", "gz"},
    {"application/x-brotli", "br"},
    {"application/zstd", "zst"},
    {"application/x-bzip2", "bz2"},
    {"application/x-xz", "xz"},
    {"application/x-tar", "tar"},
    {"application/x-7z-compressed", "7z"},
    {"application/vnd.rar", "rar"},
    {"application/java-archive", "jar"},
    {"application/vnd.android.package-archive", "apk"},
    {"application/vnd.debian.binary-package", "deb"},
    {"model/gltf+json", "gltf"},
    {"model/gltf-binary", "glb"},
    {UNKNOWN, "bin"},
};

/* As it is, and with every second letter in upper case. */
static void expect_type(const char *extension, size_t n, const char *type)
{
    char text[16] = "";
    memcpy(text, extension, n);
    assert_string_equal(an_mime_type(at_the_end(text)), type);
    for (size_t i = 0; i < n; i += 2)
        text[i] = (char)toupper(text[i]);
    assert_string_equal(an_mime_type(at_the_end(text)), type);
}

static void every_known_extension_is_found_in_any_case(void **state)
{
    (void)state;
    unsigned count = 0;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        for (const char *p = types[i][1]; *p; count++) {
            size_t n = strcspn(p, " ");
            expect_type(p, n, types[i][0]);
            p += n + (p[n] == ' ');
        }
    assert_in_range(count, 80, 120);
}

static void others_are_bytes(void **state)
{
    (void)state;
    static const char *const others[] = {
        "",      "h",   "htmlx", "xhtmlx", ".html",        " html",
        "html ", "php", "0",     "zzz",    "webmanifestx", "webmanifest.webmanifest"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_string_equal(an_mime_type(at_the_end(others[i])), UNKNOWN);
    assert_string_equal(an_mime_type((struct an_span){"html\0", 5}), UNKNOWN);
    assert_string_equal(an_mime_type((struct an_span){"\0", 1}), UNKNOWN);
}

static void an_extension_stands_behind_the_last_dot_of_a_name(void **state)
{
    (void)state;
    static const char *const paths[][2] = {
        {"", ""},       {"a", ""},        {"a.b", "b"}, {"a.b.c", "c"}, {"a.", ""},
        {".a", ""},     {".", ""},        {"..", ""},   {"a.b/c", ""},  {"a.b/.c", ""},
        {"a/b.c", "c"}, {"a.b/c.d", "d"}, {"a/b/", ""}, {"a.b/", ""},   {"/a.b", "b"},
        {".a.b", "b"},  {"a..b", "b"},    {"/.a", ""},  {"x/..a", "a"},
    };
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct an_span e = an_mime_extension(at_the_end(paths[i][0]));
        assert_int_equal(e.len, strlen(paths[i][1]));
        assert_memory_equal(e.p, paths[i][1], e.len);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_known_extension_is_found_in_any_case),
        cmocka_unit_test(others_are_bytes),
        cmocka_unit_test(an_extension_stands_behind_the_last_dot_of_a_name),
    };
    return cmocka_run_group_tests_name("mime", tests, guard_set_up, guard_tear_down);
}
