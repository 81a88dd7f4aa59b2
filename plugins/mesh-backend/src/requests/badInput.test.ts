import {
  egressRequest,
  RequestBackend,
  startRequestBackend,
} from './__testUtils__/startRequestBackend';

// Backends and clusters are started for the tests.
jest.setTimeout(60_000);

const hash = 'a'.repeat(64);
const long = 'x'.repeat(1001);
const SCRIPT = 'javascript';
const id = '00000000-0000-4000-8000-000000000000';
const gateway = (more: object) => egressRequest(more);
const yaml = (manifests: unknown, more: object = {}) => ({
  kind: 'manifests',
  parameters: { cluster: 'east', manifests, ...more },
});
const entry = (more: string) =>
  `apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: a, namespace: shop}\n${more}`;

/** What is sent, and the field that the answer has to begin with. */
const CREATE: [string, unknown, RegExp][] = [
  ['a list', [], /^body: /],
  ['a text', '"text"', /^body: /],
  ['nothing', {}, /^kind: .*\nparameters: /],
  ['no kind', { parameters: {} }, /^kind: /],
  ['a number as kind', { kind: 1, parameters: {} }, /^kind: /],
  ['null as kind', { kind: null, parameters: {} }, /^kind: /],
  [
    'an unknown kind',
    { kind: 'teapot', parameters: {} },
    /^kind: there is no kind .*egress-gateway/,
  ],
  [
    'an inherited name as kind',
    { kind: 'constructor', parameters: {} },
    /^kind: /,
  ],
  ['a path as kind', { kind: '../x', parameters: {} }, /^kind: /],
  ['an empty kind', { kind: '', parameters: {} }, /^kind: /],
  ['no parameters', { kind: 'egress-gateway' }, /^parameters: /],
  [
    'null as parameters',
    { kind: 'egress-gateway', parameters: null },
    /^parameters: /,
  ],
  [
    'a list as parameters',
    { kind: 'egress-gateway', parameters: [] },
    /^parameters: /,
  ],
  [
    'text as parameters',
    { kind: 'egress-gateway', parameters: 'x' },
    /^parameters: /,
  ],
  [
    'an unknown field',
    { ...egressRequest(), approved: true },
    /^body: there is no field "approved"/,
  ],
  [
    'a status',
    { ...egressRequest(), status: 'approved' },
    /^body: there is no field "status"/,
  ],
  [
    'a requester',
    { ...egressRequest(), requester: 'user:default/bob' },
    /^body: there is no field "requester"/,
  ],
  ['another delivery', { ...egressRequest(), delivery: 'mail' }, /^delivery: /],
  ['null as delivery', { ...egressRequest(), delivery: null }, /^delivery: /],
  ['a number as reason', { ...egressRequest(), reason: 1 }, /^reason: /],
  ['an empty reason', { ...egressRequest(), reason: '  ' }, /^reason: /],
  ['a long reason', { ...egressRequest(), reason: long }, /^reason: .*1000/],
  [
    'control characters in the reason',
    { ...egressRequest(), reason: 'a\u0007' },
    /^reason: /,
  ],
  [
    'an empty key',
    { ...egressRequest(), idempotencyKey: '' },
    /^idempotencyKey: /,
  ],
  [
    'a long key',
    { ...egressRequest(), idempotencyKey: 'k'.repeat(201) },
    /^idempotencyKey: /,
  ],
  [
    'a number as key',
    { ...egressRequest(), idempotencyKey: 7 },
    /^idempotencyKey: /,
  ],
  [
    'no reference as beneficiary',
    { ...egressRequest(), beneficiary: 'a:b:c/d' },
    /^beneficiary: /,
  ],
  [
    'a list as beneficiary',
    { ...egressRequest(), beneficiary: [] },
    /^beneficiary: /,
  ],
  [
    'a beneficiary that is not there',
    { ...egressRequest(), beneficiary: 'component:default/none' },
    /^beneficiary: there is no/,
  ],
  [
    'a link without Git',
    { ...egressRequest(), pullRequestUrl: 'https://a.example/1' },
    /^pullRequestUrl: /,
  ],
  [
    'a script as link',
    {
      ...egressRequest(),
      delivery: 'git',
      pullRequestUrl: `${SCRIPT}:alert(1)`,
    },
    /^pullRequestUrl: /,
  ],
  [
    'a data link',
    { ...egressRequest(), delivery: 'git', pullRequestUrl: 'data:text/html,x' },
    /^pullRequestUrl: /,
  ],
  [
    'a link with a password',
    {
      ...egressRequest(),
      delivery: 'git',
      pullRequestUrl: 'https://a:b@c.example',
    },
    /^pullRequestUrl: /,
  ],
  [
    'a relative link',
    { ...egressRequest(), delivery: 'git', pullRequestUrl: '/x' },
    /^pullRequestUrl: /,
  ],
  [
    'no cluster',
    { kind: 'egress-gateway', parameters: { gateway: {} } },
    /^cluster: /,
  ],
  [
    'a number as cluster',
    { kind: 'egress-gateway', parameters: { cluster: 1, gateway: {} } },
    /^cluster: /,
  ],
  [
    'a path as cluster',
    { kind: 'egress-gateway', parameters: { cluster: '../east', gateway: {} } },
    /^cluster: /,
  ],
  [
    'no gateway',
    { kind: 'egress-gateway', parameters: { cluster: 'east' } },
    /^gateway: /,
  ],
  [
    'a list as gateway',
    { kind: 'egress-gateway', parameters: { cluster: 'east', gateway: [] } },
    /^gateway: /,
  ],
  [
    'null as gateway',
    { kind: 'egress-gateway', parameters: { cluster: 'east', gateway: null } },
    /^gateway: /,
  ],
  [
    'an unknown parameter',
    {
      kind: 'egress-gateway',
      parameters: { ...egressRequest().parameters, force: true },
    },
    /^parameters: there is no field "force"/,
  ],
  ['a gateway without a name', gateway({ name: undefined }), /^name: /],
  ['a gateway with a bad name', gateway({ name: 'A B' }), /^name: /],
  ['a gateway with a long name', gateway({ name: 'x'.repeat(64) }), /^name: /],
  [
    'a gateway without a namespace',
    gateway({ namespace: undefined }),
    /^namespace: /,
  ],
  [
    'a gateway in a bad namespace',
    gateway({ namespace: '../kube-system' }),
    /^namespace: /,
  ],
  [
    'a gateway in a namespace that is not there',
    gateway({ namespace: 'nowhere' }),
    /^namespace: nowhere does not exist/,
  ],
  ['a gateway without a host', gateway({ host: undefined }), /^host: /],
  ['a gateway to an address', gateway({ host: '10.0.0.1' }), /^host: /],
  ['a gateway to loopback', gateway({ host: 'localhost' }), /^host: /],
  [
    'a gateway to the metadata service',
    gateway({ host: '169.254.169.254' }),
    /^host: /,
  ],
  ['a gateway to everything', gateway({ host: '*' }), /^host: /],
  ['a gateway with an unknown field', gateway({ hostt: 'x' }), /^hostt: /],
  [
    'a gateway of another protocol',
    gateway({ protocol: 'FTP' }),
    /^protocol: /,
  ],
  ['a gateway at port 0', gateway({ port: 0 }), /^port: /],
  ['a gateway at port 65536', gateway({ port: 65536 }), /^port: /],
  ['a gateway with no replicas', gateway({ replicas: -1 }), /^replicas: /],
  [
    'a gateway with text as clients',
    gateway({ clientNamespaces: 'shop' }),
    /^clientNamespaces/,
  ],
  [
    'a gateway with a client that is not there',
    gateway({ clientNamespaces: ['nowhere'] }),
    /^clientNamespaces: nowhere does not exist/,
  ],
  ['no YAML', yaml(undefined), /^manifests: /],
  ['empty YAML', yaml(''), /^manifests: /],
  ['a number as YAML', yaml(7), /^manifests: /],
  ['broken YAML', yaml('a: [b'), /^manifests: /],
  [
    'a Secret',
    yaml('apiVersion: v1\nkind: Secret\nmetadata: {name: a, namespace: shop}'),
    /^manifests: document 1: kind: /,
  ],
  [
    'a Pod',
    yaml('apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: shop}'),
    /^manifests: document 1: kind: /,
  ],
  [
    'a role',
    yaml(
      'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: a, namespace: shop}',
    ),
    /^manifests: document 1: kind: /,
  ],
  [
    'a list of objects',
    yaml('apiVersion: v1\nkind: List\nitems: []'),
    /^manifests: document 1: kind: /,
  ],
  [
    'no namespace',
    yaml(
      'apiVersion: networking.istio.io/v1\nkind: Sidecar\nmetadata: {name: a}',
    ),
    /^manifests: document 1: metadata\.namespace: /,
  ],
  [
    'a bad fallback namespace',
    yaml(entry(''), { namespace: 'A' }),
    /^namespace: /,
  ],
  [
    'a generated name',
    yaml(
      'apiVersion: networking.istio.io/v1\nkind: Sidecar\nmetadata: {generateName: a, namespace: shop}',
    ),
    /^manifests: document 1: metadata\.generateName: /,
  ],
  [
    'a status in YAML',
    yaml(entry('status: {}')),
    /^manifests: document 1: status: /,
  ],
  [
    'one object twice',
    yaml(`${entry('spec: {}')}\n---\n${entry('spec: {}')}`),
    /^manifests: documents 1 and 2/,
  ],
  [
    'a field that the kind does not have',
    yaml(entry('spec: {hosts: [a.example], hostss: []}')),
    /hostss/,
  ],
  [
    'a waiting time',
    {
      kind: 'egress-gateway',
      parameters: { ...egressRequest().parameters, waitSeconds: 3 },
    },
    /^parameters: there is no field "waitSeconds"/,
  ],
];

