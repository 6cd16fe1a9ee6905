/* upload_help.h - forms on their way to a folder of the test's own. Shared by the tests of core/net/upload.c. */
#ifndef UPLOAD_HELP_H
#define UPLOAD_HELP_H

#include "ground/config.h"
#include "disk/upload.h"

struct upload_test {
    struct an_config config; /* upload_dir is the folder */
    struct an_upload *u;     /* the form under way; NULL: none */
    char dir[64];
    int log_fd[2];
};
extern struct upload_test up;

/* For cmocka: an empty folder, and the log in a pipe. A test leaves the folder empty. */
int upload_setup(void **state);
int upload_teardown(void **state);
int upload_files(void);          /* how many there are */
const char *upload_logged(void); /* since it was last asked for (static storage) */

/* A form begins (one before it is freed); the next bytes of it: 0 or a status; all of it: its status. */
void upload_begin(void);
int upload_feed(const char *text);
int upload_take(const char *text);
/* All of it fails, says so ever after, and nothing is left. */
void upload_refuses(const char *text, int status);
/* What a whole form has become, a line for each entry. Files are looked at: their names, who may read them, their length.
 *     name=value    name: <filename> media/type 5{bytes}    name: <filename> media/type error 4 */
void upload_is(const char *text);
void upload_remove_all(void);
/* All of it, whole, byte by byte and split in two everywhere, becomes this; its files are removed. */
void upload_becomes(const char *in, const char *text);

#define PART(head, data) "--B\r\nContent-Disposition: form-data; " head "\r\n\r\n" data "\r\n"
#define FIELD(name, value) PART("name=\"" name "\"", value)
#define FILE_OF(name, filename, data)                                                              \
    PART("name=\"" name "\"; filename=\"" filename "\"\r\nContent-Type: text/plain", data)
#define END "--B--\r\n"

#endif
