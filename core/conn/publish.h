/* publish.h - messages for many connections: who gets them. One thread, the reactor's.
 *
 * Messages to one topic that follow each other are gathered (batch.h) and delivered together: each
 * connection is visited once, and gets them in one write. The gathered messages must be delivered
 * before anything else is said or done to a connection that they may be for; else the client would
 * not see a worker's words in their order. They must also be delivered at the end of the turn. The
 * reader of the workers' rings sees to both (reactor.c).
 */
#ifndef AN_PUBLISH_H
#define AN_PUBLISH_H

#include "conn/conn.h"

/* d: AN_MSG_PUBLISH, with a topic or for all. May it join the gathered messages? If not, they must
 * be delivered first. */
static inline bool an_publish_joins(const struct an_conn_env *env, const struct an_delivery *d) { return an_batch_joins(&env->batch, d); }
/* Adds d. True: the gathered messages must be delivered before d goes. */
bool an_publish_add(struct an_conn_env *env, const struct an_delivery *d);
static inline bool an_publish_waits(const struct an_conn_env *env) { return env->batch.count > 0; }

/* Delivers the gathered messages to the subscribers of their topic. False: they have no topic and
 * are for all, so the caller calls an_publish_to() for each connection. Then an_publish_end(). now:
 * writes at once where nothing is queued, for the end of the turn, when nothing more is to come. */
bool an_publish_topic(struct an_conn_env *env, bool now);
/* Delivers them to one connection, if it speaks TCP or WebSocket and is open for the application. A
 * slow one may be cut off by it. */
void an_publish_to(struct an_conn_env *env, struct an_conn *c, bool now);
void an_publish_end(struct an_conn_env *env);

#endif
