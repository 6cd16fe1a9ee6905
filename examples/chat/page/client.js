// client.js - the chat's connection: it comes back by itself, loses nothing and says nothing twice. No page in it; chat.js shows what it says.
//
// Every channel ("#room", or "@Name" for what two people say to each other) numbers its messages. After a cut the login names the last number of each, and
// the server says what came after. What we say waits in `outbox`, the first one until we hear it back from the server, and carries an id by which the
// server knows it again. Events: state, welcome, history, message, typing, presence, member, refused, fault.

const FIRST_WAIT_MS = 500, LONGEST_WAIT_MS = 15_000; // between attempts to connect
const ANSWER_MS = 5_000;                             // for the server to answer
const QUIET_MS = 20_000;                             // of silence, then we ask whether it is there
const SLOW_MS = 1_000;                               // until we say again what came too fast

export class Client extends EventTarget {
    #url; #secret; #socket = null; #timers = {}; #failures = 0; #count = 0;
    #tab = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0')).join('');

    constructor(url, name, secret) {
        super();
        this.#url = url;
        this.#secret = secret;
        this.name = name;
        this.state = 'closed'; // connecting, open, waiting
        this.epoch = '';
        this.last = new Map(); // channel → the number of its last message
        this.outbox = [];      // of { to, text, cid }
        this.online = () => { if (this.state === 'waiting') this.connect(); };
        this.offline = () => { if (this.#socket) this.#lost(); };
        addEventListener('online', this.online);
        addEventListener('offline', this.offline);
        document.addEventListener('visibilitychange', this.online);
    }

    connect() {
        this.#forget();
        this.#become('connecting');
        const socket = this.#socket = new WebSocket(this.#url);
        const mine = (does) => (event) => { if (socket === this.#socket) does(event); };
        socket.onopen = mine(() => this.#login());
        socket.onmessage = mine((event) => this.#hear(JSON.parse(event.data)));
        socket.onclose = mine(() => this.#lost());
        this.#later('answer', ANSWER_MS, () => this.#lost());
    }

    /* For good. */
    close() {
        this.#forget();
        removeEventListener('online', this.online);
        removeEventListener('offline', this.offline);
        document.removeEventListener('visibilitychange', this.online);
        this.#become('closed');
    }

    say(to, text) {
        const message = { to, text, cid: `${this.#tab}.${++this.#count}` };
        this.outbox.push(message);
        if (this.outbox.length === 1) this.#pump();
        return message;
    }

    /* What may be lost: typing, join, leave. False: there is no connection. */
    tell(op, to) {
        return this.state === 'open' && this.#send({ op, to });
    }

    #login() {
        this.#send({ op: 'login', name: this.name, secret: this.#secret, epoch: this.epoch, after: Object.fromEntries(this.last) });
        this.#later('answer', ANSWER_MS, () => this.#lost());
    }

    #send(message) {
        this.#socket.send(JSON.stringify(message));
        return true;
    }

    #pump() {
        if (this.state !== 'open' || !this.outbox.length) return;
        this.#send({ op: 'say', ...this.outbox[0] });
        this.#later('outbox', ANSWER_MS, () => this.#pump());
    }

    #done(cid) {
        if (this.outbox[0]?.cid !== cid) return;
        this.outbox.shift();
        this.#stop('outbox');
        this.#pump();
    }

    #hear(message) {
        this.#later('quiet', QUIET_MS, () => {
            this.#send({ op: 'ping' });
            this.#later('quiet', ANSWER_MS, () => this.#lost());
        });
        this[`on_${message.op}`]?.(message);
    }

    on_welcome(message) {
        this.#stop('answer');
        this.#failures = 0;
        if (message.epoch !== this.epoch) this.last.clear();
        message.anew = message.epoch !== this.epoch;
        this.epoch = message.epoch;
        this.name = message.name;
        this.#become('open');
        this.#tell('welcome', message);
        this.#pump();
    }

    on_history(message) {
        const last = this.last.get(message.to) ?? 0;
        message.messages = message.messages.filter(({ seq }) => seq > last);
        this.last.set(message.to, Math.max(last, message.seq));
        this.#tell('history', message);
        message.messages.forEach(({ cid }) => this.#done(cid));
    }

    on_message(message) {
        const last = this.last.get(message.to) ?? message.seq - 1;
        if (message.seq > last + 1) return this.#lost(); // something is missing: come back and ask for it
        if (message.seq === last + 1) {
            this.last.set(message.to, message.seq);
            this.#tell('message', message);
        }
        this.#done(message.cid);
    }

    on_typing(message) { this.#tell('typing', message); }
    on_presence(message) { this.#tell('presence', message); }

    on_member(message) {
        if (message.name === this.name && !message.in) this.last.delete(message.to);
        this.#tell('member', message);
    }

    on_error(message) {
        if (message.code === 'slow') {
            if (message.cid) this.#later('outbox', SLOW_MS, () => this.#pump());
            else if (this.state === 'connecting') this.#later('answer', SLOW_MS, () => this.#login());
        } else if (message.code === 'login') {
            this.#login();
            return;
        } else if (this.state === 'connecting') {
            this.close();
            this.#tell('refused', message);
            return;
        }
        this.#tell('fault', message);
        if (message.cid && message.code !== 'slow') this.#done(message.cid);
    }

    /* The connection is of no use any more: another one, after a while that grows with each failure; not all clients at once. */
    #lost() {
        this.#forget();
        const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#failures++) * (0.5 + Math.random() / 2);
        this.#later('again', wait, () => this.connect());
        this.#become('waiting');
    }

    #forget() {
        const socket = this.#socket;
        this.#socket = null;
        Object.keys(this.#timers).forEach((name) => this.#stop(name));
        socket?.close();
    }

    #become(state) {
        if (state === this.state) return;
        this.state = state;
        this.#tell('state', state);
    }

    #tell(type, detail) {
        this.dispatchEvent(new CustomEvent(type, { detail }));
    }

    #later(name, ms, does) {
        this.#stop(name);
        this.#timers[name] = setTimeout(does, ms);
    }

    #stop(name) {
        clearTimeout(this.#timers[name]);
        delete this.#timers[name];
    }
}
