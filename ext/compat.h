/* compat.h - the differences between PHP 7.4 and 8.4. No other file asks for a version.
 *
 * PHP 7.4 has no unwind exit (exit() is a bailout there), hands objects to handlers as zvals, knows
 * no union types in arginfo, and its zend_exception_error() bails out for an error.
 */
#ifndef APPNET_COMPAT_H
#define APPNET_COMPAT_H

#include <stdbool.h>

#include "php.h"
#include "zend_exceptions.h"
#if PHP_VERSION_ID >= 80100
#include "zend_fibers.h"
#endif
#include "zend_interfaces.h"

#if PHP_VERSION_ID < 70400
#error "appnet needs PHP 7.4 or newer"
#endif

_Static_assert(sizeof(zend_long) == 8, "a connection id needs 53 bits: appnet needs a 64-bit PHP");

#if PHP_VERSION_ID < 80000

#define RETURN_THROWS() return
#define Z_PARAM_STR_OR_NULL(dest) Z_PARAM_STR_EX(dest, 1, 0)
#define IS_MIXED IS_UNDEF /* an encoded type of 0 is no type */
/* PHP 7.4 checks the types of arginfo before a method runs; newer versions leave that to the
 * method. So arginfo has no types here, and all versions throw the same. */
#undef ZEND_ARG_TYPE_INFO
#define ZEND_ARG_TYPE_INFO(by_ref, name, type, null) ZEND_ARG_INFO(by_ref, name)
#define ZEND_ARG_TYPE_MASK(by_ref, name, mask, preset) ZEND_ARG_INFO(by_ref, name)
#define ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(by_ref, name, type, null, preset) ZEND_ARG_TYPE_INFO(by_ref, name, type, null)
#define ZEND_BEGIN_ARG_WITH_RETURN_TYPE_MASK_EX(name, by_ref, required, mask) ZEND_BEGIN_ARG_INFO_EX(name, 0, by_ref, required)

/* A value of another type throws for callers in weak mode, too. */
#undef ZEND_PARSE_PARAMETERS_START
#define ZEND_PARSE_PARAMETERS_START(least, most) ZEND_PARSE_PARAMETERS_START_EX(ZEND_PARSE_PARAMS_THROW, least, most)

#define APPNET_UNCAUGHT_SEVERITY E_WARNING /* an error would end the worker */
#define APPNET_HANDLER_OBJECT zval
#define APPNET_MESSAGE char
#define APPNET_BOOL zend_bool /* what Z_PARAM_BOOL fills in */
#define APPNET_HANDLER_OBJ(object) Z_OBJ_P(object)

#define APPNET_PARSE_LONG(value, n) zend_parse_arg_long(value, n, NULL, 0, 0)
#define APPNET_PARSE_STR(value, s) zend_parse_arg_str(value, s, 0)
#define APPNET_TYPE_ERROR(arg, expected, given) \
    zend_type_error("appnetServer::%s() expects parameter %u to be %s, %s given", get_active_function_name(), arg, expected, given)

static inline bool appnet_is_exit(zend_object *ex) { return ex == NULL && false; }
/* Leaves the script as exit() does. */
ZEND_COLD static inline void appnet_leave_script(void) { zend_bailout(); }

#else

#define APPNET_UNCAUGHT_SEVERITY E_ERROR
#define APPNET_HANDLER_OBJECT zend_object
#define APPNET_MESSAGE const char
#define APPNET_BOOL bool
#define APPNET_HANDLER_OBJ(object) (object)

#if PHP_VERSION_ID < 80100
#define APPNET_PARSE_LONG(value, n) zend_parse_arg_long(value, n, NULL, 0)
#define APPNET_PARSE_STR(value, s) zend_parse_arg_str(value, s, 0)
static inline bool appnet_is_exit(zend_object *ex) { return zend_is_unwind_exit(ex); }
#else
#define APPNET_PARSE_LONG(value, n) zend_parse_arg_long(value, n, NULL, 0, (uint32_t)-1)
#define APPNET_PARSE_STR(value, s) zend_parse_arg_str(value, s, 0, (uint32_t)-1)
/* A Fiber that is destroyed ends as a script does. */
static inline bool appnet_is_exit(zend_object *ex) { return zend_is_unwind_exit(ex) || zend_is_graceful_exit(ex); }
#endif
#define APPNET_TYPE_ERROR(arg, expected, given) zend_argument_type_error(arg, "must be %s, %s given", expected, given)

static inline void appnet_leave_script(void) { zend_throw_unwind_exit(); }

#endif

/* Seeds PHP's random numbers anew after a fork: otherwise all workers would draw the same numbers.
 * Before PHP 8.2 no extension can seed lcg_value() anew. There this function takes a random number
 * of steps of it, in a few milliseconds. */
#if PHP_VERSION_ID >= 80200
#include "ext/random/php_random.h"
static inline void appnet_reseed(void) { RANDOM_G(combined_lcg_seeded) = RANDOM_G(mt19937_seeded) = false; }
#else
#include "ext/standard/basic_functions.h"
#include "ext/standard/php_lcg.h"
#include "ext/standard/php_random.h"
static inline void appnet_reseed(void)
{
    uint32_t steps = 0;
    BG(mt_rand_is_seeded) = 0;
    if (php_random_bytes_silent(&steps, sizeof(steps)) == SUCCESS)
        for (steps &= (1 << 20) - 1; steps; steps--) php_combined_lcg();
}
#endif

/* run() may have been called in a Fiber. A callback does not see that Fiber. The Fiber cannot be
 * suspended, because the engine's frames are on its stack. */
struct appnet_fiber {
    void *hidden;
};
static inline struct appnet_fiber appnet_fiber_hide(void)
{
    struct appnet_fiber fiber = {NULL};
#if PHP_VERSION_ID >= 80100
    fiber.hidden = EG(active_fiber);
    EG(active_fiber) = NULL;
#endif
    return fiber;
}
static inline void appnet_fiber_show(struct appnet_fiber fiber)
{
#if PHP_VERSION_ID >= 80100
    EG(active_fiber) = fiber.hidden;
#else
    (void)fiber;
#endif
}

/* What zend_object_iterator_funcs.valid returns: int, or an enum, by version. */
#define APPNET_ITERATOR_VALID __typeof__(((const zend_object_iterator_funcs *)NULL)->valid(NULL))

/* The locale that PHP's regular expressions use. */
#if PHP_VERSION_ID < 80000
#define APPNET_CTYPE BG(locale_string)
#else
#define APPNET_CTYPE BG(ctype_string)
#endif

/* Instances cannot be serialised. */
static inline void appnet_deny_serialize(zend_class_entry *ce)
{
#if PHP_VERSION_ID >= 80100
    ce->ce_flags |= ZEND_ACC_NOT_SERIALIZABLE;
#else
    ce->serialize = zend_class_serialize_deny;
    ce->unserialize = zend_class_unserialize_deny;
#endif
}

#endif
