#!/usr/bin/env node
// framing_test.mjs - frames, control frames, reserved bits and opcodes, fragments: RFC 6455, sections 5.2 to 5.6.
import { randomBytes } from 'node:crypto';

import { claim, prove, range, server } from './cases_help.mjs';
import { binary, closed, frame, last, more, op, open, ping, pong, said, text } from './wire_help.mjs';

const plain = await server();
const letters = (count) => Buffer.from('The quick brown fox. '.repeat(Math.ceil(count / 21)).slice(0, count));
const bad = closed(1002);
const control = { close: op.close, ping: op.ping, pong: op.pong };

/* --- 5.2: every way to tell a length, every way to cut it --- */

const LENGTHS = [0, 1, 2, 3, 4, 5, 7, 125, 126, 127, 128, 255, 256, 65535, 65536, 65537, 200_000];

const lengths = LENGTHS.flatMap((length) => {
    const words = letters(length), noise = randomBytes(length), chop = length > 1000 ? 997 : 1;
    return [
        [`5.2: a text of ${length} bytes`, text(words), said('text', words)],
        [`5.2: a binary message of ${length} bytes`, binary(noise), said('binary', noise)],
        [`5.2: a text of ${length} bytes in segments of ${chop}`, text(words), said('text', words), { chop }],
        [`5.2: a binary message of ${length} bytes in segments of ${chop}`, binary(noise), said('binary', noise), { chop }],
    ];
});

const cuts = [[5, 6], [200, 8], [70_000, 14]].flatMap(([length, size]) => range(1, size + 4).map((at) => {
    const words = letters(length), whole = text(words);
    return [`5.2: a text of ${length} bytes, cut behind byte ${at} of its frame`,
        async (peer) => {
            await peer.write(whole.subarray(0, at));
            await new Promise(setImmediate);
            await peer.write(whole.subarray(at));
        }, said('text', words)];
}));

const masks = [[0, 0, 0, 0], [255, 255, 255, 255], [0x54, 0x68, 0x65, 0x20], [1, 0, 0, 0], [0, 0, 0, 1]].map((mask) =>
    [`5.3: a text masked with ${mask}`, text('The quick brown fox', { mask: Buffer.from(mask) }), said('text', 'The quick brown fox')]);

const crowds = [[2, 10], [100, 10], [1000, 0], [300, 1000]].map(([count, length]) => {
    const messages = range(1, count).map((i) => Buffer.from(String(i).padEnd(length, '.')));
    return [`5.2: ${count} texts in one write keep their order`, Buffer.concat(messages.map((m) => text(m))), ...messages.map((m) => said('text', m))];
});

const wrongLengths = [
    ...[0, 1, 125].map((length) => [`5.2: a length of ${length} in 16 bits`, text(letters(length), { form: 3 }), bad, 'end']),
    ...[0, 125, 126, 65535].map((length) => [`5.2: a length of ${length} in 64 bits`, text(letters(length), { form: 9 }), bad, 'end']),
    ...[0x8000000000000000n, 0xffffffffffffffffn].map((told) => [`5.2: a length of ${told}: its top bit is set`, text('', { told, form: 9 }), bad, 'end']),
    ['5.2: a length of 2^63 - 1 is too big, not wrong', text('', { told: 0x7fffffffffffffffn, form: 9 }), closed(1009), 'end'],
];

const unmasked = Object.entries(op).filter(([name]) => name !== 'continuation').flatMap(([name, code]) => [
    [`5.1: a ${name} that is not masked`, frame(code, code === op.close ? '\x03\xe8' : 'hello', { mask: null }), bad, 'end'],
    [`5.1: an empty ${name} that is not masked`, frame(code, '', { mask: null }), bad, 'end'],
    [`5.1: a ${name} that is not masked, amid a message`, text('hel', open), frame(code, '', { mask: null }), bad, 'end'],
]).concat([['5.1: a continuation that is not masked', text('hel', open), last('lo', { mask: null }), bad, 'end']]);

/* --- 5.2: bits and opcodes without a meaning --- */

const reserved = range(1, 7).flatMap((rsv) => [
    ...Object.entries(op).filter(([name]) => name !== 'continuation').map(([name, code]) =>
        [`5.2: reserved bits ${rsv} on a ${name}`, frame(code, code === op.close ? '\x03\xe8' : 'hello', { rsv }), bad, 'end']),
    [`5.2: reserved bits ${rsv} on a continuation`, text('hel', open), last('lo', { rsv }), bad, 'end'],
    [`5.2: reserved bits ${rsv} on an empty text, behind a good one`, text('hello'), said('text', 'hello'), text('', { rsv }), bad, 'end'],
    [`5.2: reserved bits ${rsv}, before a ping that is not answered`, Buffer.concat([text('hello', { rsv }), ping('late')]), bad, 'end'],
    [`5.2: reserved bits ${rsv} in segments of one byte`, text('hello', { rsv }), bad, 'end', { chop: 1 }],
]);