const STEPS: [string, string, unknown, RegExp][] = [
  ...['approve', 'reject', 'agree'].flatMap(
    (verb): [string, string, unknown, RegExp][] => [
      [verb, 'nothing', {}, /^contentHash: /],
      [verb, 'a list', [], /^body: /],
      [
        verb,
        'a short hash',
        { contentHash: 'abc', reason: 'r' },
        /^contentHash: /,
      ],
      [
        verb,
        'a hash in capitals',
        { contentHash: hash.toUpperCase(), reason: 'r' },
        /^contentHash: /,
      ],
      [
        verb,
        'a number as hash',
        { contentHash: 1, reason: 'r' },
        /^contentHash: /,
      ],
      [
        verb,
        'true as hash',
        { contentHash: true, reason: 'r' },
        /^contentHash: /,
      ],
      [verb, 'a long reason', { contentHash: hash, reason: long }, /^reason: /],
      [
        verb,
        'an unknown field',
        { contentHash: hash, reason: 'r', force: true },
        /^body: there is no field "force"/,
      ],
    ],
  ),
  ['reject', 'no reason', { contentHash: hash }, /^reason: /],
  ['reject', 'an empty reason', { contentHash: hash, reason: '' }, /^reason: /],
  ...['cancel', 'retry', 'retire'].flatMap(
    (verb): [string, string, unknown, RegExp][] => [
      [verb, 'a list', [], /^body: /],
      [verb, 'a short hash', { contentHash: 'abc' }, /^contentHash: /],
      [verb, 'a number as reason', { reason: 5 }, /^reason: /],
      [
        verb,
        'an unknown field',
        { as: 'user:default/bob' },
        /^body: there is no field "as"/,
      ],
    ],
  ),
  ['edit', 'no parameters', { contentHash: hash }, /^parameters: /],
  ['edit', 'no hash', { parameters: {} }, /^contentHash: /],
  [
    'edit',
    'another kind',
    { contentHash: hash, parameters: {}, kind: 'vm' },
    /^body: there is no field "kind"/,
  ],
  ['link', 'nothing', {}, /^pullRequestUrl: /],
  ['link', 'a script', { pullRequestUrl: `${SCRIPT}:1` }, /^pullRequestUrl: /],
  [
    'link',
    'another state',
    { pullRequestUrl: 'https://a.example', state: 'done' },
    /^state: /,
  ],
];

