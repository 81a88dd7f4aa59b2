import type { KubernetesObject } from '../resources';
import { EVERY_KIND, KNOWN } from './__testUtils__/goldenCases';
import type { EgressGatewayInput, EgressPattern } from './EgressGatewayInput';
import { helmValuesOf } from './helmValues';
import { keepGatewayPorts } from './modelOf';
import { renderEgressGateway } from './renderEgressGateway';
import { validateEgressGateway } from './validateEgressGateway';

const BASE: EgressGatewayInput = {
  name: 'partners',
  namespace: 'payments',
  upstreams: EVERY_KIND,
};

const NAMED: Partial<EgressGatewayInput> = {
  callers: [
    { namespace: 'shop', serviceAccounts: ['cart'] },
    { namespace: 'bookinfo' },
  ],
};

const ROUTED: EgressPattern[] = ['injected', 'helm', 'gateway-api'];

function rendered(more: Partial<EgressGatewayInput>): KubernetesObject[] {
  const result = validateEgressGateway({ ...BASE, ...more }, KNOWN);
  if ('problems' in result) {
    throw new Error(JSON.stringify(result.problems));
  }
  return renderEgressGateway(result.model, KNOWN);
}

function all(objects: KubernetesObject[], kind: string, group = '') {
  return objects.filter(
    object => object.kind === kind && object.apiVersion.startsWith(group),
  );
}

function one(objects: KubernetesObject[], kind: string, name: string) {
  const found = all(objects, kind).filter(
    ({ metadata }) => metadata.name === name,
  );
  expect(found).toHaveLength(1);
  return found[0];
}

const legs = ({ spec = {} }: KubernetesObject): any[] =>
  (['http', 'tls', 'tcp'] as const).flatMap(kind =>
    (spec[kind] ?? []).map((leg: object) => ({ kind, ...leg })),
  );

const sortedByHost = (upstreams: typeof EVERY_KIND) =>
  [...upstreams].sort((a, b) => (a.host < b.host ? -1 : 1));

const HOSTS = EVERY_KIND.map(({ host }) => host).sort();

describe('who sees a gateway', () => {
  it.each(
    ROUTED.flatMap(pattern => [
      [pattern, {}, ['.']],
      [pattern, { clientNamespaces: ['shop'] }, ['payments', 'shop']],
      [pattern, NAMED, ['bookinfo', 'payments', 'shop']],
    ]) as [EgressPattern, Partial<EgressGatewayInput>, string[]][],
  )('%s with %j: %j and nobody else', (pattern, more, expected) => {
    const objects = rendered({ pattern, ...more });
    const shown = [
      ...all(objects, 'ServiceEntry'),
      ...all(objects, 'VirtualService'),
      one(objects, 'DestinationRule', 'partners'),
    ];
    expect(shown.length).toBeGreaterThan(HOSTS.length);
    for (const { spec } of shown) {
      expect(spec?.exportTo).toEqual(expected);
    }
    const upstreamRules = all(objects, 'DestinationRule').filter(({ spec }) =>
      HOSTS.includes(spec?.host),
    );
    expect(upstreamRules).toHaveLength(2);
    for (const { spec } of upstreamRules) {
      expect(spec?.exportTo).toEqual(['.']);
      expect(spec?.workloadSelector.matchLabels).toBeDefined();
    }
  });

  it('an ingress gateway sees what leads to the gateway, and not the upstream', () => {
    const objects = rendered({
      upstreams: [
        {
          host: 'api.partner.example',
          exposure: {
            host: 'partner.corp.example',
            ingress: { namespace: 'front', selector: { istio: 'ingress' } },
            credentialName: 'partner',
          },
        },
      ],
    });
    const exportTo = (kind: string, name: string) =>
      one(objects, kind, name).spec?.exportTo;
    const upstream = 'partners.api-partner-example';
    expect(exportTo('DestinationRule', 'partners')).toEqual([
      'front',
      'payments',
    ]);
    expect(exportTo('ServiceEntry', upstream)).toEqual(['.']);
    expect(exportTo('VirtualService', upstream)).toEqual(['.']);
    expect(exportTo('DestinationRule', `${upstream}-upstream`)).toEqual(['.']);
  });

  it('two teams that ask for the same host share no name, no pod and no subset', () => {
    const here = rendered({ ...NAMED });
    const there = rendered({ ...NAMED, namespace: 'bookinfo' });
    const beside = rendered({ ...NAMED, name: 'others' });
    const ids = (objects: KubernetesObject[]) =>
      objects.map(
        ({ kind, metadata }) =>
          `${kind} ${metadata.namespace}/${metadata.name}`,
      );
    const own = new Set(ids(here));
    expect(own.size).toBe(here.length);
    expect([...ids(there), ...ids(beside)].filter(id => own.has(id))).toEqual(
      [],
    );
    const targets = (objects: KubernetesObject[]) =>
      JSON.stringify(objects).match(/partners\.payments\.svc/g);
    expect(targets(there)).toBeNull();
    expect(targets(beside)).toBeNull();
  });
});

