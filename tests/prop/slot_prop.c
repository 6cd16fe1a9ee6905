/* slot_prop.c - random takes and gives on a table and on a model of it: a queue of free indices. */
#include "test.h"

#include <stdbool.h>
#include <string.h>

#include "memory/slot.h"
#include "random_help.h"

#define TABLES 200
#define STEPS 3000
#define MOST 300

static struct random rnd;
static struct an_slots slots;

static struct {
    uint32_t max, used, fresh;
    uint64_t value[MOST]; /* what the owner wrote into the item; 0: free */
    uint32_t queue[MOST], first, waiting;
} model;

static uint32_t model_take(void)
{
    model.used++;
    if (!model.waiting) return model.fresh++;
    uint32_t index = model.queue[model.first];
    model.first = (model.first + 1) % MOST;
    model.waiting--;
    return index;
}

static void take(void)
{
    uint32_t index;
    uint64_t *item = an_slots_take(&slots, &index);
    assert_int_equal(item != NULL, model.used < model.max);
    if (!item) return;
    assert_int_equal(index, model_take());
    *item = model.value[index] = random_next(&rnd) | 1;
}

static void give(void)
{
    uint32_t index = (uint32_t)random_below(&rnd, MOST);
    if (!model.value[index]) return;
    an_slots_give(&slots, index);
    model.value[index] = 0;
    model.queue[(model.first + model.waiting++) % MOST] = index;
    model.used--;
}

static void look(void)
{
    uint32_t index = (uint32_t)random_below(&rnd, MOST + 10);
    uint64_t *item = an_slots_at(&slots, index);
    assert_int_equal(item != NULL, index < MOST && model.value[index]);
    if (item) assert_int_equal(*item, model.value[index]);
    assert_int_equal(slots.used, model.used);
}

/* Leans towards full, then towards empty, so that both ends are met. */
static void a_table_does_what_its_model_does(void **state)
{
    (void)state;
    for (int i = 0; i < TABLES; i++) {
        memset(&model, 0, sizeof model);
        model.max = (uint32_t)random_below(&rnd, MOST + 1);
        an_slots_init(&slots, sizeof(uint64_t) + random_below(&rnd, 50), model.max);
        for (int j = 0; j < STEPS; j++) {
            size_t lean = j / 500 % 2 ? 30 : 70;
            random_below(&rnd, 100) < lean ? take() : give();
            look();
        }
        an_slots_fini(&slots);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_table_does_what_its_model_does)};
    random_open(&rnd);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
