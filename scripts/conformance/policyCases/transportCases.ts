import { policyObject, ROOT } from '../generated/policyObject';
import type { WireCase } from './WireCase';

const SIDECAR = 'alpha/web-v1';
const OTHER = 'beta/shop';
const MULTI = 'multi.gamma.svc.cluster.local';
const rule = (namespace: string, name: string, spec: object) =>
  policyObject('DestinationRule', name, namespace, spec);
const tls = (mode: string, more = {}) => ({ tls: { mode, ...more } });
const strict = policyObject('PeerAuthentication', 'strict', 'gamma', {
  mtls: { mode: 'STRICT' },
});
const every = (froms: string[], ports: number[]) =>
  froms.flatMap(from =>
    ports.map(port => [from, 'gamma/multi', port] as WireCase['calls'][number]),
  );

/** TLS of DestinationRules and PeerAuthentications that contradict each other. */
export const TRANSPORT_CASES: WireCase[] = [
  {
    title:
      'a rule of the root namespace, one of the caller’s own, one of the Service’s',
    objects: [
      strict,
      rule(ROOT, 'all', { host: '*.local', trafficPolicy: tls('DISABLE') }),
      rule('alpha', 'own', {
        host: MULTI,
        trafficPolicy: {
          ...tls('ISTIO_MUTUAL'),
          portLevelSettings: [{ port: { number: 8000 }, ...tls('SIMPLE') }],
        },
      }),
      rule('gamma', 'private', {
        host: 'multi',
        exportTo: ['.'],
        trafficPolicy: tls('SIMPLE'),
      }),
    ],
    calls: every(
      [SIDECAR, OTHER, 'beta/legacy', 'gamma/aside', 'plain/raw'],
      [80, 8000, 9000],
    ),
  },
  {
    title: 'subsets with TLS of their own, and a wildcard beside an exact host',
    objects: [
      rule('gamma', 'multi', {
        host: MULTI,
        trafficPolicy: tls('ISTIO_MUTUAL'),
        subsets: [
          {
            name: 'v1',
            labels: { version: 'v1' },
            trafficPolicy: tls('DISABLE'),
          },
          { name: 'v9', labels: { version: 'v9' } },
        ],
      }),
      rule('gamma', 'wild', {
        host: '*.gamma.svc.cluster.local',
        trafficPolicy: tls('SIMPLE'),
      }),
      policyObject('PeerAuthentication', 'permissive', 'gamma', {
        mtls: { mode: 'PERMISSIVE' },
      }),
      policyObject('VirtualService', 'subsets', 'gamma', {
        hosts: [MULTI],
        http: [
          {
            match: [{ uri: { prefix: '/v1' } }],
            route: [{ destination: { host: MULTI, subset: 'v1' } }],
          },
          {
            match: [{ uri: { prefix: '/v9' } }],
            route: [{ destination: { host: MULTI, subset: 'v9' } }],
          },
          {
            match: [{ uri: { prefix: '/none' } }],
            route: [{ destination: { host: MULTI, subset: 'none' } }],
          },
          { route: [{ destination: { host: MULTI } }] },
        ],
      }),
      policyObject('AuthorizationPolicy', 'known', 'gamma', {
        rules: [{ from: [{ source: { principals: ['*'] } }] }],
      }),
    ],
    calls: [
      ...['/v1', '/v9', '/none', '/'].map(
        path =>
          [SIDECAR, 'gamma/multi', 80, { path }] as WireCase['calls'][number],
      ),
      [SIDECAR, 'gamma/aside', 80],
      [SIDECAR, 'gamma/bare', 80],
      ['plain/raw', 'gamma/multi', 80],
    ],
  },
  {
    title: 'MUTUAL with files that are not there, and an empty TLS',
    objects: [
      rule('alpha', 'mutual', {
        host: MULTI,
        trafficPolicy: tls('MUTUAL', {
          clientCertificate: '/etc/certs/a.pem',
          privateKey: '/etc/certs/b.pem',
          caCertificates: '/etc/certs/c.pem',
        }),
      }),
      rule('beta', 'empty', { host: MULTI, trafficPolicy: { tls: {} } }),
      strict,
    ],
    calls: every([SIDECAR, OTHER], [80, 9000]),
  },
  {
    title: 'PeerAuthentication of the mesh, the namespace and the workload',
    objects: [
      policyObject('PeerAuthentication', 'mesh', ROOT, {
        mtls: { mode: 'STRICT' },
      }),
      policyObject('PeerAuthentication', 'chosen', ROOT, {
        selector: { matchLabels: { app: 'multi' } },
        mtls: { mode: 'DISABLE' },
      }),
      policyObject('PeerAuthentication', 'own', 'gamma', {
        selector: { matchLabels: { app: 'multi' } },
        mtls: { mode: 'UNSET' },
        portLevelMtls: { 9090: { mode: 'UNSET' }, 8081: { mode: 'DISABLE' } },
      }),
    ],
    calls: [
      ...every([SIDECAR, 'plain/raw', 'beta/legacy'], [80, 8000, 9000]),
      [SIDECAR, 'beta/legacy', 80],
      ['plain/raw', 'beta/shop', 80],
      ['plain/raw', 'gamma/aside', 80],
    ],
  },
  {
    title: 'a namespace without mutual TLS, and a workload that asks for it',
    objects: [
      policyObject('PeerAuthentication', 'off', 'gamma', {
        mtls: { mode: 'DISABLE' },
      }),
      policyObject('PeerAuthentication', 'on', 'gamma', {
        selector: { matchLabels: { app: 'multi' } },
        mtls: { mode: 'STRICT' },
        portLevelMtls: { 8081: { mode: 'PERMISSIVE' } },
      }),
      rule('beta', 'mutual', {
        host: MULTI,
        trafficPolicy: tls('ISTIO_MUTUAL'),
      }),
    ],
    calls: every([SIDECAR, OTHER, 'beta/legacy'], [80, 8000, 9000]),
  },
];
