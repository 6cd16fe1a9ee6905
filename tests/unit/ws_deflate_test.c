/* ws_deflate_test.c - what is compressed is what any client reads again, within the window that was agreed (RFC 7692, sections 7.1 and 7.2). Judge is a
 * decoder that is not zlib's. What is inflated: see ws_deflated_test.c.
 */
#include "test.h"

#include "protocol/ws/deflate.h"

#include "ground/base.h"
#include "inflate_help.h"
#include "random_help.h"

#include <features.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MESSAGE_MAX 100000
#define TALK_MAX (8 * MESSAGE_MAX)

static const struct an_ws_deflate_config config = {.level = 6, .mem_level = 8, .min_size = 0};

/* --- a client that reads --- */

struct client {
    uint8_t *seen; /* all that came compressed, one after the other */
    size_t len;
    const struct an_ws_deflate_params *agreed;
};

static void client_open(struct client *c, const struct an_ws_deflate_params *agreed)
{
    *c = (struct client){.seen = malloc(TALK_MAX), .agreed = agreed};
    assert_non_null(c->seen);
}

/* The payload means these bytes, and refers to nothing that this client need not remember. */
static void client_reads(struct client *c, const struct an_buf *payload, const void *p, size_t n)
{
    static uint8_t with_tail[MESSAGE_MAX + 100];
    uint8_t bits = c->agreed->server_max_window_bits;
    size_t farthest, window = bits == 8 ? 0 : (size_t)1 << bits; /* zlib has no window of 8 bits */
    memcpy(with_tail, payload->data, payload->len);
    memcpy(with_tail + payload->len, "\0\0\xff\xff", 4);
    if (c->agreed->server_no_context_takeover) c->len = 0;
    ssize_t end = inflate_slowly(with_tail, payload->len + 4, c->seen, c->len, TALK_MAX, &farthest);
    assert_int_equal(end, c->len + n);
    assert_memory_equal(c->seen + c->len, p, n);
    assert_in_range(farthest, 0, window);
    c->len += n;
}

/* --- messages --- */

/* Words that come again, near and far, amid noise. */
static size_t random_message(struct random *r, uint8_t *p)
{
    size_t len = random_below(r, 4) ? random_below(r, 2000) : random_size(r, MESSAGE_MAX), n = 0;
    size_t words = 1 + random_below(r, 500), noise = random_below(r, 4) ? random_below(r, 10) : 100;
    char word[24];
    while (n < len) {
        if (random_below(r, 100) < noise) {
            p[n++] = (uint8_t)random_next(r);
            continue;
        }
        size_t size =
            (size_t)snprintf(word, sizeof word, "word%zu,", random_below(r, words) * 7919);
        size = AN_MIN(size, len - n);
        memcpy(p + n, word, size);
        n += size;
    }
    return n;
}

static struct an_ws_deflate_params random_params(struct random *r)
{
    return (struct an_ws_deflate_params){
        .server_no_context_takeover = random_below(r, 2),
        .client_no_context_takeover = random_below(r, 2),
        .server_max_window_bits = (uint8_t)(8 + random_below(r, 8)),
        .client_max_window_bits = (uint8_t)(8 + random_below(r, 8)),
    };
}

/* --- to one --- */

static void talk(struct random *r, struct an_ws_deflate *d, struct client *c)
{
    static uint8_t p[MESSAGE_MAX];
    struct an_buf out;
    an_buf_init(&out, MESSAGE_MAX + 8);
    for (int i = 0; i < 8; i++) {
        size_t n = random_message(r, p);
        an_buf_clear(&out, 0);
        if (an_ws_deflate_encode(d, p, n, &out)) {
            assert_in_range(out.len, 1, n - 1);
            client_reads(c, &out, p, n);
        } else {
            assert_int_equal(out.len, 0);
        }
    }
    an_buf_fini(&out);
}

