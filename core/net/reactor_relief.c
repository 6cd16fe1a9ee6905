/* reactor_relief.c - when all reactors together keep too much memory for clients (ipc/budget.h),
 * chooses the connections that give theirs back.
 *
 * The reactor that keeps most begins with its connections that hold most, until the sum is a
 * sixteenth below its cap. So a search among all connections happens once for each new sixteenth.
 * Until the asked reactor has done so, the others may take another sixteenth; when that is used up,
 * they make room among their own connections.
 *
 * After a peak this file also gives the allocator's free memory back to the system.
 */
#include "net/reactor_in.h"

#include "ground/allocator.h"
#include "ground/log.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>

#define LEAST 1024u              /* bytes: a connection that holds less is left alone */
#define PEAK ((uint64_t)1 << 20) /* bytes: after a smaller peak nothing is given back */
#define QUIET_MS 250             /* the time after a peak until the system gets memory back */
#define COMPLAIN_MS 5000         /* the same complaint is logged at most once in this time */

struct holder {
    struct an_conn *conn;
    size_t bytes;
};

static int by_bytes(const void *a, const void *b)
{
    size_t x = ((const struct holder *)a)->bytes, y = ((const struct holder *)b)->bytes;
    return x < y ? 1 : x > y ? -1 : 0;
}

/* The caller frees the array. */
static struct holder *holders_find(struct an_reactor *r, size_t *count)
{
    struct holder *h = an_alloc(r->slots.used * sizeof *h);
    *count = 0;
    for (uint32_t i = 0; i < r->slots.fresh; i++) {
        struct an_link *l = an_slots_at(&r->slots, i);
        size_t bytes = l ? an_conn_holds(&l->conn) : 0;
        if (bytes >= LEAST) h[(*count)++] = (struct holder){&l->conn, bytes};
    }
    qsort(h, *count, sizeof *h, by_bytes);
    return h;
}

static void complaint_log(struct an_reactor *r, size_t ended)
{
    if (!ended || (r->complained_ms && r->env.now_ms - r->complained_ms < COMPLAIN_MS)) return;
    r->complained_ms = r->env.now_ms;
    an_log(AN_LOG_WARN, "clients have more in memory than %" PRIu64 " bytes: those with most end",
           r->env.budget->max);
}

/* When no connection has anything to give back, the next attempt waits until more is kept. */
static void relieve_own(struct an_reactor *r)
{
    struct an_share *s = &r->env.share;
    size_t count, ended = 0;
    if (r->relief_failed_at && s->account.bytes < r->relief_failed_at + 4 * AN_ACCOUNT_STEP) return;
    uint64_t before = s->account.bytes;
    struct holder *h = holders_find(r, &count);
    while (ended < count && an_share_excess(s))
        an_conn_relieve(h[ended++].conn);
    an_free(h);
    r->relief_failed_at = s->account.bytes < before ? 0 : before;
    complaint_log(r, ended);
}

void an__reactor_relieve(struct an_conn_env *env)
{
    struct an_reactor *r = AN_CONTAINER_OF(env, struct an_reactor, env);
    const struct an_budget *b = env->budget;
    enum an_ask asked = an_share_ask_most(&env->share, r->config->reactors);
    if (asked == AN_ASK_NEW) an_bell_force(r->control.bell, r->control.bell_fd);
    if (asked == AN_ASK_SELF || an_share_excess(&env->share) > b->max / 8) relieve_own(r);
}

/* --- after a peak --- */

static pthread_mutex_t giving_back = PTHREAD_MUTEX_INITIALIZER;

static void on_give_back(struct an_timer *t)
{
    struct an_reactor *r = AN_CONTAINER_OF(t, struct an_reactor, give_back);
    bool quiet = r->next_peak < r->peak / 2;
    r->peak = r->next_peak;
    if (!quiet) return;
    an_conn_env_give_back(&r->env);
    pthread_mutex_lock(&giving_back);
    an_allocator_give_back();
    pthread_mutex_unlock(&giving_back);
}

void an__reactor_relief_init(struct an_reactor *r)
{
    an_timer_init(&r->give_back, on_give_back);
}

static void note_peak(struct an_reactor *r, uint64_t bytes)
{
    if (bytes > r->peak) r->peak = bytes;
    if (bytes > r->next_peak) r->next_peak = bytes;
    if (AN_LIKELY(r->peak < PEAK) || bytes >= r->peak / 2 || an_timer_armed(&r->give_back)) return;
    r->next_peak = bytes;
    an_loop_timer(&r->loop, &r->give_back, QUIET_MS);
}

void an__reactor_relief(struct an_reactor *r)
{
    struct an_share *s = &r->env.share;
    note_peak(r, s->account.bytes); /* the writes may leave nothing of it */
    if (an_share_asked(s) && an_share_over_now(s)) relieve_own(r);
    if (an_share_over(s)) an__reactor_relieve(&r->env);
}

void an__reactor_note_kept(struct an_reactor *r)
{
    uint64_t bytes = r->env.share.account.bytes;
    note_peak(r, bytes);
    an_count(&r->env.counters->buffered, (int64_t)(bytes - an_counted(&r->env.counters->buffered)));
}
