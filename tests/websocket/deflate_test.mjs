#!/usr/bin/env node
// deflate_test.mjs - permessage-deflate, what is sent under it: RFC 7692, sections 6 and 7.2; and what must not be.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import zlib from 'node:zlib';

import { claim, hex, prove, range, server } from './cases_help.mjs';
import { binary, close, closed, deflated, frame, last, more, op, open, ping, pong, said, text } from './wire_help.mjs';

const LIMIT = 100_000;
const servers = {
    forgetful: await server({ APPNET_WS_DEFLATE: true, APPNET_WS_DEFLATE_MIN: 1 }),
    keeping: await server({ APPNET_WS_DEFLATE: true, APPNET_WS_DEFLATE_MIN: 1, APPNET_WS_DEFLATE_CONTEXT: true, APPNET_WS_DEFLATE_WINDOW: 15 }),
    narrow: await server({ APPNET_WS_DEFLATE: true, APPNET_WS_DEFLATE_MIN: 1, APPNET_WS_DEFLATE_CONTEXT: true, APPNET_WS_DEFLATE_WINDOW: 9, APPNET_WS_DEFLATE_LEVEL: 1,
        APPNET_WS_DEFLATE_MEM_LEVEL: 1 }),
    limited: await server({ APPNET_WS_DEFLATE: true, APPNET_WS_DEFLATE_MIN: 1000, APPNET_OPT_MAX_MESSAGE: LIMIT }),
};
const bad = closed(1002), badData = [closed(1007), 'end'], tooBig = [closed(1009), 'end'];
const offer = (...parameters) => ({ headers: [`Sec-WebSocket-Extensions: ${['permessage-deflate', ...parameters].join('; ')}`] });
const plainOffer = offer();
const Z = { rsv: 4 }, ZF = { rsv: 4, fin: false };
const ztext = (data, options) => text(deflated(data, options), Z);
const raw = (list, options = Z) => text(Buffer.from(list), options);
const came = (compressed) => (peer) => assert.equal(peer.compressed, compressed);
const joke = (i) => Buffer.from(JSON.stringify({ type: 'message', room: 'general', from: `user-${i % 3}`, text: `this is message number ${i}`, at: 1_700_000_000 + i }));

/* --- messages there and back, whatever was agreed on --- */

/* Words in a changing order: references of every distance. */
function prose(length, seed) {
    const words = range(0, 400).map((i) => `w${(i * 7919) % 100_003}`);
    let out = '';
    for (let i = seed; out.length < length; i++) out += `${words[(i * i + (i >> 3)) % words.length]} `;
    return Buffer.from(out.slice(0, length));
}

/* What the client sends, with or without its context, as large as its window may be. */
function conversation(messages) {
    return async (peer) => {
        const { clientForgets, clientBits } = peer.deflate;
        let context = Buffer.alloc(0);
        for (const [i, message] of messages.entries()) {
            const asText = i % 3 !== 2, send = asText ? text : binary;
            await peer.write(send(deflated(message, { bits: Math.max(9, clientBits), context: clientForgets ? undefined : context }), Z));
            if (!clientForgets) context = Buffer.concat([context, message]).subarray(-(1 << clientBits));
            await peer.expect(said(asText ? 'text' : 'binary', message));
        }
    };
}

const chat = range(1, 12).map(joke), long = [300, 600, 5000, 40_000, 100, 70_000].map(prose);
const OFFERS = [[], ['server_no_context_takeover'], ['client_no_context_takeover'], ['server_no_context_takeover', 'client_no_context_takeover'], ['client_max_window_bits'],
    ...range(8, 15).map((bits) => [`server_max_window_bits=${bits}`]), ...range(8, 15).map((bits) => [`client_max_window_bits=${bits}`]),
    ...[[8, 8], [9, 9], [9, 15], [15, 9], [10, 12]].map(([s, c]) => [`server_max_window_bits=${s}`, `client_max_window_bits=${c}`]),
    ['server_max_window_bits=10', 'server_no_context_takeover', 'client_max_window_bits', 'client_no_context_takeover']];

