/* conn_seat.c - which seat a connection speaks to, and how it gets to another one (board.h).
 *
 * Events of a connection arrive in order because all of them go through one ring. So the connection
 * changes its seat only when the old one has nothing of it in its ring or in hand: every message is
 * released, the request is answered. Until then nothing more is read from the client. What must be
 * said nevertheless, its end, is said to the old seat. An answer in pieces stays with its writer
 * for as long as that process lives. Then the seat's worker, or another process that knows of the
 * answer, may go on with it. If nobody goes on with it, it ends.
 *
 * Most connections change the seat within their worker, for a successor. An HTTP request is another
 * thing than its connection: while its worker is blocked (dispatch.h), it goes to another worker
 * and takes the connection along, under the same condition. TCP and WebSocket stay, because their
 * worker may keep what they have said.
 */
#include "conn/conn_in.h"

static bool seat_outstanding(struct an_conn *c)
{
    if (c->parked) return true;
    if (c->protocol->outstanding && c->protocol->outstanding(c)) return true;
    return !c->env->up->released(c);
}

void an_conn_reseat(struct an_conn *c, uint32_t seat)
{
    if (c->phase == AN_PHASE_DEAD || c->worker == seat || an__conn_is(c, AN__TOLD)) return;
    an_board_repin(c->env->board, c->worker, seat);
    an_registry_pin(c->env->registry, c->id, seat);
    c->worker = (uint16_t)seat;
    c->posted = 0; /* nothing of it is in the new ring */
}

/* After CLOSE has been told nothing more follows, so the connection stays at its seat. It may be at
 * the new seat already, because a request has taken it along. */
bool an__conn_seat_change(struct an_conn *c, uint32_t seat)
{
    if (c->worker != seat && !an__conn_is(c, AN__TOLD) && seat_outstanding(c)) return false;
    an_conn_reseat(c, seat);
    return true;
}

bool an__conn_seated(struct an_conn *c)
{
    uint32_t workers = c->env->config->workers;
    if (AN_LIKELY(!an__conn_is(c, AN__MOVING))) return true;
    if (!an__conn_seat_change(c, an_board_active(c->env->board, c->worker % workers, workers)))
        return false;
    c->flags &= (uint16_t)~AN__MOVING;
    return true;
}

void an__conn_seek_seat(struct an_conn *c)
{
    uint32_t seat = an_dispatch_instead(c->env->dispatch, c->worker, c->env->now_ms);
    if (AN_UNLIKELY(seat != c->worker) && !seat_outstanding(c)) an_conn_reseat(c, seat);
}

bool an_conn_last_at(const struct an_conn *c, uint32_t seat, uint64_t end)
{
    return c->worker == seat && c->posted == end && !an__conn_is(c, AN__TOLD);
}

void an_conn_resend(struct an_conn *c, uint32_t seat, const struct an_msg *m, const void *head,
                    const void *body)
{
    an_conn_reseat(c, seat);
    if (c->parked) an__conn_unpark(c, c->parked_bytes);
    if (c->env->up->post(c, m, head, body) == AN_EAGAIN && an_msg_brings(m))
        an__conn_park(c, (size_t)m->head_len + m->body_len);
}
