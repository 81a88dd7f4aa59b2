import { gatewayRequest } from '../manifests/__testUtils__/requests';
import {
  startWriteBackend,
  WriteBackend,
} from '../manifests/__testUtils__/startWriteBackend';

// A backend and clusters are started for the tests.
jest.setTimeout(180_000);

const many = (count: number, make: (index: number) => unknown) =>
  Array.from({ length: count }, (_, index) => make(index));

/** Hosts that are no upstream's. */
const HOSTS = [
  '',
  ' ',
  'localhost',
  'a.localhost',
  'x',
  '*',
  '*.com',
  '*.co.uk',
  '*.example.org',
  'a.*.example.org',
  'EXAMPLE.org',
  'exa mple.org',
  'example.org.',
  '.example.org',
  'exa..mple.org',
  '-a.example.org',
  'a-.example.org',
  'a_b.example.org',
  'http://example.org',
  'example.org/path',
  'example.org:443',
  'user@example.org',
  '127.0.0.1',
  '127.1',
  '0x7f.0.0.1',
  '2130706433',
  '10.0.0.1',
  '169.254.169.254',
  '[::1]',
  '::1',
  'fd00:ec2::254',
  'metadata.google.internal',
  'metadata.goog',
  'a.metadata.google.internal',
  'instance-data.ec2.internal',
  'metadata.azure.internal',
  'kubernetes.default',
  'kubernetes.default.svc',
  'kubernetes.default.svc.cluster.local',
  'ratings.bookinfo.svc',
  'ratings.bookinfo.svc.cluster.local',
  'ratings.bookinfo',
  'x.cluster.local',
  'example.org\n',
  'example.org\u0000',
  'exämple.org',
  'xn--.org',
  `${'a'.repeat(64)}.org`,
  `${'a.'.repeat(130)}org`,
  '$(id).example.org',
  'example.org;rm',
  '../etc/passwd',
];

const NAMES = [
  '',
  'A',
  '1out',
  'out-',
  '-out',
  'o_t',
  'o.t',
  'o t',
  'x'.repeat(55),
  'o/t',
  'o\n',
  '..',
];
const NOT_TEXT = [7, true, null, [], {}];
const NOT_NUMBER = ['1', true, null, [], {}, 1.5, NaN];

type Case = [field: RegExp, gateway: Record<string, unknown>];

const one = (field: string, values: unknown[]): Case[] =>
  values.map(value => [new RegExp(`^${field}`, 'm'), { [field]: value }]);

const upstream = (path: string, values: object[]): Case[] =>
  values.map(value => [
    new RegExp(`^upstreams(\\[0\\]\\.${path}|\\[0\\])?`, 'm'),
    { host: undefined, upstreams: [{ host: 'api.example.org', ...value }] },
  ]);