const opcodes = [...range(3, 7), ...range(11, 15)].flatMap((code) => [
    [`5.2: opcode ${code}, empty`, frame(code), bad, 'end'],
    [`5.2: opcode ${code} with a payload`, frame(code, 'hello'), bad, 'end'],
    [`5.2: opcode ${code}, not final`, frame(code, 'hello', open), bad, 'end'],
    [`5.2: opcode ${code} between fragments`, text('hel', open), frame(code), bad, 'end'],
    [`5.2: opcode ${code}, behind a good text and before a ping`, text('hello'), said('text', 'hello'), Buffer.concat([frame(code, 'x'), ping()]), bad, 'end'],
    [`5.2: opcode ${code}, its header alone`, frame(code, '', { told: 100 }), bad, 'end'],
]);

/* --- 5.5: control frames --- */

const noise125 = randomBytes(125);
const pings = [
    ['5.5.2: an empty ping', ping(), said('pong')],
    ['5.5.2: a ping with a text', ping('hello'), said('pong', 'hello')],
    ['5.5.2: a ping with bytes that are no text', ping(Buffer.of(0, 255, 254, 253, 0, 1)), said('pong', Buffer.of(0, 255, 254, 253, 0, 1))],
    ['5.5.2: a ping of 125 bytes', ping(noise125), said('pong', noise125)],
    ['5.5.2: a ping of 125 bytes in segments of one', ping(noise125), said('pong', noise125), { chop: 1 }],
    ['5.5.2: ten pings in a row', Buffer.concat(range(1, 10).map((i) => ping(`${i}`))), ...range(1, 10).map((i) => said('pong', `${i}`))],
    ['5.5.2: ten pings in a row in segments of one byte', Buffer.concat(range(1, 10).map((i) => ping(`${i}`))), ...range(1, 10).map((i) => said('pong', `${i}`)), { chop: 1 }],
    ['5.5.2: a thousand pings in a row', Buffer.concat(range(1, 1000).map((i) => ping(`${i}`))), ...range(1, 1000).map((i) => said('pong', `${i}`))],
    ['5.5.2: a ping of the server', text('is anybody there'), said('ping', 'is anybody there'), pong('is anybody there'), { path: '/ping' }],
    ['5.5.2: a ping of the server that is never answered', text('x'), said('ping', 'x'), ping('y'), said('pong', 'y'), { path: '/ping' }],
    ['5.5.3: a pong that nobody asked for', pong('hello'), ping('after'), said('pong', 'after')],
    ['5.5.3: an empty pong that nobody asked for', pong(), ping(), said('pong')],
    ['5.5.3: a pong of 125 bytes', pong(noise125), ping('after'), said('pong', 'after')],
    ['5.5.3: ten pongs, and a ping among them', Buffer.concat([...range(1, 5).map(() => pong('x')), ping('mid'), ...range(1, 5).map(() => pong())]), said('pong', 'mid')],
    ['5.5.3: a pong amid a message', text('hel', open), pong('x'), last('lo'), said('text', 'hello')],
];

const wrongControl = Object.entries(control).flatMap(([name, code]) => [
    ...[126, 127, 1000, 65536].map((length) => [`5.5: a ${name} of ${length} bytes`, frame(code, letters(length)), bad, 'end']),
    [`5.5: a ${name} of 126 bytes, its header alone`, frame(code, '', { told: 126 }), bad, 'end'],
    [`5.5: a ${name} of 126 bytes amid a message`, text('hel', open), frame(code, letters(126)), bad, 'end'],
    [`5.5: a ${name} of 5 bytes, told in 16 bits`, frame(code, '\x03\xe8abc', { form: 3 }), bad, 'end'],
    [`5.5: a ${name} that is a fragment`, frame(code, '\x03\xe8', open), bad, 'end'],
    [`5.5: an empty ${name} that is a fragment`, frame(code, '', open), bad, 'end'],
    [`5.5: a ${name} in two fragments`, Buffer.concat([frame(code, '\x03\xe8', open), last('x')]), bad, 'end'],
    [`5.5: a ${name} that is a fragment, amid a message`, text('hel', open), frame(code, '\x03\xe8', open), bad, 'end'],
]);

/* --- 5.4: fragments --- */

const kinds = [['text', text], ['binary', binary]];
const hello = Buffer.from('hello');

