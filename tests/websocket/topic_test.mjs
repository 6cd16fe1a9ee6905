#!/usr/bin/env node
// topic_test.mjs - one message to many who have agreed on different things: each hears it right, in order, amid its own (RFC 7692, sections 7.1 and 7.2).
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';

import { prove, range, server } from './cases_help.mjs';
import { binary, close, closed, Peer, said, text } from './wire_help.mjs';

const D = 'permessage-deflate', SN = 'server_no_context_takeover', CN = 'client_no_context_takeover', SB = 'server_max_window_bits';
const OFFERS = [null, D, `${D}; ${SN}`, `${D}; ${CN}`, `${D}; ${SN}; ${CN}`, ...range(8, 15).map((bits) => `${D}; ${SB}=${bits}`), ...range(8, 15).map((bits) => `${D}; ${SB}=${bits}; ${SN}`)];
const base = { APPNET_WS_DEFLATE: true, APPNET_OPT_WORKER_NUM: 2, APPNET_OPT_REACTOR_NUM: 2 };
const servers = {
    'keeps contexts': await server({ ...base, APPNET_WS_DEFLATE_CONTEXT: true, APPNET_WS_DEFLATE_WINDOW: 15 }),
    'keeps none': await server({ ...base, APPNET_WS_DEFLATE_MIN: 1 }),
    'does not compress': await server({ APPNET_OPT_WORKER_NUM: 2, APPNET_OPT_REACTOR_NUM: 2 }),
};

const joke = (i) => JSON.stringify({ type: 'message', room: 'general', from: `user-${i % 7}`, text: `this is message number ${i}, für alle`, at: 1_700_000_000 + i });
const MESSAGES = {
    'short ones': range(1, 60).map((i) => text(joke(i))),
    'text and binary': range(1, 30).map((i) => (i % 2 ? text(joke(i)) : binary(joke(i)))),
    'too small to be compressed': range(1, 30).map((i) => text(`n${i}`)),
    'of chance': range(1, 20).map((i) => binary(randomBytes(i * 50))),
    'of all sizes': [1, 63, 64, 100, 250, 251, 500, 1000, 5000, 16_384, 33_000, 70_000, 200_000].map((size) => text('The quick brown fox. '.repeat(size / 21 + 1).slice(0, size))),
};

/* What a frame made by text() or binary() will be heard as. */
function heard(frame) {
    const short = frame[1] & 0x7f, at = short === 127 ? 10 : short === 126 ? 4 : 2, mask = frame.subarray(at, at + 4);
    return said(frame[0] & 1 ? 'text' : 'binary', Buffer.from(frame.subarray(at + 4).map((byte, i) => byte ^ mask[i & 3])));
}

async function join(port, path, offer) {
    const peer = await Peer.open(port, { path, headers: offer ? [`Sec-WebSocket-Extensions: ${offer}`] : [] });
    await peer.write(text('join'));
    await peer.expect(said('text', 'joined'));
    return peer;
}

/* Waits until the topic reaches everybody: those who join from another worker are heard of a moment later. */
async function settle(speaker, peers) {
    const waiting = new Set(peers);
    for (const peer of peers) peer.next('a first message').then(() => waiting.delete(peer));
    for (let i = 0; waiting.size; i++) {
        await speaker.write(text('ready'));
        await speaker.write(text('=ready'));
        await speaker.expect(said('text', '=ready'));
    }
    for (const peer of peers) {
        const own = `=${randomBytes(8).toString('hex')}`;
        await peer.write(text(own));
        for (let line; (line = await peer.next(own)) !== said('text', own);) assert.equal(line, said('text', 'ready'));
    }
}

let topics = 0;

/* Everybody hears all of it in order. Meanwhile each has a message of its own echoed now and then, which goes through the same context. */
async function spread(port, messages, chatty) {
    const path = `/topic?${++topics}`, speaker = await Peer.open(port, { path }), peers = [];
    try {
        for (const offer of OFFERS) peers.push(await join(port, path, offer));
        await settle(speaker, peers);
        const listening = peers.map(async (peer) => {
            const own = chatty ? range(1, 10).map((i) => `=${i} ${joke(i)}`) : [], echoes = new Set(own.map((line) => said('text', line)));
            const waiting = messages.map(heard);
            for (const line of own) await peer.write(text(line));
            while (waiting.length || echoes.size) {
                const line = await peer.next(waiting[0]);
                if (line === waiting[0]) waiting.shift();
                else assert.ok(echoes.delete(line), `heard: ${line}, awaited: ${waiting[0]}`);
            }
        });
        for (const message of messages) await speaker.write(message);
        await Promise.all(listening);
        for (const peer of peers) {
            await peer.write(close(1000));
            await peer.expect(closed(1000));
            await peer.expect('end');
        }
    } finally {
        for (const peer of [speaker, ...peers]) peer.destroy();
    }
}

const claims = Object.entries(servers).flatMap(([name, { port }]) => Object.entries(MESSAGES).flatMap(([what, messages]) => [false, true].map((chatty) => ({
    title: `RFC 7692, 7.2: messages ${what} to ${OFFERS.length} who have agreed on different things${chatty ? ' and talk meanwhile' : ''}; the server ${name}`,
    run: () => spread(port, messages, chatty),
}))));

await prove(claims, Object.values(servers));
