#!/usr/bin/env node
// negotiation_test.mjs - which extension and which subprotocol come of an offer, and whose pages may connect: RFC 7692, section 7.1; RFC 6455, sections 1.9, 9.1 and 10.2.
import assert from 'node:assert/strict';

import { prove, server } from './cases_help.mjs';
import { close, closed, deflated, handshake, Peer, said, text } from './wire_help.mjs';

const servers = {
    plain: await server({ APPNET_WS_DEFLATE: true, APPNET_WS_DEFLATE_MIN: 1 }), // a window of 12 bits, no context
    keeping: await server({ APPNET_WS_DEFLATE: true, APPNET_WS_DEFLATE_MIN: 1, APPNET_WS_DEFLATE_CONTEXT: true, APPNET_WS_DEFLATE_WINDOW: 15 }),
    narrow: await server({ APPNET_WS_DEFLATE: true, APPNET_WS_DEFLATE_MIN: 1, APPNET_WS_DEFLATE_CONTEXT: true, APPNET_WS_DEFLATE_WINDOW: 10 }),
    choosy: await server({ APPNET_WS_PROTOCOLS: 'chat, chat.v2,json', APPNET_WS_ORIGINS: 'https://example.com, http://localhost:8080 https://chat.example' }),
    bare: await server(),
    open: await server({ APPNET_WS_ORIGINS: '*' }),
};
const D = 'permessage-deflate', SN = 'server_no_context_takeover', CN = 'client_no_context_takeover', SB = 'server_max_window_bits', CB = 'client_max_window_bits';
const none = null, wrong = 400;

/* Server, offer (a list: several lines), answer. */
const EXTENSIONS = [
    // What the server does not want is said, what it was asked for is granted.
    ['plain', D, `${D}; ${SN}; ${CN}`],
    ['plain', `${D}; ${CB}`, `${D}; ${SN}; ${CN}; ${CB}=12`],
    ['plain', `${D}; ${SN}`, `${D}; ${SN}; ${CN}`],
    ['plain', `${D}; ${SN}; ${CN}; ${SB}=10; ${CB}=9`, `${D}; ${SN}; ${CN}; ${SB}=10; ${CB}=9`],
    ['keeping', D, D],
    ['keeping', `${D}; ${SN}`, `${D}; ${SN}`],
    ['keeping', `${D}; ${CN}`, `${D}; ${CN}`],
    ['keeping', `${D}; ${SN}; ${CN}`, `${D}; ${SN}; ${CN}`],
    ['keeping', `${D}; ${CB}`, D],
    ...[8, 9, 10, 11, 12, 13, 14, 15].flatMap((bits) => [
        ['keeping', `${D}; ${SB}=${bits}`, `${D}; ${SB}=${bits}`],
        ['keeping', `${D}; ${CB}=${bits}`, bits === 15 ? D : `${D}; ${CB}=${bits}`],
        ['narrow', `${D}; ${SB}=${bits}`, `${D}; ${SB}=${Math.min(bits, 10)}`],
        ['narrow', `${D}; ${CB}=${bits}`, `${D}; ${CB}=${Math.min(bits, 10)}`],
    ]),
    ['narrow', `${D}; ${CB}`, `${D}; ${CB}=10`],
    ['narrow', D, D],
    // The form of an offer.
    ['keeping', `${D};${SN};${SB}=10`, `${D}; ${SN}; ${SB}=10`],
    ['keeping', `  ${D} ;  ${SN} ; ${SB} = 10 `, `${D}; ${SN}; ${SB}=10`],
    ['keeping', `${D}; ${SB}="10"`, `${D}; ${SB}=10`],
    ['keeping', `${D}; ${SB}="1\\0"`, `${D}; ${SB}=10`],
    ['keeping', `, ,${D},`, D],
    // What cannot be kept is passed over: a value that is wrong, one too many or missing, a parameter twice or unknown.
    ...['7', '16', '0', '-8', '08', '015', '010', '1', '99', '256', '8.0', 'ten', '0x9', '"16"', '"8 "'.replace(' ', 'x')].flatMap((value) => [
        ['keeping', `${D}; ${SB}=${value}`, none], ['keeping', `${D}; ${CB}=${value}`, none]]),
    ['keeping', `${D}; ${SB}`, none],
    ['keeping', `${D}; ${SN}=1`, none],
    ['keeping', `${D}; ${CN}=true`, none],
    ['keeping', `${D}; ${SN}; ${SN}`, none],
    ['keeping', `${D}; ${CN}; ${CN}`, none],
    ['keeping', `${D}; ${SB}=10; ${SB}=10`, none],
    ['keeping', `${D}; ${CB}; ${CB}=10`, none],
    ['keeping', `${D}; ${CB}; ${CB}`, none],
    ['keeping', `${D}; unknown`, none],
    ['keeping', `${D}; unknown=1; ${SN}`, none],
    ['keeping', `${D}; Server_No_Context_Takeover=1`, none],
    // Several offers: the first that can be kept.
    ['keeping', `${D}; ${SB}=10, ${D}`, `${D}; ${SB}=10`],
    ['keeping', `${D}, ${D}; ${SB}=10`, D],
    ['keeping', `${D}; ${SB}=16, ${D}; ${SN}`, `${D}; ${SN}`],
    ['keeping', `${D}; unknown, ${D}; ${SB}=7, ${D}; ${CB}=9`, `${D}; ${CB}=9`],
    ['keeping', `${D}; unknown, ${D}; ${SB}=7`, none],
    ['keeping', `foo, bar; baz=1, ${D}; ${SN}`, `${D}; ${SN}`],
    ['keeping', `x-webkit-deflate-frame, ${D}`, D],
    ['keeping', `${D}, foo`, D],
    ['keeping', [`foo`, `${D}; ${SN}`], `${D}; ${SN}`],
    ['keeping', [`${D}; ${SB}=99`, `${D}; ${SB}=9`, D], `${D}; ${SB}=9`],
    ['keeping', ['foo', 'bar'], none],
    ['keeping', 'permessage-deflat', none],
    ['keeping', 'permessage-deflate2', none],
    ['keeping', 'permessage-bzip2', none],
    ['keeping', '', none],
    // What breaks the grammar is refused, also behind a good offer.
    ...[`${D};`, `${D}; =5`, `${D}; ${SB}=`, `${D}; ${SN} ${CN}`, `${D} ${SN}`, `${D}; ${SB}="10`, `${D}; ${SB}=""`, `; ${SN}`, `${D}; ${SB}=1@0`, `${D}; "${SN}"`, '"permessage-deflate"', `${D}, =`, `foo bar, ${D}`]
        .map((offers) => ['keeping', offers, wrong]),
    // Switched off.
    ['bare', `${D}; ${SN}`, none],
    ['bare', `foo, ${D}; ${CB}`, none],
];

