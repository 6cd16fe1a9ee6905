/* request_files.c - see request_files.h. PHP's own php_register_variable_ex() nests the names: the
 * size of a file that is named "a[b][]" is "a[size][b][]". */
#include "request_files.h"

#include "compat.h"
#include "request_vars.h"

#include "SAPI.h"
#include "protocol/http/form.h"

/* --- the list of is_uploaded_file(); at the end of the process PHP removes the files in it --- */

static void free_path(zval *el)
{
    zend_string_release(Z_PTR_P(el));
}

static void make_known(struct an_span path)
{
    HashTable *known = SG(rfc1867_uploaded_files);
    zend_string *text;
    if (!path.len) return;
    if (!known) {
        ALLOC_HASHTABLE(known);
        zend_hash_init(known, 8, NULL, free_path, 0);
        SG(rfc1867_uploaded_files) = known;
    }
    text = zend_string_init(path.p, path.len, 0);
    if (!zend_hash_add_ptr(known, text, text)) zend_string_release(text);
}

void appnet_files_forget(const struct an_event *ev)
{
    struct an_form form;
    struct an_form_entry e;
    if (!SG(rfc1867_uploaded_files)) return;
    an_form_open(&form, ev->body, ev->body_len);
    while (an_form_next(&form, &e) > 0)
        if (e.kind == AN_FORM_FILE && e.path.len)
            zend_hash_str_del(SG(rfc1867_uploaded_files), e.path.p, e.path.len);
}

void appnet_files_disown(void)
{
    if (!SG(rfc1867_uploaded_files)) return;
    zend_hash_destroy(SG(rfc1867_uploaded_files));
    FREE_HASHTABLE(SG(rfc1867_uploaded_files));
    SG(rfc1867_uploaded_files) = NULL;
}

/* --- arrays --- */

/* PHP takes a file only if the brackets in its name form pairs, one behind the other, up to the end
 * of the name. */
static bool may_name_a_file(struct an_span name)
{
    bool open = false;
    for (size_t i = 0; i < name.len; i++) {
        char next = i + 1 < name.len ? name.p[i + 1] : '[';
        if (name.p[i] != '[' && name.p[i] != ']') continue;
        if (open == (name.p[i] == '[') || (open && next != '[')) return false;
        open = !open;
    }
    return !open && name.len > 0 && *name.p != '[';
}

static void add_field(zval *fields, const struct an_form_entry *e)
{
    char *name = estrndup(e->name.p, e->name.len);
    zval value;
    ZVAL_STRINGL(&value, e->value.len ? e->value.p : "", e->value.len);
    appnet_vars_add(fields, name, &value);
    efree(name);
}

/* Adds one of the six facts about a file (PHP has "full_path" since 8.1). Takes the value. */
static void add_part(zval *files, struct an_span name, const char *part, zval *value)
{
    const char *bracket = memchr(name.p, '[', name.len);
    size_t base = bracket ? (size_t)(bracket - name.p) : name.len;
    char *text;
    spprintf(&text, 0, "%.*s[%s]%.*s", (int)base, name.p, part, (int)(name.len - base),
             name.p + base);
    appnet_vars_add(files, text, value);
    efree(text);
}

static void add_text(zval *files, struct an_span name, const char *part, struct an_span text)
{
    zval value;
    ZVAL_STRINGL(&value, text.len ? text.p : "", text.len);
    add_part(files, name, part, &value);
}

static void add_number(zval *files, struct an_span name, const char *part, uint64_t n)
{
    zval value;
    ZVAL_LONG(&value, (zend_long)n);
    add_part(files, name, part, &value);
}

static void add_file(zval *files, const struct an_form_entry *e)
{
    struct an_span none = {"", 0};
    add_text(files, e->name, "name", e->filename);
    add_text(files, e->name, "full_path", e->full_path);
    add_text(files, e->name, "type", e->error ? none : e->media_type);
    add_text(files, e->name, "tmp_name", e->path);
    add_number(files, e->name, "error", e->error);
    add_number(files, e->name, "size", e->size);
    make_known(e->path);
}

void appnet_files_add(zval *fields, zval *files, const struct an_event *ev)
{
    struct an_form form;
    struct an_form_entry e;
    an_form_open(&form, ev->body, ev->body_len);
    while (an_form_next(&form, &e) > 0) {
        if (e.kind == AN_FORM_FIELD)
            add_field(fields, &e);
        else if (may_name_a_file(e.name))
            add_file(files, &e);
    }
}
