/* write_queue_test.c - the queue gives back the bytes it was given, in order, in few pieces, wherever a write stops. */
#include "test.h"

#include <string.h>

#include "conn/write_queue.h"
#include "ground/base.h"

static struct an_write_pool pool;
static struct an_write_queue *out;
static uint8_t all[200000]; /* what the queue was given so far */
static size_t given;

static int open_out(void **state)
{
    (void)state;
    an_write_pool_init(&pool, NULL);
    out = an_write_queue_new(&pool);
    given = 0;
    return 0;
}

static int close_out(void **state)
{
    (void)state;
    an_write_queue_free(&pool, out);
    an_write_pool_fini(&pool);
    return 0;
}

/* The next n bytes of a row that does not repeat soon. */
static uint8_t *more(size_t n)
{
    assert_true(given + n <= sizeof all);
    for (size_t i = given; i < given + n; i++)
        all[i] = (uint8_t)(i * 31 + i / 256);
    given += n;
    return all + given - n;
}

static void append(size_t n)
{
    an_write_queue_append(&pool, out, more(n), n);
}

/* Bytes that lie somewhere in what is shared, and that the queue alone keeps. */
static const uint8_t *share(size_t n)
{
    struct an_shared *s = an_shared_new(NULL, n + 10);
    memcpy(s->data + 7, more(n), n);
    an_write_queue_share(&pool, out, s, 7, n);
    an_shared_unref(s);
    return s->data + 7;
}

static int pieces(void)
{
    struct iovec iov[AN_WRITE_IOV];
    return an_write_queue_peek(out, iov);
}

/* Everything from here to the end waits, whatever number of peeks it takes. */
static void expect_and_drain(size_t from)
{
    struct iovec iov[AN_WRITE_IOV];
    int n;
    assert_int_equal(out->bytes, given - from);
    while ((n = an_write_queue_peek(out, iov)) > 0) {
        size_t whole = 0;
        for (int i = 0; i < n; i++) {
            assert_true(iov[i].iov_len > 0 && from + whole + iov[i].iov_len <= given);
            assert_memory_equal(iov[i].iov_base, all + from + whole, iov[i].iov_len);
            whole += iov[i].iov_len;
        }
        an_write_queue_consume(&pool, out, whole);
        from += whole;
    }
    assert_int_equal(from, given);
    assert_int_equal(out->bytes, 0);
}

static void small_pieces_are_gathered(void **state)
{
    (void)state;
    for (int i = 0; i < 100; i++)
        append(10);
    assert_int_equal(pieces(), 1);
    append(24);
    assert_int_equal(pieces(), 1);
    append(1);
    assert_int_equal(pieces(), 2);
    expect_and_drain(0);
}

static void a_large_piece_stays_in_one(void **state)
{
    (void)state;
    append(50000);
    assert_int_equal(pieces(), 1);
    append(10);
    assert_int_equal(pieces(), 2);
    append(50000);
    assert_int_equal(pieces(), 3);
    expect_and_drain(0);
}

static void no_bytes_make_no_piece(void **state)
{
    (void)state;
    an_write_queue_append(&pool, out, NULL, 0);
    share(0);
    assert_int_equal(pieces(), 0);
    append(3);
    an_write_queue_append(&pool, out, NULL, 0);
    share(0);
    assert_int_equal(pieces(), 1);
    an_write_queue_consume(&pool, out, 0);
    expect_and_drain(0);
}

static void shared_memory_is_not_copied_nor_written(void **state)
{
    (void)state;
    struct iovec iov[AN_WRITE_IOV];
    append(5);
    const uint8_t *data = share(300);
    append(5);
    assert_int_equal(an_write_queue_peek(out, iov), 3);
    assert_ptr_equal(iov[1].iov_base, data);
    assert_int_equal(iov[1].iov_len, 300);
    expect_and_drain(0);
}

static void shared_memory_goes_with_the_queue(void **state)
{
    (void)state;
    share(100);
    append(2000);
    share(100);
    an_write_queue_consume(&pool, out, 50);
    an_write_queue_free(&pool, out); /* a leak or a second free would be the sanitizer's to say */
    out = an_write_queue_new(&pool);
    assert_int_equal(out->bytes, 0);
    assert_int_equal(pieces(), 0);
}