static void a_client_reads_what_was_written_within_its_window(void **state)
{
    (void)state;
    struct random r;
    random_open(&r);
    for (int round = 0; round < 150; round++) {
        struct an_ws_deflate_params agreed = random_params(&r);
        struct an_ws_deflate_config any = {.level = 1 + (int)random_below(&r, 9),
                                           .mem_level = 1 + (int)random_below(&r, 9),
                                           .min_size = random_below(&r, 50)};
        struct an_ws_deflate_pool *pool = an_ws_deflate_pool_new(&any);
        struct an_ws_deflate *d = an_ws_deflate_new(pool, &agreed);
        struct client c;
        client_open(&c, &agreed);
        talk(&r, d, &c);
        an_ws_deflate_free(d);
        an_ws_deflate_pool_free(pool);
        free(c.seen);
    }
}

/* A fresh connection, and how long "hello hello …" of 300 bytes becomes: the first time, and again. */
static void twice(struct an_ws_deflate_params agreed, size_t sizes[2])
{
    struct an_ws_deflate_pool *pool = an_ws_deflate_pool_new(&config);
    struct an_ws_deflate *d = an_ws_deflate_new(pool, &agreed);
    uint8_t p[300];
    struct an_buf out;
    struct random r = {agreed.server_max_window_bits};
    for (size_t i = 0; i < sizeof p; i++)
        p[i] = (uint8_t)random_below(&r, 64);
    an_buf_init(&out, 1000);
    for (size_t i = 0; i < 2; i++) {
        an_buf_clear(&out, 0);
        assert_true(an_ws_deflate_encode(d, p, sizeof p, &out));
        sizes[i] = out.len;
    }
    an_buf_fini(&out);
    an_ws_deflate_free(d);
    an_ws_deflate_pool_free(pool);
}

static void a_context_makes_what_came_before_short(void **state)
{
    (void)state;
    size_t sizes[2];
    twice((struct an_ws_deflate_params){false, true, 15, 15}, sizes);
    assert_in_range(sizes[0], 200, 300);
    assert_in_range(sizes[1], 1, 20);
    twice((struct an_ws_deflate_params){true, false, 15, 15}, sizes); /* 7.1.1.1 */
    assert_int_equal(sizes[0], sizes[1]);
    twice((struct an_ws_deflate_params){false, true, 8, 15}, sizes); /* 300 bytes ago is too far */
    assert_int_equal(sizes[0], sizes[1]);
}

static void what_is_not_worth_it_is_left_as_it_is(void **state)
{
    (void)state;
    struct an_ws_deflate_params agreed = {true, true, 15, 15};
    struct an_ws_deflate_config from_100 = {.level = 6, .mem_level = 8, .min_size = 100};
    struct an_ws_deflate_pool *pool = an_ws_deflate_pool_new(&from_100);
    struct an_ws_deflate *d = an_ws_deflate_new(pool, &agreed);
    uint8_t same[200], noise[200];
    struct random r = {1};
    struct an_buf out;
    memset(same, 'x', sizeof same);
    for (size_t i = 0; i < sizeof noise; i++)
        noise[i] = (uint8_t)random_next(&r);
    an_buf_init(&out, 110);
    an_buf_append(&out, "head", 4);
    assert_false(an_ws_deflate_encode(d, same, 99, &out));
    assert_false(an_ws_deflate_encode(d, same, 0, &out));
    assert_false(an_ws_deflate_encode(d, noise, 100, &out)); /* no room, and no gain */
    assert_int_equal(out.len, 4);
    assert_int_equal(an_ws_deflate_variant(d, 99), 0);
    assert_int_equal(an_ws_deflate_variant(NULL, 100), 0);
    out.max = 112;
    assert_false(an_ws_deflate_encode(d, noise, 100, &out));
    assert_true(an_ws_deflate_encode(d, same, 100, &out));
    assert_memory_equal(out.data, "head", 4);
    assert_in_range(out.len, 5, 20);
    an_buf_fini(&out);
    an_ws_deflate_free(d);
    an_ws_deflate_pool_free(pool);
}

/* --- to many --- */

#define MEMBERS 12

