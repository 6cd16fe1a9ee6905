/* server_task.c - tasks for task workers, and the answers to tasks. A string is sent as it is; PHP
 * serialises any other value. */
#include "compat.h"
#include "misuse.h"
#include "server.h"
#include "server_event.h"
#include "server_send.h"

#include "ground/limits.h"

#include "ext/standard/php_var.h"
#include "zend_smart_str.h"

/* The bytes that cross the ring for a PHP value. */
struct encoded_value {
    smart_str text; /* holds the serialised value */
    const char *p;
    size_t len;
    bool serialized;
};

/* False after an exception: a closure, say, cannot be serialised. */
static bool value_encode(struct encoded_value *encoded, zval *value)
{
    php_serialize_data_t seen;
    *encoded = (struct encoded_value){.serialized = Z_TYPE_P(value) != IS_STRING};
    if (!encoded->serialized) {
        encoded->p = Z_STRVAL_P(value);
        encoded->len = Z_STRLEN_P(value);
        return true;
    }
    PHP_VAR_SERIALIZE_INIT(seen);
    php_var_serialize(&encoded->text, value, &seen);
    PHP_VAR_SERIALIZE_DESTROY(seen);
    if (EG(exception)) {
        smart_str_free(&encoded->text);
        return false;
    }
    smart_str_0(&encoded->text);
    encoded->p = ZSTR_VAL(encoded->text.s);
    encoded->len = ZSTR_LEN(encoded->text.s);
    return true;
}

/* The worker, looked up again after value_encode(). Code of the script has run there, and may have
 * been suspended until the server had stopped. NULL after an exception. */
static struct an_worker *worker_still(struct appnet_server *self, const char *method,
                                      struct encoded_value *encoded)
{
    struct an_worker *w = appnet_worker(self, method);
    if (!w) smart_str_free(&encoded->text);
    return w;
}

static void too_long(const struct appnet_server *self, size_t len)
{
    appnet_throw_argument("a task of %zu bytes is longer than APPNET_OPT_MAX_MESSAGE, %zu", len,
                          self->engine.config.max_message);
}

static void explain_task(struct appnet_server *self, int err, const struct encoded_value *encoded)
{
    uint32_t tasks = self->engine.config.tasks;
    switch (err) {
    case AN_ESTATE:
        appnet_throw(tasks ? "addAsynTask() is called in a worker, not in a task worker"
                           : "there are no task workers: set APPNET_OPT_TASK_WORKER_NUM");
        break;
    case AN_EINVAL:
        appnet_throw_argument("a task worker is -1 (the one with the least to do) or 0 to %u",
                              tasks - 1);
        break;
    case AN_ELIMIT:
        too_long(self, encoded->len);
        break;
    }
}

ZEND_METHOD(appnetServer, addAsynTask)
{
    struct appnet_server *self = APPNET_THIS();
    zval *data;
    zend_long to = -1;
    struct encoded_value encoded;
    uint64_t id;
    ZEND_PARSE_PARAMETERS_START(1, 2)
    Z_PARAM_ZVAL(data)
    Z_PARAM_OPTIONAL
    Z_PARAM_LONG(to)
    ZEND_PARSE_PARAMETERS_END();
    if (!appnet_worker(self, "addAsynTask") || !value_encode(&encoded, data)) RETURN_THROWS();
    struct an_worker *w = worker_still(self, "addAsynTask", &encoded);
    if (!w) RETURN_THROWS();
    int task_worker = to < -1 || to > AN_MAX_TASKS ? AN_MAX_TASKS : (int)to;
    int err = an_worker_task(w, task_worker, encoded.serialized, encoded.p, encoded.len, &id);
    appnet_note(self, err);
    if (err < 0) explain_task(self, err, &encoded);
    smart_str_free(&encoded.text);
    if (err < 0) RETURN_FALSE;
    RETURN_LONG((zend_long)id);
}

ZEND_METHOD(appnetServer, taskCallback)
{
    struct appnet_server *self = APPNET_THIS();
    zval *data;
    zend_long id, to;
    struct encoded_value encoded;
    ZEND_PARSE_PARAMETERS_START(3, 3)
    Z_PARAM_ZVAL(data)
    Z_PARAM_LONG(id)
    Z_PARAM_LONG(to)
    ZEND_PARSE_PARAMETERS_END();
    if (!appnet_worker(self, "taskCallback") || !value_encode(&encoded, data)) RETURN_THROWS();
    struct an_worker *w = worker_still(self, "taskCallback", &encoded);
    if (!w) RETURN_THROWS();
    uint32_t worker = to < 0 || to > AN_MAX_WORKERS ? AN_MAX_WORKERS : (uint32_t)to;
    int err =
        an_worker_task_done(w, worker, (uint64_t)id, encoded.serialized, encoded.p, encoded.len);
    appnet_note(self, err);
    if (err == AN_ESTATE)
        appnet_throw("taskCallback() is called in a task worker: in APPNET_EVENT_TASK");
    if (err == AN_EINVAL)
        appnet_throw_argument("a worker is 0 to %u", self->engine.config.workers - 1);
    if (err == AN_ELIMIT) too_long(self, encoded.len);
    smart_str_free(&encoded.text);
    RETURN_BOOL(err == AN_OK);
}
