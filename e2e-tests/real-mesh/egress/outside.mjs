// The servers outside the mesh. Each tells its caller how the call arrived, so
// that a test can tell who called, by which name and by which certificate.
//
//   node outside.mjs CERTIFICATE KEY CLIENT_AUTHORITY
//
//   80         HTTP
//   443        HTTPS
//   8443       HTTPS that only a client with a certificate gets into
//   5432       TCP: reads a line and answers one
//   5433       TCP: speaks first, and waits for nothing
//   9900       what arrived so far (GET), and which ports are closed (PUT)
import { readFileSync } from 'node:fs';
import { createServer as createHttp } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { createServer as createTcp } from 'node:net';

const [certificate, key, clientAuthority] = process.argv
  .slice(2)
  .map(file => readFileSync(file));
const seen = [];
const addressOf = socket => socket.remoteAddress.replace(/^::ffff:/, '');

function answer(request, response) {
  const { socket } = request;
  const one = {
    token: request.url.slice(1),
    host: request.headers.host,
    from: addressOf(socket),
    port: socket.localPort,
    serverName: socket.servername || undefined,
    protocol: socket.getProtocol?.(),
    client: socket.getPeerCertificate?.()?.subject?.CN,
    headers: request.headers,
  };
  seen.push(one);
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify(one));
}

function answerLines(socket) {
  let text = '';
  socket.on('error', () => {});
  socket.on('data', data => {
    text += data;
    const end = text.indexOf('\n');
    if (end < 0) return;
    const one = {
      token: text.slice(0, end),
      from: addressOf(socket),
      port: socket.localPort,
    };
    text = text.slice(end + 1);
    seen.push(one);
    socket.write(`${JSON.stringify(one)}\n`);
  });
}

function speakFirst(socket) {
  socket.on('error', () => {});
  const one = { from: addressOf(socket), port: socket.localPort };
  socket.write(`${JSON.stringify(one)}\n`);
}

const tls = { cert: certificate, key };
const servers = {
  80: () => createHttp(answer),
  443: () => createHttps(tls, answer),
  8443: () =>
    createHttps(
      {
        ...tls,
        ca: clientAuthority,
        requestCert: true,
        rejectUnauthorized: true,
      },
      answer,
    ),
  5432: () => createTcp(answerLines),
  5433: () => createTcp(speakFirst),
};
const open = new Map();

async function listen(port) {
  const server = servers[port]();
  const connections = new Set();
  server.on('connection', socket => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  await new Promise(resolve => server.listen(Number(port), resolve));
  open.set(port, () => {
    connections.forEach(socket => socket.destroy());
    return new Promise(resolve => server.close(resolve));
  });
}

async function close(port) {
  const end = open.get(port);
  open.delete(port);
  await end?.();
}

createHttp((request, response) => {
  if (request.method === 'GET') {
    response.end(JSON.stringify(seen));
    return;
  }
  let text = '';
  request.on('data', data => {
    text += data;
  });
  request.on('end', async () => {
    const closed = JSON.parse(text).map(String);
    for (const port of Object.keys(servers)) {
      if (closed.includes(port)) await close(port);
      else if (!open.has(port)) await listen(port);
    }
    response.end();
  });
}).listen(9900);

await Promise.all(Object.keys(servers).map(listen));
