import { renderEgressGateway } from '../../egress';
import { analyze } from '../engine/AnalysisSession';
import {
  findingsIn,
  networking,
  object,
  service,
  snapshotOf,
  verdictOf,
  verdicts,
} from '../testing/verdicts';

const yamlOf = (objects: readonly object[]) =>
  objects.map(one => `${JSON.stringify(one)}\n---\n`).join('');

describe('egress gateways', () => {
  const analyzer = 'meshport.EgressGateways';
  const rendered: any[] = JSON.parse(
    JSON.stringify(
      renderEgressGateway({
        name: 'out',
        namespace: 'edge',
        host: 'api.example.org',
      }),
    ),
  );
  const changed = (kind: string, change: (one: any) => void) => {
    const objects = structuredClone(rendered);
    change(objects.find(one => one.kind === kind));
    return verdicts(analyzer, yamlOf(objects));
  };
  const without = (kind: string, name = 'out') =>
    verdicts(
      analyzer,
      yamlOf(
        rendered.filter(one => one.kind !== kind || one.metadata.name !== name),
      ),
    );

  it('finds nothing wrong with what is rendered', () => {
    expect(verdicts(analyzer, yamlOf(rendered))).toEqual([]);
  });

  it.each([
    ['Gateway', 'MSP0101 | ServiceEntry edge/out | edge/out | Gateway'],
    [
      'VirtualService',
      'MSP0101 | ServiceEntry edge/out | edge/out | VirtualService',
    ],
    ['ServiceEntry', 'MSP0101 | Gateway edge/out | edge/out | ServiceEntry'],
  ])('misses its %s', (kind, expected) => {
    expect(without(kind)).toEqual([expected]);
  });

  it('misses the rule that opens TLS', () => {
    expect(without('DestinationRule', 'out-upstream')).toEqual([
      'MSP0104 | ServiceEntry edge/out | edge/out | out-upstream',
    ]);
  });

  it('sees hosts that differ', () => {
    expect(
      changed('VirtualService', one => {
        one.spec.hosts = ['other.example.org'];
      }),
    ).toEqual([
      'MSP0102 | VirtualService edge/out | edge/out | VirtualService | other.example.org | api.example.org',
    ]);
    expect(
      changed('Gateway', one => {
        one.spec.servers[0].hosts = ['./other.example.org'];
      }),
    ).toEqual([
      'MSP0102 | Gateway edge/out | edge/out | Gateway | other.example.org | api.example.org',
    ]);
  });

  it('sees a leg that leads elsewhere', () => {
    const bypassed = ['MSP0103 | VirtualService edge/out | edge/out'];
    expect(
      changed('VirtualService', one => {
        one.spec.http[0].route[0].destination.host = 'api.example.org';
      }),
    ).toEqual(bypassed);
    expect(
      changed('VirtualService', one => {
        one.spec.http[0].match[0].gateways = ['edge/out'];
      }),
    ).toEqual(bypassed);
  });

  it('knows gateways that open no TLS', () => {
    const plain = ['HTTP', 'TLS-PASSTHROUGH'].map(protocol =>
      yamlOf(
        renderEgressGateway({
          name: 'out',
          namespace: 'edge',
          host: 'api.example.org',
          protocol: protocol as 'HTTP',
        }),
      ),
    );
    expect(plain.map(yaml => verdicts(analyzer, yaml))).toEqual([[], []]);
  });

  it('compares the hosts of every part', () => {
    expect(
      changed('ServiceEntry', one => {
        one.spec.hosts = ['b.example.org', 'a.example.org'];
      }),
    ).toEqual([
      'MSP0102 | Gateway edge/out | edge/out | Gateway | api.example.org | a.example.org, b.example.org',
      'MSP0102 | VirtualService edge/out | edge/out | VirtualService | api.example.org | a.example.org, b.example.org',
    ]);
  });

  it('sees a leg that is gone', () => {
    expect(
      changed('VirtualService', one => {
        one.spec.http.shift();
      }),
    ).toEqual(['MSP0103 | VirtualService edge/out | edge/out']);
  });

  it('leaves what others made alone', () => {
    expect(verdicts(analyzer, networking('Gateway', 'edge/out', {}))).toEqual(
      [],
    );
  });
});

