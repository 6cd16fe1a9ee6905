#!/usr/bin/env node
// pages_test.mjs - a real browser on pages of ours: files of the docs root, a form with files, a redirect, a 404, a WebSocket, Server-Sent Events.
//
// Environment: APPNET_SO the extension, APPNET_BROWSER a folder whose node_modules has playwright-core; screenshots are left there.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { build, openBrowser } from './browser_help.mjs';
import { runClaims, startServer } from './server_help.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const scratch = fs.mkdtempSync(`${build}/scratch.`);
let server, page, base;

async function a_page_of_the_docs_root_comes_with_its_style_and_its_script() {
    const answer = await page.goto(base);
    assert.equal(answer.status(), 200);
    assert.equal(answer.headers()['content-type'], 'text/html; charset=utf-8');
    assert.equal(await page.title(), 'appnet in a browser');
    assert.equal(await page.textContent('h1'), 'Ünicode, and a stylesheet');
    assert.equal(await page.textContent('#script'), 'The script has run.');
    assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector('h1')).color), 'rgb(0, 100, 60)');
}

async function files_picked_in_a_form_are_listed_with_their_names_and_sizes() {
    const picked = [['größe & <b>.txt', Buffer.from('hello\r\n--not a boundary\r\n'), 'text/plain'], ['large.png', randomBytes(3_000_000), 'image/png']];
    const paths = picked.map(([name, bytes]) => {
        fs.writeFileSync(`${scratch}/${name}`, bytes);
        return `${scratch}/${name}`;
    });
    await page.goto(base);
    await page.fill('input[name=note]', 'two files – ok?');
    await page.setInputFiles('input[type=file]', paths);
    await Promise.all([page.waitForURL('**/upload'), page.click('button')]);
    await page.screenshot({ path: `${build}/uploaded.png` });
    assert.equal(await page.textContent('h1'), 'two files – ok?');
    const rows = await page.$$eval('tr', (all) => all.map((row) => [...row.cells].map((cell) => cell.textContent)));
    assert.deepEqual(rows, picked.map(([name, bytes, type]) => [name, type, String(bytes.length), createHash('md5').update(bytes).digest('hex')]));
    picked.forEach(([, bytes], i) => assert.ok(fs.readFileSync(`${scratch}/kept/${i}`).equals(bytes)));
    const left = fs.readdirSync(`${scratch}/uploads`).filter((name) => !name.startsWith('.appnet-')); // the server's own mark
    assert.deepEqual(left, []);
}

async function a_folder_gets_its_slash_so_that_what_is_in_it_is_found() {
    await page.goto(base);
    await Promise.all([page.waitForURL('**/folder/'), page.click('a')]);
    assert.equal(await page.textContent('h1'), 'A folder');
    assert.deepEqual(await page.$eval('img', async (img) => (await img.decode(), [img.naturalWidth, img.naturalHeight])), [48, 32]);
    const answer = await page.goto(`${base}folder`);
    assert.equal((await answer.request().redirectedFrom().response()).status(), 301);
}

async function what_is_not_there_shows_the_page_of_the_404() {
    const answer = await page.goto(`${base}folder/missing.html`);
    assert.equal(answer.status(), 404);
    assert.equal(page.url(), `${base}folder/missing.html`);
    assert.equal(await page.textContent('h1'), 'There is no such page');
    await page.screenshot({ path: `${build}/missing.png` });
}

async function what_is_no_file_is_answered_by_php() {
    await page.goto(`${base}elsewhere`);
    assert.equal(await page.textContent('body'), 'PHP was asked');
}

async function a_page_opens_a_websocket_on_the_same_port() {
    await page.goto(base);
    const heard = await page.evaluate((url) => new Promise((resolve, reject) => {
        const socket = new WebSocket(url);
        socket.onopen = () => socket.send('hello');
        socket.onmessage = (message) => (resolve(message.data), socket.close());
        socket.onerror = () => reject(new Error('the WebSocket has failed'));
    }), base.replace('http', 'ws'));
    assert.equal(heard, 'you said hello');
}

async function the_example_of_uploads_lists_what_it_was_given() {
    const example = await startServer(`${here}/../../examples/upload.php`, ['0', `${scratch}/example`], /listening on \S+ port (\d+) /);
    await page.goto(`http://127.0.0.1:${example.port}/`);
    await page.setInputFiles('input[type=file]', [{ name: 'note.txt', mimeType: 'text/plain', buffer: Buffer.from('hello') }]);
    await page.click('button');
    const sum = createHash('sha256').update('hello').digest('hex');
    assert.equal(await page.textContent('li'), `note.txt: 5 bytes, sha256 ${sum}`);
    assert.equal(await example.stop(), 0);
}

async function an_event_source_hears_one_event_after_the_other() {
    const example = await startServer(`${here}/../../examples/sse.php`, ['0'], /listening on \S+ port (\d+) /);
    await page.goto(`http://127.0.0.1:${example.port}/`);
    assert.equal(await page.title(), 'Server-Sent Events');
    await page.waitForFunction(() => /^\d\d:\d\d:\d\d$/.test(document.querySelector('#clock').textContent));
    const heard = await page.evaluate(() => new Promise((resolve, reject) => {
        const source = new EventSource('/events'), events = [];
        source.onmessage = (event) => {
            if (events.push(event.data) === 3) (resolve(events), source.close());
        };
        source.onerror = () => reject(new Error('the EventSource has failed'));
    }));
    heard.forEach((event) => assert.match(event, /^\d\d:\d\d:\d\d$/));
    assert.equal(await example.stop(), 0);
}

async function the_server_stops_without_a_complaint() {
    await page.goto('about:blank');
    assert.equal(await server.stop(), 0);
    assert.doesNotMatch(server.log(), / error: |signal \d/);
}

fs.mkdirSync(`${scratch}/uploads`);
fs.mkdirSync(`${scratch}/kept`);
server = await startServer(`${here}/server.php`, [scratch]);
base = `http://127.0.0.1:${server.port}/`;
const browser = await openBrowser();
page = await browser.newPage({ viewport: { width: 800, height: 500 } });
page.setDefaultTimeout(20_000);
const failed = await runClaims([
    a_page_of_the_docs_root_comes_with_its_style_and_its_script,
    files_picked_in_a_form_are_listed_with_their_names_and_sizes,
    a_folder_gets_its_slash_so_that_what_is_in_it_is_found,
    what_is_not_there_shows_the_page_of_the_404,
    what_is_no_file_is_answered_by_php,
    a_page_opens_a_websocket_on_the_same_port,
    the_example_of_uploads_lists_what_it_was_given,
    an_event_source_hears_one_event_after_the_other,
    the_server_stops_without_a_complaint,
], () => server.log());
await browser.close();
await server.stop();
fs.rmSync(scratch, { recursive: true });
process.exit(failed ? 1 : 0);
