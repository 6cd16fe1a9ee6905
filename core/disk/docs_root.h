/* docs_root.h - the folder that the path of the docs root leads to now. The cache resolves the path
 * again and again, so the server notices a deploy that switches a symbolic link or moves another
 * folder to the path. While the path leads nowhere, the last folder stays.
 *
 * Refcounted; all references belong to one thread. A job on another thread that opens files below
 * the folder has a reference meanwhile.
 */
#ifndef AN_DOCS_ROOT_H
#define AN_DOCS_ROOT_H

#include <stdbool.h>
#include <stdint.h>

struct an_docs_root { /* read only for others */
    uint32_t refs;
    int fd;
    uint64_t dev, ino;
};

/* Opens the folder: AN_OK and a first reference, or an error of an_folder_open(). Any thread may
 * call it. */
int an_docs_root_open(const char *path, bool wait, struct an_docs_root **out);
struct an_docs_root *an_docs_root_ref(struct an_docs_root *root);
void an_docs_root_unref(struct an_docs_root *root); /* does nothing for NULL */
/* Takes over the reference to `fresh`. If it is another folder than *root, it becomes *root.
 * Returns whether it has. */
bool an_docs_root_replace(struct an_docs_root **root, struct an_docs_root *fresh);

#endif
