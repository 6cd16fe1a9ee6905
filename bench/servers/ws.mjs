// The WebSocket yardstick: an echo on Node's ws. Prints "READY <port>". BENCH_MODULES is the folder whose node_modules has ws.
import { createRequire } from 'node:module';

const { WebSocketServer } = createRequire(process.env.BENCH_MODULES + '/')('ws');

const server = new WebSocketServer({ port: 0, host: '127.0.0.1', backlog: 4096, perMessageDeflate: false });
server.on('connection', (socket) => {
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
    socket.on('error', () => socket.terminate());
});
server.on('listening', () => console.log(`READY ${server.address().port}`));
