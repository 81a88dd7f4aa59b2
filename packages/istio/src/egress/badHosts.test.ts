import {
  GOOD,
  HELD,
  problemsOf,
  only,
  withUpstream,
} from './__testUtils__/problems';

describe('hosts that may not be upstreams', () => {
  const address = /IP address|full name/;
  const inside = /inside the cluster/;
  const metadata = /metadata service/;
  const disguised = /address in the form of a name/;
  it.each<[string, RegExp]>([
    // Addresses in every spelling.
    ...[
      '127.0.0.1',
      '2130706433',
      '0x7f000001',
      '0x7f.0.0.1',
      '0177.0.0.1',
      '017700000001',
      '127.1',
      '127.0.1',
      '10.0.0.1',
      '10.0.257',
      '0xa9fea9fe',
      '2852039166',
      '0251.0376.0251.0376',
      '169.254.169.254',
      '169.254.43518',
      'a9.fe.a9.0xfe',
      '100.100.100.200',
      '168.63.129.16',
      '0.0.0.0',
      '0',
      '::1',
      '[::1]',
      '::',
      '::ffff:127.0.0.1',
      '::ffff:7f00:1',
      '[::ffff:a9fe:a9fe]',
      '0:0:0:0:0:ffff:7f00:0001',
      'fd00:ec2::254',
      'fe80::1',
      '64:ff9b::7f00:1',
      '2001:db8::1',
    ].map((host): [string, RegExp] => [host, address]),
    ['fe80::1%eth0', /letters a-z|IP address/],
    ['127.0.0.1.', /IP address|dot at the end/],
    ['１２７.0.0.1', /letters a-z|number/],
    ['127。0。0。1', /letters a-z/],
    ['①②⑦.example', /letters a-z/],
    // The cluster itself.
    ...[
      'cluster.local',
      'reviews.bookinfo.svc.cluster.local',
      'reviews.bookinfo.svc',
      'kubernetes.default',
      'kubernetes.default.svc',
      'x.y.svc.corp.internal',
      'corp.internal',
      'anything.corp.internal',
      '10-0-0-1.default.pod.cluster.local',
      'foo.localhost',
      'host.docker.internal',
      'kubernetes.docker.internal',
    ].map((host): [string, RegExp] => [host, inside]),
    ['CLUSTER.LOCAL', /lower case/],
    ['Reviews.bookinfo.svc.cluster.local', /lower case/],
    ['reviews.bookinfo.svc.cluster.local.', /dot at the end/],
    ['localhost', /full name/],
    ['LOCALHOST', /lower case/],
    ['localhost.', /dot at the end/],
    ['kubernetes', /full name/],
    ['ledger.payments', /short name of a Service/],
    ['ratings.bookinfo', /short name of a Service/],
    // Metadata.
    ...[
      'metadata.google.internal',
      'x.metadata.google.internal',
      'metadata.goog',
      'metadata.azure.internal',
      'metadata.azure.com',
      'metadata.tencentyun.com',
      'metadata.oraclecloud.com',
      'metadata.packet.net',
      'instance-data.ec2.internal',
      'api.metadata.cloud.ibm.com',
    ].map((host): [string, RegExp] => [host, metadata]),
    ['metadata', /full name/],
    ['Metadata.Google.Internal', /lower case/],
    ['metadata.google.internal.', /dot at the end/],
    ['metadata。google。internal', /letters a-z/],
    ['ｍetadata.google.internal', /letters a-z/],
    // Names that are addresses.
    ...[
      '127.0.0.1.nip.io',
      '169-254-169-254.sslip.io',
      '7f000001.nip.io',
      'app.10.0.0.1.nip.io',
      'localtest.me',
      'x.lvh.me',
    ].map((host): [string, RegExp] => [host, disguised]),
    // Other scripts.
    ['bücher.example', /xn--/],
    ['xn--a.example', /stands for no name/],
    ['xn--.example', /letters|xn--/],
    ['аpi.partner.example', /letters a-z/],
    // What is no host.
    ...['api..example', '.example', '-a.example', 'a_b.example'].map(
      (host): [string, RegExp] => [host, /letters a-z/],
    ),
    ['https://api.partner.example', /scheme/],
    ['api.partner.example/path', /path/],
    ['api.partner.example:443', /port/],
    ['user@api.partner.example', /letters a-z/],
    ['*', /wildcard/],
    ['*.partner.example', /wildcard cannot be looked up/],
    ['*.com', /wildcard cannot be looked up/],
    ['api.*.example', /wildcard/],
    ['', /host name/],
    // Somebody else's.
    ['api.bank.example', /belongs to team-bank/],
    ['x.shared.example', /belongs to team-shared/],
  ])('refuses %s', (host, message) => {
    const input = { ...GOOD, owner: 'team-a', upstreams: [{ host }] };
    expect(problemsOf(input, HELD)).toEqual(only('upstreams[0].host', message));
  });

  it.each([
    ['own.bank.example', 'team-a'],
    ['api.bank.example', 'team-bank'],
    ['xn--bcher-kva.example', undefined],
    ['svc.example.org', undefined],
    ['internal.example.org', undefined],
  ])('takes %s of %s', (host, owner) => {
    expect(problemsOf({ ...GOOD, owner, upstreams: [{ host }] }, HELD)).toEqual(
      [],
    );
  });

  it.each([
    'metadata.google.internal',
    'api.bank.example',
    'vault.corp.internal',
    '127.0.0.1.nip.io',
  ])('takes %s where configuration allows it', host => {
    const allow = { hosts: [host] };
    expect(
      problemsOf({ ...GOOD, upstreams: [{ host }] }, { ...HELD, allow }),
    ).toEqual([]);
  });

  it('takes a bare address only where configuration allows its block, and no TLS by it', () => {
    const allow = { addresses: ['192.0.2.0/24'] };
    const of = (host: string, protocol: string) =>
      problemsOf(
        {
          ...GOOD,
          upstreams: [{ host, protocol, port: 80, addresses: [host] }],
        },
        { ...HELD, allow },
      );
    expect(of('192.0.2.7', 'HTTP')).toEqual([]);
    expect(of('192.0.3.7', 'HTTP')).toHaveLength(1);
    expect(of('192.0.2.7', 'TLS-ORIGINATION')).toEqual([
      {
        field: 'upstreams[0].host',
        message: expect.stringMatching(/names no server by its address/),
      },
    ]);
  });
});

