import { readVmOnboarding } from './readVmOnboarding';

const DETAILS = { host: 'details.bookinfo.svc.cluster.local', port: 9080 };
const WEB = { ...DETAILS, port: 80 };
const DB = { host: 'db.example.org', port: 5432, protocol: 'TCP' };

const GOOD = {
  name: 'ratings-vm',
  namespace: 'bookinfo',
  ports: [{ name: 'http', number: 9080 }],
};

it('takes the least input, and leaves out what was not said', () => {
  expect(readVmOnboarding(GOOD)).toEqual({ input: GOOD });
});

it('takes everything', () => {
  const all = {
    ...GOOD,
    app: 'ratings',
    version: 'v1',
    revision: 'stable',
    labels: { 'example.org/tier': 'old', 'app.kubernetes.io/name': 'ratings' },
    serviceAccount: 'ratings-vm',
    network: 'net-1',
    locality: 'eu/a/b',
    weight: 1,
    ports: [
      { name: 'http', number: 80, targetPort: 8080, protocol: 'HTTP2' },
      { name: 'db', number: 3306, protocol: 'TCP' },
    ],
    probe: { exec: { command: ['/usr/bin/pg_isready', '-q'] } },
    autoRegister: false,
    service: { kind: 'ServiceEntry', host: 'ratings.example.org' },
    subsets: { label: 'class', machines: 'vm', containers: 'pod' },
    machinesPercent: 0,
    withoutCapture: {
      dependencies: [{ host: 'details.bookinfo.svc.cluster.local', port: 80 }],
    },
    createNamespace: { revision: 'stable', labels: { tenant: 'shop' } },
    identity: 'machine',
    component: 'ratings',
    owner: 'team-a',
  };
  expect(readVmOnboarding(all)).toEqual({ input: all });
});

it.each<Record<string, unknown>>([
  { withoutCapture: { dependencies: [DB, WEB], httpProxy: {} } },
  { withoutCapture: { dependencies: [WEB], httpProxy: { port: 3128 } } },
  // Two hosts share a port of the HTTP proxy, whatever version they speak.
  {
    withoutCapture: {
      dependencies: [
        { ...WEB, protocol: 'GRPC' },
        { ...WEB, host: 'a.b' },
      ],
      httpProxy: {},
    },
  },
  { withoutCapture: { dependencies: [] } },
  { excludedPorts: { inbound: [9080] } },
  { excludedPorts: { outbound: [25, 5432] } },
  { createNamespace: {} },
  { subsets: { label: 'version' }, service: { kind: 'existing', name: 'a' } },
  { probe: { httpGet: { port: 1, path: '/a?b=c', scheme: 'HTTPS' } } },
  { probe: { tcpSocket: { port: 65535 }, initialDelaySeconds: 0 } },
])('takes %j', change => {
  expect(readVmOnboarding({ ...GOOD, ...change })).toEqual({
    input: { ...GOOD, ...change },
  });
});

it.each([undefined, null, 'x', 7, []])('refuses %p', source => {
  expect(readVmOnboarding(source)).toEqual({
    problems: [{ field: '', message: 'Give an object.' }],
  });
});
