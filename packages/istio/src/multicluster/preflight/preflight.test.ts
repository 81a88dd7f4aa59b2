import { preflight, preflightPair } from './preflight';
import type {
  PreflightCheckName,
  PreflightCluster,
  PreflightService,
} from './types';

const NOW = new Date('2026-11-21T12:00:00Z');

const service = (
  name: string,
  change: Partial<PreflightService> = {},
): PreflightService => ({
  namespace: 'shop',
  name,
  headless: false,
  ports: [{ name: 'http', port: 80 }],
  ...change,
});

const policy = (name: string, source: object, action?: string) => ({
  namespace: 'pay',
  name,
  ...(action ? { action } : {}),
  rules: [{ from: [{ source }] }],
});

const owned = (owner?: string) => ({
  namespaces: [{ name: 'shop', labels: { mesh: 'on' }, owner }],
});

const ROOT = { fingerprint: 'AA:01', notAfter: '2036-01-01T00:00:00Z' };

/** A cluster that fits any other but for its name, ID and addresses. */
function cluster(
  name: 'east' | 'west' | 'north',
  change: Partial<PreflightCluster> = {},
): PreflightCluster {
  const number = { east: 1, west: 2, north: 3 }[name];
  return {
    name,
    clusterId: name,
    kubernetesVersion: 'v1.35.4',
    controlPlanes: [{ revision: 'default', version: '1.31.1' }],
    proxyVersions: ['1.31.1'],
    network: 'one',
    podCidrs: [`10.${number}.0.0/16`, `fd00:${number}::/64`],
    serviceCidrs: [`10.10${number}.0.0/16`],
    podAddresses: [`10.${number}.0.7`],
    serviceAddresses: [`10.10${number}.0.1`],
    eastWestGateways: [],
    trustDomain: 'cluster.local',
    trustDomainAliases: [],
    roots: [ROOT],
    discoverySelectors: [],
    namespaces: [
      { name: 'shop', labels: { mesh: 'on' }, owner: 'group:default/shop' },
      { name: 'kube-system' },
      { name: `only-${name}` },
    ],
    serviceAccounts: [{ namespace: 'shop', name: 'cart' }],
    authorizationPolicies: [
      policy('all', {}),
      policy('carts', { principals: ['*/ns/shop/sa/cart'] }),
    ],
    services: [service('cart')],
    dnsProxy: false,
    ...change,
  };
}

const GATEWAY = {
  namespace: 'istio-system',
  name: 'istio-eastwestgateway',
  addresses: ['203.0.113.1'],
  ports: [15021, 15443],
  passthroughHosts: ['*.local'],
};

const apart = (change: object = {}): [object, object] => [
  { network: 'a', eastWestGateways: [{ ...GATEWAY, network: 'a', ...change }] },
  { network: 'b', eastWestGateways: [{ ...GATEWAY, network: 'b' }] },
];

function findingsOf(
  check: PreflightCheckName,
  east: Partial<PreflightCluster>,
  west: Partial<PreflightCluster>,
) {
  const { checks } = preflightPair(
    cluster('east', east),
    cluster('west', west),
    { now: NOW },
  );
  const others = checks.filter(({ name }) => name !== check);
  return { ...checks.find(({ name }) => name === check)!, others };
}

