/* conn_stray_test.c - messages that no worker would send, in every state of a connection: what another process wrote is input, and ends nobody but its own
 * connection. */
#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "conn/publish.h"
#include "conn_help.h"
#include "random_help.h"

#define LIVES 3000
#define MESSAGES 6

static struct random rnd;

/* Exactly as long as it says, so that reading past it is seen. */
static uint8_t *bytes(size_t len)
{
    static const char *const words[] = {"/", "Content-Type: x\r\n",
                                        "Sec-WebSocket-Protocol: a\r\n"};
    const char *word = words[random_below(&rnd, 3)];
    bool wild = random_below(&rnd, 2);
    uint8_t *p = malloc(len + !len);
    for (size_t i = 0; i < len; i++)
        p[i] = wild ? (uint8_t)random_next(&rnd) : (uint8_t)word[i % strlen(word)];
    return p;
}

static uint32_t code(void)
{
    static const uint32_t codes[] = {0,   1,   2,   99,  100, 101,  200,  204,
                                     304, 404, 500, 599, 600, 1000, 4999, UINT32_MAX};
    return random_below(&rnd, 8) ? codes[random_below(&rnd, 16)] : (uint32_t)random_next(&rnd);
}

static void message(void)
{
    static const uint32_t sizes[] = {0, 1, 16, 17, 20, 100, 255, 256, 300, 5000};
    struct an_delivery d = {
        .msg = {.type = (uint8_t)random_below(&rnd, AN_MSG_TYPES),
                .proto = (uint8_t)random_below(&rnd, 4),
                .flags = (uint8_t)(random_below(&rnd, 2) ? random_next(&rnd) : 0),
                .code = code(),
                .id = lo.conn->id,
                .head_len = sizes[random_below(&rnd, 10)],
                .body_len = sizes[random_below(&rnd, 10)],
                .stamp = conn_request()}};
    if (random_below(&rnd, 2)) d.msg.proto = lo.conn->proto;
    uint8_t *head = bytes(d.msg.head_len), *body = bytes(d.msg.body_len);
    d.head = head;
    d.body = body;
    if (d.msg.type == AN_MSG_PUBLISH) {
        if (!an_publish_joins(&lo.env, &d)) an_publish_end(&lo.env);
        an_publish_add(&lo.env, &d);
        if (!an_publish_topic(&lo.env, true)) an_publish_to(&lo.env, lo.conn, true);
        an_publish_end(&lo.env);
    } else if (lo.conn->phase != AN_PHASE_DEAD) {
        an_conn_message(lo.conn, &d);
    }
    an_conn_flush_all(&lo.env);
    free(head);
    free(body);
}

static void life(void)
{
    static const char *const says[] = {"", "hello tcp", GET, UPGRADE, "GET /", GET GET};
    lo.told[0] = 0;
    lo.wrote_len = 0;
    lo.config.ws_open = random_below(&rnd, 2);
    conn_start(AN_SPEAKS_ALL);
    const char *said = says[random_below(&rnd, 6)];
    if (*said) conn_input(said);
    for (int i = 0; i < MESSAGES; i++)
        message();
    if (lo.conn->phase != AN_PHASE_DEAD) an_conn_kill(lo.conn, AN_CLOSE_PEER);
}

static void no_message_harms_anybody_else(void **state)
{
    (void)state;
    random_open(&rnd);
    for (int i = 0; i < LIVES; i++)
        life();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(no_message_harms_anybody_else, conn_setup, conn_teardown)};
    return cmocka_run_group_tests_name("conn_stray", tests, NULL, NULL);
}
