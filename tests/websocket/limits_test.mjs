#!/usr/bin/env node
// limits_test.mjs - messages that are too big are refused as soon as that is known; big ones that are not arrive: RFC 6455, sections 7.4.1 and 10.4.
import { createHash, randomBytes } from 'node:crypto';

import { claim, prove, range, server } from './cases_help.mjs';
import { binary, closed, frame, last, more, op, open, ping, said, text } from './wire_help.mjs';

const MIB = 1 << 20;
const small = await server({ APPNET_OPT_MAX_MESSAGE: 1000 });
const large = await server({ APPNET_OPT_MAX_MESSAGE: 64 * MIB });
const tooBig = [closed(1009), 'end'];
const letters = (count) => 'x'.repeat(count);

const limits = [
    ['10.4: a message of the limit', text(letters(1000)), said('text', letters(1000))],
    ['10.4: a message of the limit in segments of one byte', text(letters(1000)), said('text', letters(1000)), { chop: 1 }],
    ['10.4: a message of the limit, twice', text(letters(1000)), said('text', letters(1000)), binary(letters(1000)), said('binary', letters(1000))],
    ['10.4: a byte more than the limit', text(letters(1001)), ...tooBig],
    ['10.4: a byte more than the limit, its header alone', text('', { told: 1001 }), ...tooBig],
    ['10.4: a binary message of a byte more than the limit, its header alone', binary('', { told: 1001 }), ...tooBig],
    ...[65_535, 65_536, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, 2 ** 53].map((told) => [`10.4: a header that tells ${told} bytes`, text('', { told }), ...tooBig]),
    ['10.4: a header that tells 2^63 - 1 bytes, in segments of one byte', text('', { told: 0x7fffffffffffffffn, form: 9 }), ...tooBig, { chop: 1 }],
    ['10.4: fragments of the limit together', text(letters(600), open), last(letters(400)), said('text', letters(1000))],
    ['10.4: a fragment for each byte of the limit', text('', open), Buffer.concat(range(1, 1000).map(() => more('x'))), last(), said('text', letters(1000))],
    ['10.4: fragments of a byte more together', text(letters(600), open), last(letters(401)), ...tooBig],
    ['10.4: fragments of a byte more together, the last header alone', text(letters(600), open), last('', { told: 401 }), ...tooBig],
    ['10.4: a fragment for each byte, and one more', binary('', open), Buffer.concat(range(1, 1000).map(() => more('x'))), last('y'), ...tooBig],
    ['10.4: a second fragment that would make the sum overflow', binary('x', open), last('', { told: 0x7fffffffffffffffn, form: 9 }), ...tooBig],
    ['10.4: control frames do not count', text(letters(1000), open), Buffer.concat(range(1, 20).map(() => ping(letters(125)))), ...range(1, 20).map(() => said('pong', letters(125))),
        last(), said('text', letters(1000))],
    ['10.4: what is too big comes before what is no text', text(Buffer.alloc(1001, 0xff)), ...tooBig],
    ['10.4: what is too big is over: a ping behind it is not answered', Buffer.concat([text(letters(1001)), ping('late')]), ...tooBig],
    ['10.4: after many small messages a large one', Buffer.concat(range(1, 200).map(() => text('x'))), ...range(1, 200).map(() => said('text', 'x')), text(letters(1001)), ...tooBig],
];

/* The same megabytes for all, since they are made, hashed and compared in one thread. */
const whole = randomBytes(64 * MIB), mask = Buffer.of(0, 0, 0, 0);
const sum = (data) => said('text', `${data.length} ${createHash('sha1').update(data).digest('hex')}`);
const asText = Buffer.from('64 MiB, ä€😀 '.repeat(64 * MIB / 18 + 1)).subarray(0, 64 * MIB - 8);
const cutAt = asText.lastIndexOf(0x20);
const there = { path: '/sum' };

const large_ = [
    ['10.4: a binary message of 64 MiB', binary(whole, { mask }), sum(whole), there],
    ['10.4: a text of nearly 64 MiB', text(asText.subarray(0, cutAt), { mask: Buffer.of(1, 2, 3, 4) }), sum(asText.subarray(0, cutAt)), there],
    ['10.4: 64 MiB in fragments of 1 MiB', Buffer.concat(range(0, 63).map((i) => frame(i ? op.continuation : op.binary, whole.subarray(i * MIB, (i + 1) * MIB), { fin: i === 63, mask }))),
        sum(whole), there],
    ['10.4: 64 MiB and a byte, its header alone', binary('', { told: 64 * MIB + 1 }), ...tooBig],
    ['10.4: 64 MiB and then an empty text', binary(whole, { mask }), sum(whole), text(''), said('text', '0 da39a3ee5e6b4b0d3255bfef95601890afd80709'), there],
    ['10.4: 16 MiB come back', binary(whole.subarray(0, 16 * MIB)), said('binary', whole.subarray(0, 16 * MIB))],
    ['10.4: 64 MiB come back', binary(whole, { mask }), said('binary', whole)],
];

await prove([...limits.map((one) => claim(small.port, one)), ...large_.map((one) => claim(large.port, one))], [small, large]);