/** What is wrong in east, or in west, and what is found of it. */
const CASES: [
  PreflightCheckName,
  Partial<PreflightCluster>,
  Partial<PreflightCluster>,
  string[],
][] = [
  ['cluster-id', { clusterId: 'west' }, {}, ['error cluster-id-clash']],
  ['cluster-id', { clusterId: 'Kubernetes' }, {}, ['warning cluster-id-unset']],
  ['cluster-id', { clusterId: 'East_1' }, {}, ['error cluster-id-unfit']],
  [
    'cluster-id',
    { clusterId: 'Kubernetes' },
    { clusterId: 'Kubernetes' },
    [
      'error cluster-id-clash',
      'warning cluster-id-unset',
      'warning cluster-id-unset',
    ],
  ],
  [
    'kubernetes-version',
    { kubernetesVersion: 'v1.30.1-eks-2' },
    {},
    ['warning kubernetes-unsupported', 'warning kubernetes-unsupported'],
  ],
  [
    'istio-version',
    { controlPlanes: [{ revision: 'default', version: '1.29.8' }] },
    {},
    ['error control-planes-apart'],
  ],
  [
    'istio-version',
    { controlPlanes: [{ revision: 'default', version: '1.30.5' }] },
    {},
    [],
  ],
  [
    'istio-version',
    { controlPlanes: [], proxyVersions: ['1.29.8', '1.30.5', '1.32.0'] },
    {},
    ['error proxy-behind', 'error proxy-ahead'],
  ],
  [
    'istio-version',
    { controlPlanes: [] },
    { controlPlanes: [] },
    ['error no-control-plane'],
  ],
  [
    'istio-version',
    { controlPlanes: [{ revision: 'default', version: 'latest' }] },
    {},
    ['unknown istio-version-unreadable'],
  ],
  ['cidr', { podCidrs: ['10.2.128.0/17'] }, {}, ['error pod-cidr-overlap']],
  ['cidr', { podCidrs: ['fd00:2::/60'] }, {}, ['error pod-cidr-overlap']],
  ['cidr', { podAddresses: ['10.2.0.7'] }, {}, ['error pod-cidr-overlap']],
  [
    'cidr',
    { podCidrs: ['10.102.4.0/24'] },
    {},
    ['error pod-service-cidr-overlap'],
  ],
  [
    'cidr',
    { podCidrs: undefined, podAddresses: ['10.102.4.1'] },
    {},
    ['error pod-service-cidr-overlap'],
  ],
  [
    'cidr',
    { serviceCidrs: undefined, serviceAddresses: ['10.2.0.1'] },
    {},
    ['error pod-service-cidr-overlap'],
  ],
  [
    'cidr',
    { serviceCidrs: ['10.102.0.0/24'] },
    {},
    ['info service-cidr-overlap'],
  ],
  ['cidr', { podCidrs: ['10.1.0.0/33'] }, {}, ['unknown cidr-unreadable']],
  ['network', { network: '' }, { network: '' }, ['info network-unlabelled']],
  ['network', { network: '' }, {}, ['error network-one-sided']],
  [
    'network',
    { network: 'two' },
    {},
    ['error no-east-west-gateway', 'error no-east-west-gateway'],
  ],
  ['network', ...apart(), []],
  [
    'network',
    ...apart({ addresses: [] }),
    ['error east-west-gateway-without-address'],
  ],
  [
    'network',
    ...apart({ ports: [443] }),
    ['error east-west-gateway-without-port'],
  ],
  [
    'network',
    ...apart({ passthroughHosts: ['shop.local'] }),
    ['error services-not-exposed'],
  ],
  [
    'network',
    ...apart({ passthroughHosts: undefined }),
    ['unknown services-exposed-unknown'],
  ],
  ['network', ...apart({ passthroughHosts: ['istio-system/*'] }), []],
  ['network', ...apart({ ports: [15008], passthroughHosts: undefined }), []],
  ['network', ...apart({ network: 'c' }), ['error no-east-west-gateway']],
  ['trust-domain', { trustDomain: 'east' }, {}, ['error trust-domain-differs']],
  [
    'trust-domain',
    { trustDomain: 'east', trustDomainAliases: ['cluster.local'] },
    {},
    ['error trust-domain-differs'],
  ],
  [
    'trust-domain',
    { trustDomain: 'east', trustDomainAliases: ['cluster.local'] },
    { trustDomainAliases: ['east'] },
    ['info trust-domain-alias'],
  ],
  ['roots', { roots: [{ fingerprint: 'bb' }] }, {}, ['error roots-disjoint']],
  ['roots', { roots: [{ fingerprint: 'aa01' }] }, {}, []],
  [
    'roots',
    { roots: [ROOT, { fingerprint: 'bb' }] },
    {},
    ['warning roots-differ'],
  ],
  [
    'roots',
    { roots: [{ ...ROOT, notAfter: '2026-11-21T11:00:00Z' }] },
    {},
    ['error roots-expired'],
  ],
  [
    'roots',
    { roots: [{ ...ROOT, notAfter: '2026-12-01T00:00:00Z' }] },
    {},
    ['warning roots-expire-soon'],
  ],
  [
    'discovery-selectors',
    { discoverySelectors: [{ matchLabels: { mesh: 'yes' } }] },
    {},
    ['warning namespace-hidden'],
  ],
  [
    'discovery-selectors',
    { discoverySelectors: [{ matchLabels: { mesh: 'on' } }] },
    {},
    [],
  ],
  [
    // What west itself does not take is not hidden from anybody.
    'discovery-selectors',
    { discoverySelectors: [{ matchLabels: { mesh: 'yes' } }] },
    { discoverySelectors: [{ matchLabels: { mesh: 'no' } }] },
    [],
  ],
  [
    'missing-services',
    { services: [service('cart'), service('user')] },
    {},
    ['warning service-missing'],
  ],
  [
    'missing-services',
    { services: [service('cart'), service('user')] },
    { dnsProxy: true },
    ['info service-missing-dns-proxy'],
  ],
  [
    'missing-services',
    {
      services: [
        service('cart'),
        service('kubernetes', { namespace: 'default' }),
        service('dns', { namespace: 'kube-system' }),
      ],
    },
    {},
    [],
  ],
  [
    'service-mismatch',
    { services: [service('cart', { headless: true })] },
    {},
    ['error service-headless-mismatch'],
  ],
  [
    'service-mismatch',
    { services: [service('cart', { type: 'ExternalName' })] },
    {},
    ['error service-external-name-mismatch'],
  ],
  [
    'service-mismatch',
    {
      services: [
        service('cart', {
          ports: [
            { name: 'http', port: 80 },
            { name: 'grpc', port: 81 },
          ],
        }),
      ],
    },
    {},
    ['warning service-port-missing'],
  ],
  [
    'service-mismatch',
    { services: [service('cart', { ports: [{ name: 'web', port: 80 }] })] },
    {},
    ['error service-port-name-mismatch'],
  ],
  [
    'shared-identities',
    { ...owned('group:default/other') },
    {},
    ['warning identities-shared', 'warning policies-admit-both'],
  ],
  [
    'shared-identities',
    { ...owned('group:default/other'), authorizationPolicies: [] },
    {
      authorizationPolicies: [policy('not', { namespaces: ['shop'] }, 'DENY')],
    },
    ['warning identities-shared'],
  ],
  [
    'shared-identities',
    { ...owned(undefined), authorizationPolicies: [] },
    { authorizationPolicies: [] },
    ['unknown owners-unknown'],
  ],
  [
    'service-mismatch',
    {
      services: [
        service('cart', {
          ports: [{ name: 'http', port: 80, protocol: 'UDP' }],
        }),
      ],
    },
    {},
    ['error service-protocol-mismatch'],
  ],
];

