#!/usr/bin/env node
// answered_test.mjs - what a client has said is answered before it is closed for what it said next: RFC 6455, sections 5 and 7. The numbers are those that a well-known
// suite of public cases gives to the same situations, whose strict outcome is meant.
import { claim, prove, range, server } from './cases_help.mjs';
import { binary, close, closed, deflated, frame, last, more, open, ping, said, text } from './wire_help.mjs';

const plain = await server();
const small = await server({ APPNET_OPT_MAX_MESSAGE: 100 });
const squeezed = await server({ APPNET_WS_DEFLATE: true, APPNET_WS_DEFLATE_MIN: 1 });
const hello = text('hello'), heard = said('text', 'hello');
const bad = closed(1002);

/* What breaks the rules, and what the close says of it. */
const WRONG = [
    ['3.2: reserved bits 2', text('hello', { rsv: 2 }), bad],
    ['3.3: reserved bits 3', text('hello', { rsv: 3 }), bad],
    ['3.4: reserved bits 4', text('hello', { rsv: 4 }), bad],
    ['4.1.3: opcode 5', frame(5, ''), bad],
    ['4.1.4: opcode 6 with a payload', frame(6, 'hello'), bad],
    ['4.1.5: opcode 7 with a payload', frame(7, 'hello'), bad],
    ['4.2.3: opcode 13', frame(13, ''), bad],
    ['4.2.4: opcode 14 with a payload', frame(14, 'hello'), bad],
    ['4.2.5: opcode 15 with a payload', frame(15, 'hello'), bad],
    ['5.15: a continuation of nothing', more('nothing'), bad],
    ['5.5: a ping of 126 bytes', ping('x'.repeat(126)), bad],
    ['5.5: a ping in fragments', ping('x', open), bad],
    ['5.1: no mask', text('hello', { mask: null }), bad],
    ['5.5.1: a close with a code that no frame may have', close(1005), bad],
    ['8.1: what is no UTF-8', text(Buffer.of(0xff)), closed(1007)],
    ['7.4: a close of the client', close(4321, 'bye'), closed(4321)],
];

/* In one segment with the message; in one of their own; byte by byte: with a ping behind them that is not answered any more. */
const answered = WRONG.flatMap(([title, wrong, end]) => [
    [`${title}, behind a text in one segment`, Buffer.concat([hello, wrong, ping('late')]), heard, end, 'end'],
    [`${title}, behind a text`, hello, Buffer.concat([wrong, ping('late')]), heard, end, 'end'],
    [`${title}, behind a text, byte by byte`, Buffer.concat([hello, wrong, ping('late')]), heard, end, 'end', { chop: 1 }],
    [`${title}, behind a hundred texts`, Buffer.concat([...range(1, 100).map((i) => text(`${i}`)), wrong]), ...range(1, 100).map((i) => said('text', `${i}`)), end, 'end'],
    [`${title}, behind two fragments in one segment`, Buffer.concat([text('hel', open), last('lo'), wrong, hello]), heard, end, 'end'],
    [`${title}, behind a ping and a text`, Buffer.concat([ping('first'), hello, wrong]), said('pong', 'first'), heard, end, 'end'],
]);

const limits = [
    ['10.4: a message that is too big, behind a text', Buffer.concat([hello, text('x'.repeat(101))]), heard, closed(1009), 'end'],
    ['10.4: a message that is too big in its fragments, behind a text', Buffer.concat([hello, binary('x'.repeat(60), open), last('x'.repeat(60))]), heard, closed(1009), 'end'],
];

const Z = { rsv: 4 }, offer = { headers: ['Sec-WebSocket-Extensions: permessage-deflate'] };
const inflated = [
    ['8.2: what is no deflate data, behind a text', Buffer.concat([text(deflated(Buffer.from('hello')), Z), text(Buffer.of(255, 255, 255), Z)]), heard, closed(1007), 'end', offer],
];

const ends = [
    ['7.2.1: the end of the stream right behind a text', async (peer) => { await peer.write(hello); peer.socket.end(); }, heard, 'end'],
    ['7.2.1: the end of the stream right behind a hundred texts', async (peer) => { await peer.write(Buffer.concat(range(1, 100).map((i) => text(`${i}`)))); peer.socket.end(); },
        ...range(1, 100).map((i) => said('text', `${i}`)), 'end'],
    ['7.2.1: the end of the stream right behind a close behind a text', async (peer) => { await peer.write(Buffer.concat([hello, close(3000)])); peer.socket.end(); }, heard, closed(3000), 'end'],
];

/* The answer is a message to all that are subscribed, this client among them. */
const published = WRONG.slice(0, 1).concat(WRONG.slice(-1)).map(([title, wrong, end]) =>
    [`${title}, behind a text that is published`, text('join'), said('text', 'joined'), Buffer.concat([hello, wrong]), heard, end, 'end', { path: `/topic?${title.slice(0, 3)}` }]);

await prove([
    ...[...answered, ...ends, ...published].map((one) => claim(plain.port, one)),
    ...limits.map((one) => claim(small.port, one)),
    ...inflated.map((one) => claim(squeezed.port, one.map((part) => (typeof part === 'string' ? part.replace(/^8.2/, 'RFC 7692, 8.2') : part)))),
], [plain, small, squeezed]);
