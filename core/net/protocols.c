/* protocols.c - see protocols.h. */
#include "net/protocols.h"

#include "conn/http/http.h"
#include "conn/tcp.h"
#include "conn/undecided.h"
#include "conn/ws.h"

const union an_protocols an_protocols = {
    .undecided = &an_protocol_undecided,
    .tcp = &an_protocol_tcp,
    .http = &an_protocol_http,
    .ws = &an_protocol_ws,
};
