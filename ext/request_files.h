/* request_files.h - an uploaded form becomes arrays, like $_POST and $_FILES, and PHP's own
 * functions for uploaded files know its files. */
#ifndef APPNET_REQUEST_FILES_H
#define APPNET_REQUEST_FILES_H

#include "php.h"

#include "process/worker.h"

/* Adds to arrays that have been initialised. The engine has limited the number of fields and files
 * (max_files, max_fields). From then on is_uploaded_file() and move_uploaded_file() know the files.
 * */
void appnet_files_add(zval *fields, zval *files, const struct an_event *form);
/* Called when the callback is over. From then on these functions do not know the files. The engine
 * removes the files that have not been moved. */
void appnet_files_forget(const struct an_event *form);
/* Called in a process that the callback has forked. The files belong to its parent, so PHP removes
 * none of them at the end of the process. */
void appnet_files_disown(void);

#endif
