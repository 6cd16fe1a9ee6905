/* admission.h - whether a new client gets a place: what the accepting thread and a reactor tell
 * each other about places.
 *
 * Threads of one process. Each word has one writer, and is read and written by the functions of
 * board.h.
 */
#ifndef AN_ADMISSION_H
#define AN_ADMISSION_H

#include "ipc/board.h"

struct an_admission {
    struct an_counter accepted;  /* clients that the reactor has accepted itself; the reactor
                                  * writes this and the next four */
    struct an_counter ended;     /* sockets that the reactor was given or has accepted, and that
                                  * were refused or have left their place */
    _Atomic uint32_t leaving;    /* connections whose end has been told and that still have a
                                  * place */
    _Atomic uint32_t silent_ms;  /* 1 + how long the connection has been silent that has waited
                                  * longest for its first byte; 0: there is none */
    _Atomic uint32_t looked;     /* the last question (`asked`) that is answered: the reactor has
                                  * read what was on the wire when it was asked */
    _Atomic uint32_t asked;      /* how often the accepting thread has asked for a place; that
                                  * thread writes this and the next two */
    _Atomic uint32_t wanted;     /* the accepting thread shall be rung when a place becomes free */
    _Atomic uint32_t evicts;     /* how often it has asked for the place of a silent connection */
};

#endif
