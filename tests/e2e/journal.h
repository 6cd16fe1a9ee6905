/* journal.h - what the echo server writes down of every callback: one record, one write(2), to a file that all its processes append to.
 * So the order of the file is the order of the events of each connection, also across a worker and its successor. */
#ifndef E2E_JOURNAL_H
#define E2E_JOURNAL_H

#include <stdint.h>

struct journal_event {
    uint8_t type;            /* enum an_event_type */
    uint8_t role : 4, proto : 4; /* enum an_role; of an event of a connection: enum an_proto */
    uint16_t index;        /* of the worker or task worker */
    uint32_t pid;
    uint64_t id;           /* connection, task or timer */
    uint32_t code, refused; /* of the event; an error of the answer, negated: what send() said, 0: taken */
    uint64_t len;          /* of the body */
};

#endif
