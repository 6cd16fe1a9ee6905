/* role.h - the roles that processes of the server have, and what every process knows of each.
 *
 * A new role is a row of an_roles (role.c), a row of an__roles (process/roles.c: what the
 * supervisor does with its processes), and a field with its notices on the board (board.h).
 */
#ifndef AN_ROLE_H
#define AN_ROLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ground/config.h"
#include "ipc/msg.h"

enum an_role { AN_REACTOR, AN_WORKER, AN_TASK, AN_ROLES };

struct an_role_row {
    const char *name;     /* of one of them, in the log */
    const char *word;     /* the same in getInfo(); NULL: no callback runs in it */
    size_t configured;    /* where struct an_config has their number */
    uint32_t least, most; /* of them; of seats, where they have seats */
    uint32_t notice;      /* the place of the first notice on the board */
    bool threads;         /* all of them are threads of one process, which has one notice */
    bool seats;           /* each of them has several seats (board.h) */
    /* The messages that one of them sends to one of each role: bit t for type t. Each pair has a
     * ring of its own; 0: there is no ring. */
    uint32_t sends[AN_ROLES];
};
extern const struct an_role_row an_roles[AN_ROLES];

/* Does one of the first role send messages of this type to one of the other? */
static inline bool an_role_sends(enum an_role from, enum an_role to, unsigned type)
{
    return type < AN_MSG_TYPES && an_roles[from].sends[to] >> type & 1;
}

/* How many of a role the configuration asks for. */
uint32_t an_role_count(enum an_role role, const struct an_config *config);
/* The places for so many of a role: each has a bell, and rings. */
uint32_t an_role_places(enum an_role role, uint32_t count);
/* The number of a process among the processes of all roles, below AN_NOTICES. A seat of a worker
 * has its own index. */
uint32_t an_role_process(enum an_role role, uint32_t index);

#endif