describe('preflight', () => {
  it('finds nothing in clusters that fit', () => {
    const [pair] = preflight([cluster('east'), cluster('west')], { now: NOW });
    expect(pair.verdict).toBe('ok');
    expect(pair.checks.flatMap(({ findings }) => findings)).toEqual([]);
  });

  it.each(CASES)('judges %s of %j and %j', (check, east, west, expected) => {
    const { findings, verdict, others } = findingsOf(check, east, west);
    expect(findings.map(one => `${one.severity} ${one.code}`)).toEqual(
      expected,
    );
    expect(verdict).toBe(expected[0]?.split(' ')[0] ?? 'ok');
    for (const { message, mend, clusters } of findings) {
      expect(message).toMatch(/^([A-Z0-9]|east |west ).*\.$/);
      expect(mend).toMatch(/^[A-Z].*\.$/);
      expect(clusters.length).toBeGreaterThan(0);
    }
    // One mistake is told once.
    expect(
      others.flatMap(one => one.findings).map(one => one.severity),
    ).not.toContain('error');
  });

  it('finds the same, whichever cluster comes first', () => {
    for (const [check, east, west] of CASES) {
      const codes = (pair: PreflightCluster[]) =>
        preflight(pair, { now: NOW })[0]
          .checks.find(({ name }) => name === check)!
          .findings.map(({ code }) => code)
          .sort();
      const pair = [cluster('east', east), cluster('west', west)];
      expect(codes([...pair].reverse())).toEqual(codes(pair));
    }
  });

  it.each<[keyof PreflightCluster, PreflightCheckName, string]>([
    ['clusterId', 'cluster-id', 'cluster-id-unknown'],
    ['kubernetesVersion', 'kubernetes-version', 'kubernetes-version-unknown'],
    ['controlPlanes', 'istio-version', 'control-planes-unknown'],
    ['network', 'network', 'network-unknown'],
    ['trustDomain', 'trust-domain', 'trust-domain-unknown'],
    ['roots', 'roots', 'roots-unknown'],
    [
      'discoverySelectors',
      'discovery-selectors',
      'discovery-selectors-unknown',
    ],
    ['services', 'missing-services', 'services-unknown'],
    ['services', 'service-mismatch', 'services-unknown'],
    ['namespaces', 'shared-identities', 'namespaces-unknown'],
  ])('does not take an unread %s for a good one', (field, check, code) => {
    const { findings, verdict } = findingsOf(
      check,
      { [field]: undefined, unread: { [field]: 'the answer was 403' } },
      {},
    );
    expect(verdict).toBe('unknown');
    expect(findings).toEqual([
      expect.objectContaining({
        code,
        severity: 'unknown',
        clusters: ['east'],
        message: expect.stringContaining('the answer was 403'),
      }),
    ]);
  });

  it('needs addresses or blocks of pods and Services', () => {
    const { findings } = findingsOf(
      'cidr',
      { podCidrs: [], podAddresses: [], serviceCidrs: undefined },
      { serviceCidrs: undefined, serviceAddresses: undefined },
    );
    expect(findings.map(({ code, clusters }) => [code, clusters])).toEqual([
      ['pod-cidrs-unknown', ['east']],
      ['service-cidrs-unknown', ['west']],
    ]);
  });

  it('needs the gateways of clusters on different networks only', () => {
    const unread = { eastWestGateways: undefined };
    expect(findingsOf('network', unread, unread).findings).toEqual([]);
    const { findings } = findingsOf(
      'network',
      { ...unread, network: 'two' },
      {},
    );
    expect(findings.map(({ code }) => code)).toEqual([
      'east-west-gateways-unknown',
      'no-east-west-gateway',
    ]);
  });

  it('minds overlapping pods less on different networks', () => {
    const [east, west] = apart();
    const same = { podCidrs: ['10.9.0.0/16'] };
    const { findings } = findingsOf(
      'cidr',
      { ...east, ...same },
      { ...west, ...same },
    );
    expect(findings.map(one => `${one.severity} ${one.code}`)).toEqual([
      'info pod-cidr-overlap-apart',
    ]);
    const unknown = findingsOf('cidr', { ...same, network: undefined }, same);
    expect(unknown.verdict).toBe('warning');
  });

  it('takes one gateway that works for enough', () => {
    const [east, west] = apart();
    const broken = { ...GATEWAY, network: 'a', name: 'broken', addresses: [] };
    const { eastWestGateways } = east as PreflightCluster;
    const { findings } = findingsOf(
      'network',
      { ...east, eastWestGateways: [broken, ...eastWestGateways!] },
      west,
    );
    expect(findings).toEqual([]);
  });

  it('names what it saw, a hundred at most', () => {
    const many = Array.from({ length: 150 }, (_, i) => service(`s${i}`));
    const { findings } = findingsOf(
      'missing-services',
      { services: [service('cart'), ...many] },
      {},
    );
    expect(findings[0].message).toContain('150 Services are in east only');
    expect(findings[0].evidence).toHaveLength(100);
    expect(findings[0].evidence![0]).toBe('shop/s0');
  });

  it.each<[string, object, boolean]>([
    ['a principal', { principals: ['cluster.local/ns/shop/sa/cart'] }, true],
    [
      'another principal',
      { principals: ['cluster.local/ns/shop/sa/x'] },
      false,
    ],
    ['a beginning', { principals: ['cluster.local/ns/shop/*'] }, true],
    ['an end', { principals: ['*/sa/cart'] }, true],
    ['anybody with an identity', { principals: ['*'] }, true],
    ['a namespace', { namespaces: ['sh*'] }, true],
    ['an account', { serviceAccounts: ['shop/cart'] }, true],
    ['an account of its own namespace', { serviceAccounts: ['cart'] }, false],
    ['both', { namespaces: ['shop'], principals: ['no/*'] }, false],
    ['nobody', {}, false],
  ])('knows whether a policy names %s of both', (_, source, admits) => {
    const { findings } = findingsOf(
      'shared-identities',
      owned('group:default/other'),
      { authorizationPolicies: [policy('some', source)] },
    );
    const { evidence = [] } =
      findings.find(({ code }) => code === 'policies-admit-both') ?? {};
    expect(evidence.filter(one => one.startsWith('west'))).toEqual(
      admits ? ['west: pay/some admits shop/cart'] : [],
    );
  });

  it('names whose identities become one', () => {
    const { findings } = findingsOf(
      'shared-identities',
      owned('group:default/other'),
      { serviceAccounts: [{ namespace: 'shop', name: 'user' }] },
    );
    expect(findings[0].evidence).toEqual([
      'shop (group:default/other in east, group:default/shop in west): cart, user',
    ]);
  });

  it('makes a matrix of a fleet', () => {
    const fleet = preflight(
      [cluster('east'), cluster('west'), cluster('north')],
      { now: NOW },
    );
    expect(fleet.map(({ clusters }) => clusters.join(' '))).toEqual([
      'east west',
      'east north',
      'west north',
    ]);
    expect(preflight([cluster('east')], { now: NOW })).toEqual([]);
  });
});
