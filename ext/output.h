/* output.h - where PHP's output and its messages go in the processes of a server. */
#ifndef APPNET_OUTPUT_H
#define APPNET_OUTPUT_H

/* Called when PHP starts on a command line. If a standard descriptor is closed, it is filled, so
 * that no file that PHP or the server opens gets its number. */
void appnet_output_start(void);
/* Called in a worker or task worker, at its start. From then on output that cannot be written does
 * not end the process, as PHP's own would, and messages wait for nobody. */
void appnet_output_own(void);

#endif