const PROTOCOLS = [
    ['choosy', 'chat', 'chat'],
    ['choosy', 'json', 'json'],
    ['choosy', 'foo, chat.v2, chat', 'chat.v2'],
    ['choosy', 'chat,json', 'chat'],
    ['choosy', ['foo', 'json', 'chat'], 'json'],
    ['choosy', ', json ,', 'json'],
    ['choosy', 'foo', none],
    ['choosy', 'Chat', none],
    ['choosy', 'chat.v', none],
    ['choosy', 'chat.v2x', none],
    ['choosy', '', none],
    ['choosy', 'chat json', wrong],
    ['choosy', 'chat, "json"', wrong],
    ['choosy', 'chat; q=1', wrong],
    ['bare', 'chat', none],
    ['bare', 'foo, bar', none],
];

const ORIGINS = [
    ['choosy', 'https://example.com', 101], ['choosy', 'http://localhost:8080', 101], ['choosy', 'https://chat.example', 101], ['choosy', 'HTTPS://Example.COM', 101], ['choosy', undefined, 101],
    ['choosy', 'http://example.com', 403], ['choosy', 'https://example.com:8443', 403], ['choosy', 'https://example.com.evil.example', 403], ['choosy', 'https://evil-example.com', 403],
    ['choosy', 'null', 403], ['choosy', 'https://example.com/', 403], ['choosy', '', 403], ['choosy', 'https://example.com http://localhost:8080', 403], ['choosy', '*', 403],
    ['choosy', ['https://example.com', 'https://evil.example'], 403], ['choosy', ['https://evil.example', 'https://example.com'], 403],
    ['open', 'https://anything.example', 101], ['open', 'null', 101], ['bare', 'https://anything.example', 101],
];

async function withAnswer(name, lines, play) {
    const { port } = servers[name], peer = await Peer.connect(port);
    try {
        await peer.write(handshake(port, { headers: lines }));
        await play(await peer.answer(), peer);
    } finally {
        peer.destroy();
    }
}

const lines = (field, values) => (values === undefined ? [] : [values].flat().map((value) => `${field}: ${value}`));

/* What was agreed on is used, and what was not is not. */
async function use(peer, answer) {
    const words = 'hello, hello, hello, hello, hello, hello';
    peer.upgraded(answer);
    for (let i = 0; i < 2; i++) {
        await peer.write(text(words));
        await peer.expect(said('text', words));
        assert.equal(peer.compressed, peer.deflate !== undefined);
    }
    await peer.write(text(deflated(words, { bits: 9 }), { rsv: 4 }));
    await peer.expect(peer.deflate ? said('text', words) : closed(1002));
    if (peer.deflate) (await peer.write(close(1000)), await peer.expect(closed(1000)));
    await peer.expect('end');
}

function negotiated(section, field, [name, offers, expected]) {
    const title = `${section}: ${name} is offered ${JSON.stringify(offers)}: ${expected === wrong ? 'refused' : expected ?? 'none'}`;
    return { title, run: () => withAnswer(name, lines(field, offers), async (answer, peer) => {
        assert.equal(answer.status, expected === wrong ? 400 : 101);
        assert.equal(answer.headers[field.toLowerCase()], typeof expected === 'string' ? expected : undefined);
        if (expected !== wrong) await use(peer, answer);
    }) };
}

const origins = ([name, origin, status]) => ({ title: `RFC 6455, 10.2: ${name} is asked by ${JSON.stringify(origin) ?? 'a client without an origin'}: ${status}`,
    run: () => withAnswer(name, lines('Origin', origin), (answer) => assert.equal(answer.status, status)) });

await prove([
    ...EXTENSIONS.map((row) => negotiated('RFC 7692, 7.1', 'Sec-WebSocket-Extensions', row)),
    ...PROTOCOLS.map((row) => negotiated('RFC 6455, 1.9', 'Sec-WebSocket-Protocol', row)),
    ...ORIGINS.map(origins),
], Object.values(servers));
