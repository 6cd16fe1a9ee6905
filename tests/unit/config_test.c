/* config_test.c - defaults are valid, and every field has a range whose breach is named. */
#include "test.h"

#include <string.h>

#include "ground/base.h"
#include "ground/config.h"
#include "protocol/ws/policy.h"

static struct an_config usable(void)
{
    struct an_config c;
    an_config_init(&c);
    c.listeners = 1;
    strcpy(c.listen[0].host, "127.0.0.1");
    c.listen[0].speaks = AN_SPEAKS_ALL;
    return c;
}

static void expect(const struct an_config *c, int err, const char *names)
{
    const char *why = NULL;
    int got = an_config_check(c, &why);
    if (got == AN_OK) got = an_ws_policy_check(c, &why);
    assert_int_equal(got, err);
    assert_non_null(why);
    if (err < 0 && !strstr(why, names)) fail_msg("\"%s\" does not name %s", why, names);
}

static void the_defaults_need_a_listener_only(void **state)
{
    (void)state;
    struct an_config c;
    an_config_init(&c);
    assert_int_equal(c.reactors, 1);
    assert_int_equal(c.workers, 1);
    assert_int_equal(c.tasks, 0);
    assert_int_equal(c.max_connections, 10000);
    assert_int_equal(c.max_message, 8 << 20);
    assert_true(c.keep_alive);
    expect(&c, AN_ELIMIT, "listener");
    c = usable();
    expect(&c, AN_OK, "");
}

