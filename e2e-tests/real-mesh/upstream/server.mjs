// The host outside the mesh: answers over TLS and writes down how each request
// came, so that a test can tell who called and by which server name.
//
//   node server.mjs CERTIFICATE KEY LOG
import { appendFileSync, readFileSync } from 'node:fs';
import { createServer } from 'node:https';

const [certificate, key, log] = process.argv.slice(2);

createServer(
  { cert: readFileSync(certificate), key: readFileSync(key) },
  (request, response) => {
    const seen = {
      path: request.url,
      host: request.headers.host,
      from: request.socket.remoteAddress.replace(/^::ffff:/, ''),
      serverName: request.socket.servername,
      protocol: request.socket.getProtocol(),
    };
    appendFileSync(log, `${JSON.stringify(seen)}\n`);
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify(seen));
  },
).listen(443, () => appendFileSync(`${log}.ready`, 'listening\n'));
