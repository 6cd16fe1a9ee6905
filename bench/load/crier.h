/* crier.h - the least that a server of load's own room has to do: what the system's calls alone cost. */
#ifndef BENCH_CRIER_H
#define BENCH_CRIER_H

/* Serves until it is ended. Prints "READY <port>". It believes what it hears: for room_run() alone, on the loopback. */
void crier_run(void) __attribute__((noreturn));

#endif
