/* extension_fuzz.c - the lists of the WebSocket handshake under a fuzzer: offers of extensions and of subprotocols.
 *
 * Input: one byte of policy, then a header value. Properties: what is agreed is within the policy and the RFC's ranges, the answer is what a client
 * would take for the same agreement, and a value whose grammar is wrong stays wrong whatever list it stands in.
 */
#include "protocol/ws/extension.h"

#include "guard_help.h"
#include "protocol/ws/protocols.h"

#include <stdlib.h>
#include <string.h>

#include "ground/base.h"

#define MUST(x) ((x) ? (void)0 : abort())

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct an_ws_deflate_params read_policy(uint8_t byte)
{
    return (struct an_ws_deflate_params){
        .server_no_context_takeover = byte & 1,
        .client_no_context_takeover = byte & 2,
        .server_max_window_bits = AN_WS_WINDOW_MIN + (byte >> 2 & 7),
        .client_max_window_bits = 8 + (byte >> 5),
    };
}

static void check_agreed(const struct an_ws_deflate_params *a, const struct an_ws_deflate_params *p)
{
    MUST(a->server_no_context_takeover >= p->server_no_context_takeover);
    MUST(a->client_no_context_takeover >= p->client_no_context_takeover);
    MUST(a->server_max_window_bits >= AN_WS_WINDOW_MIN);
    MUST(a->server_max_window_bits <= p->server_max_window_bits);
    MUST(a->client_max_window_bits >= AN_WS_WINDOW_MIN &&
         a->client_max_window_bits <= AN_WS_WINDOW_MAX);
}

/* An answer is an offer too: under a policy without wishes it leads to itself. */
static void check_answer(const char *answer, int len, const struct an_ws_deflate_params *a)
{
    static const struct an_ws_deflate_params none = {false, false, 15, 15};
    struct an_ws_deflate_params again;
    char same[AN_WS_EXTENSION_MAX];
    MUST(strlen(answer) == (size_t)len);
    MUST(an_ws_extension_choose((struct an_span){answer, (size_t)len}, &none, &again, same) == len);
    MUST(strcmp(answer, same) == 0);
    MUST(again.server_no_context_takeover == a->server_no_context_takeover);
    MUST(again.client_no_context_takeover == a->client_no_context_takeover);
    MUST(again.client_max_window_bits == a->client_max_window_bits);
}

static void check_extension(struct an_span offers, const struct an_ws_deflate_params *policy)
{
    struct an_ws_deflate_params agreed;
    char answer[AN_WS_EXTENSION_MAX], behind[AN_WS_EXTENSION_MAX];
    int len = an_ws_extension_choose(offers, policy, &agreed, answer);
    MUST(len == AN_EPROTO || (len >= 0 && len < AN_WS_EXTENSION_MAX));
    if (len > 0) {
        check_agreed(&agreed, policy);
        check_answer(answer, len, &agreed);
    }
    char *list = malloc(offers.len + 5);
    MUST(list != NULL);
    memcpy(list, "x,y, ", 5);
    if (offers.len) memcpy(list + 5, offers.p, offers.len);
    MUST(an_ws_extension_choose((struct an_span){list, offers.len + 5}, policy, &agreed, behind) ==
         len);
    free(list);
}

static void check_protocols(struct an_span offers)
{
    static const struct an_span supported = {"chat, superchat", 15};
    struct an_span chosen;
    int found = an_ws_protocols_choose(offers, supported, &chosen);
    MUST(found == AN_EPROTO || found == 0 || found == 1);
    if (found > 0) MUST(an_span_is(chosen, "chat") || an_span_is(chosen, "superchat"));
    /* every token supports itself */
    if (found >= 0) MUST(an_ws_protocols_choose(offers, offers, &chosen) >= found);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct guard guard;
    if (size == 0) return 0;
    struct an_ws_deflate_params policy = read_policy(data[0]);
    guard_open(&guard, size - 1);
    struct an_span offers = {(const char *)guard_copy(&guard, data + 1, size - 1), size - 1};
    check_extension(offers, &policy);
    check_protocols(offers);
    guard_close(&guard);
    return 0;
}
