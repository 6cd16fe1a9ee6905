/* fabric.c - see fabric.h.
 *
 * The layout is a pure function of the counts: the same walk sizes the mapping and hands out its
 * parts. The process that becomes the supervisor opens it once; every child inherits it.
 * Descriptors are private to a process; their numbers are the same in all.
 */
#include "ipc/fabric.h"

#include <unistd.h>

#define PAGE 4096u
#define LEAST_RING 16384u /* bytes of a ring, however many there are */
#define LEAST_HEADS 4096  /* blocks of heads at each reactor, where memory is short */
#define LEAST_BODY 8192   /* reasons, pings and paths fit, however short messages must be */

static size_t round_up(size_t n)
{
    return (n + AN_CACHE_LINE - 1) & ~(size_t)(AN_CACHE_LINE - 1);
}

static uint64_t rings_of(const struct an_fabric *f, int from, int to)
{
    return an_roles[from].sends[to] ? (uint64_t)f->count[from] * f->count[to] : 0;
}

/* A ring begins a page, so one that is never full takes up that page alone. */
static size_t ring_stride(uint32_t capacity)
{
    return (an_ring_bytes(capacity) + PAGE - 1) & ~(size_t)(PAGE - 1);
}

/* The bytes that all rings of a pair may have. What clients say and get goes between reactors and
 * workers. */
static uint64_t rings_most(int from, int to)
{
    bool clients = (an_roles[from].threads && an_roles[to].seats) ||
                   (an_roles[from].seats && an_roles[to].threads);
    return clients ? 1u << 30 : 1u << 28;
}

static uint32_t ring_capacity(const struct an_fabric *f, int from, int to, uint32_t wanted)
{
    while (wanted > LEAST_RING && rings_of(f, from, to) * wanted > rings_most(from, to))
        wanted /= 2;
    return wanted;
}

static size_t heads_bytes(const struct an_fabric *f)
{
    return an_head_store_bytes(f->head_blocks, f->head_places);
}

/* Walks the layout and returns its size. base not NULL: notes where each part stands. */
static size_t lay_out(struct an_fabric *f, unsigned char *base)
{
    size_t at = 0;
    if (base) f->board = (struct an_board *)(base + at);
    at += round_up(sizeof *f->board);
    if (base) an_registry_open(&f->registry, base + at, f->max_connections, f->count[AN_REACTOR]);
    at += round_up(an_registry_bytes(f->max_connections));
    if (base) an_user_table_open(&f->users, base + at, &f->registry, f->board);
    at += round_up(an_user_table_bytes(f->max_connections));
    if (base) f->topics = base + at;
    at += f->count[AN_REACTOR] * round_up(an_topic_table_bytes(f->max_topics));
    if (base) f->heads = base + at;
    at += f->count[AN_REACTOR] * heads_bytes(f);
    for (int role = 0; role < AN_ROLES; role++) {
        if (base) f->bell[role] = (struct an_bell *)(base + at);
        at += round_up(f->count[role] * sizeof(struct an_bell));
        if (base) f->pending[role] = (struct an_pending *)(base + at);
        at += f->count[role] * sizeof(struct an_pending);
    }
    at = (at + PAGE - 1) & ~(size_t)(PAGE - 1);
    for (int pair = 0; pair < AN_ROLES * AN_ROLES; pair++) {
        int from = pair / AN_ROLES, to = pair % AN_ROLES;
        size_t rings = rings_of(f, from, to);
        if (base && rings) f->rings[from][to] = base + at;
        at += rings * ring_stride(f->capacity[from][to]);
    }
    return at;
}

static void close_bells(struct an_fabric *f)
{
    for (int role = 0; role < AN_ROLES; role++) {
        for (uint32_t i = 0; f->bell_fd[role] && i < f->count[role]; i++)
            if (f->bell_fd[role][i] >= 0) close(f->bell_fd[role][i]);
        an_free(f->bell_fd[role]);
        f->bell_fd[role] = NULL;
    }
    if (f->net_fd >= 0) close(f->net_fd);
    f->net_fd = -1;
}

static int open_bells(struct an_fabric *f)
{
    int err = an_bell_open(&f->net_fd);
    if (err < 0) f->net_fd = -1;
    for (int role = 0; role < AN_ROLES; role++) {
        f->bell_fd[role] = an_alloc((f->count[role] + 1) * sizeof(int));
        for (uint32_t i = 0; i < f->count[role]; i++) {
            f->bell_fd[role][i] = -1;
            if (err == AN_OK && (err = an_bell_open(&f->bell_fd[role][i])) < 0)
                f->bell_fd[role][i] = -1;
        }
    }
    if (err < 0) close_bells(f);
    return err;
}

