// wire_help.mjs - a WebSocket client that says exactly what it is told to, and holds what it hears to RFC 6455 and RFC 7692.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import net from 'node:net';
import zlib from 'node:zlib';

import { Inflater } from './inflate_help.mjs';

export const LIMIT_MS = 20_000; // of each wait
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/* --- what is sent --- */

export const op = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 };

const bytes = (data) => (typeof data === 'string' ? Buffer.from(data) : data);

/* How a length is told: in its shortest form, or in one of `form` bytes (1, 3 or 9, counting the first). */
function lengthField(length, masked, form = length < 126 ? 1 : length < 65536 ? 3 : 9) {
    const field = Buffer.alloc(form);
    if (form === 1) field[0] = length;
    if (form === 3) (field[0] = 126, field.writeUInt16BE(Number(length), 1));
    if (form === 9) (field[0] = 127, field.writeBigUInt64BE(BigInt(length), 1));
    if (masked) field[0] |= 0x80;
    return field;
}

/* One frame. `told` is the length that its header tells, and how. */
export function frame(opcode, data = '', { fin = true, rsv = 0, mask = randomBytes(4), told, form } = {}) {
    const plain = bytes(data), payload = Buffer.from(plain);
    if (mask?.some(Boolean)) for (let i = 0; i < payload.length; i++) payload[i] ^= mask[i & 3];
    const first = Buffer.of((fin ? 0x80 : 0) | (rsv << 4) | opcode);
    return Buffer.concat([first, lengthField(told ?? plain.length, mask, form), mask ?? Buffer.alloc(0), payload]);
}

export const text = (data, options) => frame(op.text, data, options);
export const binary = (data, options) => frame(op.binary, data, options);
export const more = (data, options) => frame(op.continuation, data, { fin: false, ...options });
export const last = (data, options) => frame(op.continuation, data, options);
export const ping = (data, options) => frame(op.ping, data, options);
export const pong = (data, options) => frame(op.pong, data, options);
export const open = { fin: false };

/* A close frame: with a code and a reason, or (without a code) with nothing. */
export function close(code, reason = '', options) {
    if (code === undefined) return frame(op.close, '', options);
    return frame(op.close, Buffer.concat([Buffer.of(code >> 8, code & 255), bytes(reason)]), options);
}

/* The payload of a compressed message. context: the bytes that may be referred to; of both, the last 1 << bits count. (RFC 7692, 7.2.1.) */
export function deflated(data, { bits = 15, context, ...options } = {}) {
    const dictionary = context?.length ? context.subarray(-(1 << bits)) : undefined;
    return zlib.deflateRawSync(bytes(data), { windowBits: bits, dictionary, finishFlush: zlib.constants.Z_SYNC_FLUSH, ...options }).subarray(0, -4);
}

/* --- what is heard, as a line of text --- */

export function said(what, data = '') {
    const b = bytes(data);
    if (b.length === 0) return what;
    if (b.length > 64) return `${what} ${b.length} bytes ${createHash('sha1').update(b).digest('hex')}`;
    return `${what} ${JSON.stringify(b.toString('latin1'))}`;
}

export const closed = (code, reason) => said(`close ${code}`, reason);

const nameOf = Object.fromEntries(Object.entries(op).map(([name, code]) => [code, name]));

/* Turns frames of a server into lines. What no server may send is thrown. */
class Hearing {
    #message = null;

    constructor(deflate) {
        this.inflater = deflate && new Inflater(deflate.serverBits, !deflate.serverForgets);
        this.compressed = this.length = undefined; // of the last message: was it, and its bytes on the wire
    }

    frame(fin, rsv, opcode, payload) {
        const name = nameOf[opcode] ?? assert.fail(`a frame with opcode ${opcode}`);
        assert.ok(rsv === 0 || (rsv === 4 && this.inflater && (opcode === op.text || opcode === op.binary)), `reserved bits ${rsv} on a ${name}`);
        if (opcode >= op.close) return this.#control(fin, name, payload);
        assert.equal(this.#message === null, opcode !== op.continuation, `a frame ${name} out of its order`);
        this.#message ??= { name, parts: [], compressed: rsv !== 0 };
        this.#message.parts.push(payload);
        return fin ? this.#whole() : null;
    }

    #control(fin, name, payload) {
        assert.ok(fin && payload.length <= 125, `a ${name} that is fragmented, or of ${payload.length} bytes`);
        if (name !== 'close' || payload.length === 0) return said(name, payload);
        assert.ok(payload.length >= 2, 'a close with half a code');
        return closed(payload.readUInt16BE(0), payload.subarray(2));
    }

