/* server_user.c - which user a connection belongs to: bind, connectionsOf. */
#include "arguments.h"
#include "compat.h"
#include "misuse.h"
#include "server.h"

/* The name of a user: a string, or the decimal text of an integer. */
struct user {
    size_t len;
    char name[AN_USER_MAX];
};

/* Takes the parameter `arg`. False after an exception. Code of the script may have run:
 * __toString(). */
static bool user_of(struct user *u, uint32_t arg, zval *uid, size_t least)
{
    ZVAL_DEREF(uid);
    zend_string *text =
        Z_TYPE_P(uid) == IS_LONG ? zend_long_to_str(Z_LVAL_P(uid)) : appnet_argument_string(uid);
    if (!text) {
        appnet_argument_wrong(arg, "of type string|int", uid);
        return false;
    }
    u->len = ZSTR_LEN(text);
    bool fine = u->len >= least && u->len <= AN_USER_MAX;
    if (fine)
        memcpy(u->name, ZSTR_VAL(text), u->len);
    else
        appnet_throw_argument("the name of a user is 1 to %d bytes long, %zu given", AN_USER_MAX,
                              u->len);
    zend_string_release(text);
    return fine;
}

ZEND_METHOD(appnetServer, bind)
{
    struct appnet_server *self = APPNET_THIS();
    zend_long fd;
    zval *uid;
    struct user u;
    ZEND_PARSE_PARAMETERS_START(2, 2)
    Z_PARAM_LONG(fd)
    Z_PARAM_ZVAL(uid)
    ZEND_PARSE_PARAMETERS_END();
    if (!appnet_worker(self, "bind") || !user_of(&u, 2, uid, 0)) RETURN_THROWS();
    struct an_worker *w = appnet_worker(self, "bind");
    if (!w) RETURN_THROWS();
    RETURN_BOOL(an_worker_bind(w, (uint64_t)fd, u.name, u.len) == AN_OK);
}

static int by_number(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

/* All connections of the user, in ascending order. The caller frees the array with efree(). */
static uint64_t *user_connections(const struct an_worker *w, const struct user *u, size_t *n)
{
    uint64_t *ids = NULL, id;
    uint32_t at = 0;
    *n = 0;
    while ((id = an_worker_user_next(w, u->name, u->len, &at))) {
        if ((*n & (*n - 1)) == 0) ids = safe_erealloc(ids, *n ? 2 * *n : 1, sizeof *ids, 0);
        ids[(*n)++] = id;
    }
    if (*n) qsort(ids, *n, sizeof *ids, by_number);
    return ids;
}

ZEND_METHOD(appnetServer, connectionsOf)
{
    struct appnet_server *self = APPNET_THIS();
    zval *uid;
    struct user u;
    size_t n;
    ZEND_PARSE_PARAMETERS_START(1, 1)
    Z_PARAM_ZVAL(uid)
    ZEND_PARSE_PARAMETERS_END();
    if (!appnet_worker(self, "connectionsOf") || !user_of(&u, 1, uid, 1)) RETURN_THROWS();
    struct an_worker *w = appnet_worker(self, "connectionsOf");
    if (!w) RETURN_THROWS();
    uint64_t *ids = user_connections(w, &u, &n);
    array_init_size(return_value, (uint32_t)n);
    for (size_t i = 0; i < n; i++)
        add_next_index_long(return_value, (zend_long)ids[i]);
    if (ids) efree(ids);
}
