import { gatewayRequest, manifestsRequest } from './__testUtils__/requests';
import {
  startWriteBackend,
  WriteBackend,
} from './__testUtils__/startWriteBackend';

/** What is tried in every text field: YAML, paths, templates, control characters. */
// Backends and clusters are started for the tests.
jest.setTimeout(60_000);

const INJECTIONS = [
  'x\n  labels: {evil: "yes"}',
  'x\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: evil}',
  'x: y',
  '{a: b}',
  '- x',
  '&a x',
  '*a',
  '!!str x',
  '"; kind: Secret',
  "' #",
  '| evil',
  '../../secrets/x',
  'x/y?dryRun=All',
  'x%2fy',
  '${{ secrets.token }}',
  '{{ x }}',
  '<script>',
  'x\u0000y',
  'x\u2028y',
  'é',
  ' ',
];

const TEXT_FIELDS = [
  'name',
  'namespace',
  'host',
  'protocol',
  'component',
  'owner',
  'revision',
];
const LIST_FIELDS = ['clientNamespaces', 'addresses'];
const TLS_FIELDS = ['sni', 'credentialName'];

const BAD_VALUES: [string, unknown][] = [
  ['name', ''],
  ['name', 'Capital'],
  ['name', '1abc'],
  ['name', 'a.b'],
  ['name', 'a'.repeat(55)],
  ['name', 7],
  ['name', null],
  ['namespace', 'a.b'],
  ['namespace', 'a'.repeat(64)],
  ['namespace', 'kube-system'],
  ['namespace', ['bookinfo']],
  ['host', ''],
  ['host', 'localhost'],
  ['host', 'https://httpbin.org'],
  ['host', 'httpbin.org/path'],
  ['host', 'httpbin.org:443'],
  ['host', '*.httpbin.org'],
  ['host', '*'],
  ['host', '127.0.0.1'],
  ['host', '-a.org'],
  ['host', 'a..org'],
  ['host', `${'a'.repeat(64)}.org`],
  ['host', `${'a.'.repeat(130)}org`],
  ['host', 'reviews.bookinfo.svc.cluster.local'],
  ['host', 'metadata.google.internal'],
  ['port', 0],
  ['port', -1],
  ['port', 70000],
  ['port', 1.5],
  ['port', '443'],
  ['port', null],
  ['protocol', 'UDP'],
  ['protocol', 'tls'],
  ['replicas', 0],
  ['replicas', 11],
  ['replicas', 1.5],
  ['replicas', '2'],
  ['tls', 'yes'],
  ['clientNamespaces', 'shop'],
  ['clientNamespaces', [1]],
  ['clientNamespaces', ['*']],
  ['clientNamespaces', ['Shop']],
  ['addresses', ['httpbin.org']],
  ['addresses', ['127.0.0.1']],
  ['addresses', ['169.254.169.254']],
  ['addresses', ['300.1.1.1']],
  ['component', 'component:default/ratings'],
  ['component', 'a'.repeat(64)],
  ['owner', ['team']],
  ['revision', 'Canary 1'],
  ['image', 'evil:latest'],
];

describe('bad input', () => {
  let backend: WriteBackend;

  beforeAll(async () => {
    backend = await startWriteBackend();
  });

  beforeEach(() => backend.east.clearRequests());

  afterAll(() => backend.stop());

  /** Which field the answer is about, and how many requests to write there were. */
  async function answerTo(gateway: object) {
    const { status, message } = await backend.post('/egress-gateways', {
      cluster: 'east',
      gateway,
    });
    const writes = backend.east
      .requests()
      .filter(({ method }) => method === 'PATCH').length;
    return { status, field: message.split(/[[:]/)[0], writes };
  }

  const refusedAt = (field: string) => ({ status: 400, field, writes: 0 });

  it.each(BAD_VALUES)('is refused at %s: %j', async (field, value) => {
    expect(await answerTo(gatewayRequest({ [field]: value }).gateway)).toEqual(
      refusedAt(field),
    );
  });

  it.each(TEXT_FIELDS)('cannot inject YAML through %s', async field => {
    for (const text of INJECTIONS) {
      expect(await answerTo(gatewayRequest({ [field]: text }).gateway)).toEqual(
        refusedAt(field),
      );
    }
  });

  it.each(LIST_FIELDS)('cannot inject YAML through %s', async field => {
    for (const text of INJECTIONS) {
      expect(
        await answerTo(gatewayRequest({ [field]: [text] }).gateway),
      ).toEqual(refusedAt(field));
    }
  });

  it('cannot switch the check of certificates off', async () => {
    const tls = { insecureSkipVerify: true };
    expect(await answerTo(gatewayRequest({ tls }).gateway)).toEqual(
      refusedAt('tls.insecureSkipVerify'),
    );
  });

  it.each(TLS_FIELDS)('cannot inject YAML through tls.%s', async field => {
    for (const text of INJECTIONS) {
      expect(
        await answerTo(gatewayRequest({ tls: { [field]: text } }).gateway),
      ).toEqual(refusedAt(`tls.${field}`));
    }
  });

  it.each(['name', 'namespace', 'host'])('misses %s', async field => {
    expect(
      await answerTo(gatewayRequest({ [field]: undefined }).gateway),
    ).toEqual(refusedAt(field));
  });

  it('names every field that is wrong at once', async () => {
    const { message } = await backend.post(
      '/egress-gateways',
      gatewayRequest({ name: '-', host: 'x y', port: 0, replicas: 99 }),
    );
    expect(message.split('\n').map(line => line.split(':')[0])).toEqual([
      'name',
      'host',
      'port',
      'replicas',
    ]);
  });

  it.each([
    ['no JSON', '{"cluster":', /^body: is not JSON/],
    ['a list', '[]', /^body: send a JSON object/],
    [
      'too much',
      JSON.stringify({ x: 'y'.repeat(1_500_000) }),
      /^body: is larger/,
    ],
    [
      'YAML of more than 256 KiB',
      JSON.stringify({ cluster: 'east', manifests: 'x'.repeat(300_000) }),
      /^manifests: 300000 bytes are too many/,
    ],
    [
      'a misspelt dry-run',
      JSON.stringify({}),
      /^dryRun: give true or false/,
      '?dryRun=1',
    ],
    [
      'a Secret among good documents',
      JSON.stringify(
        manifestsRequest([
          {
            apiVersion: 'security.istio.io/v1',
            kind: 'PeerAuthentication',
            metadata: { name: 'a', namespace: 'bookinfo' },
          },
          {
            apiVersion: 'v1',
            kind: 'Secret',
            metadata: { name: 'a', namespace: 'bookinfo' },
          },
        ]),
      ),
      /^manifests: document 2: kind: core\/Secret is never applied/,
    ],
  ])('refuses %s', async (_what, body, message, query = '') => {
    const answer = await backend.post(`/manifests/apply${query}`, body);
    expect(answer.status).toBe(400);
    expect(answer.message).toMatch(message);
    expect(
      backend.east.requests().filter(({ method }) => method === 'PATCH'),
    ).toEqual([]);
  });
});