describe('a name that is like another', () => {
  it.each([
    ['a.b-c.example', 'a-b.c.example'],
    ['a--b.example', 'a-b.example'],
    ['x-y.example', 'x.y.example'],
    [`${'a'.repeat(60)}.example`, `${'a'.repeat(59)}.example`],
  ])('%s and %s have objects of their own', (...hosts) => {
    const objects = rendered({ upstreams: hosts.map(host => ({ host })) });
    const names = all(objects, 'ServiceEntry').map(
      ({ metadata }) => metadata.name,
    );
    expect(new Set(names).size).toBe(2);
    const { subsets } = one(objects, 'DestinationRule', 'partners').spec!;
    expect(new Set(subsets.map(({ name }: any) => name)).size).toBe(2);
    for (const { name } of subsets) {
      expect(name).toMatch(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);
    }
  });

  it('a gateway is never called like an upstream of another', () => {
    const many = rendered({ upstreams: [{ host: 'a.example.org', id: 'b' }] });
    const single = rendered({ name: 'partners-b' });
    const names = (objects: KubernetesObject[]) =>
      objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    expect(names(many).filter(name => names(single).includes(name))).toEqual(
      [],
    );
  });
});

describe('what stays when upstreams come and go', () => {
  const byName = (objects: KubernetesObject[]) =>
    new Map(
      objects.map(object => [
        `${object.kind} ${object.metadata.name}`,
        JSON.stringify(object),
      ]),
    );
  const SHARED = [
    'Gateway partners',
    'DestinationRule partners',
    'Service partners',
  ];
  it.each(
    ROUTED.flatMap(pattern =>
      EVERY_KIND.map((_, index): [EgressPattern, number] => [pattern, index]),
    ),
  )(
    '%s without its upstream %i: every object of the others',
    (pattern, index) => {
      const before = byName(rendered({ pattern, ...NAMED }));
      const after = byName(
        rendered({
          pattern,
          ...NAMED,
          upstreams: EVERY_KIND.filter((_, other) => other !== index),
        }),
      );
      expect(after.size).toBeLessThan(before.size);
      const stays = [...after].filter(([key]) => !SHARED.includes(key));
      for (const [key, object] of stays) {
        expect(before.get(key)).toBe(object);
      }
      expect([...after.keys()].filter(key => !before.has(key))).toEqual([]);
    },
  );

  it.each(ROUTED)('%s in another order: the same ports and names', pattern => {
    const ports = (upstreams: typeof EVERY_KIND) => {
      const result = validateEgressGateway(
        { ...BASE, pattern, upstreams },
        KNOWN,
      );
      return 'model' in result
        ? result.model.upstreams
            .map(({ host, id, gatewayPort }) => `${host} ${id} ${gatewayPort}`)
            .sort()
        : result.problems;
    };
    expect(ports([...EVERY_KIND].reverse())).toEqual(ports(EVERY_KIND));
  });

  it('a change keeps the ports of what stays, also of two ports of one host', () => {
    const [plain, passed] = (['HTTP', 'TLS-PASSTHROUGH'] as const).map(
      protocol => ({ host: 'a.example.org', protocol }),
    );
    const model = (input: EgressGatewayInput) => {
      const result = validateEgressGateway(input, KNOWN);
      return 'model' in result ? result.model : undefined;
    };
    const both = model({ ...BASE, upstreams: [plain, passed] })!;
    const [, before] = both.upstreams;
    expect(before.gatewayPort).not.toBe(443);
    const changed = keepGatewayPorts({ ...BASE, upstreams: [passed] }, both);
    expect(model(changed)?.upstreams).toEqual([before]);
    // Ports of another pattern say nothing.
    const other = { ...BASE, pattern: 'gateway-api' as const };
    expect(keepGatewayPorts(other, both)).toBe(other);
  });

  it('adding an upstream restarts nothing', () => {
    const pods = (upstreams: typeof EVERY_KIND) =>
      one(rendered({ upstreams }), 'Deployment', 'partners').spec?.template;
    expect(pods(EVERY_KIND)).toEqual(pods(EVERY_KIND.slice(0, 1)));
  });
});

