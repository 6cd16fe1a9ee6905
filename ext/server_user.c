/* server_user.c - whose connections are whose: bind, connectionsOf. */
#include "server_class.h"

#include "compat.h"

/* The name of a user: a string, or an integer's decimal text. */
struct user {
    const char *name;
    size_t len;
    char digits[24];
};

/* False after an exception. */
static bool user_of(struct user *u, zval *uid, size_t least)
{
    ZVAL_DEREF(uid);
    if (Z_TYPE_P(uid) == IS_LONG) {
        u->len = (size_t)snprintf(u->digits, sizeof u->digits, ZEND_LONG_FMT, Z_LVAL_P(uid));
        u->name = u->digits;
        return true;
    }
    if (Z_TYPE_P(uid) != IS_STRING) {
        appnet_throw_argument("a user is a string or an integer, %s given",
                              zend_zval_type_name(uid));
        return false;
    }
    u->name = Z_STRVAL_P(uid);
    u->len = Z_STRLEN_P(uid);
    if (u->len >= least && u->len <= AN_USER_MAX) return true;
    appnet_throw_argument("the name of a user is 1 to %d bytes long, %zu given", AN_USER_MAX,
                          u->len);
    return false;
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
    struct an_worker *w = appnet_worker(self, "bind");
    if (!w || !user_of(&u, uid, 0)) RETURN_THROWS();
    struct an_users *users = &an_worker_fabric(w)->users;
    RETURN_BOOL(an_users_bind(users, an_worker_who(w), (uint64_t)fd, u.name, u.len) == AN_OK);
}

static int by_number(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

/* All of them, in ascending order; the caller's, to efree. */
static uint64_t *collect(const struct an_users *users, const struct user *u, size_t *n)
{
    uint64_t *ids = NULL, id;
    uint32_t at = 0;
    *n = 0;
    while (an_users_next(users, u->name, u->len, &at, &id)) {
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
    struct an_worker *w = appnet_worker(self, "connectionsOf");
    if (!w || !user_of(&u, uid, 1)) RETURN_THROWS();
    uint64_t *ids = collect(&an_worker_fabric(w)->users, &u, &n);
    array_init_size(return_value, (uint32_t)n);
    for (size_t i = 0; i < n; i++)
        add_next_index_long(return_value, (zend_long)ids[i]);
    if (ids) efree(ids);
}
