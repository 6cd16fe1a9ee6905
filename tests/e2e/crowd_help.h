/* crowd_help.h - many clients at once on one epoll: each sends numbered messages and checks every byte of every echo.
 *
 * What message k of member m holds is known from (m, k) alone, so nothing sent is remembered. The beginning of a message names both, so an
 * echo that is lost is told from one that is wrong, and another's echo is never taken for one's own.
 */
#ifndef E2E_CROWD_HELP_H
#define E2E_CROWD_HELP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "e2e/wire_help.h"

enum crowd_mood {
    CROWD_STRICT,   /* every message is echoed, no connection ends */
    CROWD_PARTING,  /* as STRICT, but the server may end connections between two answers; they are not begun anew */
    CROWD_SURVIVING /* connections may break and are begun anew; TCP and WebSocket messages may be lost, HTTP answers be 500 or 502 */
};

struct crowd_plan {
    uint16_t port;
    uint32_t members;
    unsigned wires;    /* 1 << enum wire: members take turns; 0: all three */
    uint64_t messages; /* of each member; 0: until crowd_enough() */
    uint32_t window;   /* messages under way per member at most (0: 1) */
    size_t size;       /* of the longest message; they vary (0: 200) */
    const char *prefix;  /* said before each message and not heard again: "!task " */
    enum crowd_mood mood;
};

struct crowd {
    struct crowd_plan plan;
    struct crowd_member *member;
    int epoll;
    uint32_t open, idle; /* members that are connected and may speak; that have nothing under way and nothing to say */
    bool enough;
    uint64_t heard;      /* echoes that were right */
    uint64_t lost;       /* gaps: messages that were skipped, each run of them counted once */
    uint64_t broken;     /* TCP and WebSocket connections that ended under a member */
    uint64_t cut;        /* HTTP connections that ended with requests under way, an answer 500 or 502 before it or not */
    uint64_t failed;     /* HTTP answers 500 and 502 */
    uint64_t refused;    /* connects that were refused: tried again */
};

/* Begins to connect all members. */
void crowd_open(struct crowd *c, const struct crowd_plan *plan);
/* One round of the epoll: waits for something to happen (at most wait_ms if >= 0) and deals with it. */
void crowd_turn(struct crowd *c, int wait_ms);
/* Turns until so many echoes have been heard in all; until every member is open. */
void crowd_until(struct crowd *c, uint64_t heard);
void crowd_until_open(struct crowd *c);
/* After a worker has died: each TCP or WebSocket member that waits for an echo says one message more, whose echo tells what became of the others. */
void crowd_nudge(struct crowd *c);
/* No new messages, beyond those that are under way. */
void crowd_enough(struct crowd *c);
/* Turns until all has been said and every echo heard. */
void crowd_finish(struct crowd *c);
/* Turns until the server has ended every connection. */
void crowd_until_parted(struct crowd *c);
void crowd_close(struct crowd *c);

#endif