static struct an_file *file_new(uint64_t size, bool small)
{
    struct an_file *f = an_calloc(1, sizeof *f);
    *f = (struct an_file){.refs = 1, .fd = -1, .size = size};
    if (small) f->bytes = an_calloc(1, size);
    return f;
}

static void a_file_stands_where_it_was_queued(void **state)
{
    (void)state;
    struct iovec iov[AN_WRITE_IOV];
    uint64_t offset, len;
    struct an_file *f = file_new(1000, false);
    append(5);
    an_write_queue_file(&pool, out, f, 100, 50);
    append(7);
    assert_int_equal(f->refs, 2);
    assert_int_equal(out->bytes, 12);
    assert_int_equal(out->file_bytes, 50);
    assert_int_equal(an_write_queue_peek(out, iov), 1); /* up to the file */
    assert_ptr_equal(an_write_queue_next_file(out, 1, &offset, &len), f);
    assert_null(an_write_queue_next_file(out, 0, &offset, &len));
    an_write_queue_consume(&pool, out, 5);
    assert_int_equal(an_write_queue_peek(out, iov), 0);
    an_write_queue_consume(&pool, out, 20);
    assert_ptr_equal(an_write_queue_next_file(out, 0, &offset, &len), f);
    assert_int_equal(offset, 120);
    assert_int_equal(len, 30);
    assert_int_equal(out->file_bytes, 30);
    an_write_queue_consume(&pool, out, 30);
    assert_int_equal(f->refs, 1);
    assert_int_equal(an_write_queue_peek(out, iov), 1);
    an_write_queue_consume(&pool, out, 7);
    assert_true(an_write_queue_empty(out));
    an_file_unref(f);
}

static void a_file_in_memory_is_a_piece_like_any_other(void **state)
{
    (void)state;
    struct iovec iov[AN_WRITE_IOV];
    struct an_file *f = file_new(1000, true);
    append(5);
    an_write_queue_file(&pool, out, f, 10, 0);
    an_write_queue_file(&pool, out, f, 100, 50);
    append(7);
    assert_int_equal(an_write_queue_peek(out, iov), 3);
    assert_ptr_equal(iov[1].iov_base, f->bytes + 100);
    assert_int_equal(iov[1].iov_len, 50);
    an_write_queue_consume(&pool, out, 60);
    assert_int_equal(out->bytes, 2);
    assert_int_equal(out->file_bytes, 0);
    an_file_unref(f);
}

static void a_file_goes_with_the_queue(void **state)
{
    (void)state;
    struct an_file *f = file_new(1000, false);
    an_write_queue_file(&pool, out, f, 0, 1000);
    an_write_queue_free(&pool, out);
    out = an_write_queue_new(&pool);
    assert_int_equal(f->refs, 1);
    an_file_unref(f);
}

static void shared_bytes_are_there_once(void **state)
{
    (void)state;
    struct iovec iov[AN_WRITE_IOV];
    struct an_shared *s = an_shared_new(NULL, 500);
    struct an_write_queue *other = an_write_queue_new(&pool);
    memset(s->data, 's', s->len);
    append(5);
    an_write_queue_share(&pool, out, s, 0, s->len);
    an_write_queue_share(&pool, other, s, 0, s->len);
    assert_int_equal(s->refs, 3);
    assert_int_equal(an_write_queue_peek(out, iov), 2);
    assert_ptr_equal(iov[1].iov_base, s->data);
    an_write_queue_consume(&pool, out, 105);
    assert_int_equal(out->bytes, 400);
    an_write_queue_consume(&pool, out, 400);
    assert_int_equal(s->refs, 2);
    an_write_queue_free(&pool, other);
    assert_int_equal(s->refs, 1);
    an_shared_unref(s);
}

/* One of each: gathered, full, large, shared. */
static void mix(void)
{
    append(1);
    append(700);
    append(600);
    share(40);
    share(1);
    append(1500);
    append(30);
}

static void a_write_may_stop_at_every_byte(void **state)
{
    for (size_t stop = 0, end = 1; stop <= end; stop++) {
        close_out(state);
        open_out(state);
        mix();
        end = given;
        an_write_queue_consume(&pool, out, stop);
        expect_and_drain(stop);
    }
}

