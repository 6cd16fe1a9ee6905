/* config.c - see config.h. Ranges are wide: they keep out what cannot work, not what is unwise. */
#include "ground/config.h"

#include "ground/base.h"
#include "ground/limits.h"

#include <string.h>

#define KIB ((uint64_t)1 << 10)
#define MIB ((uint64_t)1 << 20)
#define GIB ((uint64_t)1 << 30)
#define LONGEST_PROBE_MS ((uint64_t)32767 * 1000) /* the kernel's */
#define LONGEST_MS                                                                                 \
    ((uint64_t)24 * 24 * 3600 * 1000) /* a connection keeps its deadline in 32 bits */

void an_config_init(struct an_config *c)
{
    *c = (struct an_config){
        .reactors = 1,
        .workers = 1,
        .max_connections = 10000,
        .max_message = 8 * MIB,
        .send_queue = 16 * MIB,
        .task_queue = 64 * MIB,
        .ring_capacity = 1 * MIB,
        .max_topics = 10000,
        .max_subscriptions = 100,
        .keep_alive = true,
        .max_target = 8 * KIB,
        .max_head = 32 * KIB,
        .max_headers = 100,
        .max_body = 8 * MIB,
        .max_pipeline = 1000,
        .sniff_ms = 1000,
        .head_ms = 10000,
        .body_ms = 20000,
        .body_rate = 1 * KIB,
        .queue_ms = 10000,
        .send_ms = 60000,
        .send_rate = 1 * KIB,
        .keep_alive_ms = 75000,
        .answer_ms = 60000,
        .linger_ms = 5000,
        .stop_ms = 10000,
        .reload_ms = 60000,
        .probe_ms = 60000,
        .probe_interval_ms = 10000,
        .probes = 6,
        .silence.ws_ping_ms = 25000,
        .silence.ws_timeout_ms = 60000,
        .silence.first_byte_ms = 60000,
        .ws_deflate_level = 6,
        .ws_deflate_mem_level = 8,
        .ws_deflate_window = 12,
        .ws_deflate_min = 64,
        .gzip_min = 1 * KIB,
        .max_form = 64 * MIB,
        .max_file = 64 * MIB,
        .max_files = 20,
        .max_fields = 1000,
        .file_cache = 512,
        .docs_deny = "php php3 php4 php5 php7 php8 phtml phps pht phar inc",
    };
}

const struct an_silence *an_config_silence(const struct an_config *c, uint32_t i)
{
    return c->listen[i].own_silence ? &c->listen[i].silence : &c->silence;
}

static int check_listeners(const struct an_config *c, const char **why)
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

struct range {
    uint64_t value, least, most;
    const char *why;
};

static int check_ranges(const struct range *r, size_t count, const char **why)
{
    for (size_t i = 0; i < count; i++) {
        if (r[i].value >= r[i].least && r[i].value <= r[i].most) continue;
        *why = r[i].why;
        return AN_ELIMIT;
    }
    return AN_OK;
}