describe('egress gateways of several upstreams', () => {
  const analyzer = 'meshport.EgressGateways';
  const render = (more: object) =>
    JSON.parse(
      JSON.stringify(
        renderEgressGateway({
          name: 'out',
          namespace: 'edge',
          upstreams: [
            { host: 'a.example.org' },
            { host: 'b.example.org', protocol: 'TLS-PASSTHROUGH' },
          ],
          ...more,
        }),
      ),
    ) as any[];
  const found = (objects: any[]) => verdicts(analyzer, yamlOf(objects));
  const without = (pattern: string, kind: string, name: string) =>
    found(
      render({ pattern }).filter(
        one => one.kind !== kind || one.metadata.name !== name,
      ),
    );

  it.each(['injected', 'helm', 'gateway-api', 'waypoint'])(
    'finds nothing wrong with %s',
    pattern => {
      expect(found(render({ pattern }))).toEqual([]);
      const callers = [{ namespace: 'shop' }];
      expect(found(render({ pattern, callers }))).toEqual([]);
    },
  );

  it.each([
    ['injected', 'ServiceEntry', 'out.b-example-org', 'ServiceEntry'],
    ['injected', 'VirtualService', 'out.b-example-org', 'VirtualService'],
    ['helm', 'DestinationRule', 'out', 'DestinationRule'],
    ['gateway-api', 'Gateway', 'out', 'KubernetesGateway'],
    ['gateway-api', 'HTTPRoute', 'out.a-example-org-mesh-80', 'HTTPRoute'],
    ['gateway-api', 'VirtualService', 'out.b-example-org', 'HTTPRoute'],
    ['waypoint', 'Gateway', 'out', 'KubernetesGateway'],
  ])('%s without its %s %s', (pattern, kind, name, missing) => {
    expect(without(pattern, kind, name)).toEqual([
      expect.stringMatching(
        new RegExp(`^MSP0101 \\| .* \\| edge/out \\| ${missing}$`),
      ),
    ]);
  });

  it('misses the rule that opens TLS to one of them', () => {
    expect(
      without('injected', 'DestinationRule', 'out.a-example-org-upstream'),
    ).toEqual([
      'MSP0104 | ServiceEntry edge/out.a-example-org | edge/out | out.a-example-org-upstream',
    ]);
  });

  it('sees a host that the gateway does not serve, and not what it serves besides', () => {
    const objects = render({});
    const gateway = objects.find(one => one.kind === 'Gateway');
    gateway.spec.servers[0].hosts.push('./exposed.example.org');
    expect(found(objects)).toEqual([]);
    gateway.spec.servers[0].hosts = ['./other.example.org'];
    expect(found(objects)).toEqual([
      'MSP0102 | Gateway edge/out | edge/out | Gateway | b.example.org, other.example.org | a.example.org, b.example.org',
    ]);
  });

  it('sees a leg of one of them that leads elsewhere', () => {
    const objects = render({});
    const route = objects.find(
      one =>
        one.kind === 'VirtualService' &&
        one.metadata.name === 'out.b-example-org',
    );
    route.spec.tls[0].route[0].destination.host = 'b.example.org';
    expect(found(objects)).toEqual([
      'MSP0103 | VirtualService edge/out.b-example-org | edge/out',
    ]);
  });
});

describe('virtual machines', () => {
  const analyzer = 'meshport.VirtualMachines';
  const GROUP = networking('WorkloadGroup', 'a/g', {
    metadata: { labels: { app: 'm' } },
    template: {},
  });
  const entry = (group: string, status?: object) =>
    object(
      'networking.istio.io/v1',
      'WorkloadEntry',
      'a/e',
      { spec: { address: '1.1.1.1' }, ...(status ? { status } : {}) },
      { annotations: { 'istio.io/autoRegistrationGroup': group } },
    );
  const S = service('a/s', [], { selector: { app: 'm' } });
  const health = (status: string, more = {}) => ({
    conditions: [{ type: 'Healthy', status, ...more }],
  });

  it.each<[string, string, string[]]>([
    ['a Service', GROUP + S, []],
    [
      'an outside host',
      GROUP +
        networking('ServiceEntry', 'a/x', {
          workloadSelector: { labels: { app: 'm' } },
        }),
      [],
    ],
    ['no service', GROUP, ['MSP0201 | WorkloadGroup a/g | a/g']],
    [
      'a Service of all',
      GROUP + service('a/s', []),
      ['MSP0201 | WorkloadGroup a/g | a/g'],
    ],
    [
      'a Service elsewhere',
      GROUP + service('b/s', [], { selector: { app: 'm' } }),
      ['MSP0201 | WorkloadGroup a/g | a/g'],
    ],
    ['a machine of the group', GROUP + S + entry('g', health('True')), []],
    [
      'a machine of none',
      GROUP + S + entry('x'),
      ['MSP0202 | WorkloadEntry a/e | a/e | x'],
    ],
    [
      'an unhealthy one',
      GROUP + S + entry('g', health('False', { message: 'refused' })),
      ['MSP0203 | WorkloadEntry a/e | a/e | refused'],
    ],
    [
      'an unhealthy one without words',
      GROUP + S + entry('g', health('False')),
      ['MSP0203 | WorkloadEntry a/e | a/e | its probe fails'],
    ],
  ])('%s', (_, yaml, expected) => {
    expect(verdicts(analyzer, yaml)).toEqual(expected);
  });
});

