/* head_store_race.c - a reader beside the writer that uses its blocks again at once: what is read is whole, or it is not there. */
#include "test.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "ground/base.h"
#include "ipc/head_store.h"
#include "ring_help.h"

#define HEADS HELP_ROUNDS(300000u)
#define FOUND 2000u /* at least, and as many in vain */
#define BLOCKS 12u
#define LONGEST 600u

static struct an_head_view view;
static _Atomic uint64_t told; /* id << 32 | place << 16 | length of the youngest head */
static _Atomic bool over;
static _Atomic uint32_t found, missed, wrong;

/* Four ids in a row may share bytes; each has an own part in the second block. */
#define OWN_AT 120u
static size_t len_of(uint64_t id)
{
    return id / 4 % 2 ? 1 + id / 4 * 7919 % LONGEST : 1 + id * 7919 % LONGEST;
}

static uint8_t byte_of(uint64_t id, size_t i)
{
    bool own = i >= OWN_AT && i < OWN_AT + AN_HEAD_OWN_BYTES;
    return (uint8_t)((own ? id : id / 4) * 13 + i);
}

static uint32_t add(struct an_head_store *store, uint64_t id, size_t len)
{
    uint8_t bytes[LONGEST];
    for (size_t i = 0; i < len; i++)
        bytes[i] = byte_of(id, i);
    return an_head_store_add(store, id, bytes, len, len >= OWN_AT + AN_HEAD_OWN_BYTES ? OWN_AT : 0);
}

static bool sound(uint64_t id, size_t len, const struct an_buf *b)
{
    if (b->len != len) return false;
    for (size_t i = 0; i < len; i++)
        if (b->data[i] != byte_of(id, i)) return false;
    return true;
}

/* What it was told a while ago may have gone: then the blocks are somebody else's. */
static void *reader(void *arg)
{
    struct an_buf b;
    (void)arg;
    an_buf_init(&b, 4096);
    while (!atomic_load(&over)) {
        uint64_t t = atomic_load(&told), id = t >> 32;
        uint32_t place = t >> 16 & 0xffff, len = t & 0xffff;
        if (!id) continue;
        for (int i = 0; i < 4; i++) {
            an_buf_clear(&b, 4096);
            bool there = an_head_view_read(&view, place, id, &b) == AN_OK;
            atomic_fetch_add(there ? &found : &missed, 1);
            if (there && !sound(id, len, &b)) atomic_fetch_add(&wrong, 1);
        }
    }
    an_buf_fini(&b);
    return NULL;
}

static void a_reader_sees_a_head_whole_or_not_at_all(void **state)
{
    struct an_head_store store;
    uint32_t last = 0;
    pthread_t thread;
    (void)state;
    view = (struct an_head_view){aligned_alloc(64, an_head_store_bytes(BLOCKS, BLOCKS)), BLOCKS,
                                 BLOCKS};
    memset(view.block, 0, an_head_store_bytes(BLOCKS, BLOCKS));
    an_head_store_init(&store, &view);
    assert_int_equal(pthread_create(&thread, NULL, reader, NULL), 0);
    for (uint64_t id = 1; id < HEADS || atomic_load(&found) < FOUND || atomic_load(&missed) < FOUND;
         id++) {
        size_t len = len_of(id);
        uint32_t place = add(&store, id, len);
        assert_int_not_equal(place, 0);
        atomic_store(&told, (uint64_t)(uint32_t)id << 32 | place << 16 | len);
        an_head_store_free(&store, last);
        last = place;
    }
    atomic_store(&over, true);
    pthread_join(thread, NULL);
    assert_int_equal(atomic_load(&wrong), 0);
    an_head_store_fini(&store);
    free(view.block);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_reader_sees_a_head_whole_or_not_at_all)};
    return cmocka_run_group_tests_name("head_store", tests, NULL, NULL);
}