describe('named callers', () => {
  it.each(['injected', 'helm'] as const)(
    '%s: every server is mutual TLS of the mesh, and callers ask for the upstream by name',
    pattern => {
      const objects = rendered({ pattern, ...NAMED });
      const { servers } = one(objects, 'Gateway', 'partners').spec!;
      const served = Object.fromEntries(
        servers.flatMap(({ port, hosts, tls }: any) =>
          hosts.map((host: string) => [
            host.slice(2),
            `${port.protocol} ${tls.mode}`,
          ]),
        ),
      );
      expect(served).toEqual({
        'plain.partner.example': 'HTTPS ISTIO_MUTUAL',
        'api.partner.example': 'HTTPS ISTIO_MUTUAL',
        'bank.example': 'HTTPS ISTIO_MUTUAL',
        'files.partner.example': 'TLS ISTIO_MUTUAL',
        'db.partner.example': 'TLS ISTIO_MUTUAL',
      });
      const { subsets } = one(objects, 'DestinationRule', 'partners').spec!;
      const asked = subsets.flatMap(({ trafficPolicy }: any) =>
        trafficPolicy.portLevelSettings.map(({ tls }: any) => tls),
      );
      expect(asked.map(({ mode }: any) => mode)).toEqual(
        HOSTS.map(() => 'ISTIO_MUTUAL'),
      );
      // Not the name that the upstream is asked for by the gateway.
      expect(asked.map(({ sni }: any) => sni).sort()).toEqual(HOSTS);
    },
  );

  it('the Gateway API: the same, by listeners', () => {
    const objects = rendered({ pattern: 'gateway-api', ...NAMED });
    const { listeners } = one(objects, 'Gateway', 'partners').spec!;
    expect(
      listeners.map(({ hostname, protocol, tls }: any) => [
        hostname,
        protocol,
        tls.mode,
        tls.options['gateway.istio.io/tls-terminate-mode'],
      ]),
    ).toEqual(
      sortedByHost(EVERY_KIND).map(({ host, protocol = 'HTTP' }) => [
        host,
        protocol.endsWith('PASSTHROUGH') || protocol === 'TCP'
          ? 'TLS'
          : 'HTTPS',
        'Terminate',
        'ISTIO_MUTUAL',
      ]),
    );
    const ports = listeners.map(({ port }: any) => port);
    expect(new Set(ports).size).toBe(ports.length);
    const settings = one(objects, 'DestinationRule', 'partners').spec
      ?.trafficPolicy.portLevelSettings;
    expect(
      settings.map(({ port, tls }: any) => [port.number, tls.mode, tls.sni]),
    ).toEqual(
      listeners.map(({ port, hostname }: any) => [
        port,
        'ISTIO_MUTUAL',
        hostname,
      ]),
    );
  });

  it('leads TLS of the caller inside mutual TLS, onward as TCP', () => {
    const route = one(
      rendered(NAMED),
      'VirtualService',
      'partners.files-partner-example',
    );
    expect(legs(route).map(({ kind, match }) => [kind, match])).toEqual([
      [
        'tls',
        [
          {
            gateways: ['mesh'],
            port: 443,
            sniHosts: ['files.partner.example'],
          },
        ],
      ],
      ['tcp', [{ gateways: ['payments/partners'], port: 443 }]],
    ]);
    expect(
      all(rendered({ pattern: 'gateway-api', ...NAMED }), 'TLSRoute'),
    ).toEqual([]);
  });

  it.each([...ROUTED, 'waypoint'] as const)(
    '%s: a policy lets in the named and nobody else',
    pattern => {
      const policy = one(
        rendered({ pattern, ...NAMED }),
        'AuthorizationPolicy',
        'partners-callers',
      );
      expect(policy.spec).toMatchObject({
        action: 'ALLOW',
        rules: [
          {
            from: [
              { source: { principals: ['corp.example/ns/shop/sa/cart'] } },
              { source: { namespaces: ['bookinfo'] } },
            ],
          },
        ],
      });
      expect(policy.spec?.rules).toHaveLength(1);
      expect(Boolean(policy.spec?.selector)).not.toBe(
        Boolean(policy.spec?.targetRefs),
      );
    },
  );

  it("takes Istio's own word for a trust domain that is not known", () => {
    const objects = renderEgressGateway({ ...BASE, ...NAMED });
    expect(
      JSON.stringify(one(objects, 'AuthorizationPolicy', 'partners-callers')),
    ).toContain('"cluster.local/ns/shop/sa/cart"');
  });

  it.each([...ROUTED, 'waypoint'] as const)(
    '%s: who gets in is said before there is a way in',
    pattern => {
      const kinds = rendered({ pattern, ...NAMED }).map(({ kind }) => kind);
      const policy = kinds.indexOf('AuthorizationPolicy');
      for (const kind of ['Gateway', 'Deployment', 'VirtualService']) {
        expect(kinds.includes(kind) && kinds.indexOf(kind) < policy).toBe(
          false,
        );
      }
    },
  );

  it('lets an ingress gateway in only for what is exposed', () => {
    const objects = rendered({
      ...NAMED,
      upstreams: [
        { host: 'b.example.org' },
        {
          host: 'a.example.org',
          exposure: {
            host: 'a.corp.example',
            ingress: { namespace: 'front', selector: { istio: 'ingress' } },
            credentialName: 'a',
          },
        },
      ],
    });
    const { rules } = one(objects, 'AuthorizationPolicy', 'partners-callers')
      .spec!;
    expect(rules.slice(1)).toEqual([
      {
        from: [{ source: { namespaces: ['front'] } }],
        to: [{ operation: { hosts: ['a.corp.example', 'a.corp.example:*'] } }],
      },
    ]);
  });
});

