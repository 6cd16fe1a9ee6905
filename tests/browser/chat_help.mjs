// chat_help.mjs - the example of the chat as a server with a folder of its own, and people who use it, each in a browser of their own.
//
// What arrives at a page is kept as it came over its WebSocket as well (page.frames_heard), so that "not shown" is "not sent". Environment: see server_help.mjs
// and browser_help.mjs.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { build, openBrowser } from './browser_help.mjs';
import { startServer } from './server_help.mjs';

const script = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../examples/chat/server.php');

export const browser = await openBrowser();

export class Chat {
    complaints = [];  // of the pages,
    cutting = false;  // but not those of a lost connection
    folder = fs.mkdtempSync(`${build}/chat.`);

    static async start() {
        const chat = new Chat();
        await chat.serve(0);
        return chat;
    }

    async serve(port = this.server.port) {
        this.server = await startServer(script, [String(port), this.folder], /listening on \S+ port (\d+) /);
        this.base = `http://127.0.0.1:${this.server.port}/`;
    }

    /* Resolves to the exit status of the server. */
    async end() {
        const status = await this.server.stop();
        fs.rmSync(this.folder, { recursive: true });
        return status;
    }

    /* Someone who has come in; `address` is where they begin. */
    async person(name, { address = this.base, ...options } = {}) {
        const context = await browser.newContext({ viewport: { width: 1180, height: 760 }, colorScheme: 'light', locale: 'en-GB', reducedMotion: 'reduce', ...options });
        context.setDefaultTimeout(20_000);
        const who = { name, context };
        who.page = await this.tab(who, address);
        await who.page.fill('#name', name);
        await who.page.press('#name', 'Enter');
        await who.page.waitForSelector('#chat[data-state=open]');
        return who;
    }

    async tab(who, address = this.base) {
        const page = await who.context.newPage();
        page.frames_heard = [];
        page.sockets = 0;
        page.on('console', (message) => message.type() === 'error' && !this.cutting && this.complaints.push(`${who.name}: ${message.text()}`));
        page.on('pageerror', (error) => this.complaints.push(`${who.name}: ${error.stack}`));
        page.on('websocket', (socket) => {
            page.sockets++;
            socket.on('framereceived', ({ payload }) => page.frames_heard.push(JSON.parse(payload)));
        });
        await page.goto(address);
        return page;
    }
}

export async function say(who, text) {
    await who.page.fill('#text', text);
    await who.page.press('#text', 'Enter');
}

export async function go(who, name) {
    await who.page.evaluate((hash) => { location.hash = hash; }, name.replace(/^#?/, '#'));
    await stands(who, name);
}

/* Waits until the page shows this channel. */
export async function stands(who, name) {
    await who.page.waitForFunction((title) => document.querySelector('#title').textContent === title, name.replace(/^@/, ''));
}

export const shown = (page) => page.$$eval('#log .message:not(.pending) .text', (all) => all.map((one) => one.textContent));

/* Waits until the page shows these messages at the end, and says what it shows if it does not. */
export async function sees(who, texts) {
    const last = async () => (await shown(who.page)).slice(-texts.length);
    await who.page.waitForFunction((wanted) => {
        const all = [...document.querySelectorAll('#log .message:not(.pending) .text')].map((one) => one.textContent);
        return JSON.stringify(all.slice(-wanted.length)) === JSON.stringify(wanted);
    }, texts).catch(async () => assert.deepEqual(await last(), texts, `${who.name} sees`));
}

export const heard = (who, text) => JSON.stringify(who.page.frames_heard).includes(text);
