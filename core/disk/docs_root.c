/* docs_root.c - see docs_root.h. */
#include "disk/docs_root.h"

#include <sys/stat.h>
#include <unistd.h>

#include "disk/file.h"
#include "ground/base.h"

int an_docs_root_open(const char *path, bool wait, struct an_docs_root **out)
{
    struct stat st;
    int fd = an_folder_open(path, wait);
    if (fd < 0) return fd;
    if (fstat(fd, &st) < 0) {
        close(fd);
        return AN_ESYS;
    }
    *out = an_alloc(sizeof **out);
    **out = (struct an_docs_root){.refs = 1, .fd = fd, .dev = st.st_dev, .ino = st.st_ino};
    return AN_OK;
}

struct an_docs_root *an_docs_root_ref(struct an_docs_root *root)
{
    root->refs++;
    return root;
}

void an_docs_root_unref(struct an_docs_root *root)
{
    if (!root || --root->refs) return;
    close(root->fd);
    an_free(root);
}

bool an_docs_root_replace(struct an_docs_root **root, struct an_docs_root *fresh)
{
    struct an_docs_root *before = *root;
    bool other = before->dev != fresh->dev || before->ino != fresh->ino;
    if (other) *root = fresh;
    an_docs_root_unref(other ? before : fresh);
    return other;
}