describe('TCP', () => {
  it.each(ROUTED)(
    '%s: is known by address and has a port of its own',
    pattern => {
      const objects = rendered({ pattern });
      const { spec } = one(
        objects,
        'ServiceEntry',
        'partners.db-partner-example',
      );
      expect(spec).toMatchObject({
        addresses: ['203.0.113.7', '2001:db8::7'],
        resolution: 'STATIC',
      });
      const [mesh] = legs(
        one(objects, 'VirtualService', 'partners.db-partner-example'),
      );
      expect(mesh.match).toEqual([
        {
          gateways: ['mesh'],
          port: 5432,
          destinationSubnets: ['203.0.113.7/32', '2001:db8::7/128'],
        },
      ]);
      const port = mesh.route[0].destination.port.number;
      const others = all(objects, 'VirtualService')
        .filter(
          ({ metadata }) => metadata.name !== 'partners.db-partner-example',
        )
        .flatMap(legs)
        .map(({ route }) => route[0].destination.port.number);
      expect(others).not.toContain(port);
      expect(port).toBeGreaterThanOrEqual(20000);
    },
  );

  it('no match of any route is by a port alone', () => {
    for (const pattern of ROUTED) {
      for (const more of [{}, NAMED]) {
        const streams = all(rendered({ pattern, ...more }), 'VirtualService')
          .flatMap(legs)
          .filter(({ kind }) => kind !== 'http')
          .flatMap(({ match }) => match)
          .filter(({ gateways }: any) => gateways.includes('mesh'));
        for (const match of streams) {
          expect(match.sniHosts ?? match.destinationSubnets).toBeDefined();
        }
      }
    }
  });
});

describe('TLS that the gateway opens', () => {
  it.each([...ROUTED, 'waypoint'] as const)(
    '%s: always verifies, and always says the name it asks for',
    pattern => {
      const rules = all(rendered({ pattern }), 'DestinationRule').filter(
        ({ spec }) => HOSTS.includes(spec?.host),
      );
      expect(
        rules.map(({ spec }) => spec?.trafficPolicy.portLevelSettings[0].tls),
      ).toEqual([
        {
          mode: 'SIMPLE',
          sni: 'api.partner.example',
          subjectAltNames: ['api.partner.example'],
          caCertificates: 'system',
        },
        {
          mode: 'MUTUAL',
          sni: 'edge.bank.example',
          subjectAltNames: ['edge.bank.example', 'bank.example'],
          credentialName: 'bank-client',
        },
      ]);
      expect(JSON.stringify(rules)).not.toContain('insecureSkipVerify');
    },
  );
});