describe('remote clusters', () => {
  const secret = (name: string, cluster: string, label = 'true') =>
    object(
      'v1',
      'Secret',
      `istio-system/${name}`,
      { data: { [cluster]: 'eA==' } },
      { labels: { 'istio/multiCluster': label } },
    );
  const found = (one: string, other: string) =>
    analyze(
      [
        snapshotOf(one, { cluster: 'c1' }),
        snapshotOf(other, { cluster: 'c2' }),
      ],
      { analyzers: ['meshport.RemoteClusters'] },
    ).findings.map(verdictOf);

  it.each<[string, string, string, string[]]>([
    ['both ways', secret('a', 'c2'), secret('b', 'c1'), []],
    [
      'one way',
      secret('a', 'c2'),
      '',
      ['MSP0302 | Secret istio-system/a | c1 | c2'],
    ],
    ['to a cluster that is not known', secret('a', 'c3'), '', []],
    ['to itself', secret('a', 'c1'), '', []],
    ['another Secret', secret('a', 'c2', 'false'), '', []],
    [
      'twice',
      secret('a', 'c3') + secret('b', 'c3'),
      '',
      ['a', 'b'].map(
        name =>
          `MSP0301 | Secret istio-system/${name} | c3 | istio-system/a, istio-system/b`,
      ),
    ],
  ])('%s', (_, one, other, expected) => {
    expect(found(one, other)).toEqual(expected);
  });
});

/** The end of a certificate's fields in DER, with its dates only. */
function certificate(from: string, to: string): string {
  const element = (tag: number, body: string): string =>
    String.fromCharCode(tag, body.length) + body;
  const signed = element(
    0x30,
    element(0xa0, '') +
      element(2, '\u0001') +
      element(0x30, '') +
      element(0x30, '') +
      element(0x30, element(0x17, from) + element(0x17, to)),
  );
  const whole = element(0x30, signed + element(0x30, '') + element(3, ''));
  return `-----BEGIN CERTIFICATE-----\n${btoa(
    whole,
  )}\n-----END CERTIFICATE-----\n`;
}

