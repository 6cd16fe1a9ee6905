#!/usr/bin/env node
// handshake_test.mjs - the opening handshake, rule by rule: RFC 6455, sections 4.2 and 4.4; RFC 9110, section 7.8; RFC 9112.
import assert from 'node:assert/strict';

import { prove, server } from './cases_help.mjs';
import { acceptOf, close, closed, frame, Peer, ping, said, text } from './wire_help.mjs';

const mixed = await server();
const only = await server({ APPNET_OPT_PROTO_TYPE: 'APPNET_PROTO_WEBSOCKET_ONLY' });
const KEY = 'dGhlIHNhbXBsZSBub25jZQ==';

const RIGHT = { Host: 'example.com', Upgrade: 'websocket', Connection: 'Upgrade', 'Sec-WebSocket-Key': KEY, 'Sec-WebSocket-Version': '13' };

/* The request with these fields instead: undefined leaves one out, a list writes several lines. */
function request(change = {}, line = 'GET /chat HTTP/1.1') {
    const fields = Object.entries({ ...RIGHT, ...change }).flatMap(([name, value]) => (value === undefined ? [] : [value].flat().map((one) => `${name}: ${one}`)));
    return [line, ...fields, '', ''].join('\r\n');
}

/* --- what is an upgrade --- */

const ACCEPTED = [
    ['4.2.2: the example of the RFC', request()],
    ['4.2.1: names of fields in lower case', request().replace(/^[\w-]+(?=:)/gm, (name) => name.toLowerCase())],
    ['4.2.1: names of fields in upper case', request().replace(/^[\w-]+(?=:)/gm, (name) => name.toUpperCase())],
    ['4.2.1: Upgrade in another case', request({ Upgrade: 'WebSocket' })],
    ['4.2.1: Upgrade in upper case', request({ Upgrade: 'WEBSOCKET' })],
    ['4.2.1: Upgrade as a list', request({ Upgrade: 'h2c, websocket' })],
    ['4.2.1: Upgrade as a list in two lines', request({ Upgrade: ['h2c', 'websocket'] })],
    ['4.2.1: Upgrade twice the same', request({ Upgrade: ['websocket', 'websocket'] })],
    ['4.2.1: Connection in lower case', request({ Connection: 'upgrade' })],
    ['4.2.1: Connection in upper case', request({ Connection: 'UPGRADE' })],
    ['4.2.1: Connection as a list', request({ Connection: 'keep-alive, Upgrade' })],
    ['4.2.1: Connection as a list without blanks', request({ Connection: 'keep-alive,Upgrade,x' })],
    ['4.2.1: Connection as a list with empty elements', request({ Connection: ', ,Upgrade, ' })],
    ['4.2.1: Connection as a list in two lines', request({ Connection: ['keep-alive', 'Upgrade'] })],
    ['4.2.1: another key', request({ 'Sec-WebSocket-Key': 'x3JJHMbDL1EzLkh9GBhXDw==' }), 'x3JJHMbDL1EzLkh9GBhXDw=='],
    ['4.2.1: a key of zeros', request({ 'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==' }), 'AAAAAAAAAAAAAAAAAAAAAA=='],
    ['4.2.1: a key with + and /', request({ 'Sec-WebSocket-Key': '+/+/+/+/+/+/+/+/+/+/+w==' }), '+/+/+/+/+/+/+/+/+/+/+w=='],
    ['4.2.1: blanks around the key', request({ 'Sec-WebSocket-Key': `  ${KEY}\t ` })],
    ['4.2.1: blanks around the version', request({ 'Sec-WebSocket-Version': ' 13  ' })],
    ['4.2.1: an origin', request({ Origin: 'http://example.com' })],
    ['4.2.1: a path with a query', request({}, 'GET /chat?a=b&c=%20 HTTP/1.1')],
    ['4.2.1: an absolute URI', request({}, 'GET http://example.com/chat HTTP/1.1')],
    ['4.2.1: a host with a port', request({ Host: 'example.com:8080' })],
    ['4.2.1: a host that is an IPv6 address', request({ Host: '[::1]:80' })],
    ['4.2.1: fields that nobody knows', request({ Cookie: 'a=b', 'Sec-WebSocket-Foo': 'x', 'X-Long': 'y'.repeat(5000) })],
    ['4.2.1: Content-Length: 0', request({ 'Content-Length': '0' })],
    ['9.1: an extension that nobody knows', request({ 'Sec-WebSocket-Extensions': 'x-webkit-deflate-frame, foo; bar=1' })],
    ['9.1: permessage-deflate, which is not switched on', request({ 'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits' })],
    ['1.9: a subprotocol, where the server has none', request({ 'Sec-WebSocket-Protocol': 'chat, superchat' })],
];

