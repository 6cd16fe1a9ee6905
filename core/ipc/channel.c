/* channel.c - see channel.h.
 *
 * A record of a long message is copied once, to its final place. Space goes back to the producer in
 * steps of an eighth of the ring, or when the ring is empty, because each step costs an ordered
 * store.
 */
#include "ipc/channel.h"

#include "ground/limits.h"

#include <string.h>

/* --- the sender --- */

/* A ring is zeroed at its birth, and so are the positions. */
void an_tx_begin(struct an_tx *tx, struct an_ring *ring, uint32_t capacity, struct an_bell *bell,
                 int bell_fd)
{
    *tx = (struct an_tx){
        .ring = {.ring = ring, .capacity = capacity}, .bell = bell, .bell_fd = bell_fd};
}

void an_tx_open(struct an_tx *tx, struct an_ring *ring, uint32_t capacity, struct an_bell *bell,
                int bell_fd)
{
    an_tx_begin(tx, ring, capacity, bell, bell_fd);
    an_ring_tx_open(&tx->ring, ring, capacity);
    tx->used = true;
    tx->raised = tx->ring.tail;
}

/* The first record of a batch comes, and has been published. */
static void batch_begin(struct an_tx *tx)
{
    an_ring_batch(&tx->ring);
    if (!tx->used && tx->pending) an_pending_use(tx->pending, tx->place);
    tx->used = true;
}

static void batch_raise(struct an_tx *tx)
{
    if (tx->pending) an_pending_raise(tx->pending, tx->place);
    tx->raised = tx->ring.tail;
    tx->dirty = true;
}

/* Payload bytes [from, from + n) of head | body. */
static void payload_gather(uint8_t *to, const struct an_msg *m, const void *head, const void *body,
                           size_t from, size_t n)
{
    if (from < m->head_len) {
        size_t part = AN_MIN(n, m->head_len - from);
        memcpy(to, (const uint8_t *)head + from, part);
        to += part;
        from += part;
        n -= part;
    }
    const uint8_t *rest = (const uint8_t *)body + (from - m->head_len);
    if (n && rest != to) memcpy(to, rest, n); /* it stands there already: an_tx_place() */
}

/* One record: the header h and payload bytes [at, at + n). */
static int push_record(struct an_tx *tx, const struct an_msg *h, const struct an_msg *m,
                       const void *head, const void *body, size_t at, size_t n)
{
    if (!tx->dirty && !tx->placed) batch_begin(tx);
    tx->placed = false;
    uint8_t *p = an_ring_reserve(&tx->ring, (uint32_t)(sizeof *h + n));
    if (!p) return an_ring_tx_check(&tx->ring) < 0 ? AN_ECORRUPT : AN_EAGAIN;
    memcpy(p, h, sizeof *h);
    payload_gather(p + sizeof *h, m, head, body, at, n);
    an_ring_commit(&tx->ring);
    if (!tx->dirty) batch_raise(tx);
    return AN_OK;
}

int an_tx_push(struct an_tx *tx, const struct an_msg *m, const void *head, const void *body,
               size_t *done)
{
    size_t total = (size_t)m->head_len + m->body_len;
    size_t most = an_ring_max_record(tx->ring.capacity) - sizeof *m;
    int err;
    if (*done == 0) {
        size_t n = AN_MIN(total, most);
        if ((err = push_record(tx, m, m, head, body, 0, n)) < 0) return err;
        *done = 1 + n;
    }
    while (*done - 1 < total) {
        size_t at = *done - 1, n = AN_MIN(total - at, most);
        struct an_msg more = {.type = AN_MSG_MORE,
                              .code = m->type,
                              .id = m->id,
                              .head_len = m->head_len,
                              .body_len = m->body_len,
                              .stamp = at};
        if ((err = push_record(tx, &more, m, head, body, at, n)) < 0) return err;
        *done += n;
    }
    return AN_OK;
}

/* The push reserves the same room again. */
uint8_t *an_tx_place(struct an_tx *tx, size_t len)
{
    if (len > an_ring_max_record(tx->ring.capacity) - sizeof(struct an_msg)) return NULL;
    if (!tx->dirty) batch_begin(tx);
    uint8_t *p = an_ring_reserve(&tx->ring, (uint32_t)(sizeof(struct an_msg) + len));
    tx->placed = p != NULL;
    return p ? p + sizeof(struct an_msg) : NULL;
}