const fragments = kinds.flatMap(([name, first]) => [
    [`5.4: a ${name} in two fragments`, first('hel', open), last('lo'), said(name, hello)],
    [`5.4: a ${name} in two fragments in one write`, Buffer.concat([first('hel', open), last('lo')]), said(name, hello)],
    [`5.4: a ${name} in two fragments in segments of one byte`, Buffer.concat([first('hel', open), last('lo')]), said(name, hello), { chop: 1 }],
    [`5.4: a ${name} in three fragments`, first('he', open), more('l'), last('lo'), said(name, hello)],
    [`5.4: a ${name} in a fragment for each byte`, first('', open), ...[...hello].map((b) => more(Buffer.of(b))), last(''), said(name, hello)],
    [`5.4: a ${name} whose first fragment is empty`, first('', open), last('hello'), said(name, hello)],
    [`5.4: a ${name} whose last fragment is empty`, first('hello', open), last(''), said(name, hello)],
    [`5.4: a ${name} whose middle fragments are empty`, first('hel', open), more(), more(), more(), last('lo'), said(name, hello)],
    [`5.4: a ${name} of empty fragments only`, first('', open), more(), last(), said(name)],
    [`5.4: a ${name} in a thousand fragments`, Buffer.concat([first('', open), ...range(1, 1000).map(() => more('a')), last()]), said(name, 'a'.repeat(1000))],
    [`5.4: a ${name} in fragments of 126, 65,536 and 5 bytes`, first(letters(126), open), more(letters(65536)), last('hello'),
        said(name, Buffer.concat([letters(126), letters(65536), hello]))],
    [`5.4: a ${name} of 200,000 bytes in fragments of 1,000`, Buffer.concat([first('', open), ...range(1, 200).map(() => more(letters(1000))), last()]),
        said(name, Buffer.concat(range(1, 200).map(() => letters(1000))))],
    [`5.4: two ${name} messages in fragments, one behind the other`, Buffer.concat([first('a', open), last('b'), first('c', open), last('d')]), said(name, 'ab'), said(name, 'cd')],
    [`5.4: a ping between two fragments of a ${name}`, first('hel', open), ping('x'), said('pong', 'x'), last('lo'), said(name, hello)],
    [`5.4: a ping between two fragments of a ${name}, in segments of one byte`, Buffer.concat([first('hel', open), ping('x'), last('lo')]), said('pong', 'x'), said(name, hello), { chop: 1 }],
    [`5.4: a ping of 125 bytes between two fragments of a ${name}`, Buffer.concat([first('hel', open), ping(noise125), last('lo')]), said('pong', noise125), said(name, hello)],
    [`5.4: pings between all fragments of a ${name}`, first('', open), ...[...hello].flatMap((b) => [more(Buffer.of(b)), ping(`${b}`), said('pong', `${b}`)]), last(), said(name, hello)],
    [`5.4: a ${name} begins amid a message`, text('hel', open), first('lo'), bad, 'end'],
    [`5.4: an empty ${name} begins amid a message`, binary('hel', open), first(''), bad, 'end'],
    [`5.4: a ${name} in fragments begins amid a message`, text('hel', open), first('lo', open), bad, 'end'],
    [`5.4: a ${name} begins behind an empty fragment`, text('', open), first('lo'), bad, 'end'],
    [`5.4: a ${name} begins amid a message, its header alone`, text('hel', open), first('', { told: 5 }), bad, 'end'],
]);

const loose = [
    ['5.4: a continuation of nothing', last('hello'), bad, 'end'],
    ['5.4: an empty continuation of nothing', last(), bad, 'end'],
    ['5.4: a continuation of nothing that is not final', more('hello'), bad, 'end'],
    ['5.4: a continuation of nothing, its header alone', last('', { told: 5 }), bad, 'end'],
    ['5.4: a continuation of a message that is over', text('hel', open), last('lo'), said('text', 'hello'), last('!'), bad, 'end'],
    ['5.4: a continuation of a message of one frame', text('hello'), said('text', 'hello'), more('!'), bad, 'end'],
    ['5.4: a continuation of a ping', ping('hello'), said('pong', 'hello'), last('!'), bad, 'end'],
    ['5.4: a continuation of nothing, and a good text behind it', Buffer.concat([last('hel'), text('lo')]), bad, 'end'],
    ['5.4: eight continuations of nothing', Buffer.concat(range(1, 8).map(() => more('x'))), bad, 'end'],
    ['5.6: text and binary by turns', ...range(1, 20).flatMap((i) => (i % 2 ? [text(`${i}`), said('text', `${i}`)] : [binary(Buffer.of(i, 255)), said('binary', Buffer.of(i, 255))]))],
    ['5.6: bytes that are no UTF-8, as binary', binary(Buffer.of(0xff, 0xfe, 0xc0, 0x80)), said('binary', Buffer.of(0xff, 0xfe, 0xc0, 0x80))],
];

await prove([...lengths, ...cuts, ...masks, ...crowds, ...wrongLengths, ...unmasked, ...reserved, ...opcodes, ...pings, ...wrongControl, ...fragments, ...loose]
    .map((one) => claim(plain.port, one)), [plain]);
