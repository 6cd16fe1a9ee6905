/* callback_state.c - see callback_state.h. */
#include "callback_state.h"

#include "compat.h"
#include "php_appnet.h"
#include "trampoline.h"

#include "SAPI.h"
#include "ext/standard/basic_functions.h"
#include "main/php_output.h"

#include <fcntl.h>
#include <locale.h>
#include <sys/stat.h>
#include <unistd.h>

ZEND_EXTERN_MODULE_GLOBALS(appnet)

/* --- functions whose changes PHP does not note --- */

enum touch {
    DIRECTORY = 1,
    LOCALE = 2,
    ENVIRONMENT = 4,
    SESSION = 8,
    SIGNALS = 16,
    FIRST_PAIR = 32,
};

static const struct {
    const char *name;
    enum touch touch;
} watched[] = {
    {"chdir", DIRECTORY},       {"setlocale", LOCALE},   {"putenv", ENVIRONMENT},
    {"session_start", SESSION}, {"session_id", SESSION}, {"pcntl_signal", SIGNALS},
};
#define WATCHED (sizeof watched / sizeof *watched)

/* Two functions, one to read and one to set; or one that does both. */
static const struct {
    const char *get, *set;
} pairs[] = {
    {"date_default_timezone_get", "date_default_timezone_set"},
    {"mb_internal_encoding", "mb_internal_encoding"},
    {"mb_http_output", "mb_http_output"},
    {"mb_language", "mb_language"},
    {"mb_detect_order", "mb_detect_order"},
    {"mb_substitute_character", "mb_substitute_character"},
    {"mb_regex_encoding", "mb_regex_encoding"},
    {"libxml_use_internal_errors", "libxml_use_internal_errors"},
};
#define PAIRS (sizeof pairs / sizeof *pairs)

_Static_assert(WATCHED + PAIRS <= APPNET_WATCHED, "there is a place for each");

static ZEND_NAMED_FUNCTION(watch)
{
    for (size_t i = 0; i < WATCHED + PAIRS; i++) {
        struct appnet_watched *w = &APPNET_G(watched)[i];
        if (w->function != EX(func)) continue;
        APPNET_G(touched) |=
            i < WATCHED ? (uint32_t)watched[i].touch : (uint32_t)FIRST_PAIR << (i - WATCHED);
        w->handler(INTERNAL_FUNCTION_PARAM_PASSTHRU);
        return;
    }
}

static void watch_one(struct appnet_watched *w, const char *name)
{
    zend_function *f = zend_hash_str_find_ptr(CG(function_table), name, strlen(name));
    if (!f || f->type != ZEND_INTERNAL_FUNCTION || w->function) return;
    w->function = f;
    w->handler = f->internal_function.handler;
    f->internal_function.handler = watch;
}

static void watch_all(void)
{
    for (size_t i = 0; i < WATCHED + PAIRS; i++)
        watch_one(&APPNET_G(watched)[i], i < WATCHED ? watched[i].name : pairs[i - WATCHED].set);
}

/* --- what is noted --- */

struct setting {
    zend_ini_entry *entry;
    zend_string *value;
};

struct handlers {
    int depth;
    zval current;
};

struct appnet_state {
    int buffers;
    struct setting *setting;
    uint32_t settings;
    struct handlers error, exception;
    int error_mask;
    int directory; /* -1: there is no working directory */
    char *locale;
    zend_string *ctype;
    HashTable environment; /* names that putenv() has set */
    zval value[PAIRS];     /* undefined: there is no such function */
    size_t headers;
    int status;
    bool session; /* the script's own $_SESSION */
};

/* The result is undefined when there is no such function, or after an exception. */
static void call_named(const char *name, uint32_t argc, zval *argv, zval *result)
{
    zval function;
    ZVAL_UNDEF(result);
    if (!zend_hash_str_exists(CG(function_table), name, strlen(name))) return;
    ZVAL_STRING(&function, name);
    appnet_call_named(&function, argc, argv, result);
    zval_ptr_dtor(&function);
}

static void call_and_forget(const char *name, uint32_t argc, zval *argv)
{
    zval result;
    call_named(name, argc, argv, &result);
    zval_ptr_dtor(&result);
}

static uint32_t settings_changed(void)
{
    HashTable *changed = EG(modified_ini_directives);
    return changed ? zend_hash_num_elements(changed) : 0;
}

static void settings_note(struct appnet_state *s)
{
    zend_ini_entry *entry;
    s->settings = settings_changed();
    s->setting = safe_emalloc(s->settings + 1, sizeof *s->setting, 0);
    if (!s->settings) return;
    uint32_t i = 0;
    ZEND_HASH_FOREACH_PTR(EG(modified_ini_directives), entry)
    {
        s->setting[i++] =
            (struct setting){entry, entry->value ? zend_string_copy(entry->value) : NULL};
    }
    ZEND_HASH_FOREACH_END();
}