/* Most of the memory is for heads, which are hardly ever so long. A system may count memory that is
 * never touched (RLIMIT_AS, or see shm.c); then there is less room for heads. */
static int map_memory(struct an_fabric *f)
{
    int err;
    while ((err = an_shm_map(&f->shm, lay_out(f, NULL))) == AN_ESYS && f->head_blocks > LEAST_HEADS)
        f->head_blocks /= 2;
    return err;
}

int an_fabric_open(struct an_fabric *f, const uint32_t count[AN_ROLES], uint32_t capacity,
                   uint32_t max_connections, uint32_t max_topics, size_t max_message,
                   size_t max_head)
{
    *f = (struct an_fabric){.max_connections = max_connections,
                            .max_topics = max_topics,
                            .max_message = max_message,
                            .net_fd = -1};
    f->workers = count[AN_WORKER];
    for (int role = 0; role < AN_ROLES; role++) {
        f->count[role] = an_role_places((enum an_role)role, count[role]);
        AN_ASSERT(count[role] >= an_roles[role].least && f->count[role] <= an_roles[role].most);
    }
    for (int pair = 0; pair < AN_ROLES * AN_ROLES; pair++)
        f->capacity[pair / AN_ROLES][pair % AN_ROLES] =
            ring_capacity(f, pair / AN_ROLES, pair % AN_ROLES, capacity);
    uint32_t reactors = count[AN_REACTOR], share = (max_connections + reactors - 1) / reactors;
    f->head_places = 2 * share;
    f->head_blocks = an_head_store_blocks(max_head, f->head_places);
    int err = map_memory(f);
    if (err < 0) return err;
    lay_out(f, f->shm.base);
    if ((err = open_bells(f)) < 0) an_shm_unmap(&f->shm);
    return err;
}

void an_fabric_close(struct an_fabric *f)
{
    if (!f->shm.base) return;
    close_bells(f);
    an_shm_unmap(&f->shm);
    *f = (struct an_fabric){.net_fd = -1};
}

struct an_ring *an_fabric_ring(struct an_fabric *f, enum an_role from, uint32_t i, enum an_role to,
                               uint32_t j)
{
    AN_ASSERT(f->rings[from][to] && i < f->count[from] && j < f->count[to]);
    size_t each = ring_stride(f->capacity[from][to]);
    return (struct an_ring *)(f->rings[from][to] + ((size_t)i * f->count[to] + j) * each);
}

struct an_topic_table an_fabric_topics(const struct an_fabric *f, uint32_t reactor)
{
    AN_ASSERT(reactor < f->count[AN_REACTOR]);
    struct an_topic_table t;
    an_topic_table_open(&t, f->topics + reactor * round_up(an_topic_table_bytes(f->max_topics)),
                        f->max_topics);
    return t;
}

struct an_head_view an_fabric_heads(const struct an_fabric *f, uint32_t reactor)
{
    AN_ASSERT(reactor < f->count[AN_REACTOR]);
    unsigned char *base = f->heads + reactor * heads_bytes(f);
    return (struct an_head_view){(struct an_head_block *)base, f->head_blocks, f->head_places};
}

/* A task that dies in the hands of its task worker is reported. */
static bool has_tasks(enum an_role from, enum an_role to)
{
    return an_role_sends(from, to, AN_MSG_TASK);
}

uint32_t an_fabric_place(const struct an_fabric *f, enum an_role role, uint32_t index)
{
    for (int before = 0; before < (int)role; before++)
        index += f->count[before];
    return index;
}

uint32_t an_fabric_places(const struct an_fabric *f)
{
    return an_fabric_place(f, AN_ROLES, 0);
}

void an_fabric_at(const struct an_fabric *f, uint32_t place, enum an_role *role, uint32_t *index)
{
    int r = 0;
    while (r + 1 < AN_ROLES && place >= f->count[r])
        place -= f->count[r++];
    *role = (enum an_role)r;
    *index = place;
}

bool an_fabric_used(const struct an_fabric *f, enum an_role from, uint32_t i, enum an_role to,
                    uint32_t j)
{
    if (!f->rings[from][to] || i >= f->count[from]) return false;
    if (an_roles[from].seats && an_roles[to].seats) return an_board_writes(f->board, i, j);
    return an_pending_used(&f->pending[to][j], an_fabric_place(f, from, i));
}

