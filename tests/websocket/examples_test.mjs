#!/usr/bin/env node
// examples_test.mjs - the short examples do what their first lines say.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import net from 'node:net';

import { startServer, until, workersOf } from '../browser/server_help.mjs';
import { prove } from './cases_help.mjs';
import { LIMIT_MS } from './wire_help.mjs';

const { WebSocket } = createRequire(`${process.env.APPNET_WEBSOCKET}/`)('ws');
const folder = fs.mkdtempSync(`${process.env.APPNET_WEBSOCKET}/examples.`);
const example = (name) => startServer(new URL(`../../examples/${name}.php`, import.meta.url).pathname, ['0', `${folder}/${name}`], /listening on \S+ port (\d+)/);
const all = ['echo', 'push', 'game', 'iot', 'sse', 'upload', 'chat/server'];
const [echo, push, game, iot, sse, upload, chat] = await Promise.all(all.map(example));
process.once('exit', () => fs.rmSync(folder, { recursive: true }));

/* What is heard, one by one; each wait has a limit. */
class Inbox {
    #heard = [];
    #wake = () => {};

    put(one) {
        this.#heard.push(one);
        this.#wake();
    }

    next(what) {
        return new Promise((resolve, reject) => {
            const timer = setTimeout(() => reject(new Error(`${what} is not heard`)), LIMIT_MS);
            this.#wake = () => this.#heard.length && (clearTimeout(timer), this.#wake = () => {}, resolve(this.#heard.shift()));
            this.#wake();
        });
    }

    async until(test, what) {
        for (let one; ; ) if (test(one = await this.next(what))) return one;
    }
}

async function connect(port) {
    const inbox = new Inbox(), socket = new WebSocket(`ws://127.0.0.1:${port}/`, { handshakeTimeout: LIMIT_MS });
    socket.on('message', (data, binary) => inbox.put(binary ? data : data.toString()));
    socket.on('close', (code, reason) => inbox.put(`closed ${code} ${reason}`));
    await once(socket, 'open');
    return Object.assign(socket, { inbox });
}

/* A client of lines. */
async function dial(port) {
    const inbox = new Inbox(), socket = net.connect(port, '127.0.0.1');
    let rest = '';
    socket.on('data', (data) => {
        const lines = (rest + data).split('\n');
        rest = lines.pop();
        lines.forEach((line) => inbox.put(line));
    });
    socket.on('close', () => inbox.put('closed'));
    await once(socket, 'connect');
    return Object.assign(socket, { inbox });
}

const get = (port, path = '/', options = {}) => fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(LIMIT_MS), ...options });
const post = async (path, body) => (await get(push.port, path, { method: 'POST', body })).status;

async function user(name) {
    const socket = await connect(push.port);
    socket.send(name);
    assert.equal(await socket.inbox.next('the welcome'), `hello ${name}`);
    return socket;
}

/* Publications overtake subscriptions that another worker has just asked for: until the first one arrives. */
async function pushed(path, sockets) {
    const waiting = new Set(sockets);
    for (const socket of sockets) socket.inbox.until((text) => text === 'ready', 'the first push').then(() => waiting.delete(socket));
    while (waiting.size) await post(path, 'ready');
}

async function quiet(socket, text) {
    assert.equal(await socket.inbox.until((one) => one !== 'ready', 'a push'), text);
}

/* A form as no page of ours sends it. */
function oddForm() {
    const form = new FormData();
    form.append('files', new Blob(['one file']), 'one <file>');
    form.append('note[]', 'a list');
    return form;
}

/* What any client may do to any server, in each of the protocols. That nothing of it made PHP complain shows when the servers stop. */
async function try_all_protocols({ port }) {
    const line = await dial(port);
    line.end('a line\n');
    await line.inbox.until((said) => said === 'closed', 'the end of TCP');
    const socket = new WebSocket(`ws://127.0.0.1:${port}/events`, { handshakeTimeout: LIMIT_MS });
    const refused = once(socket, 'unexpected-response').then(([, { statusCode }]) => statusCode);
    if (await Promise.race([refused, once(socket, 'open').then(() => 101)]) === 101) {
        for (const said of ['text', Buffer.from([1, 2, 0xff]), '']) socket.send(said);
        (socket.close(), await once(socket, 'close'));
    }
    for (const path of ['/', '/events', '/push/%FF', '/%3Cb%3E?a[]=b']) {
        for (const options of [{}, { method: 'HEAD' }, { method: 'POST', body: oddForm() }, { method: 'POST', body: '{"a":' }]) {
            const answer = await get(port, path, options);
            assert.ok(answer.status < 500, `${options.method} ${path}: ${answer.status}`);
            await answer.body?.cancel();
        }
    }
}

/* Until all workers are others. */
async function reload(server) {
    const old = workersOf(server);
    process.kill(server.pid, 'SIGUSR1');
    await until('a reload', () => !workersOf(server).some((pid) => old.includes(pid)));
}

/* number => [x, y] */
function world(data) {
    const all = new Map();
    for (let at = 3; at < data.length; at += 8) all.set(data.readUInt32BE(at), [data.readUInt16BE(at + 4), data.readUInt16BE(at + 6)]);
    return all;
}

