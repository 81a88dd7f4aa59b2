// The program in a caller's pod: makes the calls that a test asks for, each on a
// connection of its own, and serves something itself.
//
//   node caller.mjs CERTIFICATE KEY
//
//   POST :9100/calls  [{ kind, address, port, host, token, authority, headers, silent }, …]
//   POST :9100/loop   { name, call, everyMilliseconds }   calls again and again
//   POST :9100/end    { name }                            ends that, and tells how it went
//
//   8080, 8443, 7000  HTTP, HTTPS and TCP of the pod's own
import { readFileSync } from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import {
  createServer as createHttps,
  request as httpsRequest,
} from 'node:https';
import { connect, createServer as createTcp } from 'node:net';

const SECONDS = 5;
const [certificate, key] = process.argv
  .slice(2)
  .map(file => readFileSync(file));

function overHttp({ kind, address, port, host, token, authority, headers }) {
  return new Promise(resolve => {
    const secure = kind === 'https';
    const request = (secure ? httpsRequest : httpRequest)({
      agent: false,
      host: address,
      port,
      path: `/${token}`,
      headers: { ...headers, host },
      timeout: SECONDS * 1000,
      ...(secure ? { servername: host, ca: authority } : {}),
    });
    const fail = error => resolve({ error: error.code ?? error.message });
    request.once('timeout', () => request.destroy(new Error('timeout')));
    request.once('error', fail);
    request.once('response', response => {
      let text = '';
      response.setEncoding('utf8');
      response.once('error', fail);
      response.on('data', data => {
        text += data;
      });
      response.once('end', () =>
        resolve({
          status: response.statusCode,
          location: response.headers.location,
          ...parsed(text),
        }),
      );
    });
    request.end();
  });
}

function overTcp({ address, port, token, silent }) {
  return new Promise(resolve => {
    let text = '';
    const socket = connect({ host: address, port });
    const end = result => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(SECONDS * 1000, () => end({ error: 'timeout' }));
    socket.once('error', error => end({ error: error.code }));
    socket.once('close', () => end({ error: 'closed' }));
    if (!silent) socket.once('connect', () => socket.write(`${token}\n`));
    socket.on('data', data => {
      text += data;
      if (text.endsWith('\n')) end({ status: 200, ...parsed(text) });
    });
  });
}

function parsed(text) {
  try {
    return { seen: JSON.parse(text) };
  } catch {
    return { text: text.slice(0, 600) };
  }
}

const call = one => (one.kind === 'tcp' ? overTcp(one) : overHttp(one));
const pause = milliseconds =>
  new Promise(resolve => {
    setTimeout(resolve, milliseconds);
  });
const loops = new Map();

function startLoop({ name, call: one, everyMilliseconds }) {
  const loop = { made: 0, lost: [], from: {}, running: true };
  loop.ended = (async () => {
    while (loop.running) {
      const token = `${one.token}-${loop.made}`;
      const result = await call({ ...one, token });
      loop.made++;
      if (result.status === 200) {
        const from = result.seen?.from;
        loop.from[from] = (loop.from[from] ?? 0) + 1;
      } else {
        loop.lost.push({ token, at: new Date().toISOString(), ...result });
      }
      await pause(everyMilliseconds);
    }
  })();
  loops.set(name, loop);
}

async function endLoop({ name }) {
  const loop = loops.get(name);
  loop.running = false;
  await loop.ended;
  loops.delete(name);
  const { made, lost, from } = loop;
  return { made, lost, from };
}

const verbs = {
  '/calls': calls => Promise.all(calls.map(call)),
  '/loop': startLoop,
  '/end': endLoop,
};

createServer((request, response) => {
  let text = '';
  request.on('data', data => {
    text += data;
  });
  request.on('end', async () => {
    const result = await verbs[request.url](JSON.parse(text));
    response.end(JSON.stringify(result ?? null));
  });
}).listen(9100);

const own = (request, response) =>
  response.end(
    JSON.stringify({ token: request.url.slice(1), own: process.env.HOSTNAME }),
  );
createServer(own).listen(8080);
createHttps({ cert: certificate, key }, own).listen(8443);
createTcp(socket => {
  socket.on('error', () => {});
  socket.once('data', data =>
    socket.end(
      `${JSON.stringify({
        token: String(data).trim(),
        own: process.env.HOSTNAME,
      })}\n`,
    ),
  );
}).listen(7000);