static void handlers_note(struct handlers *h, const zend_stack *stack, zval *current)
{
    h->depth = zend_stack_count(stack);
    ZVAL_COPY(&h->current, current);
}

struct appnet_state *appnet_state_note(void)
{
    struct appnet_state *s = ecalloc(1, sizeof *s);
    zend_string *name;
    watch_all();
    s->buffers = php_output_get_level();
    settings_note(s);
    handlers_note(&s->error, &EG(user_error_handlers), &EG(user_error_handler));
    handlers_note(&s->exception, &EG(user_exception_handlers), &EG(user_exception_handler));
    s->error_mask = EG(user_error_handler_error_reporting);
    s->directory = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
    s->locale = estrdup(setlocale(LC_ALL, NULL));
    s->ctype = APPNET_CTYPE ? zend_string_copy(APPNET_CTYPE) : NULL;
    zend_hash_init(&s->environment, 8, NULL, NULL, 0);
    ZEND_HASH_FOREACH_STR_KEY(&BG(putenv_ht), name)
    {
        if (name) zend_hash_add_empty_element(&s->environment, name);
    }
    ZEND_HASH_FOREACH_END();
    for (size_t i = 0; i < PAIRS; i++)
        call_named(pairs[i].get, 0, NULL, &s->value[i]);
    BG(umask) = -1;
    s->headers = zend_llist_count(&SG(sapi_headers).headers);
    s->status = SG(sapi_headers).http_response_code;
    s->session = zend_hash_str_exists(&EG(symbol_table), ZEND_STRL("_SESSION"));
    APPNET_G(touched) = 0;
    return s;
}

void appnet_state_free(struct appnet_state *s)
{
    if (!s) return;
    for (uint32_t i = 0; i < s->settings; i++)
        if (s->setting[i].value) zend_string_release(s->setting[i].value);
    efree(s->setting);
    zval_ptr_dtor(&s->error.current);
    zval_ptr_dtor(&s->exception.current);
    if (s->directory >= 0) close(s->directory);
    efree(s->locale);
    if (s->ctype) zend_string_release(s->ctype);
    zend_hash_destroy(&s->environment);
    for (size_t i = 0; i < PAIRS; i++)
        zval_ptr_dtor(&s->value[i]);
    efree(s);
}

/* --- around a callback --- */

void appnet_state_begin(void)
{
    if (UNEXPECTED(EG(timeout_seconds))) zend_set_timeout(EG(timeout_seconds), 1);
}

static bool same_settings(const struct appnet_state *s)
{
    if (settings_changed() != s->settings) return false;
    for (uint32_t i = 0; i < s->settings; i++)
        if (s->setting[i].entry->value != s->setting[i].value) return false;
    return true;
}

static bool same_handlers(const struct handlers *h, const zend_stack *stack, const zval *current)
{
    if (zend_stack_count(stack) != h->depth || Z_TYPE_P(current) != Z_TYPE(h->current))
        return false;
    return Z_ISUNDEF_P(current) || Z_PTR_P(current) == Z_PTR(h->current);
}

static bool has_session(const struct appnet_state *s)
{
    return !s->session && zend_hash_str_exists(&EG(symbol_table), ZEND_STRL("_SESSION"));
}

bool appnet_state_signals(void)
{
    return APPNET_G(touched) & SIGNALS;
}

bool appnet_state_end(const struct appnet_state *s)
{
    if (UNEXPECTED(EG(timeout_seconds))) zend_unset_timeout();
    return APPNET_G(touched) || php_output_get_level() != s->buffers || !same_settings(s) ||
           !same_handlers(&s->error, &EG(user_error_handlers), &EG(user_error_handler)) ||
           !same_handlers(&s->exception, &EG(user_exception_handlers),
                          &EG(user_exception_handler)) ||
           BG(umask) != -1 || PG(last_error_message) || has_session(s) ||
           zend_llist_count(&SG(sapi_headers).headers) != s->headers ||
           SG(sapi_headers).http_response_code != s->status;
}

/* --- as it was --- */

/* Ends buffers as the end of a script does: each gives its contents to the one below it; the lowest
 * prints them. */
static void buffers_restore(struct appnet_state *s)
{
    int level;
    while ((level = php_output_get_level()) > s->buffers && !EG(exception)) {
        OG(active)->flags |= PHP_OUTPUT_HANDLER_REMOVABLE; /* the script may have forbidden it */
        php_output_end();
        if (php_output_get_level() >= level) break;
    }
    if (php_output_get_level() < s->buffers) s->buffers = php_output_get_level();
}

static void session_restore(struct appnet_state *s)
{
    zval none;
    if (APPNET_G(touched) & SESSION) {
        call_and_forget("session_write_close", 0, NULL);
        ZVAL_EMPTY_STRING(&none);
        call_and_forget("session_id", 1, &none); /* the next session is another client's */
    }
    if (has_session(s)) zend_hash_str_del(&EG(symbol_table), ZEND_STRL("_SESSION"));
}