static void a_write_may_take_one_byte_each_time(void **state)
{
    (void)state;
    mix();
    for (size_t i = 0; i < given; i++) {
        struct iovec iov[AN_WRITE_IOV];
        assert_true(an_write_queue_peek(out, iov) > 0);
        assert_int_equal(*(uint8_t *)iov[0].iov_base, all[i]);
        assert_int_equal(out->bytes, given - i);
        an_write_queue_consume(&pool, out, 1);
    }
    expect_and_drain(given);
}

static void bytes_come_while_others_leave(void **state)
{
    (void)state;
    size_t gone = 0;
    for (size_t i = 0; i < 200; i++) {
        i % 7 == 3 ? (void)share(i) : append(i * 37 % 500);
        size_t n = AN_MIN(out->bytes, i * 53 % 400);
        an_write_queue_consume(&pool, out, n);
        gone += n;
    }
    expect_and_drain(gone);
}

static void one_peek_shows_no_more_than_its_limit(void **state)
{
    (void)state;
    for (int i = 0; i < 3 * AN_WRITE_IOV; i++)
        share(5);
    assert_int_equal(pieces(), AN_WRITE_IOV);
    an_write_queue_consume(&pool, out, 5 * AN_WRITE_IOV + 1);
    assert_int_equal(pieces(), AN_WRITE_IOV);
    expect_and_drain(5 * AN_WRITE_IOV + 1);
}

static void chunks_and_queues_are_used_again(void **state)
{
    (void)state;
    struct iovec before[AN_WRITE_IOV], after[AN_WRITE_IOV];
    struct an_write_queue *old = out;
    append(10);
    assert_int_equal(an_write_queue_peek(out, before), 1);
    an_write_queue_free(&pool, out);
    out = an_write_queue_new(&pool);
    assert_ptr_equal(out, old);
    given = 0;
    append(10);
    assert_int_equal(an_write_queue_peek(out, after), 1);
    assert_ptr_equal(after[0].iov_base, before[0].iov_base);
}

/* After a burst, what is kept for reuse is bounded; the rest has gone back to the heap. */
static void the_pool_is_bounded(void **state)
{
    (void)state;
    static struct an_write_queue *burst[1000];
    for (int i = 0; i < 1000; i++) {
        burst[i] = an_write_queue_new(&pool);
        an_write_queue_append(&pool, burst[i], "some", 4);
    }
    for (int i = 0; i < 1000; i++)
        an_write_queue_free(&pool, burst[i]);
    assert_in_range(pool.chunk_count, 1, 256);
    assert_in_range(pool.spare_count, 1, 256);
    uint32_t chunks = pool.chunk_count, spares = pool.spare_count;
    for (uint32_t i = 0; i < spares; i++)
        burst[i] = an_write_queue_new(&pool);
    for (uint32_t i = 0; i < chunks; i++)
        an_write_queue_append(&pool, burst[0], all, AN_CHUNK_SIZE);
    assert_int_equal(pool.chunk_count, 0);
    assert_int_equal(pool.spare_count, 0);
    assert_null(pool.chunks);
    assert_null(pool.spare);
    for (uint32_t i = 0; i < spares; i++)
        an_write_queue_free(&pool, burst[i]);
}

int main(void)
{
#define EACH(test) cmocka_unit_test_setup_teardown(test, open_out, close_out)
    const struct CMUnitTest tests[] = {
        EACH(small_pieces_are_gathered),
        EACH(a_large_piece_stays_in_one),
        EACH(no_bytes_make_no_piece),
        EACH(shared_memory_is_not_copied_nor_written),
        EACH(shared_memory_goes_with_the_queue),
        EACH(a_write_may_stop_at_every_byte),
        EACH(shared_bytes_are_there_once),
        EACH(a_file_stands_where_it_was_queued),
        EACH(a_file_in_memory_is_a_piece_like_any_other),
        EACH(a_file_goes_with_the_queue),
        EACH(a_write_may_take_one_byte_each_time),
        EACH(bytes_come_while_others_leave),
        EACH(one_peek_shows_no_more_than_its_limit),
        EACH(chunks_and_queues_are_used_again),
        EACH(the_pool_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