void an_fabric_add_used(const struct an_fabric *f, enum an_role role, uint32_t index,
                        struct an_pending_set *s)
{
    enum an_role from;
    uint32_t i;
    for (uint32_t place = 0; place < an_fabric_places(f); place++) {
        an_fabric_at(f, place, &from, &i);
        if (an_fabric_used(f, from, i, role, index)) an_pending_add(s, place);
    }
}

void an_fabric_tx(struct an_fabric *f, enum an_role from, uint32_t i, enum an_role to, uint32_t j,
                  struct an_tx *tx)
{
    /* A worker opens a ring to another one when it is going to write. */
    bool mail = an_roles[from].seats && an_roles[to].seats;
    (mail || an_fabric_used(f, from, i, to, j) ? an_tx_open : an_tx_begin)(
        tx, an_fabric_ring(f, from, i, to, j), f->capacity[from][to], &f->bell[to][j],
        f->bell_fd[to][j]);
    tx->pending = &f->pending[to][j];
    tx->place = an_fabric_place(f, from, i);
}

void an_fabric_rx(struct an_fabric *f, enum an_role from, uint32_t i, enum an_role to, uint32_t j,
                  struct an_rx *rx)
{
    an_rx_open(rx, an_fabric_ring(f, from, i, to, j), f->capacity[from][to],
               AN_MAX(f->max_message, (size_t)LEAST_BODY));
    rx->bell = &f->bell[from][i];
    rx->bell_fd = f->bell_fd[from][i];
    rx->once = has_tasks(from, to);
}

uint32_t an_fabric_number(const struct an_fabric *f, enum an_role role, uint32_t index)
{
    return an_roles[role].seats ? index % f->workers : index;
}

uint32_t an_fabric_seats(const struct an_fabric *f)
{
    return AN_MIN(AN_MAX(f->workers, an_board_get(&f->board->seats)), f->count[AN_WORKER]);
}

static void ring_repair(struct an_fabric *f, enum an_role from, uint32_t i, enum an_role to,
                        uint32_t j)
{
    if (!an_fabric_used(f, from, i, to, j)) return;
    (has_tasks(from, to) ? an_ring_return : an_ring_repair)(an_fabric_ring(f, from, i, to, j),
                                                            f->capacity[from][to]);
}

/* The producer may have died before it raised its bit. */
static void ring_end(struct an_fabric *f, enum an_role from, uint32_t i, enum an_role to,
                     uint32_t j)
{
    if (!an_fabric_used(f, from, i, to, j)) return;
    an_ring_end(an_fabric_ring(f, from, i, to, j), f->capacity[from][to]);
    an_pending_raise(&f->pending[to][j], an_fabric_place(f, from, i));
}

void an_fabric_repair(struct an_fabric *f, enum an_role role, uint32_t index)
{
    for (int other = 0; other < AN_ROLES; other++) {
        enum an_role r = (enum an_role)other;
        for (uint32_t i = 0; i < f->count[r]; i++) {
            ring_repair(f, r, i, role, index);
            ring_end(f, role, index, r, i);
        }
    }
}

bool an_fabric_waits(struct an_fabric *f, enum an_role role, uint32_t index)
{
    for (int other = 0; other < AN_ROLES; other++) {
        enum an_role r = (enum an_role)other;
        for (uint32_t i = 0; i < f->count[r]; i++)
            if (an_fabric_used(f, r, i, role, index) &&
                an_ring_queued(an_fabric_ring(f, r, i, role, index)))
                return true;
    }
    return false;
}

void an_fabric_ring_one(struct an_fabric *f, enum an_role role, uint32_t index)
{
    an_bell_force(&f->bell[role][index], f->bell_fd[role][index]);
}

void an_fabric_ring_all(struct an_fabric *f)
{
    for (int role = 0; role < AN_ROLES; role++)
        for (uint32_t i = 0; i < f->count[role]; i++)
            an_fabric_ring_one(f, (enum an_role)role, i);
    an_fabric_ring_net(f);
}

/* The control thread sleeps on the descriptor alone. It has no flag, because this is rare. */
void an_fabric_ring_net(struct an_fabric *f)
{
    struct an_bell none = {0};
    an_bell_force(&none, f->net_fd);
}
