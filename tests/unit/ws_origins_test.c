/* ws_origins_test.c - lists of origins that can match, and which origins they do (RFC 6454, section 7). */
#include "test.h"

#include "protocol/ws/origins.h"

#include <string.h>

static const struct {
    const char *list;
    bool valid;
} lists[] = {
    {"https://chat.example", true},
    {"https://a.example, http://localhost:8080", true},
    {"https://a.example http://[::1]:8080,null", true},
    {"capacitor://localhost", true},
    {" ,*, ", true},
    {"", false},
    {" , ", false},
    {"chat.example", false},
    {"//chat.example", false},
    {"https:chat.example", false},
    {"https://", false},
    {"://chat.example", false},
    {"nul", false},
    {"https://chat.example/", false},
    {"https://chat.example/room", false},
    {"https://chat.example?x", false},
    {"https://me@chat.example", false},
    {"https://*.chat.example", false},
    {"https://a.example https://b.example/", false},
    {"https://caf\xC3\xA9.example", false},
};

static const struct {
    const char *list, *origin;
    bool has;
} looks[] = {
    {"https://a.example, http://b.example:8080", "https://a.example", true},
    {"https://a.example, http://b.example:8080", "HTTP://B.example:8080", true},
    {"https://a.example,http://b.example", "http://b.example", true},
    {"https://a.example, http://b.example:8080", "http://b.example", false},
    {"https://a.example", "https://a.example.evil", false},
    {"https://a.example", "https://a.exampl", false},
    {"https://a.example", "http://a.example", false},
    {"https://a.example", "", false},
    {"https://a.example", "null", false},
    {"null", "null", true},
    {"*", "https://any.example", true},
    {"*", "null", true},
};

static void a_list_has_origins_that_can_match(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (an_ws_origins_valid(lists[i].list) != lists[i].valid) fail_msg("\"%s\"", lists[i].list);
}

static void a_whole_origin_is_compared(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof looks / sizeof *looks; i++) {
        struct an_span origin = {looks[i].origin, strlen(looks[i].origin)};
        if (an_ws_origins_have(looks[i].list, origin) != looks[i].has)
            fail_msg("%s in \"%s\"", looks[i].origin, looks[i].list);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_has_origins_that_can_match),
        cmocka_unit_test(a_whole_origin_is_compared),
    };
    return cmocka_run_group_tests_name("ws_origins", tests, NULL, NULL);
}
