/* strict_test.c - requests that two servers could read in two ways, over the wire: what is refused gets its status and the end of the connection, and
 * nothing behind it is ever a request; what is taken is one request, and what stands behind it is the next.
 *
 *   strict_test          TAP, as all tests
 *   strict_test PORT     holds nginx's column of the table against the nginx there: it proxies (proxy_pass, proxy_http_version 1.1) to any server that answers
 *                        every request with 200, such as a second `server` of its own with "return 200"
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "e2e/claim_help.h"
#include "e2e/client_help.h"
#include "e2e/journal_help.h"
#include "e2e/server_help.h"
#include "e2e/strict_rows_help.h"

#define HTTP_ONLY "speaks=2 "
#define NEXT "GET /next HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"

static char *printable(const char *p, size_t n)
{
    static char text[400];
    size_t at = 0;
    for (size_t i = 0; i < n && at < sizeof text - 8; i++)
        at += (size_t)snprintf(text + at, 8, p[i] >= ' ' && p[i] <= '~' ? "%c" : "\\x%02x",
                               (uint8_t)p[i]);
    text[at] = 0;
    return text;
}

/* In one segment, or byte by byte: then the server may be through with it before all is said. */
static void say(struct client *c, const char *in, size_t len, bool whole)
{
    for (size_t i = 0; whole ? i == 0 : i < len; i++)
        if (!client_send(c, in + i, whole ? len : 1)) return;
}

static bool hear(struct client *c)
{
    bool heard = client_hear(c);
    while (heard && c->heard.code == 100)
        heard = client_hear(c);
    return heard;
}

static void check_refused(struct client *c, const struct strict_row *row)
{
    static const char line[] = "\r\nConnection: close\r\n";
    must_say(memmem(c->heard.head, c->heard.head_len, line, sizeof line - 1),
             "%d, but no close is announced: %s", row->status, printable(row->in, row->len));
}

static void check_row(uint16_t port, const struct strict_row *row, bool whole)
{
    struct client c = client_open(port, WIRE_HTTP);
    char text[4096];
    must(row->len + sizeof NEXT <= sizeof text);
    memcpy(text, row->in, row->len);
    memcpy(text + row->len, NEXT, sizeof NEXT - 1);
    say(&c, text, row->len + sizeof NEXT - 1, whole);
    must_say(hear(&c), "no answer: %s", printable(row->in, row->len));
    must_say(c.heard.code == row->status, "%d instead of %d: %s", c.heard.code, row->status,
             printable(row->in, row->len));
    if (row->status == 200)
        client_expect(&c, "next", 4);
    else
        check_refused(&c, row);
    client_expect_end(&c);
    client_close(&c);
}

/* What was refused reached no worker either. */
static void check_rows(const struct strict_rows *rows)
{
    uint64_t taken = 0;
    struct server s = server_start(HTTP_ONLY);
    for (int whole = 1; whole >= 0; whole--)
        for (size_t i = 0; i < rows->count; i++) {
            check_row(s.port, &rows->row[i], whole);
            if (rows->row[i].status == 200) taken += 2;
        }
    server_stop(&s);
    must(journal_count(s.journal, AN_EV_RECV) == taken);
    journal_check(s.journal, 0);
}

