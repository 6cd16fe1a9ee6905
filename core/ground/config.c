/* config.c - see config.h. */
#include "ground/config.h"

#include "ground/base.h"
#include "ground/limits.h"
#include "ground/options.h"

#include <string.h>

static void options_preset(struct an_config *c, const struct an_option *options, size_t count)
{
    for (const struct an_option *o = options; o < options + count; o++) {
        void *field = (char *)c + o->field;
        if (o->kind == AN_OPTION_TEXT)
            *(const char **)field = o->preset_text;
        else
            an_option_store(field, o->kind, o->preset);
    }
}

void an_config_init(struct an_config *c)
{
    *c = (struct an_config){0};
    options_preset(c, an_options, an_options_count);
    options_preset(c, an_fixed_options, an_fixed_options_count);
}

const struct an_silence *an_config_silence(const struct an_config *c, uint32_t i)
{
    return c->listen[i].own_silence ? &c->listen[i].silence : &c->silence;
}

static int listeners_check(const struct an_config *c, const char **why)
{
    *why = "there must be 1 to 16 listeners";
    if (c->listeners < 1 || c->listeners > AN_MAX_LISTENERS) return AN_ELIMIT;
    for (uint32_t i = 0; i < c->listeners; i++) {
        const struct an_listen *l = &c->listen[i];
        *why = "a listener needs a host: an IPv4 or IPv6 address or a name, at most 255 bytes";
        if (!l->host[0] || !memchr(l->host, 0, sizeof l->host)) return AN_EINVAL;
        *why = "a listener must speak TCP, HTTP or WebSocket";
        if (!l->speaks || l->speaks & ~AN_SPEAKS_ALL) return AN_EINVAL;
    }
    return AN_OK;
}

static int option_check(const struct an_option *o, const void *field, const char **why)
{
    if (!o->why) return AN_OK;
    uint64_t value = an_option_load(field, o->kind);
    if (value >= o->least && value <= o->most) return AN_OK;
    *why = o->why;
    return AN_ELIMIT;
}

static int options_check(const struct an_config *c, const struct an_option *options, size_t count,
                         const char **why)
{
    int err = AN_OK;
    for (const struct an_option *o = options; err == AN_OK && o < options + count; o++)
        err = option_check(o, (const char *)c + o->field, why);
    return err;
}

static int silence_check(const struct an_silence *s, const char **why)
{
    int err = AN_OK;
    for (size_t i = 0; err == AN_OK && i < an_options_count; i++)
        if (an_option_of_silence(&an_options[i]))
            err = option_check(&an_options[i], an_option_in_silence(&an_options[i], s), why);
    return err;
}

static int sums_check(const struct an_config *c, const char **why)
{
    *why = "max_connections must not be below the number of reactors";
    if (c->max_connections < c->reactors) return AN_ELIMIT;
    *why = "max_buffered must be at least twice max_message, or 0";
    if (c->max_buffered && c->max_buffered < 2 * c->max_message) return AN_ELIMIT;
    *why = "ring_capacity must be a power of two";
    if (c->ring_capacity & (c->ring_capacity - 1)) return AN_EINVAL;
    return AN_OK;
}

int an_config_check(const struct an_config *c, const char **why)
{
    int err = listeners_check(c, why);
    if (err == AN_OK) err = options_check(c, an_options, an_options_count, why);
    if (err == AN_OK) err = options_check(c, an_fixed_options, an_fixed_options_count, why);
    for (uint32_t i = 0; err == AN_OK && i < c->listeners; i++)
        err = silence_check(an_config_silence(c, i), why);
    if (err == AN_OK) err = sums_check(c, why);
    if (err == AN_OK) *why = "";
    return err;
}
