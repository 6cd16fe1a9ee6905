/* role.c - see role.h. */
#include "ipc/role.h"

#include "ipc/board.h"

#define NOTICE(field) (offsetof(struct an_board, field) / sizeof(struct an_proc_notice))
#define SENDS(type) (1u << AN_MSG_##type)
#define SENDS_TO_REACTORS                                                                          \
    (SENDS(SEND) | SENDS(HANGUP) | SENDS(SUBSCRIBE) | SENDS(UNSUBSCRIBE) | SENDS(PUBLISH) |        \
     SENDS(PING))

_Static_assert(AN_MSG_TYPES <= 32, "each type has a bit");
_Static_assert(NOTICE(seat) == 0, "a seat's number is its index");

const struct an_role_row an_roles[AN_ROLES] = {
    [AN_REACTOR] = {.name = "reactor",
                    .configured = offsetof(struct an_config, reactors),
                    .least = 1,
                    .most = AN_MAX_REACTORS,
                    .notice = NOTICE(net),
                    .threads = true,
                    .sends[AN_WORKER] = SENDS(CONNECT) | SENDS(RECV) | SENDS(OPEN) | SENDS(CLOSE) |
                                        SENDS(EXPIRED) | SENDS(DRAIN)},
    [AN_WORKER] = {.name = "worker",
                   .word = "worker",
                   .configured = offsetof(struct an_config, workers),
                   .least = 1,
                   .most = AN_MAX_SEATS,
                   .notice = NOTICE(seat),
                   .seats = true,
                   .sends[AN_REACTOR] = SENDS_TO_REACTORS,
                   .sends[AN_WORKER] = SENDS(MESSAGE),
                   .sends[AN_TASK] = SENDS(TASK) | SENDS(MESSAGE)},
    [AN_TASK] = {.name = "task worker",
                 .word = "task",
                 .configured = offsetof(struct an_config, tasks),
                 .most = AN_MAX_TASKS,
                 .notice = NOTICE(task),
                 .sends[AN_REACTOR] = SENDS_TO_REACTORS,
                 .sends[AN_WORKER] = SENDS(TASK_DONE) | SENDS(TASK_LOST) | SENDS(MESSAGE)},
};

uint32_t an_role_count(enum an_role role, const struct an_config *config)
{
    return *(const uint32_t *)((const char *)config + an_roles[role].configured);
}

uint32_t an_role_places(enum an_role role, uint32_t count)
{
    return an_roles[role].seats ? an_seats(count) : count;
}

uint32_t an_role_process(enum an_role role, uint32_t index)
{
    return an_roles[role].notice + (an_roles[role].threads ? 0 : index);
}
