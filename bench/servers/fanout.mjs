// The yardstick of the chat room: ws's own example of a broadcast to all but the sender. "+N" is answered with the same (all are in the one room there
// is). The message is sent as the buffer it came in, which spares ws a conversion for each client. Prints "READY <port>".
import { createRequire } from 'node:module';

const { WebSocket, WebSocketServer } = createRequire(process.env.BENCH_MODULES + '/')('ws');

const server = new WebSocketServer({ port: 0, host: '127.0.0.1', backlog: 4096, perMessageDeflate: false });
server.on('connection', (socket) => {
    socket.on('message', (data, isBinary) => {
        if (data[0] === 0x2b) {
            socket.send(data, { binary: isBinary });
            return;
        }
        for (const client of server.clients) {
            if (client !== socket && client.readyState === WebSocket.OPEN) client.send(data, { binary: isBinary });
        }
    });
    socket.on('error', () => socket.terminate());
});
server.on('listening', () => console.log(`READY ${server.address().port}`));
