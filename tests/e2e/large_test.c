/* large_test.c - messages up to the cap and beyond it, far larger than a ring, in both directions. */
#include <stdlib.h>
#include <string.h>

#include "e2e/claim_help.h"
#include "e2e/client_help.h"
#include "e2e/crowd_help.h"
#include "e2e/journal_help.h"
#include "e2e/server_help.h"

#define CAP ((size_t)3 << 20)
#define SMALL_RING "ring=16384 max_message=3145728 send_queue=8388608 "

static char *letters(size_t len)
{
    char *p = malloc(len);
    must(p);
    for (size_t i = 0; i < len; i++)
        p[i] = (char)('a' + i % 26);
    return p;
}

static void a_message_of_the_cap_passes_in_both_directions(void)
{
    struct server s = server_start(SMALL_RING);
    char *p = letters(CAP);
    for (enum wire wire = WIRE_TCP; wire <= WIRE_HTTP; wire++) {
        struct client c = client_open(s.port, wire);
        must(client_say(&c, p, CAP));
        client_expect(&c, p, CAP);
        must(client_say(&c, "!big 3145728", 12));
        client_expect(&c, p, CAP);
        must(strcmp(client_ask(&c, "and on"), "and on") == 0);
        client_close(&c);
    }
    free(p);
    server_stop(&s);
    struct journal j = journal_check(s.journal, 0);
    must(j.bytes >= 3 * CAP && j.refused == 0);
}

static void a_message_over_the_cap_is_refused(void)
{
    struct server s = server_start(SMALL_RING);
    char *p = letters(CAP + 1);
    struct client c = client_open(s.port, WIRE_WS);
    must(strcmp(client_ask(&c, "!big 3145729"), "ELIMIT") == 0);
    client_say(&c, p, CAP + 1);
    must(client_hear(&c) && c.heard.code == WIRE_CLOSE && strcmp(c.text, "\x03\xf1") == 0);
    client_close(&c);
    c = client_open(s.port, WIRE_HTTP);
    must(strcmp(client_ask(&c, "!big 3145729"), "ELIMIT") == 0);
    client_say(&c, p, CAP + 1);
    must(client_hear(&c) && c.heard.code == 413);
    client_close(&c);
    free(p);
    server_stop(&s);
}

static void a_crowd_of_large_messages_shares_small_rings(void)
{
    struct server s = server_start("reactors=2 workers=2 " SMALL_RING);
    struct crowd c;
    crowd_open(
        &c,
        &(struct crowd_plan){
            .port = s.port, .members = 18, .messages = 4, .window = 2, .size = (size_t)1 << 20});
    crowd_finish(&c);
    must(c.heard == 18 * 4);
    crowd_close(&c);
    server_stop(&s);
    must(journal_check(s.journal, 0).refused == 0);
}

/* The smallest rings that can be had: nearly every message is in several records. */
static void the_smallest_rings_lose_nothing(void)
{
    struct server s = server_start("reactors=2 workers=3 ring=4096");
    struct crowd c;
    crowd_open(&c, &(struct crowd_plan){
                       .port = s.port, .members = 48, .messages = 40, .window = 4, .size = 5000});
    crowd_finish(&c);
    must(c.heard == 48 * 40);
    crowd_close(&c);
    server_stop(&s);
    must(journal_check(s.journal, 0).connects == 48);
}

int main(void)
{
    const struct claim claims[] = {
        CLAIM(a_message_of_the_cap_passes_in_both_directions),
        CLAIM(a_message_over_the_cap_is_refused),
        CLAIM(a_crowd_of_large_messages_shares_small_rings),
        CLAIM(the_smallest_rings_lose_nothing),
    };
    return claims_run(claims, sizeof claims / sizeof *claims);
}
