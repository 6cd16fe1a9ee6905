/* upload_owner.h - which server owns a file in the upload folder. So a server removes the files
 * that a killed server has left, and no others.
 *
 *   .appnet-OWNER          the mark: an empty file; its owner, a supervisor, keeps a lock on it
 *   appnet-OWNER-RANDOM    a file of a form: not readable (mode 0200) until the form is whole,
 *                          then 0600
 *
 * OWNER is 16 hexadecimal digits, drawn anew by each run of a server. Several servers may share a
 * folder, also from several containers. A server does not touch the files of an owner that has no
 * mark, or whose mark is locked or cannot be tried. The kernel takes the lock back when its process
 * ends, however it ends.
 */
#ifndef AN_UPLOAD_OWNER_H
#define AN_UPLOAD_OWNER_H

#include "ground/config.h"

struct an_upload_owner { /* private */
    const struct an_config *config;
    int dir, lock; /* -1: none */
};

/* In the supervisor, before the first fork: removes the files of dead owners, and makes
 * config->upload_owner a new one. Does nothing without an upload folder. A folder without locks is
 * a warning: no file is removed there, and config->upload_owner stays empty. */
void an_upload_owner_acquire(struct an_upload_owner *o, struct an_config *config);
/* When no process of the server is left: removes its files and its mark. Idempotent. A child of the
 * supervisor must not call it. */
void an_upload_owner_release(struct an_upload_owner *o);
/* In a new network process: removes the files of forms that its predecessor did not receive whole.
 * Files that workers have got stay. */
void an_upload_owner_sweep_parts(const struct an_config *config);

#endif
