/* upload_help.h - an upload into a folder of the test, and what it has gathered as text.
 *
 * Text of a block: its entries in order, divided by blanks: a=1, or f(x.txt,text/plain,5)[hello], whose brackets hold what lies on the disk; or
 * f(,,0)!4, which is an error.
 */
#ifndef UPLOAD_HELP_H
#define UPLOAD_HELP_H

#include <stddef.h>

#include "folder_help.h"
#include "net/upload.h"

#define FIELD(name, value)                                                                         \
    "--B\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n" value "\r\n"
#define FILE_HEAD(name, filename)                                                                  \
    "--B\r\nContent-Disposition: form-data; name=\"" name "\"; filename=\"" filename               \
    "\"\r\nContent-Type: text/plain\r\n\r\n"
#define FILE_PART(name, filename, data) FILE_HEAD(name, filename) data "\r\n"
#define END "--B--\r\n"

/* Parts of every kind, and what they come to. */
#define MIXED                                                                                      \
    "preamble\r\n" FIELD("a", "1") FILE_PART("f", "x.txt", "hel\r\n--C-lo") FILE_PART("g", "", "") \
        FILE_PART("h", "", "!") FIELD("z", "\r\n") END
#define MIXED_TEXT                                                                                 \
    "a=1 f(x.txt,text/plain,11)[hel\r\n--C-lo] g(,text/plain,0)!4 h(,text/plain,1)[!] z=\r\n"

extern struct folder upload_folder;
extern struct an_config upload_config;
extern struct an_upload *upload;
extern char upload_path[256]; /* of the last file of a text */

/* Around each test: the folder, the default configuration, a log that is read here. Descriptors that were lost are a failure. */
int upload_set_up(void **state);
int upload_tear_down(void **state);

void upload_begin(void);
/* Feeds bytes that end where memory does. */
int upload_feed(const char *p, size_t n);
/* A whole form in one piece: its status. */
int upload_send(const char *form, size_t n);
#define SEND(form) upload_send(form, sizeof(form) - 1)

/* The text of the block, until the next call. Every file that it names is there, is as long as it says, and of mode 0600. */
const char *upload_text(void);
/* It is the answer expected, for good, and nothing is left. */
void expect_upload_failed(int status, int expected);
/* Something was logged since the last call, with this in it; "": nothing was. */
void expect_upload_logged(const char *part);

#endif