    #whole() {
        const { name, parts, compressed } = this.#message, raw = Buffer.concat(parts);
        this.#message = null;
        Object.assign(this, { compressed, length: raw.length });
        const data = compressed ? this.inflater.message(raw) : raw;
        if (name === 'text') new TextDecoder('utf-8', { fatal: true }).decode(data);
        return said(name, data);
    }
}

/* The bytes that have come and are not used yet. */
class Inbox {
    #chunks = [];
    length = 0;

    add(chunk) {
        this.#chunks.push(chunk);
        this.length += chunk.length;
    }

    peek() {
        if (this.#chunks.length > 1) this.#chunks = [Buffer.concat(this.#chunks)];
        return this.#chunks[0] ?? Buffer.alloc(0);
    }

    take(count) {
        const all = this.peek();
        this.#chunks = [all.subarray(count)];
        this.length -= count;
        return all.subarray(0, count);
    }
}

/* Opcode, length and so on at the front of the inbox; null: it is not whole yet. */
function header(inbox) {
    if (inbox.length < 2) return null;
    const b = inbox.peek(), short = b[1] & 0x7f, size = short === 127 ? 10 : short === 126 ? 4 : 2;
    assert.equal(b[1] & 0x80, 0, 'a masked frame from a server');
    if (b.length < size) return null;
    const length = size === 10 ? Number(b.readBigUInt64BE(2)) : size === 4 ? b.readUInt16BE(2) : short;
    assert.ok(size === 2 || length >= (size === 4 ? 126 : 65536), `a length of ${length} in ${size} bytes`);
    return { size, length, fin: b[0] >= 0x80, rsv: (b[0] >> 4) & 7, opcode: b[0] & 15 };
}

/* What permessage-deflate was agreed on to be; undefined: it was not. */
function agreement(answer) {
    const value = answer.headers['sec-websocket-extensions'];
    if (value === undefined) return undefined;
    const [name, ...parameters] = value.split(';').map((part) => part.trim());
    assert.equal(name, 'permessage-deflate');
    const has = Object.fromEntries(parameters.map((parameter) => parameter.split('=')));
    return {
        serverForgets: 'server_no_context_takeover' in has, clientForgets: 'client_no_context_takeover' in has,
        serverBits: Number(has.server_max_window_bits ?? 15), clientBits: Number(has.client_max_window_bits ?? 15),
    };
}

export const handshake = (port, { path = '/', key = randomBytes(16).toString('base64'), headers = [] } = {}) => [
    `GET ${path} HTTP/1.1`, `Host: 127.0.0.1:${port}`, 'Upgrade: websocket', 'Connection: Upgrade', `Sec-WebSocket-Key: ${key}`,
    'Sec-WebSocket-Version: 13', ...headers, '', ''].join('\r\n');

export const acceptOf = (key) => createHash('sha1').update(key + GUID).digest('base64');

export class Peer {
    #inbox = new Inbox();
    #lines = [];
    #waiting = null;
    #hearing = null; // null: HTTP so far
    #header = null; // of the frame that is coming
    #chop = 0;