static void numbers_have_ranges(void **state)
{
    (void)state;
#define CASE(field, least, most)                                                                   \
    {                                                                                              \
        struct an_config c = usable();                                                             \
        c.field = least;                                                                           \
        expect(&c, AN_OK, "");                                                                     \
        c.field = most;                                                                            \
        expect(&c, AN_OK, "");                                                                     \
        c.field = (least)-1;                                                                       \
        expect(&c, AN_ELIMIT, #field);                                                             \
        c.field = (most) + 1;                                                                      \
        expect(&c, AN_ELIMIT, #field);                                                             \
    }
    const uint64_t longest = 24ull * 24 * 3600 * 1000;
    CASE(reactors, 1u, 64u)
    CASE(workers, 1u, 256u)
    CASE(max_connections, 1u, 16777215u)
    CASE(max_message, 1u, 1u << 30)
    CASE(send_queue, 1u, 1u << 30)
    CASE(task_queue, 1u, 64ull << 30)
    CASE(max_target, 1u, 1u << 20)
    CASE(max_head, 1u, (1u << 19) - 1024)
    CASE(max_topics, 1u, 1000000u)
    CASE(max_subscriptions, 1u, 1000000u)
    CASE(max_headers, 1u, 10000u)
    CASE(max_body, 1u, 1u << 30)
    CASE(max_form, 1u, 1ull << 40)
    CASE(max_file, 1u, 1ull << 40)
    CASE(file_cache, 1u, 100000u)
    CASE(gzip_min, 1u, 1u << 30)
    CASE(sniff_ms, 1u, longest)
    CASE(head_ms, 1u, longest)
    CASE(body_ms, 1u, longest)
    CASE(queue_ms, 1u, longest)
    CASE(send_ms, 1u, longest)
    CASE(keep_alive_ms, 1u, longest)
    CASE(answer_ms, 1u, longest)
    CASE(linger_ms, 1u, longest)
    CASE(stop_ms, 100u, longest)
    CASE(probe_interval_ms, 1u, 32767000u)
    CASE(probes, 1u, 127u)
#undef CASE
    struct an_config c = usable();
    c.tasks = 256;
    expect(&c, AN_OK, "");
    c.tasks = 257;
    expect(&c, AN_ELIMIT, "tasks must");
}

static void times_that_may_be_off(void **state)
{
    (void)state;
    const uint64_t longest = 24ull * 24 * 3600 * 1000;
#define CASE(field)                                                                                \
    {                                                                                              \
        struct an_config c = usable();                                                             \
        c.field = 0;                                                                               \
        expect(&c, AN_OK, "");                                                                     \
        c.field = longest;                                                                         \
        expect(&c, AN_OK, "");                                                                     \
        c.field = longest + 1;                                                                     \
        expect(&c, AN_ELIMIT, &strrchr(#field, '.')[1]);                                           \
    }
    CASE(silence.ws_ping_ms)
    CASE(silence.ws_timeout_ms)
    CASE(silence.tcp_timeout_ms)
    CASE(silence.first_byte_ms)
#undef CASE
}

static void a_port_may_have_its_own_times_of_silence(void **state)
{
    (void)state;
    struct an_config c = usable();
    c.silence.ws_ping_ms = 7;
    assert_ptr_equal(an_config_silence(&c, 0), &c.silence);
    c.listen[0].own_silence = true;
    c.listen[0].silence.ws_ping_ms = 9;
    assert_int_equal(an_config_silence(&c, 0)->ws_ping_ms, 9);
    expect(&c, AN_OK, "");
    c.listen[0].silence.ws_timeout_ms = 24ull * 24 * 3600 * 1000 + 1;
    expect(&c, AN_ELIMIT, "ws_timeout_ms");
}

static void a_ring_is_a_power_of_two(void **state)
{
    (void)state;
    struct an_config c = usable();
    c.ring_capacity = 4096;
    expect(&c, AN_OK, "");
    c.ring_capacity = 1u << 30;
    expect(&c, AN_OK, "");
    c.ring_capacity = 5000;
    expect(&c, AN_EINVAL, "ring_capacity");
    c.ring_capacity = 2048;
    expect(&c, AN_ELIMIT, "ring_capacity");
    c.ring_capacity = 1u << 31;
    expect(&c, AN_ELIMIT, "ring_capacity");
}

static void every_reactor_may_have_a_connection(void **state)
{
    (void)state;
    struct an_config c = usable();
    c.reactors = 8;
    c.max_connections = 7;
    expect(&c, AN_ELIMIT, "max_connections");
    c.max_connections = 8;
    expect(&c, AN_OK, "");
}

static void all_clients_together_may_have_two_messages(void **state)
{
    (void)state;
    struct an_config c = usable();
    c.max_buffered = 2 * c.max_message - 1;
    expect(&c, AN_ELIMIT, "max_buffered");
    c.max_buffered = 2 * c.max_message;
    expect(&c, AN_OK, "");
    c.max_buffered = (1ull << 40) + 1;
    expect(&c, AN_ELIMIT, "max_buffered");
}

static void listeners_are_whole(void **state)
{
    (void)state;
    struct an_config c = usable();
    c.listen[0].host[0] = 0;
    expect(&c, AN_EINVAL, "host");
    memset(c.listen[0].host, 'a', sizeof c.listen[0].host);
    expect(&c, AN_EINVAL, "host");
    c = usable();
    c.listen[0].speaks = 0;
    expect(&c, AN_EINVAL, "speak");
    c.listen[0].speaks = 8;
    expect(&c, AN_EINVAL, "speak");
    c = usable();
    c.listeners = AN_MAX_LISTENERS + 1;
    expect(&c, AN_ELIMIT, "listener");
}

static void lists_can_match(void **state)
{
    (void)state;
    struct an_config c = usable();
    c.ws_origins = "https://chat.example";
    c.ws_protocols = "chat.v2, chat.v1";
    expect(&c, AN_OK, "");
    c.ws_origins = "chat.example";
    expect(&c, AN_EINVAL, "ws_origins");
    c.ws_origins = NULL;
    c.ws_protocols = "chat v2";
    expect(&c, AN_EINVAL, "ws_protocols");
    c.ws_protocols = " , ";
    expect(&c, AN_EINVAL, "ws_protocols");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_defaults_need_a_listener_only),
        cmocka_unit_test(numbers_have_ranges),
        cmocka_unit_test(times_that_may_be_off),
        cmocka_unit_test(a_port_may_have_its_own_times_of_silence),
        cmocka_unit_test(a_ring_is_a_power_of_two),
        cmocka_unit_test(every_reactor_may_have_a_connection),
        cmocka_unit_test(all_clients_together_may_have_two_messages),
        cmocka_unit_test(listeners_are_whole),
        cmocka_unit_test(lists_can_match),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
