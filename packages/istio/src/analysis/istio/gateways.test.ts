import { networking, pod, service, verdicts } from '../testing/verdicts';

const gateway = (
  name: string,
  servers: object[],
  selector: object = { istio: 'in' },
) => networking('Gateway', name, { selector, servers });
const port = (number: number) => ({
  number,
  name: `p${number}`,
  protocol: 'HTTP',
});
const IN = pod('edge/in', { istio: 'in', app: 'in' });

describe('gatewayPorts', () => {
  const analyzer = 'gateway.IngressGatewayPortAnalyzer';
  const http = { name: 'http', port: 80, targetPort: 8080, protocol: 'TCP' };
  const edge = service('edge/in', [http], { selector: { istio: 'in' } });

  it.each<[string, string, string[]]>([
    [
      'a port of the pods',
      gateway('a/g', [{ port: port(8080) }]) + IN + edge,
      [],
    ],
    [
      'a port of the Service',
      gateway('a/g', [{ port: port(80) }]) + IN + edge,
      [],
    ],
    [
      'a port that no Service has',
      gateway('a/g', [{ port: port(81) }]) + IN + edge,
      ['IST0162 | Gateway a/g | 81 | istio=in'],
    ],
    [
      'a Service of another namespace',
      gateway('a/g', [{ port: port(80) }]) +
        IN +
        service('a/in', [http], { selector: { istio: 'in' } }),
      ['IST0162 | Gateway a/g | 80 | istio=in'],
    ],
    [
      'a Service of other pods',
      gateway('a/g', [{ port: port(80) }]) +
        IN +
        service('edge/in', [http], { selector: { istio: 'out' } }),
      ['IST0162 | Gateway a/g | 80 | istio=in'],
    ],
    [
      'a UDP port',
      gateway('a/g', [{ port: port(80) }]) +
        IN +
        service('edge/in', [{ ...http, protocol: 'UDP' }], {
          selector: { istio: 'in' },
        }),
      ['IST0162 | Gateway a/g | 80 | istio=in'],
    ],
    [
      'a target by name, which Istio takes for the port itself',
      gateway('a/g', [{ port: port(80) }, { port: port(8080) }]) +
        IN +
        service('edge/in', [{ ...http, targetPort: 'web' }], {
          selector: { istio: 'in' },
        }),
      ['IST0162 | Gateway a/g | 8080 | istio=in'],
    ],
    [
      'a server without a port',
      gateway('a/g', [{ hosts: ['x'] }]) + IN + edge,
      [],
    ],
    [
      'no pods',
      gateway('a/g', [{ port: port(81) }], { istio: 'none', app: 'b' }) +
        IN +
        edge,
      ['IST0101 | Gateway a/g | selector | app=b,istio=none'],
    ],
  ])('%s', (_, yaml, expected) => {
    expect(verdicts(analyzer, yaml)).toEqual(expected);
  });
});

describe('gatewayCertificates', () => {
  const analyzer = 'gateway.CertificateAnalyzer';
  const tls = (fields: object) => [{ port: port(443), tls: fields }];
  const files = { serverCertificate: '/a', privateKey: '/b' };
  const both = (one: string, other: string) => [
    `IST0138 | Gateway ${one} | ${one}, ${other}`,
    `IST0138 | Gateway ${other} | ${other}, ${one}`,
  ];

  it.each<[string, string, string[]]>([
    [
      'the same credential',
      gateway('a/g', tls({ credentialName: 'x' })) +
        gateway('a/h', tls({ credentialName: 'x' })),
      both('a/g', 'a/h'),
    ],
    [
      'the same files',
      gateway('a/g', tls(files)) + gateway('b/h', tls(files)),
      both('a/g', 'b/h'),
    ],
    [
      'other keys',
      gateway('a/g', tls(files)) +
        gateway('a/h', tls({ ...files, privateKey: '/c' })),
      [],
    ],
    [
      'a certificate without a key',
      gateway('a/g', tls({ serverCertificate: '/a' })) +
        gateway('a/h', tls({ serverCertificate: '/a' })),
      [],
    ],
    [
      'other pods',
      gateway('a/g', tls({ credentialName: 'x' })) +
        gateway('a/h', tls({ credentialName: 'x' }), { istio: 'out' }),
      [],
    ],
    [
      'pods that are some of the others',
      gateway('a/g', tls({ credentialName: 'x' })) +
        gateway('a/h', tls({ credentialName: 'x' }), { istio: 'in', app: 'b' }),
      ['IST0138 | Gateway a/g | a/g, a/h'],
    ],
    [
      'no TLS',
      gateway('a/g', [{ port: port(80) }]) +
        gateway('a/h', [{ port: port(80) }]),
      [],
    ],
  ])('%s', (_, yaml, expected) => {
    expect(verdicts(analyzer, yaml)).toEqual(expected);
  });
});

describe('gatewayConflicts', () => {
  const analyzer = 'gateway.ConflictingGatewayAnalyzer';
  const on = (number: number, hosts: string[], bind?: string) => [
    { port: port(number), hosts, ...(bind ? { bind } : {}) },
  ];

  it.each<[string, string, string[]]>([
    [
      'the same host, port and pods',
      gateway('a/g', on(80, ['x.y', 'z.y'])) +
        gateway('b/h', on(80, ['x.y'])) +
        IN,
      [
        'IST0145 | Gateway a/g | b/h | istio=in | 80 | x.y,z.y',
        'IST0145 | Gateway b/h | a/g | istio=in | 80 | x.y',
      ],
    ],
    [
      'another host',
      gateway('a/g', on(80, ['x.y'])) + gateway('b/h', on(80, ['z.y'])) + IN,
      [],
    ],
    [
      'another port',
      gateway('a/g', on(80, ['x.y'])) + gateway('b/h', on(81, ['x.y'])) + IN,
      [],
    ],
    [
      'another address',
      gateway('a/g', on(80, ['x.y'], '10.0.0.1')) +
        gateway('b/h', on(80, ['x.y'])) +
        IN,
      [],
    ],
    [
      'a selector that hits the same pod',
      gateway('a/g', on(80, ['x.y'])) +
        gateway('b/h', on(80, ['x.y']), { app: 'in', istio: 'in' }) +
        IN,
      [
        'IST0145 | Gateway a/g | b/h | istio=in | 80 | x.y',
        'IST0145 | Gateway b/h | a/g | app=in,istio=in | 80 | x.y',
      ],
    ],
    [
      'a selector that would, if there were such a pod',
      gateway('a/g', on(80, ['x.y'])) +
        gateway('b/h', on(80, ['x.y']), { app: 'in', istio: 'in' }),
      [],
    ],
    [
      'no server at all',
      gateway('a/g', []) + IN,
      ['IST0101 | Gateway a/g | selector | istio=in'],
    ],
    [
      'no server, but another gateway of the same pods',
      gateway('a/g', []) + gateway('b/h', on(80, ['x.y'])) + IN,
      [],
    ],
    ['neither server nor selector', gateway('a/g', [], {}) + IN, []],
  ])('%s', (_, yaml, expected) => {
    expect(verdicts(analyzer, yaml)).toEqual(expected);
  });
});
