/* accept_encoding.h - the client's choice among the codings of a body. RFC 9110, 12.5.3. Pure. */
#ifndef AN_ACCEPT_ENCODING_H
#define AN_ACCEPT_ENCODING_H

#include "protocol/text/head.h"

#include <stdint.h>

/* The values are also bits of a set. */
enum an_coding {
    AN_CODING_IDENTITY = 1,
    AN_CODING_GZIP = 2,
    AN_CODING_BR = 4,
};

struct an_accept_encoding {
    int16_t identity, gzip, br, any; /* private: thousandths of a weight, -1: not mentioned */
};

void an_accept_encoding_init(struct an_accept_encoding *a);
/* Takes the value of one Accept-Encoding; there may be several. A bad element is passed over; of a
 * repeated coding the last element counts. */
void an_accept_encoding_add(struct an_accept_encoding *a, struct an_span value);
/* Returns the best of the codings in `have`. 0: the client accepts none of them. Among codings of
 * equal weight the smallest body wins: br, gzip, identity. An identity that neither a name nor "*"
 * mentions is accepted, but comes last; without any Accept-Encoding it is the answer. */
unsigned an_accept_encoding_pick(const struct an_accept_encoding *a, unsigned have);

#endif
