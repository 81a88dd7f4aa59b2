import type { KubernetesObject, ResourceReference } from '../resources';
import { policyEffects } from './effects';
import { judgePolicies } from './judgePolicies';
import { inputWith, object } from './testObjects';

const SENTINEL = 'sentinel';
const HIDDEN = ['istio-system', 'vault'];
const mayRead = ({ namespace = '' }: ResourceReference) =>
  !HIDDEN.includes(namespace);

const SERVICE = object('Service', 'bookinfo/ratings', {
  selector: { app: 'ratings' },
  ports: [{ port: 80 }],
});
const HOST = 'ratings.bookinfo.svc.cluster.local';
const allow = (path: string, name: string, more = {}) =>
  object('AuthorizationPolicy', path, {
    rules: [
      {
        from: [
          { source: { principals: [`cluster.local/ns/web/sa/${name}`] } },
          { source: { requestPrincipals: [`https://${name}/*`] } },
        ],
        to: [{ operation: { paths: [`/${name}`] } }],
        when: [{ key: `request.headers[${name}]`, values: [name] }],
      },
    ],
    ...more,
  });

/** Every kind of policy, in namespaces that may not be read, each with the sentinel in all it says. */
const SECRET: KubernetesObject[] = [
  object('PeerAuthentication', 'istio-system/sentinel-peers', {
    mtls: { mode: 'STRICT' },
  }),
  allow('istio-system/sentinel-allow', SENTINEL),
  allow('istio-system/sentinel-allow-2', `${SENTINEL}-2`),
  allow('istio-system/sentinel-deny', SENTINEL, { action: 'DENY' }),
  allow('istio-system/sentinel-custom', SENTINEL, {
    action: 'CUSTOM',
    provider: { name: SENTINEL },
  }),
  object(
    'AuthorizationPolicy',
    'istio-system/sentinel-try',
    { action: 'DENY', rules: [{}] },
    { annotations: { 'istio.io/dry-run': 'true' } },
  ),
  object('RequestAuthentication', 'istio-system/sentinel-jwt', {
    jwtRules: [
      {
        issuer: SENTINEL,
        audiences: [SENTINEL],
        fromHeaders: [{ name: SENTINEL }],
      },
    ],
  }),
  object('DestinationRule', 'vault/sentinel-rule', {
    host: HOST,
    trafficPolicy: { tls: { mode: 'DISABLE' } },
    workloadSelector: { matchLabels: { app: SENTINEL } },
  }),
  object('DestinationRule', 'istio-system/sentinel-rule', {
    host: HOST,
    subsets: [{ name: SENTINEL, labels: { version: SENTINEL } }],
  }),
  object('VirtualService', 'vault/sentinel-route', {
    hosts: [HOST, SENTINEL],
    http: [
      {
        match: [{ uri: { prefix: `/${SENTINEL}` } }],
        route: [{ destination: { host: SENTINEL, subset: SENTINEL } }],
      },
    ],
  }),
  object('VirtualService', 'vault/sentinel-front', {
    hosts: [`${SENTINEL}.example.org`],
    gateways: [`vault/${SENTINEL}`],
    http: [{ route: [{ destination: { host: HOST } }] }],
  }),
  object('VirtualService', 'vault/sentinel-part', {
    http: [
      {
        match: [{ uri: { prefix: `/${SENTINEL}` } }],
        route: [{ destination: { host: SENTINEL } }],
      },
    ],
  }),
  object('ServiceEntry', 'vault/sentinel-entry', {
    hosts: ['api.example.org'],
    ports: [{ number: 443, protocol: 'TLS' }],
  }),
  object('Sidecar', 'istio-system/sentinel-sidecar', {
    egress: [{ hosts: [`${SENTINEL}/*`, '*/*'] }],
  }),
];
/** Of a namespace that may be read, handing over to one that may not. */
const OPEN = object('VirtualService', 'bookinfo/open', {
  hosts: ['ratings'],
  http: [{ delegate: { name: 'sentinel-part', namespace: 'vault' } }],
});

function inputOf(objects: KubernetesObject[]) {
  const ofKind = (kind: string) => objects.filter(one => one.kind === kind);
  return {
    ...inputWith(objects),
    requestAuthentications: ofKind('RequestAuthentication'),
    sidecars: ofKind('Sidecar'),
    mayRead,
  };
}

describe('what may not be read', () => {
  const input = inputOf([SERVICE, OPEN, ...SECRET]);
  const verdict = judgePolicies(input);
  const effects = policyEffects(input);

  /** References are taken out by whoever shows them. */
  const words = JSON.stringify([verdict, effects], (key, value) =>
    ['decidedBy', 'delegatedBy'].includes(key) ? undefined : value,
  );

  it('says nothing of itself', () => {
    expect(words).not.toContain(SENTINEL);
  });

  it('has its effect told', () => {
    expect(verdict.mutualTls).toEqual([
      expect.objectContaining({ mode: 'STRICT', from: 'mesh' }),
    ]);
    expect(verdict.access).toBe('rules');
    expect(effects.clientTls.conflicts).toEqual([
      expect.objectContaining({ result: 'refused', hidden: true }),
    ]);
    expect(effects.tokens.issuers).toEqual([
      expect.objectContaining({ hidden: true }),
    ]);
    expect(effects.outbound).toEqual([
      expect.objectContaining({ hosts: [], hidden: true }),
    ]);
    expect(effects.subsets).toEqual([]);
  });

  it('stands in its place, once for each action', () => {
    expect(
      verdict.callers.map(({ action, hidden }) => [action, hidden]),
    ).toEqual([
      ['CUSTOM', true],
      ['DENY', true],
      ['ALLOW', true],
    ]);
    expect(verdict.routes).toEqual([
      expect.objectContaining({ hidden: true, destinations: [] }),
    ]);
    expect(verdict.egress).toEqual([
      expect.objectContaining({ host: 'api.example.org', ports: [443] }),
    ]);
  });

  it('is in the sentence that sums up', () => {
    expect(verdict.summary).toBe(
      'Only encrypted calls are accepted. Who may call this one is said by a policy in a namespace you may not read. An external authorizer has a say too. A policy in a namespace you may not read denies some calls.',
    );
    const beside = judgePolicies(
      inputOf([SERVICE, allow('bookinfo/own', 'front'), SECRET[1]]),
    );
    expect(beside.summary).toBe(
      'Encrypted and plain calls are accepted. 2 kinds of callers may call this one. A policy in a namespace you may not read says who else may.',
    );
  });
});

describe('Sidecars and what is reached outside', () => {
  const entry = object('ServiceEntry', 'out/api', {
    hosts: ['api.example.org'],
    ports: [{ number: 443, protocol: 'TLS' }],
  });
  it.each([
    ['everything', ['*/*'], 1],
    ['its namespace', ['out/*'], 1],
    ['the host', ['out/api.example.org'], 1],
    ['another host', ['out/other.example.org'], 0],
    ['its own namespace only', ['./*'], 0],
  ])('knows %s', (_, hosts, count) => {
    const sidecar = object('Sidecar', 'bookinfo/default', {
      egress: [{ hosts }],
    });
    expect(
      judgePolicies({ ...inputWith([entry]), sidecars: [sidecar] }).egress,
    ).toHaveLength(count);
  });
});