const QUERIES: [string, RegExp][] = [
  ['view=theirs', /^view: /],
  ['view=mine&view=all', /^view: /],
  ['status=done', /^status/],
  ['status=ready&status=done', /^status/],
  ['kind=A', /^kind/],
  ['cluster=..%2Fx', /^cluster: /],
  ['cluster=a&cluster=b', /^cluster: /],
  ['namespace=A', /^namespace: /],
  ['requester=a%3Ab%3Ac', /^requester: /],
  ['beneficiary=a%3Ab%3Ac', /^beneficiary: /],
  ['text=', /^text: /],
  [`text=${'x'.repeat(201)}`, /^text: /],
  ['limit=0', /^limit: /],
  ['limit=101', /^limit: /],
  ['limit=-1', /^limit: /],
  ['limit=1.5', /^limit: /],
  ['limit=ten', /^limit: /],
  ['limit=1&limit=2', /^limit: /],
  ['offset=-1', /^offset: /],
  ['offset=x', /^offset: /],
  ['offset=1000001', /^offset: /],
  ['colour=red', /^query: there is no field "colour"/],
  ['status[a]=ready', /^(query|status)/],
];

describe('bad input to requests is refused by the name of the field', () => {
  let backend: RequestBackend;

  beforeAll(async () => {
    backend = await startRequestBackend();
  });
  afterAll(() => backend.stop());

  it('tries more than a hundred', () => {
    expect(CREATE.length + STEPS.length + QUERIES.length).toBeGreaterThan(130);
  });

  it.each(CREATE)('create: %s', async (_, body, words) => {
    for (const path of ['/requests', '/requests/plan']) {
      const answer = await backend.call('post', path, { body });
      expect([answer.status, answer.message]).toEqual([
        400,
        expect.stringMatching(words),
      ]);
    }
  });

  it.each(STEPS)('%s: %s', async (verb, _, body, words) => {
    const answer = await backend.call('post', `/requests/${id}/${verb}`, {
      body,
    });
    expect([answer.status, answer.message]).toEqual([
      400,
      expect.stringMatching(words),
    ]);
  });

  it.each(QUERIES)('list: %s', async (query, words) => {
    const answer = await backend.call('get', `/requests?${query}`);
    expect([answer.status, answer.message]).toEqual([
      400,
      expect.stringMatching(words),
    ]);
  });

  it.each(['x', '1', '%2e%2e', `${id}x`, id.toUpperCase().replace(/0/g, 'A')])(
    'an ID that is none: %s',
    async bad => {
      for (const path of [`/requests/${bad}`, `/requests/${bad}/live`]) {
        const answer = await backend.call('get', path);
        expect([answer.status, answer.message]).toEqual([
          400,
          expect.stringMatching(/^id: /),
        ]);
      }
    },
  );

  it('an ID that is not there', async () => {
    for (const verb of ['cancel', 'retry', 'retire']) {
      const answer = await backend.call('post', `/requests/${id}/${verb}`);
      expect([answer.status, answer.message]).toEqual([
        404,
        expect.stringMatching(/^there is no request/),
      ]);
    }
  });

  it('has stored nothing of all that', async () => {
    const { body } = await backend.call('get', '/requests');
    expect(body.total).toBe(0);
  });
});
