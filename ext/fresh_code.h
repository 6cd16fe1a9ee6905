/* fresh_code.h - a new process forgets what PHP has cached about files: its START includes what is
 * on the disk now. */
#ifndef APPNET_FRESH_CODE_H
#define APPNET_FRESH_CODE_H

/* Called before START. */
void appnet_fresh_code(void);

#endif
