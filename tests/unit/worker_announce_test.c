/* worker_announce_test.c - a connection whose CONNECT nobody has told is announced by its first request: what becomes of that when the callback of CONNECT ends its worker. */
#define _GNU_SOURCE
#include "test.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "process/worker.h"
#include "protocol/http/form.h"
#include "registry_help.h"

static struct an_config config;
static struct an_fabric fabric;
static uint64_t id;
static int events[AN_EV_MESSAGE + 1];

static int on_event(void *ctx, struct an_worker *w, const struct an_event *ev)
{
    (void)ctx, (void)w;
    events[ev->type]++;
    return ev->type == AN_EV_CONNECT ? -1 : 0;
}

static void push_form(const struct an_buf *block)
{
    struct an_tx tx;
    size_t done = 0;
    struct an_msg m = {.type = AN_MSG_RECV,
                       .proto = AN_PROTO_HTTP,
                       .flags = AN_MSG_FORM,
                       .id = id,
                       .stamp = 1,
                       .body_len = (uint32_t)block->len};
    an_fabric_tx(&fabric, AN_REACTOR, 0, AN_WORKER, 0, &tx);
    assert_int_equal(an_tx_push(&tx, &m, NULL, block->data, &done), AN_OK);
}

static void uploaded_files_are_removed_when_connect_ends_the_worker(void **state)
{
    (void)state;
    static const struct an_conn_addr addr = {.family = 4};
    const uint32_t count[AN_ROLES] = {[AN_REACTOR] = 1, [AN_WORKER] = 1};
    const struct an_app app = {.event = on_event};
    char path[] = "/tmp/announce-XXXXXX";
    int file = mkstemp(path), fd[2];
    struct an_buf block;
    an_buf_init(&block, 4096);
    assert_true(file >= 0 && close(file) == 0 && pipe(fd) == 0);
    struct an_form_entry e = {.kind = AN_FORM_FILE,
                              .name = {"f", 1},
                              .filename = {"f", 1},
                              .media_type = {"", 0},
                              .path = {path, strlen(path)}};
    assert_int_equal(an_form_put(&block, &e), AN_OK);
    an_config_init(&config);
    config.reactors = config.workers = 1;
    assert_int_equal(an_fabric_open(&fabric, count, 65536, 16, 16, 1000, 1000), AN_OK);
    id = registry_add(&fabric.registry, 0, 0, &addr, 1000);
    an_registry_proto(&fabric.registry, id, AN_PROTO_HTTP);
    push_form(&block);
    assert_int_equal(an_worker_run(&config, &fabric, AN_WORKER, 0, &app, fd[0]), 1);
    assert_int_equal(events[AN_EV_CONNECT], 1);
    assert_int_equal(events[AN_EV_RECV], 0);
    assert_int_equal(access(path, F_OK), -1);
    an_fabric_close(&fabric);
    an_buf_fini(&block);
    close(fd[0]);
    close(fd[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(uploaded_files_are_removed_when_connect_ends_the_worker),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
