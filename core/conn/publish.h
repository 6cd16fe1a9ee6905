/* publish.h - messages for many connections: who gets them. One thread, the reactor's.
 *
 * Messages to one topic that come one behind the other are gathered (batch.h) and given together: each connection is looked at once, and gets them in one
 * write. What is gathered must be given before anything else is said or done to a connection that it may be for, or the order in which a worker has
 * spoken would not be kept; and at the end of the turn. Whoever takes messages from the workers' rings sees to that (reactor.c).
 */
#ifndef AN_PUBLISH_H
#define AN_PUBLISH_H

#include "conn/conn.h"

/* d: AN_MSG_PUBLISH, with a topic or for all. May it be gathered with those before? If not, these must be given first. */
static inline bool an_publish_joins(const struct an_conn_env *env, const struct an_delivery *d) { return an_batch_joins(&env->batch, d); }
/* True: what is gathered must be given before d goes. */
bool an_publish_add(struct an_conn_env *env, const struct an_delivery *d);
static inline bool an_publish_waits(const struct an_conn_env *env) { return env->batch.count > 0; }

/* What is gathered, to the subscribers of its topic; false: it has none and is for all: then an_publish_to() each. Then an_publish_end().
 * now: written at once where nothing is queued: for the end of the turn, when nothing more is to come. */
bool an_publish_topic(struct an_conn_env *env, bool now);
/* To one connection, if it speaks TCP or WebSocket and is open for the application; a slow one may be cut off by it. */
void an_publish_to(struct an_conn_env *env, struct an_conn *c, bool now);
void an_publish_end(struct an_conn_env *env);
/* The whole of it, for one message with a topic, when nothing is gathered. */
void an_publish(struct an_conn_env *env, const struct an_delivery *d);

#endif