describe('a host that is exposed', () => {
  const EXPOSED = {
    host: 'api.partner.example',
    exposure: {
      host: 'partner.corp.example',
      ingress: { namespace: 'front', selector: { istio: 'ingress' } },
      credentialName: 'partner',
    },
  };

  it('has three legs, and the last calls the upstream by its own name', () => {
    const objects = rendered({ upstreams: [EXPOSED] });
    const listener = all(objects, 'Gateway').find(
      ({ metadata }) => metadata.namespace === 'front',
    )!;
    // Istio takes only a DNS label for the name of a Gateway.
    expect(listener.metadata.name).toMatch(/^[a-z0-9-]{1,63}$/);
    const ingress = `front/${listener.metadata.name}`;
    const { spec } = one(
      objects,
      'VirtualService',
      'partners.api-partner-example-exposed',
    );
    expect(spec?.hosts).toEqual(['partner.corp.example']);
    expect(spec?.gateways).toEqual(['mesh', ingress, 'payments/partners']);
    expect(spec?.http.map(({ match }: any) => match)).toEqual([
      [{ gateways: ['mesh'], port: 80 }],
      // Without a port, so that the redirect of port 80 has a host, too.
      [{ gateways: [ingress] }],
      [{ gateways: ['payments/partners'], port: 443 }],
    ]);
    expect(spec?.http[2]).toMatchObject({
      rewrite: { authority: 'api.partner.example' },
      route: [{ destination: { host: 'api.partner.example' } }],
      headers: {
        request: {
          remove: expect.arrayContaining(['x-forwarded-client-cert']),
        },
      },
    });
    expect(listener.spec?.servers).toEqual([
      {
        port: { number: 443, name: 'https', protocol: 'HTTPS' },
        hosts: ['payments/partner.corp.example'],
        tls: { mode: 'SIMPLE', credentialName: 'partner' },
      },
      {
        port: { number: 80, name: 'http', protocol: 'HTTP' },
        hosts: ['payments/partner.corp.example'],
        tls: { httpsRedirect: true },
      },
    ]);
  });

  it('is not called in plain text where no redirect is wanted', () => {
    const exposure = { ...EXPOSED.exposure, redirect: false };
    const objects = rendered({ upstreams: [{ ...EXPOSED, exposure }] });
    const listener = all(objects, 'Gateway').find(
      ({ metadata }) => metadata.namespace === 'front',
    )!;
    expect(listener.spec?.servers.map(({ port }: any) => port.number)).toEqual([
      443,
    ]);
  });
});

