#!/usr/bin/env node
// utf8_test.mjs - texts are UTF-8, and what is not is refused at its first wrong byte: RFC 6455, sections 5.6, 7.4.1 and 8.1; RFC 3629.
import { claim, hex, prove, server } from './cases_help.mjs';
import { binary, closed, last, more, open, ping, said, text } from './wire_help.mjs';

const plain = await server();
const bad = closed(1007);
const point = (...codes) => Buffer.from(String.fromCodePoint(...codes));

/* --- what is UTF-8 --- */

const VALID = [
    ['nothing', Buffer.alloc(0)],
    ['NUL', point(0)],
    ...[0x01, 0x7f, 0x80, 0x7ff, 0x800, 0xfff, 0x1000, 0xd7ff, 0xe000, 0xfeff, 0xfffd, 0xfffe, 0xffff, 0x10000, 0x1fffe, 0x1ffff, 0x3ffff, 0x40000, 0xfffff, 0x100000,
        0x10fffe, 0x10ffff].map((code) => [`U+${code.toString(16).toUpperCase().padStart(4, '0')}`, point(code)]),
    ['Greek', Buffer.from('Τὸ γνῶθι σαυτὸν πᾶσίν ἐστι χρήσιμον')],
    ['Thai', Buffer.from('แผ่นดินฮั่นเสื่อมโทรมแสนสังเวช')],
    ['Runes', Buffer.from('ᚠᛇᚻ᛫ᛒᛦᚦ᛫ᚠᚱᚩᚠᚢᚱ᛫ᚠᛁᚱᚪ᛫ᚷᛖᚻᚹᛦᛚᚳᚢᛗ')],
    ['Chinese', Buffer.from('天地玄黃宇宙洪荒日月盈昃辰宿列張')],
    ['emoji with joiners', Buffer.from('👩‍👩‍👧‍👦 🏳️‍🌈 👍🏿 🇩🇪')],
    ['a byte order mark amid a text', Buffer.from('a\ufeffb')],
    ['all lengths by turns', Buffer.from('aä€😀'.repeat(20))],
    ['ASCII with one letter at its end', Buffer.from('x'.repeat(99) + 'ß')],
];

const valid = VALID.flatMap(([name, data]) => {
    const pieces = [...data].map((b) => more(Buffer.of(b)));
    return [
        [`5.6: ${name}`, text(data), said('text', data)],
        [`5.6: ${name}, in segments of one byte`, text(data), said('text', data), { chop: 1 }],
        [`5.6: ${name}, in fragments of one byte with pings between`, Buffer.concat([text('', open), ...pieces.flatMap((p) => [p, ping()]), last()]),
            ...pieces.map(() => said('pong')), said('text', data)],
    ];
});

/* A character that is cut, at every place, into fragments and into segments. */
const split = ['é', '€', '😀'].flatMap((letter) => {
    const data = Buffer.from(`x${letter}y`);
    return [...data.keys()].slice(1).flatMap((at) => [
        [`5.6: x${letter}y in fragments, cut behind byte ${at}`, text(data.subarray(0, at), open), last(data.subarray(at)), said('text', data)],
        [`5.6: x${letter}y in fragments, cut behind byte ${at}, an empty one between`, text(data.subarray(0, at), open), more(), ping(), said('pong'), last(data.subarray(at)),
            said('text', data)],
    ]);
});

/* --- what is not --- */

