/* upload_owner.h - says which server owns a file in the upload folder. So a server can remove the
 * files that a killed server has left, and no others.
 *
 *   .appnet-OWNER          the mark: an empty file; its owner, a supervisor, keeps a lock on it
 *   appnet-OWNER-RANDOM    a file of a form: not readable (mode 0200) until the form is whole,
 *                          then 0600
 *
 * OWNER is 16 random hexadecimal digits, new for each run of a server. Several servers may share a
 * folder, also from several containers. A server does not touch the files of an owner that has no
 * mark, or whose mark is locked or cannot be tried. The kernel releases the lock when its process
 * ends, in whatever way.
 */
#ifndef AN_UPLOAD_OWNER_H
#define AN_UPLOAD_OWNER_H

#include "ground/config.h"

struct an_upload_owner { /* private */
    const struct an_config *config;
    int dir, lock; /* -1: none */
};

/* The supervisor calls it before the first fork. Removes the files of dead owners, and makes a new
 * owner, config->upload_owner. Does nothing without an upload folder. A folder without locks is a
 * warning: no file is removed there, and config->upload_owner stays empty. */
void an_upload_owner_acquire(struct an_upload_owner *o, struct an_config *config);
/* The supervisor calls it when no other process of the server is left. Removes the files and the
 * mark of this server. Idempotent. A child of the supervisor must not call it. */
void an_upload_owner_release(struct an_upload_owner *o);
/* A new network process calls it. Removes the files of forms that its predecessor has not received
 * whole. Files that workers have got stay. */
void an_upload_owner_sweep_parts(const struct an_config *config);

#endif
