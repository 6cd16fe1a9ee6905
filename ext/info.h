/* info.h - what phpinfo() says about the extension. */
#ifndef APPNET_INFO_H
#define APPNET_INFO_H

void appnet_info_print(void);

#endif
