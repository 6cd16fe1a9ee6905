/* extension.c - see extension.h.
 *
 * This file reads an offer whole, by the grammar, into `struct offer`, and then takes it or passes
 * it over. So it reaches a later offer even if the meaning of an earlier one is wrong.
 *
 * The answer repeats the offer's parameters, because it must. It states that there is no context
 * takeover, because that frees memory on the other side. It does not state a window that is smaller
 * than the client allows: not every client expects a parameter that it did not offer.
 */
#include "protocol/ws/extension.h"

#include <string.h>

#include "ground/base.h"
#include "protocol/text/field.h"

#define NAME "permessage-deflate"
#define KEPT 2 /* characters of a value: no good value is longer */

enum param {
    SERVER_NO_CONTEXT,
    CLIENT_NO_CONTEXT,
    SERVER_BITS,
    CLIENT_BITS,
    PARAMS,
};

static const char *const param_names[PARAMS] = {
    [SERVER_NO_CONTEXT] = "server_no_context_takeover",
    [CLIENT_NO_CONTEXT] = "client_no_context_takeover",
    [SERVER_BITS] = "server_max_window_bits",
    [CLIENT_BITS] = "client_max_window_bits",
};

struct offer {
    bool refused; /* another extension, or a bad parameter */
    bool has[PARAMS];
    uint8_t bits[PARAMS]; /* 0: without a value */
};

/* A parameter's value, without quotes and backslashes. */
struct value {
    bool given;
    size_t len;
    char text[KEPT];
};

static void value_add(struct value *v, char c)
{
    if (v->len < KEPT) v->text[v->len] = c;
    v->len++;
}

/* Reads the rest of a quoted string, which must be a token once it is unquoted. */
static int read_quoted(struct an_span *s, struct value *v)
{
    for (; s->len && *s->p != '"'; s->p++, s->len--) {
        if (*s->p == '\\' && s->len > 1) s->p++, s->len--;
        if (!an_is_token_char(*s->p)) return AN_EPROTO;
        value_add(v, *s->p);
    }
    return v->len && an_mark_take(s, '"') ? AN_OK : AN_EPROTO;
}

static int read_value(struct an_span *s, struct value *v)
{
    struct an_span token;
    v->given = true;
    if (s->len && *s->p == '"') {
        s->p++, s->len--;
        return read_quoted(s, v);
    }
    if (!an_token_take(s, &token)) return AN_EPROTO;
    for (size_t i = 0; i < token.len; i++)
        value_add(v, token.p[i]);
    return AN_OK;
}

/* 8 to 15 without leading zeros, else 0. */
static uint8_t window_bits(const struct value *v)
{
    if (v->len == 1 && (v->text[0] == '8' || v->text[0] == '9')) return (uint8_t)(v->text[0] - '0');
    if (v->len == 2 && v->text[0] == '1' && v->text[1] >= '0' && v->text[1] <= '5')
        return (uint8_t)(10 + v->text[1] - '0');
    return 0;
}

static bool span_equals(struct an_span s, const char *text)
{
    return s.len == strlen(text) && memcmp(s.p, text, s.len) == 0;
}

/* Takes a parameter into the offer. False: the offer cannot be kept (RFC 7692, section 7.1). */
static bool note_param(struct offer *o, struct an_span name, const struct value *v)
{
    size_t i = 0;
    while (i < PARAMS && !span_equals(name, param_names[i]))
        i++;
    if (i == PARAMS || o->has[i]) return false;
    o->has[i] = true;
    o->bits[i] = window_bits(v);
    if (i == SERVER_BITS) return o->bits[i];
    if (i == CLIENT_BITS) return !v->given || o->bits[i];
    return !v->given;
}

/* Reads one offer: name *( ";" parameter ). AN_OK, or AN_EPROTO. */
static int read_offer(struct an_span s, struct offer *o)
{
    struct an_span name;
    *o = (struct offer){0};
    if (!an_token_take(&s, &name)) return AN_EPROTO;
    o->refused = !span_equals(name, NAME);
    while (an_mark_take(&s, ';')) {
        struct value v = {0};
        if (!an_token_take(&s, &name)) return AN_EPROTO;
        if (an_mark_take(&s, '=') && read_value(&s, &v) < 0) return AN_EPROTO;
        if (!o->refused) o->refused = !note_param(o, name, &v);
    }
    return s.len ? AN_EPROTO : AN_OK;
}

static void agree_params(const struct offer *o, const struct an_ws_deflate_params *policy,
                         struct an_ws_deflate_params *agreed)
{
    uint8_t server = o->has[SERVER_BITS] ? o->bits[SERVER_BITS] : AN_WS_WINDOW_MAX;
    uint8_t client = o->bits[CLIENT_BITS] ? o->bits[CLIENT_BITS] : AN_WS_WINDOW_MAX;
    *agreed = (struct an_ws_deflate_params){
        .server_no_context_takeover =
            policy->server_no_context_takeover || o->has[SERVER_NO_CONTEXT],
        .client_no_context_takeover =
            policy->client_no_context_takeover || o->has[CLIENT_NO_CONTEXT],
        .server_max_window_bits = AN_MIN(server, policy->server_max_window_bits),
        .client_max_window_bits = AN_WS_WINDOW_MAX,
    };
    if (o->has[CLIENT_BITS])
        agreed->client_max_window_bits = AN_MIN(client, policy->client_max_window_bits);
}

/* --- the answer --- */

static size_t put_text(char *at, const char *text)
{
    size_t n = strlen(text);
    memcpy(at, text, n + 1);
    return n;
}

static size_t put_param(char *at, enum param which)
{
    size_t n = put_text(at, "; ");
    return n + put_text(at + n, param_names[which]);
}

static size_t put_bits(char *at, enum param which, uint8_t bits)
{
    char value[] = {'=', '1', (char)('0' + bits % 10), 0};
    size_t n = put_param(at, which);
    if (bits < 10) value[1] = value[2], value[2] = 0;
    return n + put_text(at + n, value);
}

static int encode_answer(const struct offer *o, const struct an_ws_deflate_params *a,
                         char answer[AN_WS_EXTENSION_MAX])
{
    size_t n = put_text(answer, NAME);
    if (a->server_no_context_takeover) n += put_param(answer + n, SERVER_NO_CONTEXT);
    if (a->client_no_context_takeover) n += put_param(answer + n, CLIENT_NO_CONTEXT);
    if (o->has[SERVER_BITS]) n += put_bits(answer + n, SERVER_BITS, a->server_max_window_bits);
    if (a->client_max_window_bits < AN_WS_WINDOW_MAX)
        n += put_bits(answer + n, CLIENT_BITS, a->client_max_window_bits);
    return (int)n;
}

/* Checks the grammar of all offers, also of those behind the one that is taken. A good offer has no
 * comma inside, because a quoted value is a token. */
int an_ws_extension_choose(struct an_span offers, const struct an_ws_deflate_params *policy,
                           struct an_ws_deflate_params *agreed, char answer[AN_WS_EXTENSION_MAX])
{
    struct an_span element;
    int len = 0;
    while (an_list_next(&offers, &element)) {
        struct offer o;
        if (read_offer(element, &o) < 0) return AN_EPROTO;
        if (len || o.refused) continue;
        agree_params(&o, policy, agreed);
        len = encode_answer(&o, agreed, answer);
    }
    return len;
}
