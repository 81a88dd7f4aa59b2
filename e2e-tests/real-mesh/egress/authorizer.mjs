// An external authorizer of HTTP calls, as Envoy asks one: it lets in who bears
// the header that it wants.
//
//   node authorizer.mjs PORT
import { createServer } from 'node:http';

createServer((request, response) => {
  response.statusCode = request.headers['x-purpose'] === 'billing' ? 200 : 403;
  response.end();
}).listen(Number(process.argv[2]));
