/* docs_root.h - the folder of the documents, as its path leads to it now. A deploy that switches a symbolic link, or moves another folder into its place, is
 * noticed: the path is resolved again, by whoever may wait for a disk. While it leads nowhere the folder before it stays.
 *
 * Refcounted; all references belong to one thread. Whoever opens files below it on another thread has a reference for so long.
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

/* AN_OK and a first reference, or as an_folder_open(). Any thread. */
int an_docs_root_open(const char *path, bool wait, struct an_docs_root **out);
struct an_docs_root *an_docs_root_ref(struct an_docs_root *root);
void an_docs_root_unref(struct an_docs_root *root); /* NULL is none */
/* Takes the reference to `fresh`. *root becomes that and true is returned, if it is another folder. */
bool an_docs_root_replace(struct an_docs_root **root, struct an_docs_root *fresh);

#endif
