// cases_help.mjs - cases as data: [title, step…, options]. Many run at a time; each has a connection of its own and is one line of TAP.
//
// A step is bytes to send, a line to hear, or a function of the peer. When a case ends and the server has not, the client closes and must be answered: so
// each case also proves that nothing else was sent, and that the connection was still in order.
//
// Environment: APPNET_SO the extension, APPNET_WEBSOCKET a folder whose node_modules has ws.
import { startServer } from '../browser/server_help.mjs';

import { close, Peer } from './wire_help.mjs';

const AT_A_TIME = 24;
const LONGEST_CASE_MS = 45_000;

export const server = (options = {}) => startServer(new URL('server.php', import.meta.url).pathname, [JSON.stringify(options)]);

/* From here to there, both included, as a list. */
export const range = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
export const hex = (b) => Buffer.from(b).toString('hex').replace(/../g, '$& ').trimEnd();

async function play(port, steps, options) {
    const peer = await Peer.open(port, options);
    try {
        for (const step of steps) {
            if (typeof step === 'function') await step(peer);
            else if (typeof step === 'string') await peer.expect(step);
            else await peer.write(step);
        }
        if (steps.at(-1) === 'end' || peer.done) return;
        await peer.write(close(1000));
        await peer.expect('close 1000');
        await peer.expect('end');
    } finally {
        peer.destroy();
    }
}

/* A case of WebSocket as a claim: { title, run }. */
export function claim(port, [title, ...steps]) {
    const options = steps.length && Object.getPrototypeOf(steps.at(-1)) === Object.prototype ? steps.pop() : {};
    return { title: /^\d/.test(title) ? `RFC 6455, ${title}` : title, run: () => play(port, steps, options) };
}

function within(limit, promise) {
    let timer;
    const late = new Promise((_, reject) => { timer = setTimeout(() => reject(new Error(`no end after ${limit} ms`)), limit); });
    return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/* Runs claims { title, run }, then ends the servers, whose logs must not complain, and the process. What there is to say of failures comes last. */
export async function prove(claims, servers) {
    const waiting = [...claims], failures = [];
    let number = 0;
    const fail = (title, why) => {
        console.log(`not ok ${++number} - ${title}`);
        failures.push(`${title}\n${why}`.replaceAll(/^/gm, '# '));
    };
    console.log(`1..${claims.length + 1}`);
    async function lane() {
        for (let one; (one = waiting.shift());) {
            try {
                await within(LONGEST_CASE_MS, one.run());
                console.log(`ok ${++number} - ${one.title}`);
            } catch (error) {
                fail(one.title, error.stack);
            }
        }
    }
    await Promise.all(Array.from({ length: AT_A_TIME }, lane));
    const logs = [];
    for (const one of servers) {
        const status = await one.stop();
        if (status !== 0 || / error: |signal \d|\b(Warning|Fatal|Notice|Deprecated)\b/.test(one.log())) logs.push(`status ${status}\n${one.log()}`);
    }
    if (logs.length) fail('the servers stop without a complaint', logs.join('\n'));
    else console.log(`ok ${++number} - the servers stop without a complaint`);
    for (const failure of failures) console.log(failure);
    process.exit(failures.length ? 1 : 0);
}
