/* server_message.c - messages between workers. A message is any string; the script decides what it
 * means. */
#include "compat.h"
#include "misuse.h"
#include "server.h"

static ZEND_COLD void unknown_worker(const struct an_worker *w)
{
    uint32_t workers = an_worker_config(w)->workers, tasks = an_worker_config(w)->tasks;
    if (an_worker_role(w) == AN_TASK)
        appnet_throw_argument("a task worker writes to workers, which are 0 to %u", workers - 1);
    else if (tasks)
        appnet_throw_argument("a worker is 0 to %u, a task worker %u to %u", workers - 1, workers,
                              workers + tasks - 1);
    else
        appnet_throw_argument("a worker is 0 to %u", workers - 1);
}

ZEND_METHOD(appnetServer, sendMessage)
{
    struct appnet_server *self = APPNET_THIS();
    zend_long to;
    zend_string *data;
    ZEND_PARSE_PARAMETERS_START(2, 2)
    Z_PARAM_LONG(to)
    Z_PARAM_STR(data)
    ZEND_PARSE_PARAMETERS_END();
    struct an_worker *w = appnet_worker(self, "sendMessage");
    if (!w) RETURN_THROWS();
    uint32_t worker = to < 0 || to > UINT32_MAX ? UINT32_MAX : (uint32_t)to;
    int err = an_worker_message(w, worker, ZSTR_VAL(data), ZSTR_LEN(data));
    if (err == AN_EINVAL) unknown_worker(w);
    if (err == AN_ELIMIT) appnet_too_long(self, ZSTR_LEN(data));
    RETURN_BOOL(err == AN_OK);
}
