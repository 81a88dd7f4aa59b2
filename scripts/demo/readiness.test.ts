import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { AddressInfo } from 'node:net';
import { test, TestContext } from 'node:test';
import { UsageError } from './options';
import {
  refuseTakenPort,
  untilBackendAnswers,
  untilClustersAreRead,
} from './readiness';

async function serve(
  t: TestContext,
  answer: (path: string, authorization?: string) => [number, unknown],
) {
  const server = createServer((request, response) => {
    const [status, body] = answer(request.url!, request.headers.authorization);
    response.writeHead(status).end(JSON.stringify(body));
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { port, baseUrl: `http://127.0.0.1:${port}` };
}

test('a port that is in use is refused with the option that mends it', async t => {
  const { port } = await serve(t, () => [200, {}]);
  await assert.rejects(
    refuseTakenPort('127.0.0.1', port),
    (error: Error) =>
      error instanceof UsageError &&
      error.message ===
        `Port ${port} is in use: stop the program that has it, or choose another with --port N.`,
  );
});

test('an address of another machine is refused', async () => {
  await assert.rejects(
    refuseTakenPort('192.0.2.1', 7007),
    /cannot listen on 192\.0\.2\.1: .*--host/,
  );
});

test('the backend is ready when it says so, not when it answers', async t => {
  let calls = 0;
  const { baseUrl } = await serve(t, () => {
    calls += 1;
    return [calls < 3 ? 503 : 200, {}];
  });
  await untilBackendAnswers(baseUrl, AbortSignal.timeout(5000));
  assert.equal(calls, 3);
});

test('clusters that are still read are waited for', async t => {
  const states = ['syncing', 'syncing', 'unreachable'];
  const { baseUrl } = await serve(t, (_, authorization) => {
    assert.equal(authorization, 'Bearer secret');
    const state = states.shift() ?? 'fresh';
    return [200, { clusters: [{ name: 'east', state, failures: [] }] }];
  });
  const clusters = await untilClustersAreRead({
    baseUrl,
    token: 'secret',
    timeoutMs: 5000,
    signal: AbortSignal.timeout(5000),
  });
  assert.equal(clusters[0].state, 'unreachable');
});

test('a cluster that is never read does not hold the demo for ever', async t => {
  const { baseUrl } = await serve(t, () => [
    200,
    { clusters: [{ name: 'east', state: 'syncing', failures: [] }] },
  ]);
  const clusters = await untilClustersAreRead({
    baseUrl,
    token: 'secret',
    timeoutMs: 300,
    signal: AbortSignal.timeout(5000),
  });
  assert.equal(clusters[0].state, 'syncing');
});
