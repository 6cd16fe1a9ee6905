/* server_http.c - sends the answer to an HTTP request: at once, in pieces, or from a file. The
 * status and headers are in answer.h.
 *
 * With write() only the first piece has a head. The engine lets a request be answered only once
 * (worker_send.c); the methods here return false for a second answer.
 */
#include "compat.h"
#include "misuse.h"
#include "server.h"
#include "server_answer.h"
#include "server_send.h"

#include "protocol/text/mime.h"

#include "zend_smart_str.h"

#include <fcntl.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- at once --- */

/* The request in hand, or NULL after an exception. */
static const struct an_event *in_hand(const struct appnet_server *self, const char *what)
{
    const struct an_event *ev = self->call.event;
    if (ev && ev->type == AN_EV_RECV && ev->proto == AN_PROTO_HTTP) return ev;
    if (ev && ev->type == AN_EV_OPEN && an_worker_opening(self->worker)) return ev;
    appnet_throw("%s answers an HTTP request: call it in APPNET_EVENT_RECV of one", what);
    return NULL;
}

ZEND_METHOD(appnetServer, httpRespCode)
{
    struct appnet_server *self = APPNET_THIS();
    const struct an_event *ev = NULL;
    zend_long status;
    zend_string *body = ZSTR_EMPTY_ALLOC();
    ZEND_PARSE_PARAMETERS_START(1, 2)
    Z_PARAM_LONG(status)
    Z_PARAM_OPTIONAL
    Z_PARAM_STR(body)
    ZEND_PARSE_PARAMETERS_END();
    bool at_once = ZEND_NUM_ARGS() > 1;
    struct an_worker *w = appnet_worker(self, "httpRespCode");
    if (!w || !appnet_answer_status(status) ||
        (at_once ? !(ev = in_hand(self, "httpRespCode() with a body"))
                 : !appnet_answer_open(self, "httpRespCode")))
        RETURN_THROWS();
    self->call.answer.status = (int)status;
    if (!at_once) RETURN_TRUE;
    struct an_send send = {.body = ZSTR_VAL(body), .body_len = ZSTR_LEN(body)};
    int err = appnet_note(self, appnet_answer_send(self, w, ev->id, &send));
    if (err == AN_ELIMIT) appnet_too_long(self, ZSTR_LEN(body));
    RETURN_BOOL(err == AN_OK);
}