/* --- what is not --- */

const REFUSED = [
    ['4.2.1: no Connection', request({ Connection: undefined }), 400],
    ['4.2.1: a Connection that does not say Upgrade', request({ Connection: 'keep-alive' }), 400],
    ['4.2.1: a Connection that says something longer', request({ Connection: 'Upgrades' }), 400],
    ['4.2.1: a Connection that says it amid a word', request({ Connection: 'x-Upgrade' }), 400],
    ['4.2.1: no key', request({ 'Sec-WebSocket-Key': undefined }), 400],
    ['4.2.1: an empty key', request({ 'Sec-WebSocket-Key': '' }), 400],
    ['4.2.1: a key of 15 bytes', request({ 'Sec-WebSocket-Key': Buffer.alloc(15, 1).toString('base64') }), 400],
    ['4.2.1: a key of 17 bytes', request({ 'Sec-WebSocket-Key': Buffer.alloc(17, 1).toString('base64') }), 400],
    ['4.2.1: a key of 18 bytes', request({ 'Sec-WebSocket-Key': Buffer.alloc(18, 1).toString('base64') }), 400],
    ['4.2.1: a key without its padding', request({ 'Sec-WebSocket-Key': KEY.slice(0, 22) }), 400],
    ['4.2.1: a key with half its padding', request({ 'Sec-WebSocket-Key': KEY.slice(0, 23) }), 400],
    ['4.2.1: a key with more padding', request({ 'Sec-WebSocket-Key': `${KEY}=` }), 400],
    ['4.2.1: a key with a character that is not in base64', request({ 'Sec-WebSocket-Key': KEY.replace('d', '!') }), 400],
    ['4.2.1: a key in the other alphabet of base64', request({ 'Sec-WebSocket-Key': '-_-_-_-_-_-_-_-_-_-_-w==' }), 400],
    ['4.2.1: a key with a blank in it', request({ 'Sec-WebSocket-Key': KEY.replace('I', ' ') }), 400],
    ['4.2.1: a key whose last bits are not zero', request({ 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZR==' }), 400],
    ['4.2.1: two keys', request({ 'Sec-WebSocket-Key': [KEY, 'x3JJHMbDL1EzLkh9GBhXDw=='] }), 400],
    ['4.2.1: the same key twice', request({ 'Sec-WebSocket-Key': [KEY, KEY] }), 400],
    ['4.2.1: no version', request({ 'Sec-WebSocket-Version': undefined }), 400],
    ...['8', '12', '14', '0', '1', '130', '013', '+13', '13.0', '13, 8', '8, 13', '255', 'thirteen', ''].map((version) =>
        [`4.4: version ${JSON.stringify(version)}`, request({ 'Sec-WebSocket-Version': version }), 426]),
    ['4.4: two versions', request({ 'Sec-WebSocket-Version': ['13', '8'] }), 426],
    ...['POST', 'PUT', 'HEAD', 'DELETE', 'OPTIONS', 'PATCH'].map((method) => [`4.2.1: the method ${method}`, request({}, `${method} /chat HTTP/1.1`), 400]),
    ['4.2.1: no host', request({ Host: undefined }), 400],
    ['4.2.1: an empty host', request({ Host: '' }), 400],
    ['4.2.1: two hosts', request({ Host: ['example.com', 'example.org'] }), 400],
    ['4.2.1: a host with a blank', request({ Host: 'exam ple.com' }), 400],
    ['4.2.1: a body', `${request({ 'Content-Length': '5' })}hello`, 400],
    ['4.2.1: a body in chunks', `${request({ 'Transfer-Encoding': 'chunked' })}0\r\n\r\n`, 400],
    ['4.2.1: HTTP/2.0', request({}, 'GET /chat HTTP/2.0'), 505],
    ['4.2.1: a folded field', request({ Connection: 'keep-alive,\r\n Upgrade' }), 400],
    ['4.2.1: a blank before a colon', request().replace('Upgrade:', 'Upgrade :'), 400],
    ['4.2.1: a field without a name', request().replace('Upgrade:', ':'), 400],
    ['4.2.1: NUL in a field', request({ Origin: 'a\0b' }), 400],
    ['4.2.1: a path that is none', request({}, 'GET chat HTTP/1.1'), 400],
    ['4.2.1: a path with a fragment', request({}, 'GET /chat#here HTTP/1.1'), 400],
    ['4.2.1: a path that is too long', request({}, `GET /${'x'.repeat(9000)} HTTP/1.1`), 414],
    ['4.2.1: a head that is too long', request({ 'X-Long': 'y'.repeat(40_000) }), 431],
];

/* Not an upgrade to WebSocket: an ordinary request, where such are taken. */
const ORDINARY = [
    ['4.2.1: no Upgrade', request({ Upgrade: undefined })],
    ['4.2.1: an Upgrade to something else', request({ Upgrade: 'h2c' })],
    ['4.2.1: an Upgrade to something longer', request({ Upgrade: 'websockets' })],
    ['RFC 9110, 7.8: h2c, as Java offers it', request({ Upgrade: 'h2c', Connection: 'Upgrade, HTTP2-Settings', 'HTTP2-Settings': 'AAEAAEAAAAIAAAAB' })],
    ['RFC 9110, 7.8: TLS and h2c', request({ Upgrade: 'TLS/1.0, h2c' })],
    ['RFC 9110, 7.8: h2c with a body', `${request({ Upgrade: 'h2c', 'Content-Length': '5' }, 'POST /chat HTTP/1.1')}hello`],
    ['RFC 9110, 7.8: h2c with a body in chunks', `${request({ Upgrade: 'h2c', 'Transfer-Encoding': 'chunked' }, 'POST /chat HTTP/1.1')}1\r\na\r\n0\r\n\r\n`],
    ['RFC 9110, 7.8: HTTP/1.0 knows no Upgrade', request({ Connection: 'Upgrade, keep-alive' }, 'GET /chat HTTP/1.0')],
];

/* --- claims --- */

async function withPeer(port, play) {
    const peer = await Peer.connect(port);
    try {
        await play(peer);
    } finally {
        peer.destroy();
    }
}

/* The answer is a right one, and nothing but what was asked for is in it. */
function checkUpgrade(answer, key) {
    assert.equal(answer.status, 101);
    assert.equal(answer.headers.upgrade.toLowerCase(), 'websocket');
    assert.equal(answer.headers.connection.toLowerCase(), 'upgrade');
    assert.equal(answer.headers['sec-websocket-accept'], acceptOf(key));
    for (const name of ['sec-websocket-extensions', 'sec-websocket-protocol', 'content-length', 'transfer-encoding']) assert.ok(!(name in answer.headers), name);
}

async function echoes(peer) {
    await peer.write(text('hello'));
    await peer.expect(said('text', 'hello'));
    await peer.write(close(1000));
    await peer.expect(closed(1000));
    await peer.expect('end');
}

const accepted = (port, title, bytes, key = KEY) => ({ title, run: () => withPeer(port, async (peer) => {
    await peer.write(bytes);
    const answer = await peer.answer();
    checkUpgrade(answer, key);
    peer.upgraded(answer);
    await echoes(peer);
}) });

const refused = (port, title, bytes, status) => ({ title, run: () => withPeer(port, async (peer) => {
    await peer.write(bytes);
    const answer = await peer.answer({ bodiless: bytes.startsWith('HEAD') });
    assert.equal(answer.status, status);
    assert.equal(answer.headers['sec-websocket-version'], status === 426 ? '13' : undefined);
    assert.ok(!('sec-websocket-accept' in answer.headers));
    assert.equal(answer.headers.connection?.toLowerCase(), 'close');
    assert.equal(await peer.over(), 'end');
}) });

const ordinary = (title, bytes) => ({ title, run: () => withPeer(mixed.port, async (peer) => {
    for (let i = 0; i < 2; i++) {
        await peer.write(bytes);
        const answer = await peer.answer();
        assert.equal(answer.status, 200);
        assert.equal(answer.body, 'no WebSocket');
    }
}) });

/* Bytes that are written in pieces, and then what is heard. */
const early = (title, pieces, ...lines) => ({ title, run: () => withPeer(mixed.port, async (peer) => {
    for (const piece of pieces) {
        await peer.write(piece);
        await new Promise(setImmediate);
    }
    const answer = await peer.answer();
    checkUpgrade(answer, KEY);
    peer.upgraded(answer);
    for (const line of lines) await peer.expect(line);
    if (lines.at(-1) !== 'end') await echoes(peer);
}) });

const upgrade = Buffer.from(request()), hello = text('early'), plus = (...parts) => Buffer.concat([upgrade, ...parts]);
const big = Buffer.alloc(300_000, 'x');

const claims = [
    ...ACCEPTED.flatMap(([title, bytes, key]) => [accepted(mixed.port, title, bytes, key), accepted(only.port, `${title}, at a port that speaks nothing else`, bytes, key)]),
    ...REFUSED.flatMap(([title, bytes, status]) => [refused(mixed.port, title, bytes, status), refused(only.port, `${title}, at a port that speaks nothing else`, bytes, status)]),
    ...ORDINARY.flatMap(([title, bytes]) => [ordinary(title, bytes), refused(only.port, `${title}, at a port that speaks nothing else`, bytes, 426)]),
    early('4.1: a request in segments of one byte', [...upgrade].map((b) => Buffer.of(b))),
    early('4.1: a text in one segment with the request', [plus(hello)], said('text', 'early')),
    early('4.1: three texts in one segment with the request', [plus(hello, ping('x'), hello, hello)], said('pong', 'x'), said('text', 'early'), said('text', 'early'), said('text', 'early')),
    early('4.1: half a text in one segment with the request', [plus(hello.subarray(0, 7)), hello.subarray(7)], said('text', 'early')),
    early('4.1: half a header in one segment with the request', [plus(hello.subarray(0, 1)), hello.subarray(1)], said('text', 'early')),
    early('4.1: a text of 300,000 bytes right behind the request', [plus(text(big))], said('text', big)),
    early('4.1: a ping in one segment with the request', [plus(ping('now'))], said('pong', 'now')),
    early('4.1: a close in one segment with the request', [plus(close(1000))], closed(1000), 'end'),
    early('4.1: a frame that is not masked in one segment with the request', [plus(frame(1, 'x', { mask: null }))], closed(1002), 'end'),
    early('4.1: an end right behind the request', [plus(hello, close(3000))], said('text', 'early'), closed(3000), 'end'),
    { title: '4.1: an ordinary request, then the upgrade on the same connection', run: () => withPeer(mixed.port, async (peer) => {
        const first = request({ Upgrade: undefined, Connection: undefined });
        await peer.write(first + request());
        assert.equal((await peer.answer()).body, 'no WebSocket');
        const answer = await peer.answer();
        checkUpgrade(answer, KEY);
        peer.upgraded(answer);
        await echoes(peer);
    }) },
];

await prove(claims.map((one) => ({ ...one, title: /^\d/.test(one.title) ? `RFC 6455, ${one.title}` : one.title })), [mixed, only]);
