/* upload_owner.h - whose files lie in the upload folder, so that those of a server that was killed can be removed and those of nobody else are.
 *
 *   .appnet-OWNER          empty; its owner, a supervisor, keeps a lock on it for as long as it lives
 *   appnet-OWNER-RANDOM    a file of a form; not readable (mode 0200) until the form is whole, then 0600
 *
 * OWNER is 16 hexadecimal digits, drawn anew by each run of a server. Several servers may share a folder, also from several containers: what has no such file,
 * or one that is locked or cannot be tried, is not touched. The kernel takes the lock back when its process ends, however it ends.
 */
#ifndef AN_UPLOAD_OWNER_H
#define AN_UPLOAD_OWNER_H

#include "ground/config.h"

struct an_upload_owner { /* private */
    const struct an_config *config;
    int dir, lock; /* -1: none */
};

/* In the supervisor, before the first fork: removes what dead owners have left, and makes config->upload_owner a new one. Without an upload folder, nothing. A
 * folder that knows no locks is a warning: nothing is swept there, and config->upload_owner stays empty. */
void an_upload_owner_acquire(struct an_upload_owner *o, struct an_config *config);
/* When no process of the server is left: removes its files and its mark. Idempotent; in a child of the supervisor it is not to be called. */
void an_upload_owner_release(struct an_upload_owner *o);
/* In a new network process: removes the files of forms that its predecessor did not receive whole. What workers have is theirs. */
void an_upload_owner_sweep_parts(const struct an_config *config);

#endif
