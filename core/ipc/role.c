/* role.c - see role.h. */
#include "ipc/role.h"

#include "ipc/board.h"

#define NOTICE(field) (offsetof(struct an_board, field) / sizeof(struct an_proc_notice))

const struct an_role_row an_roles[AN_ROLES] = {
    [AN_REACTOR] = {.name = "reactor",
                    .configured = offsetof(struct an_config, reactors),
                    .least = 1,
                    .most = AN_MAX_REACTORS,
                    .notice = NOTICE(net),
                    .threads = true},
    [AN_WORKER] = {.name = "worker",
                   .configured = offsetof(struct an_config, workers),
                   .least = 1,
                   .most = AN_MAX_SEATS,
                   .notice = NOTICE(seat),
                   .seats = true},
    [AN_TASK] = {.name = "task worker",
                 .configured = offsetof(struct an_config, tasks),
                 .most = AN_MAX_TASKS,
                 .notice = NOTICE(task)},
};

uint32_t an_role_count(enum an_role role, const struct an_config *config)
{
    return *(const uint32_t *)((const char *)config + an_roles[role].configured);
}

uint32_t an_role_places(enum an_role role, uint32_t count)
{
    return an_roles[role].seats ? an_seats(count) : count;
}