describe('a NetworkPolicy', () => {
  it('is off unless it is asked for', () => {
    expect(all(rendered(NAMED), 'NetworkPolicy')).toEqual([]);
  });

  it('leaves open what a pod needs, and leaves egress gateways alone', () => {
    const policies = all(
      rendered({ ...NAMED, networkPolicy: true }),
      'NetworkPolicy',
    );
    expect(
      policies.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`),
    ).toEqual(['bookinfo/partners.payments', 'shop/partners.payments']);
    expect(policies[0].metadata.labels).toMatchObject({
      'meshport.dev/egress-gateway': 'partners',
      'meshport.dev/egress-gateway-namespace': 'payments',
    });
    const { egress, podSelector, policyTypes } = policies[0].spec!;
    expect(policyTypes).toEqual(['Egress']);
    expect(podSelector.matchExpressions).toEqual([
      {
        key: 'meshport.dev/egress-gateway-namespace',
        operator: 'DoesNotExist',
      },
    ]);
    const open = egress.flatMap(({ to }: any) => to);
    expect(open).toContainEqual({ namespaceSelector: {} });
    expect(
      open.flatMap(({ ipBlock }: any) => (ipBlock ? [ipBlock.cidr] : [])),
    ).toEqual([
      '10.0.0.0/16',
      'fd00:10::/64',
      '10.1.0.0/16',
      '192.168.7.0/24',
      '169.254.20.10/32',
      '192.168.7.10/32',
      '172.20.0.0/24',
      '172.30.0.0/16',
    ]);
  });

  it('is not for the pods of the gateway, whoever makes them', () => {
    const label = { 'meshport.dev/egress-gateway-namespace': 'payments' };
    expect(
      one(rendered({}), 'Deployment', 'partners').spec?.template.metadata
        .labels,
    ).toMatchObject(label);
    expect(
      one(rendered({ pattern: 'gateway-api' }), 'Gateway', 'partners').spec
        ?.infrastructure.labels,
    ).toMatchObject(label);
    expect(helmValuesOf({ ...BASE, pattern: 'helm' }).labels).toMatchObject(
      label,
    );
  });
});

describe('readiness', () => {
  const container = (readiness: EgressGatewayInput['readiness']) =>
    one(
      rendered({ readiness }),
      'Deployment',
      'partners',
    ).spec?.template.spec.containers.find(
      ({ name }: any) => name === 'upstream-check',
    );

  it('is a container beside the proxy, and the command is what runs', () => {
    const command = ['curl', '-fsS', 'https://api.partner.example/$HOME;x'];
    expect(
      container({ command, image: 'registry.example.org/c:1' }),
    ).toMatchObject({
      image: 'registry.example.org/c:1',
      readinessProbe: {
        exec: { command },
        timeoutSeconds: 5,
        periodSeconds: 15,
        failureThreshold: 3,
        successThreshold: 1,
      },
      securityContext: {
        runAsNonRoot: true,
        allowPrivilegeEscalation: false,
      },
    });
    const proxy = one(
      rendered({ readiness: { command } }),
      'Deployment',
      'partners',
    ).spec?.template.spec.containers[0];
    expect(proxy).not.toHaveProperty('readinessProbe');
  });

  it('looks at the upstream by default, for a bounded time', () => {
    expect(
      container({ host: 'plain.partner.example', timeoutSeconds: 4 })
        .readinessProbe.exec.command,
    ).toEqual([
      'curl',
      '--silent',
      '--show-error',
      '--output',
      '/dev/null',
      '--max-time',
      '3',
      'http://plain.partner.example:8080/',
    ]);
    expect(
      container({ host: 'db.partner.example' }).readinessProbe.exec.command,
    ).toEqual(['nc', '-z', '-w', '4', '203.0.113.7', '5432']);
  });
});

describe('a server that speaks first', () => {
  const ACCOUNTS = {
    callers: [
      { namespace: 'shop', serviceAccounts: ['cart', 'checkout'] },
      { namespace: 'payments', serviceAccounts: ['ledger'] },
    ],
  };
  const byServer = (objects: KubernetesObject[]) =>
    Object.fromEntries(
      one(objects, 'Gateway', 'partners').spec?.servers.map(
        ({ port, tls }: any) => [port.protocol, tls.subjectAltNames],
      ),
    );

  it('is heard by callers that are named by their accounts alone', () => {
    expect(byServer(rendered(ACCOUNTS))).toEqual({
      HTTPS: undefined,
      TLS: [
        'spiffe://corp.example/ns/shop/sa/cart',
        'spiffe://corp.example/ns/shop/sa/checkout',
        'spiffe://corp.example/ns/payments/sa/ledger',
      ],
    });
  });

  it.each([
    ['a namespace is named', NAMED, KNOWN],
    [
      'the trust domain is not known',
      ACCOUNTS,
      { ...KNOWN, trustDomain: undefined },
    ],
    [
      'istiod makes the listeners',
      { ...ACCOUNTS, pattern: 'gateway-api' as const },
      KNOWN,
    ],
  ])('is warned of where %s', (_, more, environment) => {
    const result = validateEgressGateway({ ...BASE, ...more }, environment);
    expect('notes' in result && result.notes).toContainEqual(
      expect.objectContaining({
        code: 'server-speaks-first',
        severity: 'warning',
      }),
    );
  });

  it('is no matter where all is HTTP', () => {
    const result = validateEgressGateway(
      { ...BASE, ...NAMED, upstreams: EVERY_KIND.slice(0, 3) },
      KNOWN,
    );
    expect(JSON.stringify(result)).not.toContain('server-speaks-first');
  });
});

describe('TCP to a host that only DNS knows', () => {
  it.each(ROUTED)('%s: has an address of its own', pattern => {
    const upstreams = ['db.partner.example', 'mail.partner.example'].map(
      host => ({ host, protocol: 'TCP' as const, port: 5432 }),
    );
    const objects = rendered({ pattern, upstreams });
    const addresses = all(objects, 'ServiceEntry').map(({ spec }) => {
      expect(spec?.resolution).toBe('DNS');
      expect(spec?.addresses).toHaveLength(1);
      return spec?.addresses[0];
    });
    expect(new Set(addresses).size).toBe(2);
    for (const [index, address] of addresses.entries()) {
      // Beside istiod's own block, in one that nobody uses.
      expect(address).toMatch(/^240\.241\.\d+\.\d+$/);
      const [mesh] = legs(all(objects, 'VirtualService')[index]);
      expect(mesh.match[0].destinationSubnets).toEqual([`${address}/32`]);
    }
  });
});