bool an_tx_withdraw(struct an_tx *tx, uint64_t position, uint64_t stamp, enum an_withdrawn how)
{
    struct an_msg m;
    void *p = an_ring_at(&tx->ring, position);
    if (!p) return false;
    memcpy(&m, p, sizeof m);
    return an_msg_revocable(&m) && m.stamp == stamp &&
           an_ring_withdraw(p, how == AN_MOVED ? AN_RING_MOVED : AN_RING_WITHDRAWN);
}

/* Copies the header of one record and returns its payload. NULL: there is no record, or it is too
 * short. */
static const uint8_t *record_walk(const struct an_tx *tx, uint64_t *position, struct an_msg *m,
                                  size_t *n)
{
    uint32_t len;
    const uint8_t *p = an_ring_walk(&tx->ring, position, &len);
    if (!p || len < sizeof *m) return NULL;
    memcpy(m, p, sizeof *m);
    *n = len - sizeof *m;
    return p + sizeof *m;
}

bool an_tx_walk(const struct an_tx *tx, uint64_t *position, struct an_msg *m)
{
    size_t n;
    return record_walk(tx, position, m, &n) != NULL;
}

bool an_tx_read(const struct an_tx *tx, uint64_t position, const struct an_msg *m, uint8_t *payload)
{
    size_t total = (size_t)m->head_len + m->body_len, have = 0, n;
    struct an_msg h;
    do {
        const uint8_t *p = record_walk(tx, &position, &h, &n);
        bool next = p && h.id == m->id && n <= total - have &&
                    (have ? h.type == AN_MSG_MORE && h.stamp == have : h.type == m->type);
        if (!next) return false;
        memcpy(payload + have, p, n);
        have += n;
    } while (have < total && n);
    return have == total;
}

bool an_tx_want_room(struct an_tx *tx)
{
    return an_ring_want_room(&tx->ring, an_ring_max_record(tx->ring.capacity));
}

void an_tx_ring(struct an_tx *tx)
{
    if (!tx->dirty) return;
    if (tx->ring.tail != tx->raised) batch_raise(tx);
    tx->dirty = false;
    if (tx->pending)
        an_bell_ring_raised(tx->bell, tx->bell_fd);
    else if (tx->bell)
        an_bell_ring(tx->bell, tx->bell_fd);
}

/* --- the receiver --- */

static void *heap_alloc(void *ctx, size_t len)
{
    (void)ctx;
    return an_alloc(len);
}

static void *heap_bytes(void *owned)
{
    return owned;
}

static void heap_drop(void *ctx, void *owned)
{
    (void)ctx;
    an_free(owned);
}

void an_rx_open(struct an_rx *rx, struct an_ring *ring, uint32_t capacity, size_t max_body)
{
    *rx = (struct an_rx){.max_body = max_body,
                         .bell_fd = -1,
                         .alloc = heap_alloc,
                         .bytes = heap_bytes,
                         .drop = heap_drop};
    an_ring_rx_open(&rx->ring, ring, capacity);
    an_buf_init(&rx->head, AN_MAX_HEAD);
}

static void rx_forget(struct an_rx *rx)
{
    if (rx->owned) rx->drop(rx->ctx, rx->owned);
    rx->owned = NULL;
    rx->joining.type = AN_MSG_MORE;
}

void an_rx_close(struct an_rx *rx)
{
    rx_forget(rx);
    an_buf_fini(&rx->head);
}

static void room_release(struct an_rx *rx)
{
    if (an_ring_release(&rx->ring) && rx->bell) an_bell_force(rx->bell, rx->bell_fd);
}

/* Copies the payload bytes of one record to their place in head and body. */
static void payload_store(struct an_rx *rx, const uint8_t *p, size_t n)
{
    size_t head_len = rx->joining.head_len;
    if (rx->have < head_len) {
        size_t part = AN_MIN(n, head_len - rx->have);
        int err = an_buf_append(&rx->head, p, part);
        AN_ASSERT(err == AN_OK);
        rx->have += part;
        p += part;
        n -= part;
    }
    if (n) memcpy((uint8_t *)rx->bytes(rx->owned) + (rx->have - head_len), p, n);
    rx->have += n;
}

static bool is_sane(const struct an_rx *rx, const struct an_msg *m, size_t payload)
{
    if (m->type >= AN_MSG_TYPES || m->head_len > AN_MAX_HEAD || m->body_len > rx->max_body)
        return false;
    return payload <= (size_t)m->head_len + m->body_len;
}