const CASES: Case[] = [
  ...one('host', [...HOSTS, ...NOT_TEXT]),
  ...one('name', [...NAMES, ...NOT_TEXT]),
  ...one('namespace', [
    '',
    'Shop',
    'a.b',
    'a_b',
    'x'.repeat(64),
    'kube-system',
    'kube-public',
    'a/b',
    ...NOT_TEXT,
  ]),
  ...one('protocol', ['http', 'TLS', 'QUIC', '', ...NOT_TEXT]),
  ...one('port', [0, -1, 65536, 1e9, ...NOT_NUMBER]),
  ...one('replicas', [0, -1, 11, 1e9, ...NOT_NUMBER]),
  ...one('pattern', ['', 'Injected', 'sidecar', ...NOT_TEXT]),
  ...one('component', ['a/b', 'component:default/x', '', ...NOT_TEXT]),
  ...one('owner', ['group:default/x', 'a b', '', ...NOT_TEXT]),
  ...one('revision', ['1.30', 'A', '', ...NOT_TEXT]),
  ...one('addresses', [
    'x',
    {},
    ['127.0.0.1'],
    ['169.254.169.254'],
    ['::1'],
    ['::ffff:10.0.0.1'],
    ['0.0.0.0'],
    ['224.0.0.1'],
    ['100.100.100.200'],
    ['1.2.3.4/32'],
    ['1.2.3.4:80'],
    ['example.org'],
    ['1.2.3.4', '1.2.3.4'],
    many(33, index => `203.0.113.${index}`),
    [7],
  ]),
  ...one('clientNamespaces', [
    'shop',
    ['Shop'],
    ['*'],
    ['.'],
    [''],
    [7],
    many(101, index => `n${index}`),
  ]),
  ...one('callers', [
    'shop',
    {},
    [{}],
    ['shop'],
    [{ namespace: '*' }],
    [{ namespace: 'shop', serviceAccounts: 'x' }],
    [{ namespace: 'shop', serviceAccounts: [''] }],
    [{ namespace: 'shop', serviceAccounts: ['a/b'] }],
    [{ namespace: 'shop', serviceAccounts: ['*'] }],
    [{ namespace: 'shop', extra: 1 }],
  ]),
  ...one('tls', [
    'x',
    [],
    { sni: '' },
    { sni: '*.example.org' },
    { mode: 'DISABLE' },
    { mode: 'MUTUAL' },
    { credentialName: 'a/b' },
    { credentialName: 'kubernetes://x' },
    { credentialName: '' },
    { subjectAltNames: 'x' },
    { subjectAltNames: ['*'] },
    { insecureSkipVerify: true },
    { privateKey: '/etc/passwd' },
  ]),
  ...one('readiness', [
    'x',
    { command: 'curl http://x' },
    { command: [] },
    { command: ['sh', '-c', 'curl x'] },
    { command: ['/bin/bash', '-c', 'x'] },
    { command: [7] },
    { timeoutSeconds: 0 },
    { timeoutSeconds: 31 },
    { failureThreshold: 0 },
    { shell: true },
    { host: 'other.example.org' },
  ]),
  ...one('autoscaling', [
    'x',
    {},
    { maxReplicas: 0 },
    { maxReplicas: 51 },
    { minReplicas: 5, maxReplicas: 2 },
    { maxReplicas: 2, cpuPercent: 1 },
  ]),
  ...one('disruptionBudget', [
    'x',
    {},
    { minAvailable: -1 },
    { minAvailable: 1, maxUnavailable: 1 },
  ]),
  ...one('resources', [
    'x',
    { requests: { cpu: 'lots' } },
    { limits: { gpu: '1' } },
  ]),
  ...one('authorization', ['x', {}, { provider: '' }, { provider: 7 }]),
  ...one('networkPolicy', ['yes', 1]),
  ...one('strictMtls', ['yes', 1]),
  ...upstream('gatewayPort', [
    { protocol: 'TCP' },
    { gatewayPort: 0 },
    { gatewayPort: 70000 },
  ]),
  ...upstream('protocol', [{ protocol: 'UDP' }]),
  ...upstream('exposure', [
    { exposure: 'x' },
    { exposure: {} },
    {
      exposure: {
        host: 'localhost',
        ingress: { namespace: 'shop', name: 'gw' },
      },
    },
    { exposure: { host: 'a.example.com', ingress: {} } },
    {
      exposure: {
        host: 'a.example.com',
        ingress: { namespace: 'shop', selector: {} },
      },
    },
    {
      protocol: 'TCP',
      port: 5432,
      exposure: {
        host: 'a.example.com',
        ingress: { namespace: 'shop', name: 'gw' },
      },
    },
  ]),
  ...upstream('', [{ nonsense: 1 }]),
  [/^upstreams/m, { host: undefined, upstreams: [] }],
  [/^upstreams/m, { host: undefined, upstreams: 'x' }],
  [
    /^upstreams/m,
    {
      host: undefined,
      upstreams: many(51, index => ({ host: `h${index}.example.org` })),
    },
  ],
  [
    /^upstreams/m,
    {
      host: undefined,
      upstreams: [{ host: 'a.example.org' }, { host: 'a.example.org' }],
    },
  ],
  [/^host/m, { upstreams: [{ host: 'a.example.org' }] }],
  [/^nonsense/m, { nonsense: 1 }],
  [
    /^__proto__|no such field/m,
    JSON.parse('{"__proto__":{"a":1},"constructor":1}'),
  ],
];

describe('bad input of egress gateways', () => {
  let backend: WriteBackend;

  beforeAll(async () => {
    backend = await startWriteBackend();
  });

  afterAll(() => backend.stop());

  const written = () =>
    [
      'Deployment',
      'Service',
      'ServiceEntry',
      'VirtualService',
      'Gateway',
      'DestinationRule',
      'ServiceAccount',
    ].flatMap(kind =>
      (backend.east.objects(kind) as any[]).filter(
        ({ metadata }) => metadata.labels?.['meshport.dev/egress-gateway'],
      ),
    );

  it(`refuses ${CASES.length} inputs by field, and applies none`, async () => {
    expect(CASES.length).toBeGreaterThan(200);
    const wrong: string[] = [];
    for (const [field, gateway] of CASES) {
      const { status, message } = await backend.post(
        '/egress-gateways',
        gatewayRequest(gateway),
      );
      if (status !== 400 || !field.test(message)) {
        wrong.push(
          `${JSON.stringify(gateway).slice(0, 120)}: ${status} ${message.slice(
            0,
            120,
          )}`,
        );
      }
    }
    expect(wrong).toEqual([]);
    expect(written()).toEqual([]);
  });

  it('answers none of them with a plan in a preview', async () => {
    const wrong: string[] = [];
    for (const [, gateway] of CASES) {
      const { status, body } = await backend.post(
        '/egress-gateways/preview',
        gatewayRequest(gateway),
      );
      if (status !== 200 || body.problems.length === 0 || body.objects.length) {
        wrong.push(`${JSON.stringify(gateway).slice(0, 120)}: ${status}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});
