/* options_help.c - see options_help.h. */
#include "e2e/options_help.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ground/allocator.h"

static bool set_text(struct an_config *c, const char *name, const char *value)
{
    const struct {
        const char *name;
        const char **field;
    } options[] = {
        {"docs", &c->docs_root},    {"uploads", &c->upload_dir},    {"page_404", &c->page_404},
        {"page_50x", &c->page_50x}, {"access_log", &c->access_log},
    };
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        if (strcmp(options[i].name, name) == 0) {
            *options[i].field = value;
            return true;
        }
    return false;
}

static bool set(struct an_config *c, struct echo_own *own, const char *name, uint64_t value)
{
    const struct {
        const char *name;
        void *field;
        size_t size;
    } options[] = {
#define OPTION(text, field) {text, &field, sizeof field}
        OPTION("reactors", c->reactors),
        OPTION("workers", c->workers),
        OPTION("tasks", c->tasks),
        OPTION("connections", c->max_connections),
        OPTION("max_message", c->max_message),
        OPTION("send_queue", c->send_queue),
        OPTION("max_buffered", c->max_buffered),
        OPTION("deflate", c->ws_deflate),
        OPTION("ring", c->ring_capacity),
        OPTION("task_queue", c->task_queue),
        OPTION("keep_alive", c->keep_alive),
        OPTION("sniff", c->sniff_ms),
        OPTION("first_byte", c->silence.first_byte_ms),
        OPTION("request", c->head_ms),
        OPTION("answer", c->answer_ms),
        OPTION("queue", c->queue_ms),
        OPTION("idle", c->keep_alive_ms),
        OPTION("send", c->send_ms),
        OPTION("linger", c->linger_ms),
        OPTION("stop", c->stop_ms),
        OPTION("reload", c->reload_ms),
        OPTION("probe", c->probe_ms),
        OPTION("probe_interval", c->probe_interval_ms),
        OPTION("probes", c->probes),
        OPTION("file_cache", c->file_cache),
        OPTION("max_form", c->max_form),
        OPTION("max_file", c->max_file),
        OPTION("port", own->port),
        OPTION("speaks", own->speaks),
        OPTION("journal", own->journal),
        OPTION("greet", own->greet),
        OPTION("debug", own->debug),
        OPTION("doomed", own->doomed),
        OPTION("halted", own->halted),
#undef OPTION
    };
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        if (strcmp(options[i].name, name) == 0) {
            memcpy(options[i].field, &value, options[i].size); /* little-endian */
            return true;
        }
    return false;
}

bool echo_options(struct an_config *c, struct echo_own *own, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        char *value = strchr(argv[i], '='), *end;
        if (!value) return false;
        *value++ = 0;
        if (set_text(c, argv[i], value)) continue;
        uint64_t n = strtoull(value, &end, 10);
        if (*end || end == value || !set(c, own, argv[i], n)) return false;
    }
    return true;
}

bool echo_allocator(void)
{
    char why[1024];
    const char *name = getenv("APPNET_ALLOCATOR");
    if (!name || an_allocator_choose(name, NULL, why, sizeof why) == AN_OK) return true;
    fprintf(stderr, "echo: %s: %s\n", name, why);
    return false;
}
