/* ws_protocols_test.c - choosing a subprotocol (RFC 6455, sections 4.1 and 4.2.2). Every offer lies before a guard page. */
#include "test.h"

#include "protocol/ws/protocols.h"

#include "ground/base.h"
#include "guard_help.h"

#include <string.h>

struct example {
    const char *offers, *supported, *chosen; /* "": none; NULL: against the grammar */
};

static const struct example lists[] = {
    {"chat", "chat", "chat"},
    {"chat, superchat", "superchat, chat", "chat"},
    {"chat,superchat", "superchat", "superchat"},
    {" chat\t,\tsuperchat ", "superchat", "superchat"},
    {",, chat ,,", "chat", "chat"},
    {"v1.mqtt~!#$%&'*+-.^_`|", "v1.mqtt~!#$%&'*+-.^_`|", "v1.mqtt~!#$%&'*+-.^_`|"},
    {"chat, chat", "chat", "chat"},
    /* none */
    {"", "chat", ""},
    {",", "chat", ""},
    {"chat", "", ""},
    {"chat", "superchat", ""},
    {"superchat", "chat", ""},
    {"cha", "chat", ""},
    {"chat", "cha", ""},
    {"Chat", "chat", ""},
    /* no list of tokens, even behind one that is supported */
    {"chat superchat", "chat", NULL},
    {"chat, super chat", "chat", NULL},
    {"chat;", "chat", NULL},
    {"\"chat\"", "chat", NULL},
    {"chat, a/b", "chat", NULL},
    {"chat, \xC3\xA4", "chat", NULL},
    {"x, =", "chat", NULL},
};

static void run(const struct example *e)
{
    struct guard g;
    size_t len = strlen(e->offers);
    struct an_span chosen = {"", 0};
    guard_open(&g, len);
    const char *p = (const char *)guard_copy(&g, e->offers, len);
    struct an_span supported = {e->supported, strlen(e->supported)};
    int n = an_ws_protocols_choose((struct an_span){p, len}, supported, &chosen);
    int wanted = !e->chosen ? AN_EPROTO : *e->chosen ? 1 : 0;
    if (n != wanted) fail_msg("%s of %s: told %d, wanted %d", e->offers, e->supported, n, wanted);
    if (n > 0) {
        assert_int_equal(chosen.len, strlen(e->chosen));
        assert_memory_equal(chosen.p, e->chosen, chosen.len);
        assert_in_range((uintptr_t)chosen.p, (uintptr_t)supported.p,
                        (uintptr_t)supported.p + supported.len);
    }
    guard_close(&g);
}

static void the_clients_first_that_is_supported_is_chosen(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        run(&lists[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_clients_first_that_is_supported_is_chosen),
    };
    return cmocka_run_group_tests_name("ws_protocols", tests, NULL, NULL);
}