const talks = ['forgetful', 'keeping', 'narrow'].flatMap((name) => OFFERS.flatMap((parameters) => [['a chat', chat], ['long messages', long]].map(([what, messages]) =>
    [name, `RFC 7692, 7.2: ${what}, offered ${parameters.join('; ') || 'nothing in particular'}, to a server that is ${name}`, conversation(messages), offer(...parameters)])));

/* A second message that repeats the first is sent as a reference to it, and only where that was agreed on. */
const digits = (count) => range(0, count >> 7).map((i) => createHash('sha512').update(`${i}`).digest('hex')).join('').slice(0, count);
const once = digits(200);
const twice = async (peer) => {
    const sizes = [];
    for (let i = 0; i < 2; i++) {
        await peer.write(text(once));
        await peer.expect(said('text', once));
        sizes.push(peer.wireLength);
        assert.ok(peer.compressed);
    }
    return sizes;
};
const contexts = [
    ['keeping', 'RFC 7692, 7.1.1: a server that keeps its context refers to it', async (peer) => { const [a, b] = await twice(peer); assert.ok(b < 20 && b < a, `${a} and ${b} bytes`); }, plainOffer],
    ['keeping', 'RFC 7692, 7.1.1.1: a server that was asked for no context does not refer to it', async (peer) => { const [a, b] = await twice(peer); assert.equal(a, b); }, offer('server_no_context_takeover')],
    ['forgetful', 'RFC 7692, 7.1.1.1: a server that keeps no context does not refer to it', async (peer) => { const [a, b] = await twice(peer); assert.equal(a, b); }, plainOffer],
    ...range(9, 15).map((bits) => ['keeping', `RFC 7692, 7.1.2.1: a server with a window of ${bits} bits makes use of it`, async (peer) => {
        const far = digits(4 << bits);
        await peer.write(text(far));
        await peer.expect(said('text', far));
        assert.ok(peer.farthest <= 1 << bits && peer.farthest > 1 << (bits - 2), `it referred ${peer.farthest} bytes back`);
    }, offer(`server_max_window_bits=${bits}`)]),
    ['keeping', 'RFC 7692, 7.1.2.1: a server with a window of 8 bits compresses still', async (peer) => {
        const message = Buffer.from('aaaabbbb'.repeat(500));
        for (let i = 0; i < 3; i++) (await peer.write(text(message)), await peer.expect(said('text', message)), came(true)(peer));
    }, offer('server_max_window_bits=8')],
    ['keeping', 'RFC 7692, 7.2.3.2: what is sent uncompressed does not become a part of the context',
        ...[1, 2].map((i) => text(joke(i))).flatMap((f, i) => [f, said('text', joke(i + 1))]), ztext(joke(3)), said('text', joke(3)), text(joke(4)), said('text', joke(4)),
        text(deflated(joke(5), { context: joke(3) }), Z), said('text', joke(5)), plainOffer],
    ['keeping', 'RFC 7692, 7.2.2: a client that may keep its context need not', ...range(1, 5).flatMap((i) => [ztext(joke(i)), said('text', joke(i))]), plainOffer],
    ['forgetful', 'RFC 7692, 7.1.1.2: a client that keeps its context although it said it would not', ztext(joke(1)), said('text', joke(1)),
        text(deflated(joke(2), { context: joke(1) }), Z), ...badData, offer('client_no_context_takeover')],
];

/* --- what is DEFLATE, and what is not --- */