struct crowd {
    struct an_ws_deflate_pool *pool;
    struct an_ws_deflate_params agreed[MEMBERS];
    struct an_ws_deflate *member[MEMBERS];
    struct client client[MEMBERS];
    size_t made; /* compressions */
};

static void crowd_open(struct crowd *c, struct random *r)
{
    *c = (struct crowd){.pool = an_ws_deflate_pool_new(&config)};
    for (size_t i = 0; i < MEMBERS; i++) {
        c->agreed[i] = random_params(r);
        c->member[i] = an_ws_deflate_new(c->pool, &c->agreed[i]);
        client_open(&c->client[i], &c->agreed[i]);
    }
}

static void crowd_close(struct crowd *c)
{
    for (size_t i = 0; i < MEMBERS; i++) {
        an_ws_deflate_free(c->member[i]);
        free(c->client[i].seen);
    }
    an_ws_deflate_pool_free(c->pool);
}

static void publish(struct crowd *c, const uint8_t *p, size_t n)
{
    struct an_buf form[AN_WS_VARIANTS] = {{0}};
    bool tried[AN_WS_VARIANTS] = {false};
    for (size_t i = 0; i < MEMBERS; i++) {
        unsigned v = an_ws_deflate_variant(c->member[i], n);
        if (v && !tried[v]) {
            an_buf_init(&form[v], n + 8);
            an_ws_deflate_share(c->pool, v, p, n, &form[v]);
            tried[v] = true;
            c->made++;
        }
        if (!form[v].len) continue;
        an_ws_deflate_shared(c->member[i], p, n);
        client_reads(&c->client[i], &form[v], p, n);
    }
    for (size_t v = 0; v < AN_WS_VARIANTS; v++)
        an_buf_fini(&form[v]);
}

static void what_is_shared_is_read_by_all_and_contexts_go_on_from_it(void **state)
{
    (void)state;
    static uint8_t p[MESSAGE_MAX];
    struct random r;
    random_open(&r);
    for (int round = 0; round < 20; round++) {
        struct crowd c;
        crowd_open(&c, &r);
        for (int i = 0; i < 4; i++) {
            size_t who = random_below(&r, MEMBERS), n = random_message(&r, p);
            publish(&c, p, n);
            talk(&r, c.member[who], &c.client[who]);
        }
        crowd_close(&c);
    }
}

static void short_messages_have_one_form_for_all_windows(void **state)
{
    (void)state;
    struct random r = {1};
    struct crowd c;
    crowd_open(&c, &r);
    for (size_t i = 0; i < MEMBERS; i++)
        if (c.agreed[i].server_max_window_bits > 8)
            assert_int_equal(an_ws_deflate_variant(c.member[i], 200), 9);
        else
            assert_int_equal(an_ws_deflate_variant(c.member[i], 200), 8);
    uint8_t p[200];
    memset(p, 'x', sizeof p);
    publish(&c, p, sizeof p);
    assert_in_range(c.made, 1, 2);
    crowd_close(&c);
}

static void a_form_has_the_smallest_window_that_spans_the_message(void **state)
{
    (void)state;
    static const struct {
        size_t len;
        unsigned variant;
    } sizes[] = {{0, 0},      {1, 9},      {250, 9},    {251, 10},    {762, 10},
                 {763, 11},   {3834, 12},  {3835, 13},  {16122, 14},  {16123, 15},
                 {32506, 15}, {32507, 15}, {65536, 15}, {1 << 30, 15}};
    struct an_ws_deflate_params any = {true, true, 15, 15}, eleven = {true, true, 11, 15};
    struct an_ws_deflate_pool *pool = an_ws_deflate_pool_new(&config);
    struct an_ws_deflate *large = an_ws_deflate_new(pool, &any);
    struct an_ws_deflate *small = an_ws_deflate_new(pool, &eleven);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        assert_int_equal(an_ws_deflate_variant(large, sizes[i].len), sizes[i].variant);
        assert_int_equal(an_ws_deflate_variant(small, sizes[i].len), AN_MIN(sizes[i].variant, 11u));
    }
    assert_int_equal(an_ws_deflate_variant(large, SIZE_MAX), 0); /* more than zlib can count */
    an_ws_deflate_free(large);
    an_ws_deflate_free(small);
    an_ws_deflate_pool_free(pool);
}