describe('addresses that may not be upstreams', () => {
  it.each<[string, RegExp]>([
    ['10.0.3.4', /range of the cluster's pods/],
    ['fd00:10::5', /range of the cluster's pods/],
    ['10.1.0.1', /range of the cluster's Services/],
    ['192.168.7.10', /range of the cluster's nodes/],
    ['127.0.0.1', /loopback/],
    ['127.255.255.254', /loopback/],
    ['::1', /loopback/],
    ['0.0.0.0', /this machine/],
    ['169.254.169.254', /link-local/],
    ['169.254.1.1', /link-local/],
    ['fe80::a', /link-local/],
    ['fd00:ec2::254', /credentials/],
    ['100.100.100.200', /credentials/],
    ['168.63.129.16', /virtual machines/],
    ['::ffff:127.0.0.1', /disguise/],
    ['::ffff:a9fe:a9fe', /disguise/],
    ['64:ff9b::a9fe:a9fe', /disguise/],
    ['2002:7f00:1::', /disguise/],
    ['2001:0:7f00:1::', /disguise/],
    ['224.0.0.1', /one server/],
    ['255.255.255.255', /one server/],
    ['ff02::1', /one server/],
    ['010.0.0.1', /Give an IP address/],
    ['0x7f.0.0.1', /Give an IP address/],
    ['2130706433', /Give an IP address/],
    ['127.1', /Give an IP address/],
    ['203.0.113.7/32', /Give an IP address/],
    ['203.0.113.7:443', /Give an IP address/],
    ['fe80::1%eth0', /Give an IP address/],
    ['api.partner.example', /Give an IP address/],
    ['', /Give an IP address/],
  ])('refuses %s', (address, message) => {
    expect(
      problemsOf(withUpstream({ addresses: ['203.0.113.7', address] }), HELD),
    ).toEqual(only('upstreams[0].addresses[1]', message));
  });

  it('takes what configuration allows', () => {
    const environment = { ...HELD, allow: { addresses: ['192.168.7.10/32'] } };
    expect(
      problemsOf(withUpstream({ addresses: ['192.168.7.10'] }), environment),
    ).toEqual([]);
  });
});

describe('wildcards', () => {
  const of = (host: string, protocol = 'HTTP', pattern = 'waypoint') => ({
    ...GOOD,
    pattern,
    upstreams: [{ host, protocol }],
  });

  it.each<[string, RegExp]>([
    ['*.com', /everybody under com/],
    ['*.co.uk', /everybody under co\.uk/],
    ['*.github.io', /everybody under github\.io/],
    ['*.s3.amazonaws.com', /everybody under/],
    ['*.azurewebsites.net', /everybody under/],
    ['*', /wildcard/],
    ['*.', /letters|host name|wildcard/],
    ['*.*.example.org', /wildcard/],
    ['*.internal', /metadata|inside|everybody/],
    ['*.google.internal', /metadata service/],
    ['*.ec2.internal', /metadata service/],
    ['*.cluster.local', /inside the cluster/],
    ['*.svc.cluster.local', /inside the cluster/],
    ['*.corp.internal', /inside the cluster/],
    ['*.local', /everybody under local/],
    ['*.nip.io', /address in the form of a name/],
    ['*.shared.example', /belongs to team-shared/],
    ['*.bank.example', /belongs to team-bank/],
    ['*.Partner.example', /lower case/],
    ['*.partner.example.', /dot at the end/],
    ['*partner.example', /wildcard/],
    ['*.1.2.3.4', /IP address/],
  ])('refuses %s', (host, message) => {
    expect(problemsOf(of(host), HELD)).toEqual(
      only('upstreams[0].host', message),
    );
  });

  it.each([
    ['HTTP', 'waypoint'],
    ['TLS-PASSTHROUGH', 'waypoint'],
    ['TLS-PASSTHROUGH', 'sidecar-direct'],
    ['HTTP', 'sidecar-direct'],
  ])('takes one by %s with %s', (protocol, pattern) => {
    expect(
      problemsOf(of('*.partner.example', protocol, pattern), HELD),
    ).toEqual([]);
  });

  it.each(['injected', 'helm', 'gateway-api'])(
    'refuses one for %s with the reason',
    pattern => {
      expect(
        problemsOf(of('*.partner.example', 'HTTP', pattern), HELD),
      ).toEqual(
        only(
          'upstreams[0].host',
          /cannot be looked up.*waypoint.*1\.30.*sidecar-direct/,
        ),
      );
    },
  );

  it.each([
    ['TLS-ORIGINATION', {}],
    ['TCP', { port: 5432, addresses: ['203.0.113.7'] }],
  ])('refuses one by %s', (protocol, more) => {
    const input = of('*.partner.example', protocol);
    Object.assign(input.upstreams[0], more);
    const [first] = problemsOf(input, HELD);
    expect(first).toEqual({
      field: 'upstreams[0].protocol',
      message: expect.stringMatching(/not known/),
    });
  });

  it.each([
    ['sidecar-direct', 'HTTP', '1.29.6', 'pattern'],
    ['waypoint', 'HTTP', '1.27.9', 'upstreams[0].host'],
    ['waypoint', 'TLS-PASSTHROUGH', '1.28.0', 'upstreams[0].host'],
  ])(
    'refuses %s with %s before its time',
    (pattern, protocol, version, field) => {
      const environment = { ...HELD, istioVersion: version };
      expect(
        problemsOf(of('*.partner.example', protocol, pattern), environment),
      ).toEqual(only(field, new RegExp(`control plane is ${version}`)));
    },
  );
});