    /* Connects, and does not say anything yet. */
    static connect(port) {
        const peer = new Peer();
        return new Promise((resolve, reject) => {
            peer.socket = net.connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true }, () => resolve(peer));
            peer.socket.on('data', (chunk) => peer.#hear(chunk));
            peer.socket.on('end', () => peer.#say('end'));
            peer.socket.on('error', (error) => (peer.#say(error.code), reject(error)));
        });
    }

    /* Connects and upgrades. chop: from then on everything is written in pieces of so many bytes. after: bytes that follow the request in one piece with it. */
    static async open(port, { path, headers, chop = 0, after = '' } = {}) {
        const peer = await Peer.connect(port), key = randomBytes(16).toString('base64');
        await peer.write(Buffer.concat([Buffer.from(handshake(port, { path, key, headers })), bytes(after)]));
        const answer = await peer.answer();
        assert.equal(answer.status, 101, answer.body);
        assert.equal(answer.headers['sec-websocket-accept'], acceptOf(key));
        peer.upgraded(answer);
        peer.#chop = chop;
        return peer;
    }

    /* From here on it hears WebSocket. */
    upgraded(answer) {
        this.deflate = agreement(answer);
        this.protocol = answer.headers['sec-websocket-protocol'];
        this.#hearing = new Hearing(this.deflate);
        this.#lines = this.#lines.filter((line) => line !== 'bytes');
        this.#parse();
    }

    /* Of the last message that was heard: did it come compressed, and in how many bytes? Of all of them: how far back did a reference go? */
    get compressed() { return this.#hearing.compressed; }
    get wireLength() { return this.#hearing.length; }
    get farthest() { return this.#hearing.inflater.farthest; }

    /* Resolves when the system has taken all of it (or nobody wants it any more). */
    async write(data) {
        const b = bytes(data), step = this.#chop || b.length || 1;
        for (let i = 0; i < b.length; i += step) {
            if (!this.socket.write(b.subarray(i, i + step))) await new Promise((resolve) => this.socket.once('drain', resolve).once('close', resolve));
            if (this.#chop) await new Promise(setImmediate);
        }
    }

    /* Resolves to the next line: a message, a control frame, 'end', or the name of an error. */
    next(what = 'anything') {
        return new Promise((resolve, reject) => {
            const timer = setTimeout(() => reject(new Error(`nothing is heard; awaited: ${what}`)), LIMIT_MS);
            this.#waiting = () => {
                if (this.#lines.length === 0) return;
                clearTimeout(timer);
                this.#waiting = null;
                resolve(this.#lines.shift());
            };
            this.#waiting();
        });
    }

    async expect(line) { assert.equal(await this.next(line), line); }

    /* Resolves to the next answer of HTTP: { status, headers, body }. */
    async answer({ bodiless = false } = {}) {
        for (;;) {
            const head = this.#inbox.peek().indexOf('\r\n\r\n');
            if (head >= 0) return this.#readAnswer(head, bodiless);
            const line = await this.next('an answer');
            assert.equal(line, 'bytes');
        }
    }

    async #readAnswer(head, bodiless) {
        const [first, ...fields] = this.#inbox.take(head + 4).toString('latin1').trimEnd().split('\r\n');
        const [, status, phrase] = /^HTTP\/1\.1 (\d{3}) (.*)$/.exec(first) ?? assert.fail(`not a status line: ${first}`);
        const headers = {};
        for (const field of fields) {
            const [, name, value] = /^([^:\s]+): *(.*)$/.exec(field) ?? assert.fail(`not a header: ${field}`);
            assert.ok(!(name.toLowerCase() in headers), `${name} comes twice`);
            headers[name.toLowerCase()] = value;
        }
        const length = bodiless ? 0 : Number(headers['content-length'] ?? 0);
        while (this.#inbox.length < length) assert.equal(await this.next('a body'), 'bytes');
        return { status: Number(status), phrase, headers, body: this.#inbox.take(length).toString() };
    }

    /* Resolves to how the connection ends, behind an answer: no byte may come before. */
    async over() {
        assert.equal(this.#inbox.length, 0);
        for (let line; ;) if ((line = await this.next('the end')) !== 'bytes' || this.#inbox.length) return line;
    }

    destroy() { this.socket.destroy(); }

    #say(line) {
        this.#lines.push(line);
        this.#waiting?.();
    }

    #hear(chunk) {
        this.#inbox.add(chunk);
        if (this.#hearing) this.#parse();
        else if (this.#lines.at(-1) !== 'bytes') this.#say('bytes');
    }

    #parse() {
        try {
            for (let h; (h = this.#header ??= header(this.#inbox)) && this.#inbox.length >= h.size + h.length; this.#header = null) {
                const payload = this.#inbox.take(h.size + h.length).subarray(h.size);
                const line = this.#hearing.frame(h.fin, h.rsv, h.opcode, payload);
                if (line !== null) this.#say(line);
            }
        } catch (error) {
            this.#say(`what no server may send: ${error.message}`);
        }
    }
}
