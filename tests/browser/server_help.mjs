// server_help.mjs - our servers as processes, and claims as lines of TAP.
import { spawn } from 'node:child_process';
import fs from 'node:fs';

/* Starts a script that prints "READY <port>" (or, with `says`, something else with the port in it). Resolves to { port, stop(), log() }; stop() resolves to its exit status. */
export function startServer(logFile, script, args, says = /^READY (\d+)$/m) {
    const log = fs.openSync(logFile, 'w');
    const command = ['-n', '-d', `extension=${process.env.APPNET_SO}`, script, ...args];
    const child = spawn(process.env.PHP ?? 'php', command, { stdio: ['ignore', 'pipe', log] });
    fs.closeSync(log);
    process.once('exit', () => child.kill('SIGTERM'));
    const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)));
    const server = {
        log: () => fs.readFileSync(logFile, 'utf8'),
        stop: () => (child.kill('SIGTERM'), ended),
    };
    return new Promise((resolve, reject) => {
        let text = '';
        child.stdout.on('data', (bytes) => {
            text += bytes;
            const ready = says.exec(text);
            if (ready) resolve(Object.assign(server, { port: Number(ready[1]) }));
        });
        ended.then((status) => reject(new Error(`${script} ended with ${status} instead of starting:\n${text}${server.log()}`)));
    });
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
