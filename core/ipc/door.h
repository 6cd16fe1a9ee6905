/* door.h - the door of a reactor: what the thread that accepts and the reactor tell each other about places. Threads of one process; each word has one writer
 * (board.h). */
#ifndef AN_DOOR_H
#define AN_DOOR_H

#include "ipc/board.h"

struct an_door {
    struct an_counter ended;     /* sockets that the reactor was given and that have left their place, or were refused; the reactor's, as are: */
    _Atomic uint32_t leaving;    /* connections whose end has been told and that have a place still */
    _Atomic uint32_t silent_ms;  /* how long it has been silent whose first byte has been missing for the longest time, and a millisecond; 0: there is none */
    _Atomic uint32_t looked;     /* the last question that has been answered: what was on the wire when it was asked has been read */
    _Atomic uint32_t asked;      /* how often the accepting thread has asked for a place; its own, as are: */
    _Atomic uint32_t wanted;     /* it is to be rung when a place has become free */
    _Atomic uint32_t evicts;     /* how often it has asked for the place of a silent one */
};

#endif
