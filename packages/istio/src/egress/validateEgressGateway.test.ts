import { validateEgressGateway } from './validateEgressGateway';

const GOOD = {
  name: 'api-out',
  namespace: 'payments',
  host: 'api.example.org',
};

function problemsOf(input: unknown) {
  const result = validateEgressGateway(input);
  return 'problems' in result ? result.problems : [];
}

describe('validateEgressGateway', () => {
  it.each<[string, object]>([
    ['the least', {}],
    ['HTTP', { protocol: 'HTTP', port: 1 }],
    ['passthrough', { protocol: 'TLS-PASSTHROUGH', port: 65535 }],
    [
      'origination with everything',
      {
        protocol: 'TLS-ORIGINATION',
        port: 443,
        tls: {
          sni: 'front.example.org',
          credentialName: 'api.ca',
          subjectAltNames: ['api.example.org', 'spiffe://td/ns/a/sa/b'],
        },
        clientNamespaces: ['shop', '0ps'],
        component: 'Payments_api.v1',
        owner: 'team-a',
        replicas: 10,
        revision: '1-30-5',
        addresses: ['203.0.113.7', '10.0.0.1', '2001:db8::1'],
      },
    ],
    ['a name in another script', { host: 'xn--bcher-kva.example' }],
    ['a label with digits', { host: '1and1.co.uk' }],
    ['a host that only looks internal', { host: 'svc.example.org' }],
    ['another such host', { host: 'api.svc.example.org' }],
    ['a longest name', { name: 'a'.repeat(54) }],
    ['empty lists', { clientNamespaces: [], addresses: [] }],
    ['empty tls', { tls: {} }],
  ])('takes %s and hands it back', (_, more) => {
    const input = { ...GOOD, ...more };
    expect(validateEgressGateway(input)).toMatchObject({ input });
  });

  it('leaves out what is undefined', () => {
    const result = validateEgressGateway({ ...GOOD, port: undefined });
    expect(result).toMatchObject({ input: GOOD });
    expect(Object.keys((result as { input: object }).input)).toEqual([
      'name',
      'namespace',
      'host',
    ]);
  });

  it.each([[null], [undefined], [[]], ['name'], [7], [true]])(
    'refuses %j as a whole',
    input => {
      expect(problemsOf(input)).toEqual([
        { field: '', message: 'Give an object.' },
      ]);
    },
  );

  const CONTROLS = [
    '\n',
    '\r',
    '\t',
    '\u0000',
    '\u001b',
    '\u007f',
    '\u0085',
    '\u2028',
    '\ufeff',
  ];
  const LONG = 'a'.repeat(64);

  const bad: [string, unknown, RegExp][] = [
    // What is no name.
    ...[
      '',
      'A',
      'Api',
      '-a',
      'a-',
      '1a',
      'a_b',
      'a.b',
      'a b',
      'é',
      'a'.repeat(55),
      LONG,
      'a: b',
      '{}',
      '"',
      "'",
      '$(x)',
      '../a',
      'a#b',
      '*',
    ].map((name): [string, unknown, RegExp] => [
      'name',
      name,
      /Service|at most 54/,
    ]),
    ['name', 7, /text/],
    ['name', null, /text/],
    ['name', ['a'], /text/],
    ...['', 'A', '-a', 'a-', 'a_b', 'a.b', 'a/b', LONG, '{a: b}'].map(
      (namespace): [string, unknown, RegExp] => [
        'namespace',
        namespace,
        /lower-case/,
      ],
    ),
    ...['kube-system', 'kube-public', 'kube-node-lease'].map(
      (namespace): [string, unknown, RegExp] => [
        'namespace',
        namespace,
        /never injects/,
      ],
    ),
    ['namespace', 1, /text/],
    // What is no host.
    ['host', '', /Give a host name/],
    ['host', 7, /text/],
    ['host', {}, /text/],
    ['host', '*', /wildcard/],
    ['host', '*.example.org', /wildcard/],
    ['host', 'a.*.org', /wildcard/],
    ['host', 'https://api.example.org', /scheme/],
    ['host', 'api.example.org:443', /port/],
    ['host', 'api.example.org/v1', /path/],
    ['host', 'user@api.example.org', /letters/],
    ['host', 'api.example.org.', /dot at the end/],
    ['host', '.example.org', /letters/],
    ['host', 'a..b', /letters/],
    ['host', 'Api.Example.org', /lower case: api\.example\.org/],
    ['host', 'api_x.example.org', /letters/],
    ['host', '-a.example.org', /letters/],
    ['host', 'a-.example.org', /letters/],
    ['host', 'bücher.example', /xn--/],
    ['host', 'example', /full name/],
    ['host', 'a b.example', /letters/],
    ['host', ' api.example.org', /letters/],
    ['host', 'api.example.org #', /letters/],
    ['host', "api.example.org'", /letters/],
    ['host', '[api.example.org]', /letters/],
    ['host', '!!str a.b', /letters/],
    ['host', '&a a.b', /letters/],
    ['host', `${LONG}.example.org`, /63/],
    ['host', `${'a.'.repeat(127)}org`, /253/],
    ...[
      '1.2.3.4',
      '10.0.0.1',
      '127.0.0.1',
      '169.254.169.254',
      '::1',
      '[::1]',
      '2001:db8::1',
      '::ffff:1.2.3.4',
    ].map((host): [string, unknown, RegExp] => [
      'host',
      host,
      /not an IP address/,
    ]),
    ...[
      '127.1',
      '1.2.3',
      '999.999.999.999',
      '0x7f.1',
      'a.0x7f',
      '010.0.0.1',
      'example.1',
    ].map((host): [string, unknown, RegExp] => [
      'host',
      host,
      /not an IP address/,
    ]),
    // What is inside the cluster, or worse.
    ...[
      'reviews.bookinfo.svc',
      'reviews.bookinfo.svc.cluster.local',
      'a.svc',
      'x.cluster.local',
      'cluster.local',
      'kubernetes.default',
      'kubernetes.default.svc',
      'a.b.svc.corp.internal',
      'foo.localhost',
      'localhost.localdomain',
    ].map((host): [string, unknown, RegExp] => [
      'host',
      host,
      /inside the cluster/,
    ]),
    ['host', 'kubernetes', /full name/],
    ['host', 'localhost', /full name/],
    ['host', 'ledger.payments', /short name of a Service/],
    ...[
      'metadata.google.internal',
      'metadata.goog',
      'instance-data.ec2.internal',
      'x.metadata.google.internal',
    ].map((host): [string, unknown, RegExp] => ['host', host, /credentials/]),
    // Numbers.
    ...[
      0,
      -1,
      65536,
      70000,
      443.5,
      NaN,
      Infinity,
      '443',
      '',
      null,
      [443],
      true,
    ].map((port): [string, unknown, RegExp] => ['port', port, /1 to 65535/]),
    ...[0, 11, 1.5, '2', null].map((replicas): [string, unknown, RegExp] => [
      'replicas',
      replicas,
      /1 to 10/,
    ]),
    // Choices and labels.
    ...['http', 'UDP', '', null, 1].map(
      (protocol): [string, unknown, RegExp] => [
        'protocol',
        protocol,
        /TLS-ORIGINATION/,
      ],
    ),
    ...['', 'component:default/ratings', 'a b', '-a', LONG, 'a/b'].map(
      (component): [string, unknown, RegExp] => [
        'component',
        component,
        /component's name alone/,
      ],
    ),
    ...['', 'group:default/team-a', 'team a'].map(
      (owner): [string, unknown, RegExp] => [
        'owner',
        owner,
        /group's name alone/,
      ],
    ),
    ...['', '1.30', 'A', LONG].map((revision): [string, unknown, RegExp] => [
      'revision',
      revision,
      /istio\.io\/rev/,
    ]),
  ];

  it.each(bad)('refuses %s %j', (field, value, message) => {
    const problems = problemsOf({ ...GOOD, [field]: value });
    expect(problems).toEqual([
      { field, message: expect.stringMatching(message) },
    ]);
  });

  it.each(
    CONTROLS.flatMap(control =>
      ['name', 'namespace', 'host', 'component', 'owner', 'revision'].map(
        (field): [string, string] => [field, control],
      ),
    ),
  )('refuses a control character in %s: %j', (field, control) => {
    expect(problemsOf({ ...GOOD, [field]: `a.b${control}evil: true` })).toEqual(
      [{ field, message: expect.stringContaining('control characters') }],
    );
  });

  it.each<[string, string, object, RegExp]>([
    [
      'a list that is none',
      'clientNamespaces',
      { clientNamespaces: 'shop' },
      /list/,
    ],
    [
      'a client that is no namespace',
      'clientNamespaces[1]',
      { clientNamespaces: ['shop', 'A'] },
      /lower-case/,
    ],
    [
      'a client that is no text',
      'clientNamespaces[0]',
      { clientNamespaces: [1] },
      /text/,
    ],
    [
      'every namespace',
      'clientNamespaces[0]',
      { clientNamespaces: ['*'] },
      /lower-case/,
    ],
    [
      'a client twice',
      'clientNamespaces[1]',
      { clientNamespaces: ['a', 'a'] },
      /twice/,
    ],
    [
      'too many clients',
      'clientNamespaces',
      { clientNamespaces: Array.from({ length: 101 }, (_, i) => `n${i}`) },
      /at most 100/,
    ],
    [
      'a Service of a client namespace',
      'host',
      { host: 'reviews.bookinfo', clientNamespaces: ['bookinfo'] },
      /short name/,
    ],
    [
      'a host as an address',
      'addresses[0]',
      { addresses: ['api.example.org'] },
      /IP address/,
    ],
    [
      'a block as an address',
      'addresses[0]',
      { addresses: ['10.0.0.0/8'] },
      /IP address/,
    ],
    ['loopback', 'addresses[0]', { addresses: ['127.0.0.1'] }, /loopback/],
    ...['::127.0.0.1', '64:ff9b::7f00:1', '2002:7f00:1::'].map(
      (address): [string, string, object, RegExp] => [
        `${address}, an IPv4 address`,
        'addresses[0]',
        { addresses: [address] },
        /in disguise/,
      ],
    ),
    ['loopback of IPv6', 'addresses[0]', { addresses: ['::1'] }, /loopback/],
    [
      'the metadata address',
      'addresses[1]',
      { addresses: ['10.0.0.1', '169.254.169.254'] },
      /link-local/,
    ],
    [
      'its disguise',
      'addresses[0]',
      { addresses: ['::ffff:169.254.169.254'] },
      /disguise/,
    ],
    [
      'the metadata address of IPv6',
      'addresses[0]',
      { addresses: ['fd00:ec2::254'] },
      /credentials/,
    ],
    ['any address', 'addresses[0]', { addresses: ['0.0.0.0'] }, /this machine/],
    ['multicast', 'addresses[0]', { addresses: ['239.1.1.1'] }, /one server/],
    ['octal', 'addresses[0]', { addresses: ['010.0.0.1'] }, /IP address/],
    [
      'an address with a port',
      'addresses[0]',
      { addresses: ['10.0.0.1:443'] },
      /IP address/,
    ],
    ['a zone', 'addresses[0]', { addresses: ['fe80::1%eth0'] }, /IP address/],
    ['tls that is no object', 'tls', { tls: 'SIMPLE' }, /object/],
    ['tls that is a list', 'tls', { tls: [] }, /object/],
    ['tls with HTTP', 'tls', { protocol: 'HTTP', tls: {} }, /TLS-ORIGINATION/],
    [
      'tls with passthrough',
      'tls',
      { protocol: 'TLS-PASSTHROUGH', tls: {} },
      /TLS-ORIGINATION/,
    ],
    [
      'a wildcard as server name',
      'tls.sni',
      { tls: { sni: '*.example.org' } },
      /wildcard/,
    ],
    [
      'a line break in the server name',
      'tls.sni',
      { tls: { sni: 'a.b\nc' } },
      /control/,
    ],
    [
      'a Secret elsewhere',
      'tls.credentialName',
      { tls: { credentialName: 'other/ca' } },
      /Secret/,
    ],
    [
      'a Secret by URL',
      'tls.credentialName',
      { tls: { credentialName: 'kubernetes://ca' } },
      /Secret/,
    ],
    [
      'an empty Secret',
      'tls.credentialName',
      { tls: { credentialName: '' } },
      /Secret/,
    ],
    [
      'one name instead of a list',
      'tls.subjectAltNames',
      { tls: { subjectAltNames: 'a.b' } },
      /list/,
    ],
    [
      'a name that is none',
      'tls.subjectAltNames[0]',
      { tls: { subjectAltNames: ['a b'] } },
      /letters/,
    ],
    [
      'a field that does not exist',
      'tls.insecureSkipVerify',
      { tls: { insecureSkipVerify: true } },
      /no such field/,
    ],
    [
      'a field that does not exist',
      'image',
      { image: 'evil' },
      /no such field/,
    ],
    ['a field with a strange name', '"a\\nb"', { 'a\nb': 1 }, /no such field/],
  ])('refuses %s at %s', (_, field, more, message) => {
    expect(problemsOf({ ...GOOD, ...more })).toEqual([
      { field, message: expect.stringMatching(message) },
    ]);
  });

  it('refuses a prototype that was sent as a field', () => {
    const sent = JSON.parse(
      `{"name":"a","namespace":"b","host":"c.d","__proto__":{"port":1}}`,
    );
    expect(problemsOf(sent).map(({ field }) => field)).toEqual(['__proto__']);
  });

  it.each(['name', 'namespace', 'host'])('misses %s', field => {
    const { [field as 'name']: _, ...rest } = GOOD;
    expect(problemsOf(rest)).toEqual([
      { field, message: expect.stringMatching(/^This is missing\. \w+/) },
    ]);
  });

  it('tells every problem at once', () => {
    const fields = problemsOf({
      name: 'A',
      host: '*',
      port: 0,
      replicas: 0,
      protocol: 'X',
      addresses: ['x'],
      tls: { sni: '', x: 1 },
      y: 1,
    }).map(({ field }) => field);
    expect(fields.sort()).toEqual(
      [
        'addresses[0]',
        'host',
        'name',
        'namespace',
        'port',
        'protocol',
        'replicas',
        'tls.sni',
        'tls.x',
        'y',
      ].sort(),
    );
  });
});
