import type { KubernetesObject } from '../../../resources';
import {
  denyPrincipalObject,
  machineServiceAccountObject,
  renderVmOnboarding,
  VmOnboardingInput,
  workloadEntryObject,
} from '..';

/** Objects of the model, and what they are made from. */
export interface GoldenCase {
  name: string;
  /** As a person gives it; undefined where there is none. */
  input?: VmOnboardingInput;
  objects: KubernetesObject[];
}

const LEAST: VmOnboardingInput = {
  name: 'ratings-vm',
  namespace: 'bookinfo',
  ports: [{ name: 'http', number: 9080 }],
};

const DETAILS = { host: 'details.bookinfo.svc.cluster.local', port: 9080 };
const WEB = { ...DETAILS, port: 80 };
const DB = { host: 'db.example.org', port: 5432, protocol: 'TCP' as const };

const INPUTS: [name: string, input: VmOnboardingInput][] = [
  ['least', LEAST],
  [
    'namespace',
    {
      ...LEAST,
      createNamespace: { revision: 'stable', labels: { tenant: 'shop' } },
    },
  ],
  [
    'injected-namespace',
    { ...LEAST, createNamespace: { revision: 'default' } },
  ],
  [
    'shift',
    {
      ...LEAST,
      app: 'ratings',
      version: 'v2',
      labels: { 'app.kubernetes.io/name': 'ratings', tier: 'old' },
      network: 'vm-net',
      locality: 'eu/eu-1/rack-2',
      weight: 3,
      ports: [
        { name: 'http', number: 80, targetPort: 8080 },
        { name: 'grpc', number: 81, protocol: 'GRPC' },
        { name: 'mysql', number: 3306, protocol: 'TCP' },
      ],
      probe: {
        httpGet: { path: '/ready', port: 8080, scheme: 'HTTP' },
        periodSeconds: 5,
      },
      service: { kind: 'Service', name: 'ratings' },
      subsets: {},
      machinesPercent: 10,
      component: 'ratings',
      owner: 'team-a',
    },
  ],
  [
    'service-entry',
    {
      ...LEAST,
      ports: [{ name: 'http', number: 80, targetPort: 8080 }],
      service: { kind: 'ServiceEntry', host: 'ratings.example.org' },
      subsets: { label: 'kind', machines: 'machine', containers: 'pod' },
      machinesPercent: 100,
      probe: { exec: { command: ['/usr/bin/pg_isready', '-q'] } },
    },
  ],
  [
    'without-capture',
    {
      ...LEAST,
      withoutCapture: { dependencies: [DETAILS, DB] },
    },
  ],
  [
    'http-proxy',
    {
      ...LEAST,
      withoutCapture: {
        dependencies: [WEB, { ...WEB, host: 'a.example.org' }, DB],
        httpProxy: {},
      },
    },
  ],
  ['calls-nothing', { ...LEAST, withoutCapture: { dependencies: [] } }],
  [
    'excluded-ports',
    {
      ...LEAST,
      ports: [
        { name: 'http', number: 9080 },
        { name: 'tcp-metrics', number: 9100, protocol: 'TCP' },
      ],
      service: { kind: 'Service', name: 'ratings' },
      subsets: {},
      excludedPorts: { inbound: [9100], outbound: [25, 5432] },
    },
  ],
];

const MACHINES: VmOnboardingInput = {
  ...LEAST,
  autoRegister: false,
  identity: 'machine',
  network: 'vm-net',
  probe: { tcpSocket: { port: 9080 } },
};

const group = { namespace: 'bookinfo', name: 'ratings-vm' };

/** One for each thing that a person may wish. */
export const GOLDEN_CASES: readonly GoldenCase[] = [
  ...INPUTS.map(([name, input]) => ({
    name,
    input,
    objects: renderVmOnboarding(input),
  })),
  {
    name: 'identity-of-a-machine',
    input: MACHINES,
    objects: [
      ...renderVmOnboarding(MACHINES),
      machineServiceAccountObject(MACHINES, 'vm-01')!,
      workloadEntryObject(MACHINES, { name: 'vm-01', address: 'fd00::7' }),
    ],
  },
  {
    name: 'cut-off',
    objects: [
      denyPrincipalObject({
        group,
        serviceAccounts: ['ratings-vm'],
        namespace: 'istio-system',
      }),
      denyPrincipalObject({
        group,
        serviceAccounts: ['ratings-vm-vm-01', 'ratings-vm-vm-02'],
        namespace: 'shop',
        trustDomains: ['cluster.local', 'old.example.org'],
      }),
    ],
  },
];
