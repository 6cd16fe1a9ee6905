/* replay.c - main() for a fuzz target built without a fuzzer: feeds it every file of its corpus, and the empty input. Prints TAP.
 *
 * The corpus is tests/fuzz/corpus/<target>, found by the program's own name (<target>_replay) from the folder that APPNET_CORPUS names, or
 * the files and folders given as arguments. An input that fails ends the process: its name is the last one printed.
 */
#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned number;

/* Every input in a block of exactly its size, so that AddressSanitizer sees a read past its end. */
static int replay_file(const char *path, size_t size)
{
    FILE *file = fopen(path, "rb");
    uint8_t *data = malloc(size ? size : 1);
    if (!file || !data || fread(data, 1, size, file) != size) {
        printf("not ok %u - cannot read %s\n", ++number, path);
        exit(1);
    }
    fclose(file);
    printf("# %s\n", path);
    fflush(stdout);
    LLVMFuzzerTestOneInput(data, size);
    free(data);
    printf("ok %u - %s\n", ++number, path);
    return 0;
}

static int replay(const char *path);

static int replay_folder(const char *path)
{
    struct dirent **entries;
    int count = scandir(path, &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        char inner[4096];
        snprintf(inner, sizeof inner, "%s/%s", path, entries[i]->d_name);
        if (entries[i]->d_name[0] != '.') replay(inner);
        free(entries[i]);
    }
    if (count >= 0) free(entries);
    return count < 0 ? -1 : 0;
}

static int replay(const char *path)
{
    struct stat st;
    if (stat(path, &st) < 0) return -1;
    return S_ISDIR(st.st_mode) ? replay_folder(path) : replay_file(path, (size_t)st.st_size);
}

static int replay_own(const char *program)
{
    const char *name = strrchr(program, '/');
    const char *folder = getenv("APPNET_CORPUS");
    char path[4096];
    name = name ? name + 1 : program;
    snprintf(path, sizeof path, "%s/%.*s", folder ? folder : "tests/fuzz/corpus",
             (int)strcspn(name, "_"), name);
    for (const char *end = name; (end = strstr(end, "_replay")); end++)
        snprintf(path, sizeof path, "%s/%.*s", folder ? folder : "tests/fuzz/corpus",
                 (int)(end - name), name);
    if (replay(path) == 0) return 0;
    printf("not ok %u - no corpus at %s: %s\n", ++number, path, strerror(errno));
    return 1;
}

int main(int argc, char **argv)
{
    int err = 0;
    LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
    printf("ok %u - the empty input\n", ++number);
    if (argc == 1) return replay_own(argv[0]);
    for (int i = 1; i < argc; i++)
        if (replay(argv[i]) < 0) err = 1;
    return err;
}
