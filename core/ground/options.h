/* options.h - the table of options. One row has everything about one option: the configuration
 * takes defaults and ranges from it, the binding constants and kinds, docs/reference.md all of it.
 *
 * A new option is a row in options.c and a field in struct an_config.
 */
#ifndef AN_OPTIONS_H
#define AN_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ground/config.h"

/* The type of the field. */
enum an_option_kind {
    AN_OPTION_COUNT,     /* uint32_t */
    AN_OPTION_SIZE,      /* size_t, in bytes */
    AN_OPTION_RATE,      /* uint64_t, in bytes a second */
    AN_OPTION_TIME,      /* uint64_t, in milliseconds */
    AN_OPTION_FLAG,      /* bool */
    AN_OPTION_PROTOCOLS, /* uint8_t: one of the sets of enum an_proto_set */
    AN_OPTION_TEXT,      /* const char *: NULL or text of the caller */
};

struct an_option {
    const char *name; /* of the PHP constant */
    uint32_t number;  /* the value of the constant */
    enum an_option_kind kind;
    size_t field;            /* offset in struct an_config */
    uint64_t preset;         /* the default */
    const char *preset_text; /* the default of a text */
    uint64_t least, most;
    const char *why; /* says the range, for an_config_check(); NULL: it has none */
};

extern const struct an_option an_options[];
extern const size_t an_options_count;
/* The same for fields that setOption() cannot set; their names are NULL. */
extern const struct an_option an_fixed_options[];
extern const size_t an_fixed_options_count;

/* A number of any kind but TEXT, in the field that `field` points to. */
void an_option_store(void *field, enum an_option_kind kind, uint64_t value);
uint64_t an_option_load(const void *field, enum an_option_kind kind);

/* Is it a field of struct an_silence, which a listener may have of its own? */
static inline bool an_option_of_silence(const struct an_option *o)
{
    size_t from = offsetof(struct an_config, silence);
    return o->field >= from && o->field < from + sizeof(struct an_silence);
}
/* The same field in another struct an_silence. */
static inline void *an_option_in_silence(const struct an_option *o, const struct an_silence *s)
{
    return (char *)(uintptr_t)s + (o->field - offsetof(struct an_config, silence));
}

#endif