/* A first record. 1: the message is whole. */
static int first_record(struct an_rx *rx, const struct an_msg *m, const uint8_t *payload, size_t n,
                        struct an_delivery *d)
{
    rx_forget(rx);
    if (!is_sane(rx, m, n)) return AN_ECORRUPT;
    if (n == (size_t)m->head_len + m->body_len) {
        *d = (struct an_delivery){.msg = *m, .head = payload, .body = payload + m->head_len};
        return 1;
    }
    rx->joining = *m;
    rx->have = 0;
    an_buf_clear(&rx->head, 4096);
    rx->owned = m->body_len ? rx->alloc(rx->ctx, m->body_len) : NULL;
    payload_store(rx, payload, n);
    return 0;
}

/* A continuation whose first record a dead predecessor had taken. 1: it is the last one, and *d
 * reports the loss. A message whose end is missing will be sent anew. */
static int orphan_record(const struct an_rx *rx, const struct an_msg *m, size_t n,
                         struct an_delivery *d)
{
    if (!rx->once || m->stamp + n != (uint64_t)m->head_len + m->body_len) return 0;
    if (m->code >= AN_MSG_TYPES) return AN_ECORRUPT;
    *d = (struct an_delivery){.msg = {.type = (uint8_t)m->code, .withdrawn = 1, .id = m->id}};
    return 1;
}

/* A continuation. 1: the message is whole. */
static int next_record(struct an_rx *rx, const struct an_msg *m, const uint8_t *payload, size_t n,
                       struct an_delivery *d)
{
    if (rx->joining.type == AN_MSG_MORE) return orphan_record(rx, m, n, d);
    size_t total = (size_t)rx->joining.head_len + rx->joining.body_len;
    if (m->stamp != rx->have || m->id != rx->joining.id) return AN_ECORRUPT;
    /* so each continuation brings the end nearer */
    if (n == 0 || n > total - rx->have) return AN_ECORRUPT;
    payload_store(rx, payload, n);
    if (rx->have < total) return 0;
    *d = (struct an_delivery){.msg = rx->joining,
                              .head = rx->head.data,
                              .body = rx->owned ? rx->bytes(rx->owned) : NULL,
                              .owned = rx->owned};
    rx->owned = NULL;
    rx->joining.type = AN_MSG_MORE;
    return 1;
}

/* Is this record the whole message? */
static bool is_whole(const struct an_msg *m, size_t payload)
{
    return m->type != AN_MSG_MORE && payload == (size_t)m->head_len + m->body_len;
}

static uint8_t withdrawn_as(enum an_ring_word word)
{
    if (AN_LIKELY(word == AN_RING_ACCEPTED)) return AN_NOT_WITHDRAWN;
    return word == AN_RING_MOVED ? AN_MOVED : AN_WITHDRAWN;
}

/* Takes records until one completes a message. 1, 0, AN_ECORRUPT. */
static int message_join(struct an_rx *rx, struct an_delivery *d)
{
    for (;;) {
        void *p;
        struct an_msg m;
        int n = an_ring_take(&rx->ring, &p);
        if (n == 0) room_release(rx);
        if (n <= 0) return n;
        if ((size_t)n < sizeof m) return AN_ECORRUPT;
        memcpy(&m, p, sizeof m);
        /* The checks read m from here on, never the ring: the other side could still write
         * there. */
        atomic_signal_fence(memory_order_seq_cst);
        const uint8_t *payload = (const uint8_t *)p + sizeof m;
        size_t len = (size_t)n - sizeof m;
        bool settled = an_msg_revocable(&m) || (rx->once && is_whole(&m, len));
        m.withdrawn = settled ? withdrawn_as(an_ring_accept(p)) : AN_NOT_WITHDRAWN;
        int got = m.type == AN_MSG_MORE ? next_record(rx, &m, payload, len, d)
                                        : first_record(rx, &m, payload, len, d);
        if (got != 0) return got;
        an_rx_done(rx);
    }
}

int an_rx_next(struct an_rx *rx, struct an_delivery *d)
{
    if (rx->corrupt) return AN_ECORRUPT;
    int got = message_join(rx, d);
    if (got < 0) rx->corrupt = true;
    return got;
}

void an_rx_restart(struct an_rx *rx)
{
    rx_forget(rx);
    an_ring_skip(&rx->ring);
    rx->corrupt = rx->broken = false;
}

void an_rx_done(struct an_rx *rx)
{
    an_ring_done(&rx->ring);
    if (rx->ring.taken - rx->ring.head >= rx->ring.capacity / 8) room_release(rx);
}