const claims = [
    { title: 'echo: says the same in three protocols', run: async () => {
        const socket = await connect(echo.port), line = await dial(echo.port);
        socket.send('over WebSocket');
        assert.match(await socket.inbox.next('the echo'), /over WebSocket/);
        line.write('over TCP\n');
        assert.match(await line.inbox.next('the echo'), /over TCP/);
        assert.equal((await get(echo.port)).status, 200);
        (socket.terminate(), line.destroy());
    } },
    { title: 'echo: what a client says does not become a page', run: async () => {
        for (const options of [{}, { method: 'POST', body: '<script>alert(1)</script>' }]) {
            assert.equal((await get(echo.port, '/<script>alert(1)</script>', options)).headers.get('content-type'), 'text/plain; charset=utf-8');
        }
    } },
    { title: 'sse: the answer goes on, an event a second', run: async () => {
        const answer = await get(sse.port, '/events');
        assert.equal(answer.headers.get('content-type'), 'text/event-stream');
        let heard = '';
        for await (const piece of answer.body.pipeThrough(new TextDecoderStream())) if ((heard += piece).match(/^data: \d\d:\d\d:\d\d$/mg)?.length === 3) break;
        assert.match(heard, /^retry: 2000$/m);
        assert.match(await (await get(sse.port)).text(), /EventSource/);
    } },
    { title: 'upload: keeps one file or many, whatever their names and the form look like', run: async () => {
        const sent = async (form) => (await get(upload.port, '/', { method: 'POST', body: form })).text();
        const two = new FormData();
        for (const name of ['a', 'b']) two.append('files[]', new Blob([name]), name);
        two.append('note', '<i>');
        const page = await sent(two);
        assert.match(page, /<p id="note">&lt;i&gt;<\/p>/);
        assert.deepEqual(page.match(/<li>.*?(?=,)/g), ['<li>a: 1 bytes', '<li>b: 1 bytes']);
        assert.match(await sent(oddForm()), /<p id="note"><\/p>\n<ul>\n<li>one &lt;file&gt;: 8 bytes, sha256 5a62d4db/);
        assert.match(await (await get(upload.port)).text(), /<form/);
    } },
    ...all.map((name, i) => ({ title: `${name}: no client of another kind makes it complain`, run: () => try_all_protocols([echo, push, game, iot, sse, upload, chat][i]) })),
    { title: 'push: a post to a user reaches all of her tabs, and nobody else', run: async () => {
        const tabs = [await user('ann'), await user('ann')], other = await user('bob');
        await pushed('/push/ann', tabs);
        await pushed('/push/bob', [other]);
        assert.equal(await post('/push/ann', 'Your parcel has arrived'), 202);
        for (const tab of tabs) await quiet(tab, 'Your parcel has arrived');
        assert.equal(await post('/push/bob', 'for Bob'), 202);
        await quiet(other, 'for Bob');
        for (const socket of [...tabs, other]) socket.terminate();
    } },
    { title: 'push: nobody of that name is a 404, what is no text a 400', run: async () => {
        assert.equal(await post('/push/nobody', 'hello'), 404);
        assert.equal(await post('/push/no body', 'hello'), 400);
        assert.equal(await post('/push/ann', Uint8Array.of(0xff)), 400);
        assert.equal(await post('/push/ann', ''), 400);
        assert.match(await (await get(push.port)).text(), /<title>Notifications/);
    } },
    { title: 'push: who has no name is sent away', run: async () => {
        const socket = await connect(push.port);
        socket.send('no name');
        assert.equal(await socket.inbox.next('the close'), 'closed 1008 no such user');
    } },
    { title: 'game: each tick says where everybody is, and keys move, also after a reload', run: async () => {
        const me = await connect(game.port), you = await connect(game.port);
        const hello = await me.inbox.next('my number');
        assert.equal(hello.toString('latin1', 0, 3), 'you');
        await you.inbox.next('the number of the other one');
        const number = hello.readUInt32BE(3), place = (data) => world(data).get(number);
        await you.inbox.until((data) => world(data).has(number), 'the other one');
        me.send(Uint8Array.of(1 | 4));
        await you.inbox.until((data) => String(place(data)) === '0,0', 'the upper left corner');
        me.send(Uint8Array.of(2));
        const [x, y] = place(await you.inbox.until((data) => place(data)[0] > 0, 'a step to the right'));
        assert.deepEqual([x % 12, y], [0, 0]);
        await reload(game);
        me.send(Uint8Array.of(1 | 4));
        await you.inbox.until((data) => String(place(data)) === '0,0', 'the corner of the new world');
        me.terminate();
        await you.inbox.until((data) => !world(data).has(number), 'its end');
        you.send('many bytes');
        await you.inbox.until((data) => data === 'closed 1003 one byte, please', 'the close');
        assert.match(await (await get(game.port)).text(), /<title>Dots/);
    } },
    { title: 'iot: what a device says reaches the dashboards, what they say the device, also after a reload', run: async () => {
        const device = await dial(iot.port), dashboard = await connect(iot.port);
        device.write('temperature 20\n');
        assert.equal(await device.inbox.next('an answer'), 'error: who are you?');
        device.write('id kit');
        device.write('chen\r\nwhat is this?!\n');
        assert.equal(await device.inbox.next('an answer'), 'ok');
        assert.equal(await device.inbox.next('an answer'), 'ok');
        dashboard.send('');
        let there = false;
        dashboard.inbox.until((text) => text === 'kitchen temperature 21.5', 'the temperature').then(() => { there = true; });
        while (!there) {
            device.write('temperature 21.5\n');
            assert.equal(await device.inbox.next('an answer'), 'ok');
        }
        dashboard.send('kitchen blink 3');
        assert.equal(await device.inbox.next('the command'), 'blink 3');
        await reload(iot);
        device.write('temperature 22\n');
        assert.equal(await device.inbox.next('an answer of the new worker'), 'ok');
        await dashboard.inbox.until((text) => text === 'kitchen temperature 22', 'the temperature after a reload');
        device.write(`${'x'.repeat(2000)}`);
        assert.equal(await device.inbox.next('the end'), 'closed');
        assert.match(await (await get(iot.port)).text(), /<title>Devices/);
        dashboard.terminate();
    } },
];

await prove(claims, [echo, push, game, iot, sse, upload, chat]);