static int check_sizes(const struct an_config *c, const char **why)
{
    const struct range ranges[] = {
        {c->reactors, 1, AN_MAX_REACTORS, "reactors must be 1 to 64"},
        {c->workers, 1, AN_MAX_WORKERS, "workers must be 1 to 256"},
        {c->tasks, 0, AN_MAX_TASKS, "task workers must be 0 to 256"},
        {c->max_connections, 1, AN_MAX_CONNECTIONS, "max_connections must be 1 to 16777215"},
        {c->max_message, 1, GIB, "max_message must be 1 byte to 1 GiB"},
        {c->max_buffered, 0, 1024 * GIB, "max_buffered must be 0 to 1 TiB"},
        {c->send_queue, 1, GIB, "send_queue must be 1 byte to 1 GiB"},
        {c->task_queue, 1, 64 * GIB, "task_queue must be 1 byte to 64 GiB"},
        {c->ring_capacity, 4 * KIB, GIB, "ring_capacity must be 4 KiB to 1 GiB"},
        {c->max_topics, 1, 1000000, "max_topics must be 1 to 1000000"},
        {c->max_subscriptions, 1, 1000000, "max_subscriptions must be 1 to 1000000"},
        {c->max_target, 1, MIB, "max_target must be 1 byte to 1 MiB"},
        {c->max_head, 1, MIB / 2 - KIB, "max_head must be 1 byte to 511 KiB"},
        {c->max_headers, 1, 10000, "max_headers must be 1 to 10000"},
        {c->max_body, 1, GIB, "max_body must be 1 byte to 1 GiB"},
        {c->body_rate, 0, GIB, "body_rate must be 0 to 1 GiB a second"},
        {c->send_rate, 0, GIB, "send_rate must be 0 to 1 GiB a second"},
        {c->ws_deflate_level, 1, 9, "ws_deflate_level must be 1 to 9"},
        {c->ws_deflate_mem_level, 1, 9, "ws_deflate_mem_level must be 1 to 9"},
        {c->ws_deflate_window, 9, 15, "ws_deflate_window must be 9 to 15"},
        {c->ws_deflate_min, 1, GIB, "ws_deflate_min must be 1 byte to 1 GiB"},
        {c->gzip_min, 1, GIB, "gzip_min must be 1 byte to 1 GiB"},
        {c->max_form, 1, 1024 * GIB, "max_form must be 1 byte to 1 TiB"},
        {c->max_file, 1, 1024 * GIB, "max_file must be 1 byte to 1 TiB"},
        {c->max_files, 0, 10000, "max_files must be 0 to 10000"},
        {c->max_fields, 0, 100000, "max_fields must be 0 to 100000"},
        {c->file_cache, 1, 100000, "file_cache must be 1 to 100000"},
    };
    int err = check_ranges(ranges, sizeof ranges / sizeof *ranges, why);
    if (err < 0) return err;
    *why = "max_connections must not be below the number of reactors";
    if (c->max_connections < c->reactors) return AN_ELIMIT;
    *why = "max_buffered must be at least twice max_message, or 0";
    if (c->max_buffered && c->max_buffered < 2 * c->max_message) return AN_ELIMIT;
    *why = "ring_capacity must be a power of two";
    if (c->ring_capacity & (c->ring_capacity - 1)) return AN_EINVAL;
    return AN_OK;
}

static int check_silence(const struct an_silence *s, const char **why)
{
    const struct range ranges[] = {
        {s->ws_ping_ms, 0, LONGEST_MS, "ws_ping_ms must be 0 to 24 days"},
        {s->ws_timeout_ms, 0, LONGEST_MS, "ws_timeout_ms must be 0 to 24 days"},
        {s->tcp_timeout_ms, 0, LONGEST_MS, "tcp_timeout_ms must be 0 to 24 days"},
        {s->first_byte_ms, 0, LONGEST_MS, "first_byte_ms must be 0 to 24 days"},
    };
    return check_ranges(ranges, sizeof ranges / sizeof *ranges, why);
}

static int check_times(const struct an_config *c, const char **why)
{
    const struct range ranges[] = {
        {c->sniff_ms, 1, LONGEST_MS, "sniff_ms must be 1 ms to 24 days"},
        {c->head_ms, 1, LONGEST_MS, "head_ms must be 1 ms to 24 days"},
        {c->body_ms, 1, LONGEST_MS, "body_ms must be 1 ms to 24 days"},
        {c->queue_ms, 1, LONGEST_MS, "queue_ms must be 1 ms to 24 days"},
        {c->send_ms, 1, LONGEST_MS, "send_ms must be 1 ms to 24 days"},
        {c->keep_alive_ms, 1, LONGEST_MS, "keep_alive_ms must be 1 ms to 24 days"},
        {c->answer_ms, 1, LONGEST_MS, "answer_ms must be 1 ms to 24 days"},
        {c->linger_ms, 1, LONGEST_MS, "linger_ms must be 1 ms to 24 days"},
        {c->stop_ms, 100, LONGEST_MS, "stop_ms must be 100 ms to 24 days"},
        {c->reload_ms, 100, LONGEST_MS, "reload_ms must be 100 ms to 24 days"},
        {c->probe_ms, 0, LONGEST_PROBE_MS, "probe_ms must be 0 to 9 hours"},
        {c->probe_interval_ms, 1, LONGEST_PROBE_MS, "probe_interval_ms must be 1 ms to 9 hours"},
        {c->probes, 1, 127, "probes must be 1 to 127"},
    };
    int err = check_silence(&c->silence, why);
    for (uint32_t i = 0; err == AN_OK && i < c->listeners; i++)
        err = check_silence(an_config_silence(c, i), why);
    return err < 0 ? err : check_ranges(ranges, sizeof ranges / sizeof *ranges, why);
}

int an_config_check(const struct an_config *c, const char **why)
{
    int err = check_listeners(c, why);
    if (err == AN_OK) err = check_sizes(c, why);
    if (err == AN_OK) err = check_times(c, why);
    if (err == AN_OK) *why = "";
    return err;
}
