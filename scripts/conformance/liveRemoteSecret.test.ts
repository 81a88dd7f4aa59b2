import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, TestContext } from 'node:test';
import { createRemoteSecret } from '@meshport/istio';
import {
  liveRemoteSecretCluster,
  namespaceOfEnvironment,
} from './liveRemoteSecret';
import { parseRemoteSecretCall } from './remoteSecretFlags';

/** An API server that answers by a table and keeps what it was asked. */
async function apiServer(t: TestContext, answers: Record<string, object>) {
  const asked: string[] = [];
  const headers: Record<string, unknown>[] = [];
  const server = createServer((request, response) => {
    const key = `${request.method} ${request.url}`;
    asked.push(key);
    headers.push(request.headers);
    const answer = answers[key];
    response.statusCode = answer ? 200 : 404;
    response.end(
      JSON.stringify(
        answer ?? { reason: 'NotFound', message: `${request.url} not found` },
      ),
    );
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, asked, headers };
}

function kubeconfig(t: TestContext, server: string, namespace = ''): string {
  const folder = mkdtempSync(join(tmpdir(), 'meshport-remote-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'kubeconfig');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'a',
    clusters: [{ name: 'a', cluster: { server } }],
    users: [{ name: 'a', user: { token: 'mine' } }],
    contexts: [{ name: 'a', context: { cluster: 'a', user: 'a', namespace } }],
  };
  writeFileSync(file, JSON.stringify(config));
  return file;
}

async function make(file: string, words: string[]) {
  const call = parseRemoteSecretCall(['-c', file, ...words]);
  const { cluster, options } = liveRemoteSecretCluster(call, '/');
  return createRemoteSecret(cluster, options);
}

const READER = 'istio-reader-service-account';
const SECRETS = '/api/v1/namespaces/mesh/secrets';
const SECRET = {
  metadata: {
    name: 'one',
    namespace: 'mesh',
    annotations: { 'kubernetes.io/service-account.name': READER },
  },
  type: 'kubernetes.io/service-account-token',
  data: { 'ca.crt': 'Q0E=', token: 'dG9rZW4=' },
};

test('a secret is made from what a cluster answers, as whom it is asked', async t => {
  const { url, asked, headers } = await apiServer(t, {
    [`GET /api/v1/namespaces/mesh/serviceaccounts/${READER}`]: {
      metadata: { name: READER, namespace: 'mesh' },
    },
    'GET /version': { major: '1', minor: '35' },
    [`GET ${SECRETS}`]: { items: [SECRET] },
  });
  const { yaml, warnings } = await make(kubeconfig(t, url), [
    '-nmesh',
    '--name=west',
    '--as=jo',
    '--as-group=a',
    '--as-group=b',
  ]);
  assert.match(yaml, / {8}token: token\n/);
  assert.match(yaml, new RegExp(` {8}server: ${url}\n`));
  assert.equal(warnings.length, 1);
  assert.equal(asked.length, 3);
  assert.equal(headers[0]['impersonate-user'], 'jo');
  assert.equal(headers[0]['impersonate-group'], 'a, b');
  assert.equal(headers[0].authorization, 'Bearer mine');
});

test('a missing reader is made by server-side apply, without force', async t => {
  const { url, asked } = await apiServer(t, {});
  await assert.rejects(
    make(kubeconfig(t, url), ['-nmesh', '--name=west']),
    /failed creating namespace mesh: .*namespaces not found/,
  );
  assert.deepEqual(asked, [
    `GET /api/v1/namespaces/mesh/serviceaccounts/${READER}`,
    'GET /api/v1/namespaces/mesh',
    'POST /api/v1/namespaces',
  ]);
});

test('a server that is not there is named, with the reason', async t => {
  await assert.rejects(
    make(kubeconfig(t, 'http://127.0.0.1:1'), []),
    /^Error: GET http:\/\/127\.0\.0\.1:1\/api\/v1\/namespaces\/kube-system: connect ECONNREFUSED/,
  );
});

test('a server that does not answer is given up', async t => {
  const server = createServer(() => {});
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  await assert.rejects(
    make(kubeconfig(t, `http://127.0.0.1:${port}`), [
      '--kubeclient-timeout=50ms',
    ]),
    /context deadline exceeded: no answer within 50 ms/,
  );
});

const REFUSED: [string[], RegExp][] = [
  [['--name=a b', '--context=nope'], /a b is not a valid DNS 1123 label/],
  [
    ['--context=nope'],
    /client: context "nope" does not exist \(there are: a\)/,
  ],
  [['-c', '/nope'], /failed to setup client: stat \/nope: no such file/],
  [['-c', '/dev/null'], /failed to setup client: there is no context in/],
  [['-c', '/'], /failed to setup client: error loading config file "\/"/],
];

for (const [words, message] of REFUSED) {
  test(`${words.join(' ')} is refused before any request`, async t => {
    await assert.rejects(make(kubeconfig(t, 'http://127.0.0.1:1'), words), {
      name: 'RemoteSecretError',
      message,
    });
  });
}

test('the namespace comes from KUBECONFIG, whatever --kubeconfig says', t => {
  const files = [
    '/',
    kubeconfig(t, 'http://a'),
    kubeconfig(t, 'http://a', 'mesh'),
  ];
  assert.equal(namespaceOfEnvironment(files[2]), 'mesh');
  // The first file that names a context wins, as in client-go.
  assert.equal(namespaceOfEnvironment(files.join(':')), undefined);
  assert.equal(namespaceOfEnvironment(undefined), undefined);
});
