import type { EgressEnvironment } from '../EgressEnvironment';
import type { EgressGatewayInput } from '../EgressGatewayInput';
import type { EgressUpstream } from '../EgressUpstream';

/** A gateway whose objects are kept as a file. */
export interface GoldenCase {
  /** Name of the file, without its ending. */
  name: string;
  input: EgressGatewayInput;
  environment?: EgressEnvironment;
}

/** What a cluster says of itself that knows everything. */
export const KNOWN: EgressEnvironment = {
  istioVersion: '1.31.0',
  kubernetesVersion: '1.35.4',
  clusterDomain: 'cluster.local',
  trustDomain: 'corp.example',
  gatewayApi: ['Gateway', 'HTTPRoute', 'TLSRoute', 'TCPRoute'].map(kind => ({
    kind,
    versions: ['v1'],
  })),
  ambient: true,
  extensionProviders: [
    { name: 'opa', authorizer: true, transport: 'grpc' },
    { name: 'opa-http', authorizer: true, transport: 'http' },
    { name: 'otel', authorizer: false },
  ],
  outboundTrafficPolicy: 'ALLOW_ANY',
  dnsCapture: true,
  rootNamespace: 'istio-system',
  networkRanges: {
    pods: ['10.0.0.0/16', 'fd00:10::/64'],
    services: ['10.1.0.0/16'],
    nodes: ['192.168.7.0/24'],
  },
  namespaces: ['payments', 'shop', 'bookinfo', 'front'],
  networkPolicyEnforcer: 'calico',
  openRanges: {
    apiServer: ['192.168.7.10/32'],
    virtualMachines: ['172.20.0.0/24'],
    remotes: ['172.30.0.0/16'],
  },
  curlImage: 'registry.example.org/curl:8.16.0',
};

/** One upstream of every kind. */
export const EVERY_KIND: EgressUpstream[] = [
  { host: 'plain.partner.example', protocol: 'HTTP', port: 8080 },
  { host: 'api.partner.example' },
  {
    host: 'bank.example',
    tls: {
      mode: 'MUTUAL',
      credentialName: 'bank-client',
      sni: 'edge.bank.example',
      subjectAltNames: ['edge.bank.example', 'bank.example'],
    },
  },
  { host: 'files.partner.example', protocol: 'TLS-PASSTHROUGH' },
  {
    host: 'db.partner.example',
    protocol: 'TCP',
    port: 5432,
    addresses: ['203.0.113.7', '2001:db8::7'],
  },
];

const BASE = { name: 'partners', namespace: 'payments' };

const CALLERS = [
  { namespace: 'payments', serviceAccounts: ['ledger'] },
  { namespace: 'shop', serviceAccounts: ['cart', 'checkout'] },
  { namespace: 'bookinfo' },
];

const OPTIONS: Partial<EgressGatewayInput> = {
  resources: {
    requests: { cpu: '250m', memory: '256Mi' },
    limits: { cpu: '1', memory: '512Mi' },
  },
  autoscaling: { minReplicas: 2, maxReplicas: 6, cpuPercent: 70 },
  disruptionBudget: { minAvailable: 1 },
  readiness: {
    host: 'api.partner.example',
    timeoutSeconds: 4,
    periodSeconds: 20,
    failureThreshold: 2,
  },
};

const EXPOSED: EgressUpstream[] = [
  {
    host: 'api.partner.example',
    exposure: {
      host: 'partner.corp.example',
      ingress: { namespace: 'front', selector: { istio: 'ingressgateway' } },
      credentialName: 'partner-corp-example',
    },
  },
  {
    host: 'plain.partner.example',
    protocol: 'HTTP',
    exposure: {
      host: 'plain.corp.example',
      ingress: { namespace: 'front', name: 'shared' },
    },
  },
];

/** Every pattern and feature, by a name. */
export const GOLDEN_CASES: GoldenCase[] = [
  {
    name: 'injected-open',
    input: { ...BASE, upstreams: EVERY_KIND, clientNamespaces: ['shop'] },
  },
  {
    name: 'injected-named',
    input: { ...BASE, upstreams: EVERY_KIND, callers: CALLERS },
    environment: KNOWN,
  },
  {
    name: 'injected-several-ports',
    input: {
      ...BASE,
      upstreams: [
        { host: 'api.partner.example', protocol: 'HTTP' },
        { host: 'api.partner.example', protocol: 'TLS-PASSTHROUGH' },
        { host: 'api.partner.example', protocol: 'HTTP', port: 8080 },
      ],
    },
  },
  {
    name: 'injected-tcp-by-name',
    input: {
      ...BASE,
      upstreams: [{ host: 'db.partner.example', protocol: 'TCP', port: 5432 }],
    },
    environment: KNOWN,
  },
  {
    name: 'injected-options',
    input: {
      ...BASE,
      upstreams: EVERY_KIND.slice(0, 2),
      component: 'ledger',
      owner: 'team-payments',
      revision: 'canary',
      ...OPTIONS,
    },
    environment: KNOWN,
  },
  {
    name: 'injected-policies',
    input: {
      ...BASE,
      upstreams: EVERY_KIND,
      callers: CALLERS,
      authorization: { provider: 'opa' },
      accessLog: { provider: 'otel', errorsOnly: true },
      networkPolicy: true,
      strictMtls: true,
    },
    environment: KNOWN,
  },
  {
    name: 'injected-exposed',
    input: { ...BASE, upstreams: EXPOSED, callers: CALLERS },
    environment: KNOWN,
  },
  {
    name: 'helm-options',
    input: {
      ...BASE,
      pattern: 'helm',
      upstreams: EVERY_KIND,
      callers: CALLERS,
      component: 'ledger',
      ...OPTIONS,
    },
    environment: KNOWN,
  },
  {
    name: 'gateway-api-open',
    input: {
      ...BASE,
      pattern: 'gateway-api',
      upstreams: EVERY_KIND,
      clientNamespaces: ['shop'],
    },
  },
  {
    name: 'gateway-api-named',
    input: {
      ...BASE,
      pattern: 'gateway-api',
      upstreams: EVERY_KIND,
      callers: CALLERS,
      revision: 'canary',
      accessLog: {},
      ...OPTIONS,
    },
    environment: KNOWN,
  },
  {
    name: 'gateway-api-exposed',
    input: {
      ...BASE,
      pattern: 'gateway-api',
      upstreams: EXPOSED,
      clientNamespaces: ['bookinfo'],
    },
    environment: KNOWN,
  },
  {
    name: 'waypoint',
    input: {
      ...BASE,
      pattern: 'waypoint',
      upstreams: EVERY_KIND,
      callers: CALLERS,
      authorization: { provider: 'opa' },
      replicas: 2,
    },
    environment: KNOWN,
  },
  {
    name: 'waypoint-wildcard',
    input: {
      ...BASE,
      pattern: 'waypoint',
      upstreams: [
        { host: '*.partner.example', protocol: 'HTTP' },
        { host: '*.bank.example', protocol: 'TLS-PASSTHROUGH' },
      ],
    },
    environment: KNOWN,
  },
  {
    name: 'sidecar-direct',
    input: {
      ...BASE,
      pattern: 'sidecar-direct',
      upstreams: [{ host: '*.partner.example', protocol: 'TLS-PASSTHROUGH' }],
      clientNamespaces: ['shop'],
    },
    environment: KNOWN,
  },
];