static void what_is_shared_is_what_one_without_a_context_is_sent(void **state)
{
    (void)state;
    static uint8_t p[MESSAGE_MAX];
    struct random r = {3};
    struct an_ws_deflate_pool *pool = an_ws_deflate_pool_new(&config);
    for (uint8_t bits = 8; bits <= 15; bits++) {
        struct an_ws_deflate_params agreed = {true, true, bits, 15};
        struct an_ws_deflate *d = an_ws_deflate_new(pool, &agreed);
        struct an_buf one, many;
        an_buf_init(&one, MESSAGE_MAX + 8);
        an_buf_init(&many, MESSAGE_MAX + 8);
        size_t n = random_message(&r, p);
        unsigned v = an_ws_deflate_variant(d, n);
        assert_in_range(v, 8, bits);
        assert_int_equal(an_ws_deflate_encode(d, p, n, &one),
                         an_ws_deflate_share(pool, v, p, n, &many));
        assert_int_equal(one.len, many.len);
        if (one.len) assert_memory_equal(one.data, many.data, one.len);
        an_buf_fini(&one);
        an_buf_fini(&many);
        an_ws_deflate_free(d);
    }
    an_ws_deflate_pool_free(pool);
}

/* --- memory --- */

/* Bytes of the heap in use, whoever keeps it. */
size_t __sanitizer_get_current_allocated_bytes(void) __attribute__((weak));

static size_t heap(void)
{
    if (__sanitizer_get_current_allocated_bytes) return __sanitizer_get_current_allocated_bytes();
#if __GLIBC_PREREQ(2, 33)
    struct mallinfo2 m = mallinfo2();
#else
    struct mallinfo m = mallinfo();
#endif
    return (size_t)m.uordblks + (size_t)m.hblkhd;
}

/* A message each way; what the client sends refers to nothing before it. */
static void exchange(struct an_ws_deflate_pool *pool, struct an_ws_deflate *d, const uint8_t *p,
                     size_t n)
{
    struct an_buf out, in;
    an_buf_init(&out, 2 * n);
    an_buf_init(&in, n);
    assert_true(an_ws_deflate_encode(d, p, n, &out));
    size_t sent = out.len;
    assert_true(an_ws_deflate_share(pool, 9, p, n, &out));
    assert_int_equal(an_ws_deflate_feed(d, out.data + sent, out.len - sent, true, &in), AN_OK);
    assert_int_equal(in.len, n);
    assert_memory_equal(in.data, p, n);
    an_buf_fini(&out);
    an_buf_fini(&in);
}

/* What each of 100 idle connections holds after as many messages. */
static size_t idle_size(struct an_ws_deflate_params agreed, size_t message, int messages)
{
    static uint8_t p[MESSAGE_MAX];
    struct an_ws_deflate *d[100];
    struct an_ws_deflate_pool *pool = an_ws_deflate_pool_new(&config);
    memset(p, 'x', sizeof p);
    for (size_t i = 0; i < 100; i++)
        d[i] = an_ws_deflate_new(pool, &agreed);
    for (int k = 0; k < messages; k++)
        exchange(pool, d[0], p, message); /* the pool has all that it will have */
    size_t before = heap();
    for (size_t i = 1; i < 100; i++)
        for (int k = 0; k < messages; k++)
            exchange(pool, d[i], p, message);
    size_t held = (heap() - before) / 99;
    for (size_t i = 0; i < 100; i++)
        an_ws_deflate_free(d[i]);
    an_ws_deflate_pool_free(pool);
    return held;
}