const hello = said('text', 'Hello');
const stored = (data, { final = 0, told = data.length } = {}) => Buffer.concat([Buffer.of(final, told & 255, told >> 8, ~told & 255, (~told >> 8) & 255), Buffer.from(data)]);
const examples = [
    ['7.2.3.1: one block', raw([0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00]), hello],
    ['7.2.3.1: one block in two fragments', raw([0xf2, 0x48, 0xcd], ZF), last(Buffer.of(0xc9, 0xc9, 0x07, 0x00)), hello],
    ['7.2.3.3: a block without compression', raw([0x00, 0x05, 0x00, 0xfa, 0xff, 0x48, 0x65, 0x6c, 0x6c, 0x6f, 0x00]), hello],
    ['7.2.3.4: a block with BFINAL', raw([0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x00]), hello],
    ['7.2.3.5: two blocks', raw([0xf2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xff, 0xff, 0xca, 0xc9, 0xc9, 0x07, 0x00]), hello],
    ['7.2.3.6: an empty message', raw([0x00]), said('text')],
    ['7.2.3.6: an empty message in an empty frame', raw([]), said('text')],
    ['7.2.3.6: an empty message in empty fragments', raw([], ZF), more(), last(), said('text')],
    ['7.2.3.6: an empty message in a block with BFINAL', raw([0x03, 0x00, 0x00]), said('text')],
    ['7.2.3.6: an empty message, and a text behind it', raw([0x00]), said('text'), ztext('Hello'), hello],
    ['7.2.3.4: two blocks with BFINAL', raw([0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x00]), said('text', 'HelloHello')],
    ['7.2.3.4: a stored block with BFINAL', text(Buffer.concat([stored('Hello', { final: 1 }), Buffer.of(0)]), Z), hello],
    ['7.2.3.4: blocks with BFINAL in a fragment each', raw([0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00], ZF), more(Buffer.of(0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00)), last(Buffer.of(0)), said('text', 'HelloHello')],
    ['7.2.2: the tail of a flush is sent although it need not be', text(Buffer.concat([deflated('Hello'), Buffer.of(0, 0, 0xff, 0xff, 0)]), Z), hello],
    ['7.2.2: a hundred empty blocks', text(Buffer.concat([...range(1, 100).map(() => stored('')), deflated('Hello')]), Z), hello],
    ['7.2.2: more bytes compressed than the limit, which counts what they make', 'limited', text(Buffer.concat([...range(1, LIMIT / 4).map(() => stored('')), deflated('Hello')]), Z), hello],
    ['7.2.2: several blocks of each kind', text(Buffer.concat([stored('a'), deflated('b', { strategy: zlib.constants.Z_FIXED }), Buffer.of(0, 0, 0xff, 0xff), stored('c'), deflated('d')]), Z), said('text', 'abcd')],
    ...range(0, 9).map((level) => [`7.2.1: level ${level}`, text(deflated(prose(9000, level), { level }), Z), said('text', prose(9000, level))]),
    ...['Z_FILTERED', 'Z_HUFFMAN_ONLY', 'Z_RLE', 'Z_FIXED'].map((name) => [`7.2.1: ${name}`, text(deflated(prose(9000, 5), { strategy: zlib.constants[name] }), Z), said('text', prose(9000, 5))]),
];

const WRONG = [
    ['a block of type 3', [0x06, 0x00]], ['a block of type 3 with BFINAL', [0x07, 0x00]], ['bytes of ones', [0xff, 0xff, 0xff, 0xff]],
    ['a stored block whose lengths do not match', [0x00, 0x05, 0x00, 0xfb, 0xff, 0x48, 0x65, 0x6c, 0x6c, 0x6f, 0x00]],
    ['a stored block that ends too soon', [0x00, 0x09, 0x00, 0xf6, 0xff, 0x48]],
    ['a reference to before the beginning', [0x02, 0x01, 0x00]],
    ['a reference to before the beginning, behind a text', [...deflated('Hello'), 0x00, 0x00, 0xff, 0xff, ...deflated('Hello, Hello, Hello', { context: Buffer.from('zzzzzzHello, Hello, Hello') })]],
    ['a literal of a fixed code that there is not', [0x1b, 0x03, 0xfb]],
    ['a dynamic code of too many words', [0xfc, 0xff, 0xff, 0xff]],
    ['a text that is not compressed at all', [...Buffer.from('{"type":"message"}')]],
    ['a gzip stream', [...zlib.gzipSync('Hello')]],
    ['a zlib stream', [...zlib.deflateSync('Hello')]],
    ['a block that does not end', [0xf2, 0x48, 0xcd, 0xc9, 0xc9]],
    ['garbage behind a block with BFINAL', [0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0xff]],
];
const wrong = WRONG.flatMap(([name, list]) => [
    [`7.2.2: ${name}`, raw(list), ...badData],
    [`7.2.2: ${name}, in segments of one byte`, raw(list), ...badData, { chop: 1 }],
    [`7.2.2: ${name}, in fragments of one byte`, Buffer.concat([raw([], ZF), ...list.map((b) => more(Buffer.of(b))), last()]), ...badData],
    [`7.2.2: ${name}, behind a good message`, ztext('Hello'), hello, raw(list), ...badData],
]).concat(WRONG.slice(0, 4).map(([name, list]) => [`7.2.2: ${name}, fails before the message has ended`, raw(list, ZF), ...badData]));

