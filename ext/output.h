/* output.h - where PHP's output and its messages go in the processes of a server. */
#ifndef APPNET_OUTPUT_H
#define APPNET_OUTPUT_H

/* When PHP starts on a command line: no file that PHP or the server opens takes the place of a standard descriptor that is closed. */
void appnet_output_start(void);
/* In a worker or task worker, at its start: output that cannot be written does not end the process, as PHP's own would, and messages wait for nobody. */
void appnet_output_own(void);

#endif