static void handlers_restore(struct handlers *h, zend_stack *stack, zval *current)
{
    zval over;
    while (zend_stack_count(stack) > h->depth) {
        ZVAL_COPY_VALUE(&over, current);
        ZVAL_COPY_VALUE(current, (zval *)zend_stack_top(stack));
        zend_stack_del_top(stack);
        zval_ptr_dtor(&over);
    }
    if (same_handlers(h, stack, current)) return;
    h->depth = zend_stack_count(stack);
    ZVAL_COPY_VALUE(&over, current);
    ZVAL_COPY(current, &h->current);
    zval_ptr_dtor(&over);
}

static void error_masks_restore(const struct appnet_state *s)
{
    zend_stack *masks = &EG(user_error_handlers_error_reporting);
    while (zend_stack_count(masks) > zend_stack_count(&EG(user_error_handlers)))
        zend_stack_del_top(masks);
    EG(user_error_handler_error_reporting) = s->error_mask;
}

static const struct setting *setting_of(const struct appnet_state *s, const zend_ini_entry *entry)
{
    for (uint32_t i = 0; i < s->settings; i++)
        if (s->setting[i].entry == entry) return &s->setting[i];
    return NULL;
}

/* Uses the stage of a script's end, at which every setting may be restored. */
static void settings_restore(const struct appnet_state *s)
{
    zend_ini_entry *entry;
    uint32_t n = 0, most = settings_changed();
    zend_string **over = safe_emalloc(most + 1, sizeof *over, 0);
    if (most) {
        ZEND_HASH_FOREACH_PTR(EG(modified_ini_directives), entry)
        {
            if (!setting_of(s, entry)) over[n++] = entry->name;
        }
        ZEND_HASH_FOREACH_END();
    }
    while (n > 0)
        zend_restore_ini_entry(over[--n], PHP_INI_STAGE_DEACTIVATE);
    efree(over);
    for (uint32_t i = 0; i < s->settings; i++) {
        entry = s->setting[i].entry;
        if (entry->value == s->setting[i].value || !s->setting[i].value) continue;
        zend_alter_ini_entry_ex(entry->name, s->setting[i].value, PHP_INI_USER,
                                PHP_INI_STAGE_RUNTIME, true);
        zend_string_release(s->setting[i].value);
        s->setting[i].value = zend_string_copy(entry->value);
    }
}

static void environment_restore(const struct appnet_state *s)
{
    zend_string *name;
    ZEND_HASH_FOREACH_STR_KEY(&BG(putenv_ht), name)
    {
        if (name && !zend_hash_exists(&s->environment, name)) zend_hash_del(&BG(putenv_ht), name);
    }
    ZEND_HASH_FOREACH_END();
}

static void locale_restore(const struct appnet_state *s)
{
    setlocale(LC_ALL, s->locale);
    zend_update_current_locale();
    if (APPNET_CTYPE) zend_string_release(APPNET_CTYPE);
    APPNET_CTYPE = s->ctype ? zend_string_copy(s->ctype) : NULL;
}

static void pairs_restore(struct appnet_state *s, uint32_t touched)
{
    for (size_t i = 0; i < PAIRS; i++)
        if (touched & (uint32_t)FIRST_PAIR << i && !Z_ISUNDEF(s->value[i]))
            call_and_forget(pairs[i].set, 1, &s->value[i]);
}

static void headers_restore(const struct appnet_state *s)
{
    while (zend_llist_count(&SG(sapi_headers).headers) > s->headers)
        zend_llist_remove_tail(&SG(sapi_headers).headers);
    SG(sapi_headers).http_response_code = s->status;
}

void appnet_state_restore(void *state)
{
    struct appnet_state *s = state;
    buffers_restore(s);
    session_restore(s);
    uint32_t touched = APPNET_G(touched);
    handlers_restore(&s->error, &EG(user_error_handlers), &EG(user_error_handler));
    error_masks_restore(s);
    handlers_restore(&s->exception, &EG(user_exception_handlers), &EG(user_exception_handler));
    settings_restore(s);
    if (touched & DIRECTORY && s->directory >= 0 && fchdir(s->directory) < 0)
        php_error_docref(NULL, E_WARNING, "the working directory is lost: %s", strerror(errno));
    if (touched & LOCALE) locale_restore(s);
    if (touched & ENVIRONMENT) environment_restore(s);
    pairs_restore(s, touched);
    if (BG(umask) != -1) umask((mode_t)BG(umask));
    BG(umask) = -1;
    headers_restore(s);
    if (PG(last_error_message)) call_and_forget("error_clear_last", 0, NULL);
    APPNET_G(touched) = 0;
}