describe('certificate authorities', () => {
  const now = () => new Date('2026-06-01T00:00:00Z');
  const VALID = certificate('250101000000Z', '300101000000Z');
  const SOON = certificate('250101000000Z', '260701000000Z');
  const root = (pem: string, name = 'istio-system/istio-ca-root-cert') =>
    object('v1', 'ConfigMap', name, { data: { 'root-cert.pem': pem } });
  const secret = (pem: string, name = 'cacerts') =>
    object('v1', 'Secret', `istio-system/${name}`, {
      data: { 'ca-cert.pem': btoa(pem) },
    });
  const found = (yaml: string) =>
    findingsIn('meshport.Authorities', yaml, {}, { now }).map(verdictOf);

  it.each<[string, string, string[]]>([
    ['far', root(VALID), []],
    [
      'near',
      root(VALID + SOON),
      [
        'MSP0401 | ConfigMap istio-system/istio-ca-root-cert | istio-system/istio-ca-root-cert | 2026-07-01 | 30',
      ],
    ],
    [
      'past',
      root(certificate('250101000000Z', '260501000000Z')),
      [
        'MSP0402 | ConfigMap istio-system/istio-ca-root-cert | istio-system/istio-ca-root-cert | 2026-05-01',
      ],
    ],
    [
      'an intermediate',
      secret(SOON),
      [
        'MSP0401 | Secret istio-system/cacerts | istio-system/cacerts | 2026-07-01 | 30',
      ],
    ],
    [
      "istiod's own",
      secret(SOON, 'istio-ca-secret'),
      [
        'MSP0401 | Secret istio-system/istio-ca-secret | istio-system/istio-ca-secret | 2026-07-01 | 30',
      ],
    ],
    [
      'another Secret',
      secret(SOON, 'x') + root(SOON, 'a/istio-ca-root-cert'),
      [],
    ],
    ['no certificate', root('nothing') + secret('nothing'), []],
  ])('%s', (_, yaml, expected) => {
    expect(found(yaml)).toEqual(expected);
  });

  it('judges the credentials of gateways', () => {
    const gateway = networking('Gateway', 'a/g', {
      selector: { istio: 'in' },
      servers: [{ tls: { credentialName: 'c' } }],
    });
    const pod = object(
      'v1',
      'Pod',
      'edge/p',
      { spec: {} },
      { labels: { istio: 'in' } },
    );
    const credential = (data: object, name = 'edge/c') =>
      object('v1', 'Secret', name, {
        data: Object.fromEntries(
          Object.entries(data).map(([key, value]) => [key, btoa(value)]),
        ),
      });
    const judged = (yaml: string) =>
      findingsIn('gateway.SecretAnalyzer', yaml, {}, { now }).map(verdictOf);
    const invalid = ['IST0161 | Gateway a/g | g | edge'];
    const pair = (pem: string) => ({ 'tls.crt': pem, 'tls.key': 'k' });
    expect(judged(gateway + pod + credential(pair(VALID)))).toEqual([]);
    expect(
      judged(gateway + pod + credential({ cert: VALID, key: 'k' })),
    ).toEqual([]);
    expect(judged(gateway + pod + credential({ 'tls.crt': VALID }))).toEqual(
      invalid,
    );
    expect(judged(gateway + pod + credential(pair('nothing')))).toEqual(
      invalid,
    );
    expect(
      judged(
        gateway +
          pod +
          credential(pair(certificate('250101000000Z', '260501000000Z'))),
      ),
    ).toEqual(invalid);
    expect(
      judged(
        gateway +
          pod +
          credential(pair(certificate('270101000000Z', '280501000000Z'))),
      ),
    ).toEqual(invalid);
    expect(judged(gateway + pod + credential(pair(VALID), 'a/c'))).toEqual([
      'IST0101 | Gateway a/g | credentialName | c',
    ]);
    expect(judged(gateway + credential(pair(VALID)))).toEqual([
      'IST0101 | Gateway a/g | selector | istio=in',
    ]);
  });
});

describe('fields', () => {
  const analyzer = 'meshport.Fields';

  it('names fields of a wrong type and fields that do not exist', () => {
    const yaml =
      networking('Gateway', 'a/g', {
        servers: [{ port: { number: 'x' } }],
        selectors: {},
      }) +
      networking('VirtualService', 'a/v', {
        http: [{ timeout: 5, retries: { attempts: -1 } }],
      }) +
      networking('ServiceEntry', 'a/e', {
        location: 'HERE',
        hosts: 'x',
        ports: [{ number: -1 }],
      });
    expect(verdicts(analyzer, yaml)).toEqual([
      'MSP0002 | Gateway a/g | spec.servers[0].port.number | a whole number',
      'MSP0002 | ServiceEntry a/e | spec.hosts | a list',
      'MSP0002 | ServiceEntry a/e | spec.location | one of MESH_EXTERNAL, MESH_INTERNAL',
      'MSP0002 | ServiceEntry a/e | spec.ports[0].number | a whole number from 0 on',
      'MSP0002 | VirtualService a/v | spec.http[0].timeout | a duration such as 1.5s',
      'MSP0003 | Gateway a/g | spec.selectors',
    ]);
  });

  it('takes what Istio’s reader takes', () => {
    const yaml = networking('Gateway', 'a/g', {
      servers: [
        null,
        {
          port: { number: '80', target_port: 1 },
          hosts: null,
          tls: { mode: 1 },
        },
      ],
    });
    expect(verdicts(analyzer, yaml)).toEqual([]);
  });

  it('leaves an object out that cannot be read', () => {
    const yaml = networking('Gateway', 'a/g', { servers: 'x' });
    expect(verdicts('gateway.IngressGatewayPortAnalyzer', yaml)).toEqual([]);
  });
});
