/* fresh_code.h - a process that begins looks at files anew: its START includes what is on the disk
 * now. */
#ifndef APPNET_FRESH_CODE_H
#define APPNET_FRESH_CODE_H

/* Before START. */
void appnet_fresh_code(void);

#endif
