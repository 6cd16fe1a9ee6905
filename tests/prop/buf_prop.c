/* buf_prop.c - random operations on a buffer and on a plain array of bytes that does the same. */
#include "test.h"

#include <stdbool.h>
#include <string.h>

#include "ground/base.h"
#include "memory/buf.h"
#include "random_help.h"

#define BUFFERS 2000
#define STEPS 200
#define MOST 5000

static struct random rnd;
static struct an_buf buf;
static uint8_t model[MOST], bytes[2 * MOST];
static size_t model_len;

static void same(void)
{
    assert_int_equal(buf.len, model_len);
    assert_true(buf.len <= buf.max && buf.len <= buf.cap);
    assert_true(buf.cap <= buf.max || buf.max == 0);
    assert_int_equal(buf.data == NULL, buf.cap == 0);
    if (buf.len) assert_memory_equal(buf.data, model, buf.len);
}

static void draw(size_t n)
{
    for (size_t i = 0; i < n; i++)
        bytes[i] = (uint8_t)random_next(&rnd);
}

static void model_append(size_t n)
{
    memcpy(model + model_len, bytes, n);
    model_len += n;
}

static void append(void)
{
    size_t n = random_size(&rnd, 2 * MOST);
    bool fits = model_len + n <= buf.max;
    draw(n);
    assert_int_equal(an_buf_append(&buf, bytes, n), fits ? AN_OK : AN_ELIMIT);
    if (fits) model_append(n);
}

/* Asks for more than it then uses, as a parser does. */
static void reserve_and_add(void)
{
    size_t n = random_size(&rnd, 2 * MOST), used = random_below(&rnd, n + 1);
    uint8_t *room = an_buf_reserve(&buf, n);
    assert_int_equal(room != NULL, model_len + n <= buf.max);
    if (!room) return;
    draw(n);
    memcpy(room, bytes, n);
    an_buf_added(&buf, used);
    model_append(used);
}

static void consume(void)
{
    size_t n = random_below(&rnd, model_len + 1);
    an_buf_consume(&buf, n);
    model_len -= n;
    memmove(model, model + n, model_len);
}

static void clear(void)
{
    size_t keep = random_size(&rnd, MOST), cap = buf.cap;
    an_buf_clear(&buf, keep);
    assert_int_equal(buf.cap, cap <= keep ? cap : 0);
    model_len = 0;
}

static void fini(void)
{
    an_buf_fini(&buf);
    assert_int_equal(buf.cap, 0);
    model_len = 0;
}

static void a_buffer_does_what_an_array_does(void **state)
{
    (void)state;
    static void (*const steps[])(void) = {append,          append,  append, reserve_and_add,
                                          reserve_and_add, consume, consume};
    for (int i = 0; i < BUFFERS; i++) {
        an_buf_init(&buf, random_size(&rnd, MOST));
        model_len = 0;
        for (int j = 0; j < STEPS; j++) {
            size_t at = random_below(&rnd, 100);
            at < 3 ? clear() : at < 6 ? fini() : steps[random_below(&rnd, 7)]();
            same();
        }
        an_buf_fini(&buf);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_buffer_does_what_an_array_does)};
    random_open(&rnd);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
