/* accept_encoding.h - which coding of a body does the client like best? RFC 9110, 12.5.3. Pure. */
#ifndef AN_ACCEPT_ENCODING_H
#define AN_ACCEPT_ENCODING_H

#include "protocol/head.h"

#include <stdint.h>

/* Also bits of a set. */
enum an_coding {
    AN_CODING_IDENTITY = 1,
    AN_CODING_GZIP = 2,
    AN_CODING_BR = 4,
};

struct an_accept_encoding {
    int16_t identity, gzip, br, any; /* private: thousandths of a weight, -1: not mentioned */
};

void an_accept_encoding_init(struct an_accept_encoding *a);
/* Takes the value of one Accept-Encoding; there may be several. An element that is none is passed over; of one that is repeated the last counts. */
void an_accept_encoding_add(struct an_accept_encoding *a, struct an_span value);
/* The best of the codings in `have`, or 0 when the client accepts none of them. What is liked equally well goes by size: br, gzip, identity. The
 * identity that is neither mentioned nor meant by "*" is accepted, but liked least; without any Accept-Encoding it is the answer. */
unsigned an_accept_encoding_pick(const struct an_accept_encoding *a, unsigned have);

#endif