static bool is_redirect(zend_long status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

static bool is_url(const zend_string *s)
{
    return ZSTR_LEN(s) > 0 && appnet_is_field_value(s) && !strpbrk(ZSTR_VAL(s), " \t");
}

ZEND_METHOD(appnetServer, httpRedirect)
{
    struct appnet_server *self = APPNET_THIS();
    zend_string *url;
    zend_long status = 302;
    ZEND_PARSE_PARAMETERS_START(1, 2)
    Z_PARAM_STR(url)
    Z_PARAM_OPTIONAL
    Z_PARAM_LONG(status)
    ZEND_PARSE_PARAMETERS_END();
    struct an_worker *w = appnet_worker(self, "httpRedirect");
    if (!w) RETURN_THROWS();
    if (!is_url(url))
        appnet_throw_argument("a redirect needs a URL without blanks and control characters");
    if (!is_redirect(status))
        appnet_throw_argument(
            "a redirect has status 301, 302, 303, 307 or 308, " ZEND_LONG_FMT " given", status);
    const struct an_event *ev = EG(exception) ? NULL : in_hand(self, "httpRedirect()");
    if (!ev) RETURN_THROWS();
    zend_string *location = zend_string_init(ZEND_STRL("Location"), 0);
    appnet_answer_line(&self->call.answer, location, url, true);
    zend_string_release(location);
    self->call.answer.status = (int)status;
    struct an_send send = {0};
    int err = appnet_note(self, appnet_answer_send(self, w, ev->id, &send));
    if (err == AN_ELIMIT) appnet_too_long(self, 0);
    RETURN_BOOL(err == AN_OK);
}

/* --- in pieces --- */

static bool is_in_hand(const struct appnet_server *self, uint64_t id)
{
    const struct an_event *ev = self->call.event;
    return ev && (ev->type == AN_EV_RECV || ev->type == AN_EV_OPEN) && ev->id == id;
}

/* The first piece carries the status and headers. Those that the script sets while an answer is
 * under way belong to the next answer. */
static int send_piece(struct appnet_server *self, struct an_worker *w, uint64_t id,
                      const char *method, struct an_send *send)
{
    struct an_conn_route route;
    if (!appnet_answer_route(w, id, method, &route)) return appnet_note(self, AN_EGONE);
    bool begun = an_worker_answer_begun(w, id, &route);
    int err = begun ? an_worker_send(w, id, send) : appnet_answer_send(self, w, id, send);
    appnet_note(self, err);
    if (err == AN_ELIMIT) appnet_too_long(self, send->body_len);
    if (err == AN_OK && is_in_hand(self, id)) self->call.streaming = !(send->flags & AN_MSG_LAST);
    return err;
}

#define PATIENCE_MS 10000
#define PATIENCE_MOST_MS 60000

static bool valid_patience(zend_long ms)
{
    if (ms >= 0 && ms <= PATIENCE_MOST_MS) return true;
    appnet_throw_argument("a piece waits 0 to %d milliseconds for room, " ZEND_LONG_FMT " given",
                          PATIENCE_MOST_MS, ms);
    return false;
}

ZEND_METHOD(appnetServer, write)
{
    struct appnet_server *self = APPNET_THIS();
    zend_long fd, patience = PATIENCE_MS;
    zend_string *chunk;
    ZEND_PARSE_PARAMETERS_START(2, 3)
    Z_PARAM_LONG(fd)
    Z_PARAM_STR(chunk)
    Z_PARAM_OPTIONAL
    Z_PARAM_LONG(patience)
    ZEND_PARSE_PARAMETERS_END();
    struct an_worker *w = appnet_worker(self, "write");
    if (!w || !valid_patience(patience)) RETURN_THROWS();
    struct an_send send = {.flags = AN_MSG_PART,
                           .body = ZSTR_VAL(chunk),
                           .body_len = ZSTR_LEN(chunk),
                           .wait_ms = (uint32_t)patience};
    if (send_piece(self, w, (uint64_t)fd, "write", &send) < 0) RETURN_FALSE;
    RETURN_LONG((zend_long)ZSTR_LEN(chunk));
}

ZEND_METHOD(appnetServer, end)
{
    struct appnet_server *self = APPNET_THIS();
    zend_long fd, patience = PATIENCE_MS;
    zend_string *chunk = ZSTR_EMPTY_ALLOC();
    ZEND_PARSE_PARAMETERS_START(1, 3)
    Z_PARAM_LONG(fd)
    Z_PARAM_OPTIONAL
    Z_PARAM_STR(chunk)
    Z_PARAM_LONG(patience)
    ZEND_PARSE_PARAMETERS_END();
    struct an_worker *w = appnet_worker(self, "end");
    if (!w || !valid_patience(patience)) RETURN_THROWS();
    struct an_send send = {.flags = AN_MSG_LAST,
                           .body = ZSTR_VAL(chunk),
                           .body_len = ZSTR_LEN(chunk),
                           .wait_ms = (uint32_t)patience};
    RETURN_BOOL(send_piece(self, w, (uint64_t)fd, "end", &send) == AN_OK);
}

/* --- from a file --- */

struct piece {
    const char *path; /* absolute */
    struct an_msg_file of;
};

/* With open_basedir the file that was found must lie within it, too: its path may have led
 * elsewhere when it was checked. */
static bool is_within_basedir(const char *self)
{
    char real[MAXPATHLEN];
    if (!PG(open_basedir) || !*PG(open_basedir)) return true;
    ssize_t n = readlink(self, real, sizeof real - 1);
    real[n > 0 ? n : 0] = 0;
    return n > 0 && php_check_open_basedir(real) == 0;
}

/* The descriptor is O_PATH: nothing has been opened yet. */
static bool is_fit(int fd, struct piece *p)
{
    char self[32];
    struct stat st;
    snprintf(self, sizeof self, "/proc/self/fd/%d", fd);
    if (!is_within_basedir(self)) return false;
    if (fstat(fd, &st) < 0 || access(self, R_OK) < 0)
        php_error_docref(NULL, E_WARNING, "%s: %s", p->path, strerror(errno));
    else if (!S_ISREG(st.st_mode))
        php_error_docref(NULL, E_WARNING, "%s is not a regular file", p->path);
    else if (p->of.offset > (uint64_t)st.st_size ||
             (p->of.length != UINT64_MAX && p->of.length > (uint64_t)st.st_size - p->of.offset))
        php_error_docref(NULL, E_WARNING, "%s is no longer than %" PRIu64 " bytes", p->path,
                         (uint64_t)st.st_size);
    else {
        p->of.dev = st.st_dev;
        p->of.ino = st.st_ino;
        return true;
    }
    return false;
}

/* False after a warning. The reactor sends only the file that is found here: if the path leads to
 * another file when the reactor opens it, the reactor refuses. */
static bool may_be_sent(struct piece *p)
{
    if (php_check_open_basedir(p->path)) return false; /* it has warned */
    int fd = open(p->path, O_PATH | O_CLOEXEC);
    if (fd < 0) {
        php_error_docref(NULL, E_WARNING, "%s: %s", p->path, strerror(errno));
        return false;
    }
    bool fit = is_fit(fd, p);
    close(fd);
    return fit;
}

static int send_file(struct appnet_server *self, struct an_worker *w, uint64_t id,
                     const struct piece *p)
{
    smart_str body = {0};
    smart_str_appendl(&body, (const char *)&p->of, sizeof p->of);
    smart_str_appends(&body, p->path);
    struct an_send send = {
        .flags = AN_MSG_FILE, .body = ZSTR_VAL(body.s), .body_len = ZSTR_LEN(body.s)};
    const char *type = an_mime_type(an_mime_extension((struct an_span){p->path, strlen(p->path)}));
    int err = appnet_note(self, appnet_answer_send_as(self, w, id, &send, type));
    smart_str_free(&body);
    if (err == AN_ELIMIT) appnet_too_long(self, send.body_len);
    return err;
}

ZEND_METHOD(appnetServer, sendFile)
{
    struct appnet_server *self = APPNET_THIS();
    zend_long fd, offset = 0, length = -1;
    zend_string *path;
    struct an_conn_route route;
    char absolute[MAXPATHLEN];
    ZEND_PARSE_PARAMETERS_START(2, 4)
    Z_PARAM_LONG(fd)
    Z_PARAM_PATH_STR(path)
    Z_PARAM_OPTIONAL
    Z_PARAM_LONG(offset)
    Z_PARAM_LONG(length)
    ZEND_PARSE_PARAMETERS_END();
    struct an_worker *w = appnet_worker(self, "sendFile");
    if (!w) RETURN_THROWS();
    if (offset < 0 || length < -1) {
        appnet_throw_argument("a file is sent from an offset of 0 or more, with a length of 0 or "
                              "more or of -1 for its rest");
        RETURN_THROWS();
    }
    if (!appnet_answer_route(w, (uint64_t)fd, "sendFile", &route)) RETURN_FALSE;
    if (!expand_filepath(ZSTR_VAL(path), absolute)) {
        php_error_docref(NULL, E_WARNING, "%s is not a path", ZSTR_VAL(path));
        RETURN_FALSE;
    }
    struct piece p = {
        absolute,
        {.offset = (uint64_t)offset, .length = length < 0 ? UINT64_MAX : (uint64_t)length}};
    RETURN_BOOL(may_be_sent(&p) && send_file(self, w, (uint64_t)fd, &p) == AN_OK);
}