/* --- frames --- */

const letter = Buffer.from('κόσμε, und Äpfel'), packed = deflated(letter);
const frames = [
    ...range(1, packed.length - 1).map((at) => [`6.1: fragments, cut behind byte ${at}`, text(packed.subarray(0, at), ZF), ping('x'), said('pong', 'x'), last(packed.subarray(at)), said('text', letter)]),
    ['6.1: a fragment for each byte', text('', ZF), ...[...packed].map((b) => more(Buffer.of(b))), last(), said('text', letter)],
    ['6.1: a fragment for each byte, in segments of one byte', Buffer.concat([text('', ZF), ...[...packed].map((b) => more(Buffer.of(b))), last()]), said('text', letter), { chop: 1 }],
    ['6.1: a long message in fragments of 100 bytes', Buffer.concat([text('', ZF), ...deflated(prose(70_000, 3)).toString('latin1').match(/[^]{1,100}/g).map((p) => more(Buffer.from(p, 'latin1'))), last()]),
        said('text', prose(70_000, 3))],
    ['6.1: compressed and uncompressed by turns', ...range(1, 10).flatMap((i) => [i % 2 ? ztext(joke(i)) : text(joke(i)), said('text', joke(i))])],
    ['6.1: an uncompressed message in fragments, then a compressed one', text('Hel', open), last('lo'), hello, ztext('Hello'), hello],
    ['6.1: control frames are not compressed', ping(joke(1)), said('pong', joke(1)), pong(joke(1)), close(1001, 'going'), closed(1001), 'end'],
    ...range(1, 7).flatMap((rsv) => [
        [`6.1: reserved bits ${rsv} on a ping`, ping(deflated('x'), { rsv }), bad, 'end'],
        [`6.1: reserved bits ${rsv} on a pong`, pong(deflated('x'), { rsv }), bad, 'end'],
        [`6.1: reserved bits ${rsv} on a close`, frame(op.close, '\x03\xe8', { rsv }), bad, 'end'],
        [`6.1: reserved bits ${rsv} on a continuation of a compressed message`, raw([0xf2, 0x48, 0xcd], ZF), last(Buffer.of(0xc9, 0xc9, 0x07, 0x00), { rsv }), bad, 'end'],
        [`6.1: reserved bits ${rsv} on a continuation of an uncompressed message`, text('Hel', open), last('lo', { rsv }), bad, 'end'],
    ]),
    ...[1, 2, 3, 5, 6, 7].map((rsv) => [`6: reserved bits ${rsv} on a text`, text(deflated('Hello'), { rsv }), bad, 'end']),
    ...[...range(3, 7), ...range(11, 15)].map((code) => [`6: opcode ${code}, compressed`, frame(code, deflated('x'), Z), bad, 'end']),
    ['6.1: a compressed message begins amid a message', ztextOpen(), ztext('lo'), bad, 'end'],
    ['6.1: a close amid a compressed message', ztextOpen(), close(1000), closed(1000), 'end'],
    ['6.1: a client that ends its side amid a compressed message', ztextOpen(), (peer) => peer.socket.end(), 'end'],
    ...[0xff, 0xc0].map((byte) => [`8.1 of RFC 6455: a compressed text with ${hex([byte])}`, ztext(Buffer.of(0x61, byte, 0x62)), ...badData]),
    ['8.1 of RFC 6455: a compressed text with a surrogate', ztext(Buffer.of(0xed, 0xa0, 0x80)), ...badData],
    ['8.1 of RFC 6455: a compressed text that ends amid a character', ztext(letter.subarray(0, 1)), ...badData],
    ['8.1 of RFC 6455: a compressed text fails before it has ended', text(Buffer.concat([deflated(Buffer.of(0x61, 0xff)), Buffer.of(0, 0, 0xff, 0xff)]), ZF), ...badData],
    ['8.1 of RFC 6455: a character that is cut by two blocks', text(Buffer.concat([stored(letter.subarray(0, 1)), stored(letter.subarray(1, 4)), stored(letter.subarray(4)), Buffer.of(0)]), Z), said('text', letter)],
    ['5.6 of RFC 6455: compressed bytes that are no text, as binary', binary(deflated(Buffer.of(0xff, 0xfe)), Z), said('binary', Buffer.of(0xff, 0xfe))],
];