static void an_idle_connection_holds_its_contexts_and_nothing_of_zlibs(void **state)
{
    (void)state;
    assert_int_equal(idle_size((struct an_ws_deflate_params){true, true, 15, 15}, 50000, 3), 0);
    assert_in_range(idle_size((struct an_ws_deflate_params){false, false, 15, 15}, 100, 2), 400,
                    700);
    assert_in_range(idle_size((struct an_ws_deflate_params){false, true, 15, 15}, 50000, 3), 32768,
                    33000);
    assert_int_equal(idle_size((struct an_ws_deflate_params){false, true, 8, 15}, 50000, 3), 0);
    assert_in_range(idle_size((struct an_ws_deflate_params){true, false, 15, 10}, 50000, 3), 1024,
                    1100);
}

static void a_message_given_up_returns_what_it_borrowed(void **state)
{
    (void)state;
    struct an_ws_deflate_params agreed = {true, true, 15, 15};
    struct an_ws_deflate_pool *pool = an_ws_deflate_pool_new(&config);
    struct an_ws_deflate *d = an_ws_deflate_new(pool, &agreed);
    struct an_buf in;
    an_buf_init(&in, 100);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(an_ws_deflate_feed(d, "\xf2\x48\xcd", 3, false, &in), AN_OK);
        an_ws_deflate_stop(d);
        an_ws_deflate_stop(d);
        an_buf_fini(&in);
    }
    size_t before = heap();
    assert_int_equal(an_ws_deflate_feed(d, "\xf2\x48\xcd\xc9\xc9\x07\0", 7, true, &in), AN_OK);
    assert_int_equal(in.len, 5);
    assert_memory_equal(in.data, "Hello", 5);
    an_buf_fini(&in);
    assert_int_equal(heap(), before);
    an_ws_deflate_feed(d, "\xf2\x48\xcd", 3, false, &in);
    an_buf_fini(&in);
    an_ws_deflate_free(d); /* in mid-message */
    an_ws_deflate_pool_free(pool);
}

/* Of 20 messages at a time; what one borrowed is about 40 KB. */
static void the_pool_keeps_some_of_what_was_returned(void **state)
{
    (void)state;
    struct an_ws_deflate_params agreed = {true, true, 15, 15};
    struct an_ws_deflate_pool *pool = an_ws_deflate_pool_new(&config);
    struct an_ws_deflate *d[20];
    struct an_buf in;
    an_buf_init(&in, 100);
    for (size_t i = 0; i < 20; i++)
        d[i] = an_ws_deflate_new(pool, &agreed);
    size_t before = heap();
    for (size_t i = 0; i < 20; i++) {
        assert_int_equal(an_ws_deflate_feed(d[i], "\xf2\x48\xcd", 3, false, &in), AN_OK);
        an_buf_fini(&in);
    }
    assert_in_range(heap() - before, 20 * 38000, 20 * 45000);
    for (size_t i = 0; i < 20; i++)
        an_ws_deflate_stop(d[i]);
    assert_in_range(heap() - before, 38000, 10 * 45000);
    for (size_t i = 0; i < 20; i++)
        an_ws_deflate_free(d[i]);
    an_ws_deflate_pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_client_reads_what_was_written_within_its_window),
        cmocka_unit_test(a_context_makes_what_came_before_short),
        cmocka_unit_test(what_is_not_worth_it_is_left_as_it_is),
        cmocka_unit_test(what_is_shared_is_read_by_all_and_contexts_go_on_from_it),
        cmocka_unit_test(short_messages_have_one_form_for_all_windows),
        cmocka_unit_test(a_form_has_the_smallest_window_that_spans_the_message),
        cmocka_unit_test(what_is_shared_is_what_one_without_a_context_is_sent),
        cmocka_unit_test(an_idle_connection_holds_its_contexts_and_nothing_of_zlibs),
        cmocka_unit_test(a_message_given_up_returns_what_it_borrowed),
        cmocka_unit_test(the_pool_keeps_some_of_what_was_returned),
    };
    return cmocka_run_group_tests_name("ws_deflate", tests, NULL, NULL);
}