#define GROUP(name)                                                                                \
    static void name(void)                                                                         \
    {                                                                                              \
        for (size_t i = 0; i < strict_rows_count; i++)                                             \
            if (strcmp(strict_rows[i].about, #name) == 0) {                                        \
                check_rows(&strict_rows[i]);                                                       \
                return;                                                                            \
            }                                                                                      \
        must(false);                                                                               \
    }
GROUP(request_lines)
GROUP(targets)
GROUP(field_lines)
GROUP(repeated_fields)
GROUP(hosts)
GROUP(lengths)
GROUP(codings)
GROUP(chunks)
GROUP(trailers)
GROUP(upgrades_and_expectations)

/* --- limits --- */

/* GET /aaa, then lines of so many bytes. */
static void check_long(uint16_t port, size_t target, size_t lines, size_t each, int status)
{
    struct client c = client_open(port, WIRE_HTTP);
    struct an_buf b = {.max = 1 << 20};
    char *a = malloc(target + each);
    must(a);
    memset(a, 'a', target + each);
    an_buf_append(&b, "GET /", 5);
    an_buf_append(&b, a, target);
    an_buf_append(&b, " HTTP/1.1\r\nHost: x\r\n", 20);
    for (size_t i = 0; i < lines; i++) {
        an_buf_append(&b, "A: ", 3);
        an_buf_append(&b, a, each);
        an_buf_append(&b, "\r\n", 2);
    }
    an_buf_append(&b, "\r\n" NEXT, sizeof NEXT + 1);
    say(&c, (const char *)b.data, b.len, true);
    must(hear(&c));
    must_say(c.heard.code == status, "%d instead of %d", c.heard.code, status);
    if (status == 200) client_expect(&c, "next", 4);
    client_expect_end(&c);
    client_close(&c);
    an_buf_fini(&b);
    free(a);
}

/* The defaults: 8 KiB, 100 lines, 32 KiB. */
static void what_is_too_long_is_refused(void)
{
    struct server s = server_start(HTTP_ONLY);
    check_long(s.port, 8191, 0, 0, 200);
    check_long(s.port, 8192, 0, 0, 414);
    check_long(s.port, 100000, 0, 0, 414);
    check_long(s.port, 1, 99, 10, 200);
    check_long(s.port, 1, 100, 10, 431);
    check_long(s.port, 1, 4, 8000, 200);
    check_long(s.port, 1, 5, 8000, 431);
    check_long(s.port, 1, 1, 100000, 431);
    server_stop(&s);
    must(journal_count(s.journal, AN_EV_RECV) == 6);
}

/* --- against nginx --- */

/* Of everything that comes, up to the end: the status of the first answer that is not 100; 9: bytes without a head, as HTTP/0.9 has it; 0: nothing. */
static int status_of(uint16_t port, const struct strict_row *row)
{
    char text[65536];
    size_t at = 0;
    ssize_t n;
    struct client c = {.fd = client_socket(port)};
    must_say(c.fd >= 0, "nobody listens on port %u", port);
    client_send(&c, row->in, row->len);
    client_send(&c, NEXT, sizeof NEXT - 1);
    while (at < sizeof text - 1) {
        n = recv(c.fd, text + at, sizeof text - 1 - at, 0);
        if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
            claim_wait();
            continue;
        }
        if (n <= 0) break;
        at += (size_t)n;
    }
    close(c.fd);
    text[at] = 0;
    const char *head = text;
    while (strncmp(head, "HTTP/1.1 100 ", 13) == 0 && (n = (ssize_t)strcspn(head, "\n")))
        head = strstr(head, "\r\n\r\n") ? strstr(head, "\r\n\r\n") + 4 : "";
    if (strncmp(head, "HTTP/1.1 ", 9) == 0) return (int)strtol(head + 9, NULL, 10);
    return *head ? 9 : 0;
}

static uint16_t nginx;

static void nginx_answers_as_the_table_says(void)
{
    size_t wrong = 0;
    for (size_t i = 0; i < strict_rows_count; i++)
        for (size_t k = 0; k < strict_rows[i].count; k++) {
            const struct strict_row *row = &strict_rows[i].row[k];
            int status = status_of(nginx, row);
            bool stricter = row->status == 200 && status != 200;
            if (status == row->nginx && !stricter) continue;
            claim_note("%s %zu: nginx %d, the table %d, we %d: %s", strict_rows[i].about, k, status,
                       row->nginx, row->status, printable(row->in, row->len));
            wrong++;
        }
    must_say(wrong == 0, "%zu rows", wrong);
}

int main(int argc, char **argv)
{
    const struct claim claims[] = {
        CLAIM(request_lines),
        CLAIM(targets),
        CLAIM(field_lines),
        CLAIM(repeated_fields),
        CLAIM(hosts),
        CLAIM(lengths),
        CLAIM(codings),
        CLAIM(chunks),
        CLAIM(trailers),
        CLAIM(upgrades_and_expectations),
        CLAIM(what_is_too_long_is_refused),
    };
    const struct claim against[] = {CLAIM(nginx_answers_as_the_table_says)};
    if (argc == 2 && (nginx = (uint16_t)strtoul(argv[1], NULL, 10))) return claims_run(against, 1);
    return claims_run(claims, sizeof claims / sizeof *claims);
}
