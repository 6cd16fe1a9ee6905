/* slow_test.c - many clients that do not read, beside a crowd that does: those are cut off, each for itself; this does not notice; and who only pauses gets all. */
#include <string.h>
#include <sys/socket.h>

#include "chaos/chaos_help.h"
#include "e2e/claim_help.h"
#include "e2e/client_help.h"
#include "e2e/journal_help.h"

#define SLOW 24
#define BIG 8000000u

/* What the kernel takes for it is far less than the answer. */
static struct client asks_and_does_not_read(uint16_t port, enum wire wire)
{
    struct client c = client_open(port, wire);
    int small = 8192;
    must(setsockopt(c.fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small) == 0);
    must(client_say(&c, "!big 8000000", 12));
    return c;
}

static void who_does_not_read_is_cut_off_and_nobody_else_notices(void)
{
    struct server s = server_start("reactors=2 workers=2 send=2000 linger=200");
    struct client slow[SLOW], talker = client_open(s.port, WIRE_WS), pauses;
    struct crowd c;
    crowd_open(&c, &(struct crowd_plan){.port = s.port, .members = 60, .window = 3});
    crowd_until_open(&c);
    for (int i = 0; i < SLOW; i++)
        slow[i] = asks_and_does_not_read(s.port, (enum wire)(i % 3));
    while (client_stat(&talker, "slow_closed") < SLOW)
        crowd_until(&c, c.heard + 200);
    pauses = client_open(s.port, WIRE_WS);
    must(client_say(&pauses, "!big 8000000", 12));
    crowd_until(&c, c.heard + 100);
    client_expect_letters(&pauses, BIG);
    client_close(&pauses);
    for (int i = 0; i < SLOW; i++)
        client_close(&slow[i]);
    chaos_calm(&s, &c);
    must_say(c.broken == 0 && c.lost == 0 && c.failed == 0 && c.cut == 0,
             "%d broken, %d gaps, %d answers 50x, %d cut", (int)c.broken, (int)c.lost,
             (int)c.failed, (int)c.cut);
    must(client_stat(&talker, "slow_closed") == SLOW);
    client_close(&talker);
    server_stop(&s);
    journal_check(s.journal, 0);
}

int main(void)
{
    const struct claim claims[] = {
        CLAIM(who_does_not_read_is_cut_off_and_nobody_else_notices),
    };
    return claims_run(claims, sizeof claims / sizeof *claims);
}
