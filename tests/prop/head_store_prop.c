/* head_store_prop.c - random heads added, freed and read, beside a model that knows all bytes and how many blocks are free. */
#include "test.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "ground/base.h"
#include "ipc/head_store.h"
#include "random_help.h"

#define STORES 100
#define STEPS 3000
#define MOST 40u      /* heads at once */
#define LONGEST 1500u /* bytes */

static struct random rnd;
static struct an_head_store store;
static struct an_head_view view;

static struct {
    uint64_t next_id;
    uint32_t free;
    struct model_head {
        uint64_t id; /* 0: none */
        uint32_t place, len, own_at;
        uint8_t kind; /* what it has in common with others */
    } head[MOST], old[MOST];
} model;

static uint8_t byte_of(uint64_t id, uint8_t kind, size_t own_at, size_t i)
{
    bool own = own_at && i >= own_at && i < own_at + AN_HEAD_OWN_BYTES;
    return (uint8_t)(own ? id * 31 + i : kind * 31u + i * 7 + i / 112);
}

static uint32_t blocks_of(size_t len)
{
    return (uint32_t)((len + AN_HEAD_BLOCK_BYTES - 1) / AN_HEAD_BLOCK_BYTES);
}

/* How many heads have the bytes of this one? */
static uint32_t alike(uint32_t len, uint32_t own_at, uint8_t kind)
{
    uint32_t n = 0;
    for (size_t i = 0; i < MOST; i++)
        n += model.head[i].id && model.head[i].len == len && model.head[i].own_at == own_at &&
             model.head[i].kind == kind;
    return n;
}

static void add(size_t at)
{
    uint8_t bytes[LONGEST];
    uint64_t id = ++model.next_id;
    uint8_t kind = (uint8_t)random_below(&rnd, 4);
    size_t len = 1 + random_below(&rnd, random_below(&rnd, 4) ? 300 : LONGEST), own_at = 0;
    if (random_below(&rnd, 2)) {
        len = 200 + 300 * random_below(&rnd, 2);
        own_at = 1 + random_below(&rnd, 3) * (len - AN_HEAD_OWN_BYTES - 1) / 2;
    }
    for (size_t i = 0; i < len; i++)
        bytes[i] = byte_of(id, kind, own_at, i);
    uint32_t cost = alike((uint32_t)len, (uint32_t)own_at, kind) ? 0 : blocks_of(len);
    uint32_t place = an_head_store_add(&store, id, bytes, len, own_at);
    assert_int_equal(place != 0, cost <= model.free);
    if (!place) return;
    model.free -= cost;
    model.head[at].id = id;
    model.head[at].place = place;
    model.head[at].len = (uint32_t)len;
    model.head[at].own_at = (uint32_t)own_at;
    model.head[at].kind = kind;
}

static void drop(size_t at)
{
    an_head_store_free(&store, model.head[at].place);
    model.old[random_below(&rnd, MOST)] = model.head[at];
    model.head[at].id = 0;
    if (!alike(model.head[at].len, model.head[at].own_at, model.head[at].kind))
        model.free += blocks_of(model.head[at].len);
}

/* What was freed may be there still: then it is whole. */
static void look(size_t at, bool lives)
{
    const struct model_head *h = lives ? &model.head[at] : &model.old[at];
    struct an_buf b;
    an_buf_init(&b, 1 << 20);
    int err = an_head_view_read(&view, h->place, h->id, &b);
    if (lives) assert_int_equal(err, AN_OK);
    if (err == AN_OK) {
        assert_int_equal(b.len, h->len);
        for (size_t i = 0; i < h->len; i++)
            assert_int_equal(b.data[i], byte_of(h->id, h->kind, h->own_at, i));
    }
    an_buf_fini(&b);
}

static void step(unsigned lean)
{
    size_t at = random_below(&rnd, MOST);
    bool there = model.head[at].id != 0;
    if (there && random_below(&rnd, 100) < lean)
        drop(at);
    else if (!there)
        add(at);
    at = random_below(&rnd, MOST);
    if (model.head[at].id) look(at, true);
    if (model.old[at].id) look(at, false);
}

static void a_store_does_what_its_model_does(void **state)
{
    (void)state;
    for (int i = 0; i < STORES; i++) {
        uint32_t blocks = 1 + (uint32_t)random_below(&rnd, 200);
        size_t size = an_head_store_bytes(blocks, MOST);
        view = (struct an_head_view){aligned_alloc(64, size), blocks, MOST};
        memset(view.block, 0, size);
        memset(&model, 0, sizeof model);
        model.free = blocks;
        an_head_store_init(&store, &view);
        for (int j = 0; j < STEPS; j++)
            step(j / 300 % 2 ? 90 : 20);
        an_head_store_fini(&store);
        free(view.block);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_store_does_what_its_model_does)};
    random_open(&rnd);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
