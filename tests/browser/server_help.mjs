// server_help.mjs - our servers as processes, and claims as lines of TAP.
import { spawn } from 'node:child_process';
import fs from 'node:fs';

const LIMIT_MS = 20_000;

/* Starts a script and waits until what it says matches, with the port in it. Resolves to { pid, port, log(), stop() }; stop() resolves to its exit status. */
export function startServer(script, args, says = /^READY (\d+)$/m) {
    const command = ['-n', '-d', `extension=${process.env.APPNET_SO}`, script, ...args];
    const child = spawn(process.env.PHP ?? 'php', command, { stdio: ['ignore', 'pipe', 'pipe'] });
    process.once('exit', () => child.kill('SIGTERM'));
    let text = '';
    const ended = new Promise((resolve) => child.once('close', (code, signal) => resolve(code ?? signal)));
    const server = { pid: child.pid, log: () => text, stop: () => (child.kill('SIGTERM'), ended) };
    return new Promise((resolve, reject) => {
        const fail = (why) => reject(new Error(`${script} ${why} instead of starting:\n${text}`));
        const timer = setTimeout(fail, LIMIT_MS, 'takes its time');
        const hear = (bytes) => {
            text += bytes;
            const ready = says.exec(text);
            if (ready) (clearTimeout(timer), resolve(Object.assign(server, { port: Number(ready[1]) })));
        };
        child.stdout.on('data', hear);
        child.stderr.on('data', hear);
        ended.then((status) => (clearTimeout(timer), fail(`ended with ${status}`)));
    });
}

/* The processes of a server below its supervisor. The network process alone has several threads; the others are workers and task workers. */
export function childrenOf({ pid }) {
    return fs.readdirSync(`/proc/${pid}/task`).flatMap((task) => fs.readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(' ')).filter(Boolean).map(Number);
}

/* Those of its children that have one thread and no others: none that has just gone. */
export function workersOf(server) {
    return childrenOf(server).filter((pid) => {
        try {
            return fs.readdirSync(`/proc/${pid}/task`).length === 1;
        } catch (error) {
            if (['ENOENT', 'ESRCH'].includes(error.code)) return false;
            throw error;
        }
    });
}

/* Waits until it holds; `what` names it. */
export async function until(what, holds) {
    const limit = Date.now() + LIMIT_MS;
    while (!holds()) {
        if (Date.now() > limit) throw new Error(`${what}: not within ${LIMIT_MS} ms`);
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
}

/* Runs claims (named async functions) one after the other. Resolves to how many were not kept. */
export async function runClaims(claims, lastWords) {
    let failed = 0;
    console.log(`1..${claims.length}`);
    for (const [i, claim] of claims.entries()) {
        const name = claim.name.replaceAll('_', ' ');
        try {
            await claim();
            console.log(`ok ${i + 1} - ${name}`);
        } catch (error) {
            failed++;
            console.log(`not ok ${i + 1} - ${name}`);
            console.log(`${error.stack}\n${lastWords()}`.replaceAll(/^/gm, '# '));
        }
    }
    return failed;
}
