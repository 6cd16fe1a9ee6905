/* output.h - where PHP's output and its messages go in the processes of a server. */
#ifndef APPNET_OUTPUT_H
#define APPNET_OUTPUT_H

/* Called when PHP starts on a command line. Opens each standard descriptor that is closed, so that
 * no file of PHP or of the server gets its number. */
void appnet_output_start(void);
/* Called in a worker or task worker, at its start. From then on output that cannot be written does
 * not end the process, as it otherwise does in PHP, and messages never wait for a reader. */
void appnet_output_own(void);

#endif
