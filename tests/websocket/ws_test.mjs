#!/usr/bin/env node
// ws_test.mjs - Node's ws as a second client, which knows nothing of our tables: messages of chance, all it can be told of compression, a crowd.
import assert from 'node:assert/strict';
import { randomBytes, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createRequire } from 'node:module';

import { prove, range, server } from './cases_help.mjs';
import { LIMIT_MS } from './wire_help.mjs';

const { WebSocket } = createRequire(`${process.env.APPNET_WEBSOCKET}/`)('ws');
const servers = {
    'does not compress': await server({ APPNET_WS_PROTOCOLS: 'chat, json', APPNET_OPT_WORKER_NUM: 2 }),
    'keeps no contexts': await server({ APPNET_WS_DEFLATE: true, APPNET_WS_PROTOCOLS: 'chat, json', APPNET_OPT_WORKER_NUM: 2 }),
    'keeps contexts': await server({ APPNET_WS_DEFLATE: true, APPNET_WS_DEFLATE_CONTEXT: true, APPNET_WS_DEFLATE_WINDOW: 15, APPNET_WS_DEFLATE_MIN: 1, APPNET_OPT_REACTOR_NUM: 2 }),
};

/* The options of ws for a client, by what they are called. threshold 0: all it sends is compressed. */
const clients = { 'without compression': false, 'with compression': { threshold: 0 } };
for (const serverNoContextTakeover of [undefined, true])
    for (const clientNoContextTakeover of [undefined, true])
        for (const [serverMaxWindowBits, clientMaxWindowBits] of [[undefined, undefined], [9, undefined], [undefined, 9], [9, 9], [10, 15], [15, 10], [8, 12]]) {
            const set = { serverNoContextTakeover, clientNoContextTakeover, serverMaxWindowBits, clientMaxWindowBits };
            const name = Object.entries(set).filter(([, value]) => value).map(([key, value]) => (value === true ? key : `${key} ${value}`)).join(', ');
            if (name) clients[`with ${name}`] = { threshold: 0, ...set };
        }

/* --- a client whose messages are waited for one by one --- */

class Client {
    #heard = [];
    #wake = () => {};