function ztextOpen() { return raw([0xf2, 0x48, 0xcd], ZF); }

/* --- sizes --- */

const zeros = (count) => Buffer.alloc(count);
const sizes = [
    ...[0, 1, 2, 10, 125, 126, 127, 1000, 65_535, 65_536, 500_000].flatMap((count) => ['forgetful', 'keeping'].flatMap((name) => [
        [`7.2: ${count} compressible bytes, to a server that is ${name}`, name, binary(deflated(zeros(count)), Z), said('binary', zeros(count))],
        [`7.2: ${count} bytes of chance, to a server that is ${name}`, name, ...((b) => [binary(deflated(b), Z), said('binary', b), came(false)])(randomBytes(count))],
    ])),
    ['7.2.1: a message of the least size that is compressed', 'limited', text('x'.repeat(1000)), said('text', 'x'.repeat(1000)), came(true)],
    ['7.2.1: a message of a byte less is not', 'limited', text('x'.repeat(999)), said('text', 'x'.repeat(999)), came(false)],
    ['10.4 of RFC 6455: a compressed message that makes the limit', 'limited', binary(deflated(zeros(LIMIT)), Z), said('binary', zeros(LIMIT))],
    ['10.4 of RFC 6455: a compressed message that makes a byte more', 'limited', binary(deflated(zeros(LIMIT + 1)), Z), ...tooBig],
    ['10.4 of RFC 6455: one kilobyte for each byte: 100 MB', 'limited', binary(deflated(zeros(100_000_000)), Z), ...tooBig],
    ['10.4 of RFC 6455: 100 MB as a text', 'limited', text(deflated(Buffer.alloc(100_000_000, 'x')), Z), ...tooBig],
    ['10.4 of RFC 6455: 100 MB fail before the message has ended', 'limited', binary(deflated(zeros(100_000_000)), ZF), ...tooBig],
    ['10.4 of RFC 6455: 100 MB in fragments of 10 bytes', 'limited', Buffer.concat([binary('', ZF), ...deflated(zeros(100_000_000)).toString('latin1').match(/[^]{1,10}/g).map((p) => more(Buffer.from(p, 'latin1')))]), ...tooBig],
    ['10.4 of RFC 6455: fragments that make a byte more together', 'limited', binary(Buffer.concat([deflated(zeros(LIMIT)), Buffer.of(0, 0, 0xff, 0xff)]), ZF), ping(), said('pong'), last(stored('x')), ...tooBig],
    ['10.4 of RFC 6455: an uncompressed message beyond the limit, its header alone', 'limited', binary('', { told: LIMIT + 1 }), ...tooBig],
    ['10.4 of RFC 6455: many messages that make the limit', 'limited', ...range(1, 20).flatMap(() => [binary(deflated(zeros(LIMIT)), Z), said('binary', zeros(LIMIT))])],
];

/* Of these tables the server is the second entry, or the one that keeps no context; what is offered is permessage-deflate. */
const offered = [...examples, ...wrong, ...frames, ...sizes].map(([title, ...steps]) => {
    const name = steps[0] in servers ? steps.shift() : 'forgetful', options = steps.at(-1).constructor === Object ? steps.pop() : {};
    return [name, `RFC 7692, ${title}`, ...steps, { ...plainOffer, ...options }];
});

await prove([...talks, ...contexts, ...offered].map(([name, ...rest]) => claim(servers[name].port, rest)), Object.values(servers));