/* As the well-known stress test of decoders has it: its sections 3 to 5. What is only wrong because it ends is `cut`. */
const WRONG = [
    ['a continuation alone', [0x80]], ['the last continuation alone', [0xbf]], ['two continuations', [0x80, 0xbf]], ['seven continuations', [0x80, 0xbf, 0x80, 0xbf, 0x80, 0xbf, 0x80]],
    ...[0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xef, 0xf0, 0xf4, 0xf5, 0xf7, 0xf8, 0xfb, 0xfc, 0xfd, 0xfe, 0xff].map((lead) => [`${hex([lead])} before a blank`, [lead, 0x20]]),
    ['FE FE FF FF', [0xfe, 0xfe, 0xff, 0xff]],
    ['"/" in two bytes', [0xc0, 0xaf]], ['"/" in three bytes', [0xe0, 0x80, 0xaf]], ['"/" in four bytes', [0xf0, 0x80, 0x80, 0xaf]],
    ['"/" in five bytes', [0xf8, 0x80, 0x80, 0x80, 0xaf]], ['"/" in six bytes', [0xfc, 0x80, 0x80, 0x80, 0x80, 0xaf]],
    ['U+007F in two bytes', [0xc1, 0xbf]], ['U+07FF in three bytes', [0xe0, 0x9f, 0xbf]], ['U+FFFF in four bytes', [0xf0, 0x8f, 0xbf, 0xbf]],
    ['U+1FFFFF', [0xf7, 0xbf, 0xbf, 0xbf]], ['U+3FFFFFF in six bytes', [0xfc, 0x83, 0xbf, 0xbf, 0xbf, 0xbf]],
    ['NUL in two bytes', [0xc0, 0x80]], ['NUL in three bytes', [0xe0, 0x80, 0x80]], ['NUL in four bytes', [0xf0, 0x80, 0x80, 0x80]],
    ['U+D800, a surrogate', [0xed, 0xa0, 0x80]], ['U+DB7F, a surrogate', [0xed, 0xad, 0xbf]], ['U+DBFF, a surrogate', [0xed, 0xaf, 0xbf]],
    ['U+DC00, a surrogate', [0xed, 0xb0, 0x80]], ['U+DFFF, a surrogate', [0xed, 0xbf, 0xbf]], ['a pair of surrogates', [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80]],
    ['U+110000', [0xf4, 0x90, 0x80, 0x80]], ['U+13FFFF', [0xf4, 0xbf, 0xbf, 0xbf]], ['U+140000', [0xf5, 0x80, 0x80, 0x80]],
    ['five bytes', [0xf8, 0x88, 0x80, 0x80, 0x80]], ['six bytes', [0xfc, 0x84, 0x80, 0x80, 0x80, 0x80]],
    ['three bytes, the third is none', [0xe2, 0x82, 0x41]], ['four bytes, the fourth is none', [0xf0, 0x9f, 0x98, 0x41]], ['three bytes, then a lead', [0xe2, 0x82, 0xe2]],
    ['a continuation too many', [0xc3, 0xa4, 0x80]], ['Latin-1', [0x47, 0x72, 0xfc, 0xdf, 0x65]],
].map(([name, list]) => [name, Buffer.from(list)]);

const CUT = [[0xc3], [0xdf], [0xe0, 0xa0], [0xe2], [0xe2, 0x82], [0xed, 0x9f], [0xf0], [0xf0, 0x9f], [0xf0, 0x9f, 0x98], [0xf4, 0x8f, 0xbf]].map((list) => Buffer.from(list));
const greek = Buffer.from('κόσμε');
const ascii = Buffer.from('a longer text, so that what is wrong does not stand at its beginning; ');

const wrong = WRONG.flatMap(([name, data]) => [
    [`8.1: ${name}`, text(data), bad, 'end'],
    [`8.1: ${name}, amid a long text`, text(Buffer.concat([ascii, data, ascii])), bad, 'end'],
    [`8.1: ${name}, in segments of one byte`, text(Buffer.concat([greek, data])), bad, 'end', { chop: 1 }],
    [`8.1: ${name}, in the last fragment`, text(greek, open), last(data), bad, 'end'],
    [`8.1: ${name}, fails before the message has ended`, text(Buffer.concat([greek, data]), open), bad, 'end'],
    [`8.1: ${name}, fails before its frame has ended`, text(Buffer.concat([ascii, data]), { told: 1000 }), bad, 'end'],
    [`8.1: ${name}, fails in a fragment of one byte each`, Buffer.concat([text('', open), ...[...data].map((b) => more(Buffer.of(b)))]), bad, 'end'],
    [`5.6: ${name}, is nobody's business in a binary message`, binary(data), said('binary', data)],
]);

const cut = CUT.flatMap((data) => [
    [`8.1: a text that ends with ${hex(data)}`, text(data), bad, 'end'],
    [`8.1: a longer text that ends with ${hex(data)}`, text(Buffer.concat([ascii, data])), bad, 'end'],
    [`8.1: a text that ends with ${hex(data)}, in fragments`, text(greek, open), last(data), bad, 'end'],
    [`8.1: a text that ends with ${hex(data)}, before an empty fragment`, text(data, open), last(), bad, 'end'],
    [`8.1: a fragment that ends with ${hex(data)} and does not go on`, text(data, open), ping(), said('pong'), more('x'), bad, 'end'],
    [`8.1: ${hex(data)} does not reach into the next message`, text(data, open), ping('still fine'), said('pong', 'still fine'), last(Buffer.concat([Buffer.of(0x20)])), bad, 'end'],
]);

const failFast = [
    ['8.1: half a megabyte and one wrong byte, of a message that goes on', text(Buffer.concat([Buffer.alloc(500_000, 'x'), Buffer.of(0xff)]), { told: 1_000_000 }), bad, 'end'],
    ['8.1: a good text, then one that fails', text('good'), said('text', 'good'), text(Buffer.of(0x62, 0xff), open), bad, 'end'],
    ['8.1: the message that fails is the last: a ping behind it is not answered', Buffer.concat([text(Buffer.of(0xff)), ping('late')]), bad, 'end'],
    ['8.1: a wrong byte behind a ping amid the message', text(greek, open), ping('x'), said('pong', 'x'), more(Buffer.of(0x80)), bad, 'end'],
];

await prove([...valid, ...split, ...wrong, ...cut, ...failFast].map((one) => claim(plain.port, one)), [plain]);
