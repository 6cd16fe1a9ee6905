#!/usr/bin/env node
// close_test.mjs - the close handshake, from either side: RFC 6455, sections 5.5.1 and 7.
import assert from 'node:assert/strict';

import { claim, hex, prove, range, server } from './cases_help.mjs';
import { binary, close, closed, frame, last, op, open, ping, pong, said, text } from './wire_help.mjs';

const plain = await server();
const bad = closed(1002), badText = closed(1007);
const bye = [closed(1000), 'end'];

/* --- the client closes --- */

const CODES = [1000, 1001, 1002, 1003, ...range(1007, 1014), 3000, 3001, 3456, 3999, 4000, 4001, 4567, 4998, 4999];
const WRONG_CODES = [0, 1, 128, 256, 999, 1004, 1005, 1006, 1015, 1016, 1099, 1100, 1999, 2000, 2999, 5000, 10_000, 32_768, 65_535];

const codes = [
    ...CODES.map((code) => [`7.4: a close with ${code} is answered with it`, close(code), closed(code), 'end']),
    ...CODES.map((code) => [`7.4: a close with ${code} and a reason is answered with it`, close(code, 'Tschüß'), closed(code), 'end']),
    ...WRONG_CODES.map((code) => [`7.4: a close with ${code}, which no frame may have`, close(code), bad, 'end']),
    ...WRONG_CODES.map((code) => [`7.4: a close with ${code} and a reason, which no frame may have`, close(code, 'why'), bad, 'end']),
];

const forms = [
    ['5.5.1: a close without a code', close(), 'close', 'end'],
    ['5.5.1: a close with half a code', frame(op.close, '\x03'), bad, 'end'],
    ['5.5.1: a close in segments of one byte', close(1001, 'going away'), closed(1001), 'end', { chop: 1 }],
    ['5.5.1: a close with a reason of 123 bytes', close(1000, 'x'.repeat(123)), ...bye],
    ['5.5.1: a close with a reason of 124 bytes', close(1000, 'x'.repeat(124)), bad, 'end'],
    ['5.5.1: a close with a reason of 123 bytes of Greek', close(1000, 'κό'.repeat(30) + 'σx'), ...bye],
    ['5.5.1: a close amid a message', text('hel', open), close(1000), ...bye],
    ['5.5.1: a close amid a message, in one write', Buffer.concat([binary('hel', open), close(3000)]), closed(3000), 'end'],
    ['5.5.1: a close that is a fragment', close(1000, '', open), bad, 'end'],
    ...[[0xff], [0xc3], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xce, 0xba, 0xe1, 0xbd, 0xb9, 0xcf, 0x83, 0xce, 0xbc, 0xce, 0xb5, 0xed, 0xa0, 0x80, 0x65]]
        .map((list) => [`8.1: a close with a reason that is no UTF-8: ${hex(list)}`, close(1000, Buffer.from(list)), badText, 'end']),
];

const after = [
    ['5.5.1: a text behind a close is not answered', Buffer.concat([close(1000), text('late')]), ...bye],
    ['5.5.1: a ping behind a close is not answered', Buffer.concat([close(1000), ping('late')]), ...bye],
    ['5.5.1: a second close is not answered', Buffer.concat([close(1000), close(3000)]), ...bye],
    ['5.5.1: the rest of a message behind a close is not answered', Buffer.concat([text('hel', open), close(1000), last('lo')]), ...bye],
    ['5.5.1: what breaks the rules behind a close does not matter', Buffer.concat([close(1000), frame(15, 'x'), Buffer.alloc(1000, 255)]), ...bye],
    ['5.5.1: a megabyte behind a close does not matter', Buffer.concat([close(1000), ...range(1, 16).map(() => binary(Buffer.alloc(65_536)))]), ...bye],
    ['5.5.1: a text that comes after the answer to a close', close(1000), closed(1000), text('late'), 'end'],
    ['7.1.1: the server ends the connection first', close(), 'close', 'end'],
    ['7.1.6: a hundred texts are answered before the close', Buffer.concat(range(1, 100).map((i) => text(`${i}`))), ...range(1, 100).map((i) => said('text', `${i}`)), close(1000), ...bye],
    ['7.2.1: a client that ends its side without a close', text('x'), said('text', 'x'), (peer) => peer.socket.end(), 'end'],
    ['7.2.1: a client that ends its side amid a message', text('x', open), (peer) => peer.socket.end(), 'end'],
];

/* --- the server closes --- */

const order = (code, reason = '') => text(JSON.stringify({ code, reason }));
const there = { path: '/close' };

const served = [
    ...[1000, 1001, 1003, 1007, 1008, 1009, 1011, 1014, 3000, 4000, 4999].map((code) =>
        [`7.1.2: the server closes with ${code} and a reason`, order(code, 'genug für heute'), closed(code, 'genug für heute'), close(code), 'end', there]),
    ['7.1.2: the server closes without a reason', order(1000), closed(1000), close(1000), 'end', there],
    ['7.1.2: the server closes with a reason of 123 bytes', order(4001, 'y'.repeat(123)), closed(4001, 'y'.repeat(123)), close(4001), 'end', there],
    ['7.1.2: the client answers with another code', order(4000), closed(4000), close(1001, 'yes'), 'end', there],
    ['7.1.2: the client answers without a code', order(4000), closed(4000), close(), 'end', there],
    ['5.5.1: both close at a time: whoever is first', Buffer.concat([order(4000), close(1000)]), async (peer) => {
        assert.match(await peer.next('a close'), /^close (1000|4000)$/);
        await peer.expect('end');
        peer.done = true;
    }, there],
    ['5.5.1: the server answers no ping behind its close', order(4000), closed(4000), Buffer.concat([ping('late'), close(4000)]), 'end', there],
    ['5.5.1: the server answers no text behind its close', order(4000), closed(4000), Buffer.concat([order(4001), order(4002), close(4000)]), 'end', there],
    ['5.5.1: a message under way when the server closes may come to its end', order(4000), closed(4000), Buffer.concat([text('hel', open), pong('x'), last('lo'), close(4000)]), 'end', there],
    ['5.5.1: the client breaks the rules behind the close of the server', order(4000), closed(4000), frame(15, 'x'), 'end', there],
    ['7.1.3: a client that answers no close is not waited for without end', order(4000), closed(4000), 'end', there],
    ['7.1.3: a client that goes on without ever answering a close is not waited for without end', order(4000), closed(4000), text('more', open),
        async (peer) => {
            const timer = setInterval(() => peer.socket.write(ping('still here')), 100);
            const line = await peer.next('the end').finally(() => clearInterval(timer));
            assert.match(line, /^(end|ECONNRESET|EPIPE)$/);
            peer.done = true;
        }, there],
    ['7.2.1: a client that ends its side instead of answering a close', order(4000), closed(4000), (peer) => peer.socket.end(), 'end', there],
];

await prove([...codes, ...forms, ...after, ...served].map((one) => claim(plain.port, one)), [plain]);