    static async open(port, { path = '/', protocols = [], ...options } = {}) {
        const client = new Client();
        client.socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, protocols, { handshakeTimeout: LIMIT_MS, ...options });
        client.socket.on('message', (data, binary) => client.#hear(['message', data, binary]));
        client.socket.on('ping', (data) => client.#hear(['ping', data]));
        client.socket.on('pong', (data) => client.#hear(['pong', data]));
        client.socket.on('close', (code, reason) => client.#hear(['close', code, reason.toString()]));
        client.socket.on('error', (error) => client.#hear(['error', error.message]));
        await once(client.socket, 'open');
        return client;
    }

    #hear(event) {
        this.#heard.push(event);
        this.#wake();
    }

    next() {
        return new Promise((resolve, reject) => {
            const timer = setTimeout(() => reject(new Error('nothing is heard')), LIMIT_MS);
            this.#wake = () => this.#heard.length && (clearTimeout(timer), this.#wake = () => {}, resolve(this.#heard.shift()));
            this.#wake();
        });
    }

    async expect(data, binary) {
        const [what, got, wasBinary] = await this.next();
        assert.equal(what, 'message', String(got));
        assert.equal(wasBinary, binary);
        assert.ok(got.equals(Buffer.from(data)), `${got.length} bytes came back, ${Buffer.byteLength(data)} had been sent`);
    }

    async close(code = 1000, reason) {
        this.socket.close(code, reason);
        const [what, got] = await this.next();
        assert.deepEqual([what, got], ['close', code]);
    }

    end() { this.socket.terminate(); }
}

async function withClient(port, options, play) {
    const client = await Client.open(port, options);
    try {
        await play(client);
    } finally {
        client.end();
    }
}

/* --- messages --- */

const letters = 'abcdefgh äöü€😀';
function words(size) {
    const all = [...letters];
    return range(1, size).map(() => all[randomInt(all.length)]).join('');
}

/* Sizes of all orders of magnitude. */
function sample() {
    const size = Math.floor(2 ** (Math.random() * 17));
    return [() => [randomBytes(size), true], () => [Buffer.alloc(size, 'na'), true], () => [words(size), false], () => ['{"key": "value"}, '.repeat(size / 17 + 1).slice(0, size), false]][randomInt(4)]();
}

async function converse(client) {
    for (let i = 0; i < 30; i++) {
        const [data, binary] = sample();
        client.socket.send(data, { binary });
        await client.expect(data, binary);
    }
    const many = range(1, 40).map(sample);
    for (const [data, binary] of many) client.socket.send(data, { binary });
    for (const [data, binary] of many) await client.expect(data, binary);
    await client.close(1000, 'done');
}

/* In fragments, of which each may be anything: ws compresses a message as a whole, or not at all. */
async function fragments(client) {
    for (const compress of [true, false]) {
        const pieces = range(1, 8).map((i) => words(i * i * 10));
        pieces.forEach((piece, i) => {
            client.socket.send(piece, { fin: i === pieces.length - 1, compress });
            client.socket.ping(`${i}`);
        });
        for (let i = 0, message = 0; i < pieces.length || !message;) {
            const [what, data] = await client.next();
            if (what === 'pong') assert.equal(data.toString(), `${i++}`);
            else (assert.equal(what, 'message'), assert.equal(data.toString(), pieces.join('')), message++);
        }
    }
    await client.close(3000);
}

async function pings(client) {
    for (const size of [0, 1, 125]) {
        const data = randomBytes(size);
        client.socket.ping(data);
        assert.deepEqual(await client.next(), ['pong', data]);
    }
    client.socket.pong('nobody asked');
    client.socket.send('after');
    await client.expect('after', false);
    await client.close(4999, 'ä'.repeat(61));
}

const CODES = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 4000, 4999];

const claims = Object.entries(servers).flatMap(([how, { port }]) => [
    ...Object.entries(clients).flatMap(([name, perMessageDeflate]) => [
        { title: `ws ${name}: messages of chance come back; the server ${how}`, run: () => withClient(port, { perMessageDeflate }, async (client) => {
            assert.equal(client.socket.extensions, perMessageDeflate && how !== 'does not compress' ? 'permessage-deflate' : '');
            await converse(client);
        }) },
        { title: `ws ${name}: fragments; the server ${how}`, run: () => withClient(port, { perMessageDeflate }, fragments) },
    ]),
    { title: `ws: pings; the server ${how}`, run: () => withClient(port, {}, pings) },
    ...CODES.map((code) => ({ title: `ws: closes with ${code}; the server ${how}`, run: () => withClient(port, {}, (client) => client.close(code, 'bye')) })),
    ...CODES.map((code) => ({ title: `ws: is told ${code} and why; the server ${how}`, run: () => withClient(port, { path: '/close' }, async (client) => {
        client.socket.send(JSON.stringify({ code, reason: 'größer' }));
        assert.deepEqual(await client.next(), ['close', code, 'größer']);
    }) })),
    { title: `ws: two hundred clients at once; the server ${how}`, run: async () => {
        const all = await Promise.all(range(1, 200).map((i) => Client.open(port, { perMessageDeflate: i % 2 ? { threshold: 0 } : false })));
        await Promise.all(all.map(async (client, i) => {
            for (let round = 0; round < 10; round++) {
                const data = `client ${i} says `.repeat(1 + round * 7);
                client.socket.send(data);
                await client.expect(data, false);
            }
            await client.close();
        }));
    } },
    { title: `ws: a client that vanishes amid a message; the server ${how}`, run: async () => {
        await withClient(port, { perMessageDeflate: { threshold: 0 } }, async (client) => client.socket.send(words(1000), { fin: false }));
        await withClient(port, {}, async (client) => (client.socket.send('x'), await client.expect('x', false), await client.close()));
    } },
]);

const protocols = [[['chat'], 'chat'], [['foo', 'json', 'chat'], 'json'], [['chat', 'json'], 'chat']].map(([offered, chosen]) => ({ title: `ws: of the subprotocols ${offered} it is given ${chosen}`,
    run: () => withClient(servers['keeps no contexts'].port, { protocols: offered }, async (client) => (assert.equal(client.socket.protocol, chosen), await client.close())) }));

await prove([...claims, ...protocols], Object.values(servers));
