import { KNOWN } from './__testUtils__/goldenCases';
import type { EgressEnvironment } from './EgressEnvironment';
import { validateEgressGateway } from './validateEgressGateway';

const GOOD = {
  name: 'partners',
  namespace: 'payments',
  upstreams: [{ host: 'api.partner.example' }],
};

const TCP = {
  host: 'db.partner.example',
  protocol: 'TCP',
  port: 5432,
  addresses: ['203.0.113.7'],
};

const HELD: EgressEnvironment = {
  ...KNOWN,
  clusterDomain: 'corp.internal',
  hostOwners: [
    { host: 'api.bank.example', owner: 'team-bank' },
    { host: '*.shared.example', owner: 'team-shared' },
    { host: 'own.shared.example', owner: 'team-a' },
  ],
};

function problemsOf(input: object, environment?: EgressEnvironment) {
  const result = validateEgressGateway(input, environment);
  return 'problems' in result ? result.problems : [];
}

/** The one problem of an input, which names the field and says what to do. */
function only(field: string, message: RegExp) {
  return [{ field, message: expect.stringMatching(message) }];
}

const withUpstream = (more: object) => ({
  ...GOOD,
  upstreams: [{ host: 'api.partner.example', ...more }],
});

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

describe('probes', () => {
  it.each<[string[]]>([
    [['sh', '-c', 'curl x']],
    [['/bin/sh', '-c', 'true']],
    [['bash', '-c', 'true']],
    [['/usr/bin/bash']],
    [['/usr/local/bin/bash-5.2', '-c', 'x']],
    [['env', 'sh', '-c', 'x']],
    [['/usr/bin/env', 'bash']],
    [['env', 'A=b', 'curl', 'x']],
    [['busybox', 'sh', '-c', 'x']],
    [['/bin/busybox', 'ash']],
    [['toybox', 'sh']],
    [['dash', '-c', 'x']],
    [['ash']],
    [['zsh', '-c', 'x']],
    [['ksh93', '-c', 'x']],
    [['fish', '-c', 'x']],
    [['pwsh', '-Command', 'x']],
    [['cmd.exe', '/c', 'x']],
    [['xargs', 'sh', '-c']],
    [['timeout', '5', 'sh', '-c', 'x']],
    [['nohup', 'sh']],
    [['setsid', 'bash']],
    [['sudo', 'sh']],
    [['su', '-c', 'x']],
    [['nsenter', '-t', '1', 'sh']],
    [['chroot', '/', 'sh']],
    [['find', '.', '-exec', 'sh', ';']],
    [['awk', 'BEGIN{system("x")}']],
    [['python3', '-c', 'x']],
    [['/usr/bin/python3.12', '-c', 'x']],
    [['perl', '-e', 'x']],
    [['node', '-e', 'x']],
    [['ruby', '-e', 'x']],
    [['php', '-r', 'x']],
    [['/lib64/ld-linux-x86-64.so.2', '/bin/sh']],
    [['mystery', '/bin/sh', '-c', 'x']],
    [['SH', '-c', 'x']],
    [['sh -c true']],
    [['$(sh)']],
    [['`sh`']],
    [['-c']],
    [[]],
  ])('refuses %j', command => {
    expect(problemsOf({ ...GOOD, readiness: { command } })).toEqual(
      only(
        'readiness.command',
        /shell|another program|as a program|name or path|Give the program/,
      ),
    );
  });

  it.each<[string, unknown, string]>([
    ['no list', 'curl x', 'readiness.command'],
    ['an argument that is none', ['curl', 7], 'readiness.command[1]'],
    ['an empty argument', ['curl', ''], 'readiness.command[1]'],
    ['a line break', ['curl', 'a\nb'], 'readiness.command[1]'],
    ['a null character', ['curl', 'a\u0000'], 'readiness.command[1]'],
  ])('refuses %s', (_, command, field) => {
    expect(problemsOf({ ...GOOD, readiness: { command } })[0].field).toBe(
      field,
    );
  });

  it.each([
    [['curl', '-fsS', 'https://api.partner.example/health']],
    [['/usr/bin/nc', '-z', 'api.partner.example', '443']],
    [['grpc_health_probe', '-addr=api.partner.example:443']],
    [['pilot-agent', 'wait']],
  ])('takes %j', command => {
    expect(problemsOf({ ...GOOD, readiness: { command } })).toEqual([]);
  });

  it.each<[string, object, RegExp]>([
    ['timeoutSeconds', { timeoutSeconds: 0 }, /1 to 30/],
    ['timeoutSeconds', { timeoutSeconds: 31 }, /1 to 30/],
    ['timeoutSeconds', { timeoutSeconds: 1.5 }, /1 to 30/],
    ['timeoutSeconds', { timeoutSeconds: '5' }, /1 to 30/],
    ['timeoutSeconds', { timeoutSeconds: 20 }, /at least the timeout/],
    ['periodSeconds', { timeoutSeconds: 9, periodSeconds: 8 }, /at least/],
    ['periodSeconds', { periodSeconds: 301 }, /1 to 300/],
    ['failureThreshold', { failureThreshold: 0 }, /1 to 10/],
    ['successThreshold', { successThreshold: 11 }, /1 to 10/],
    ['initialDelaySeconds', { initialDelaySeconds: -1 }, /0 to 300/],
    ['host', { host: 'other.example.org' }, /no upstream of this gateway/],
    ['host', { host: '*' }, /wildcard|host/],
    ['image', { image: 'a b' }, /image/],
    ['image', { image: '' }, /image/],
    ['shell', { shell: true }, /no such field/],
  ])('refuses readiness.%s of %j', (field, readiness, message) => {
    expect(problemsOf({ ...GOOD, readiness })).toEqual(
      only(`readiness.${field}`, message),
    );
  });
});

describe('upstreams that do not go together', () => {
  const of = (...upstreams: object[]) => ({ ...GOOD, upstreams });
  it.each<[string, object, string, RegExp]>([
    ['none', of(), 'upstreams', /at least one/],
    ['no list', { ...GOOD, upstreams: {} }, 'upstreams', /list/],
    ['no object', { ...GOOD, upstreams: ['a.b'] }, 'upstreams[0]', /object/],
    [
      'too many',
      of(...Array.from({ length: 51 }, (_, i) => ({ host: `a${i}.example` }))),
      'upstreams',
      /at most 50/,
    ],
    [
      'a list and a host',
      { ...GOOD, host: 'api.partner.example' },
      'host',
      /by a list/,
    ],
    [
      'a list and addresses',
      { ...GOOD, addresses: ['203.0.113.7'] },
      'addresses',
      /by a list/,
    ],
    [
      'a host and port twice',
      of({ host: 'a.example.org' }, { host: 'a.example.org' }),
      'upstreams[1].port',
      /port|Port 80/,
    ],
    [
      'plain HTTP and opened TLS, both called at port 80',
      of(
        { host: 'a.example.org', protocol: 'HTTP' },
        { host: 'a.example.org' },
      ),
      'upstreams[1].port',
      /Port 80/,
    ],
    [
      'two ids for a host',
      of(
        { host: 'a.example.org', id: 'x' },
        { host: 'a.example.org', protocol: 'HTTP', port: 81, id: 'y' },
      ),
      'upstreams[1].id',
      /share one id/,
    ],
    [
      'an id twice',
      of(
        { host: 'a.example.org', id: 'x' },
        { host: 'b.example.org', id: 'x' },
      ),
      'upstreams[1].id',
      /another upstream's/,
    ],
    [
      'an id that is none',
      of({ host: 'a.example.org', id: 'A.b' }),
      'upstreams[0].id',
      /lower-case/,
    ],
    [
      'an id that is taken',
      of({ host: 'a.example.org', id: 'upstream' }),
      'upstreams[0].id',
      /taken/,
    ],
    [
      'other addresses for another port',
      of(
        { host: 'a.example.org', addresses: ['203.0.113.1'] },
        {
          host: 'a.example.org',
          protocol: 'HTTP',
          port: 81,
          addresses: ['203.0.113.2'],
        },
      ),
      'upstreams[1].addresses',
      /other addresses/,
    ],
    [
      'TCP without a port',
      of({ ...TCP, port: undefined }),
      'upstreams[0].port',
      /missing/,
    ],
    [
      'TCP at the shared port',
      of({ ...TCP, gatewayPort: 443 }),
      'upstreams[0].gatewayPort',
      /port of its own/,
    ],
    [
      'TCP at a port that is taken',
      of(
        { ...TCP, gatewayPort: 9000 },
        { ...TCP, host: 'b.example.org', port: 1, gatewayPort: 9000 },
      ),
      'upstreams[1].gatewayPort',
      /taken by db/,
    ],
    [
      'TCP to the same address and port',
      of(TCP, { ...TCP, host: 'b.example.org' }),
      'upstreams[1].addresses',
      /nothing in TCP tells them apart/,
    ],
    ...[80, 1023, 8443, 15006, 15021, 15090].map(
      (gatewayPort): [string, object, string, RegExp] => [
        `gateway port ${gatewayPort}`,
        of({ host: 'a.example.org', gatewayPort }),
        'upstreams[0].gatewayPort',
        /from 1024 on/,
      ],
    ),
    ...[0, 65536, 1.5, '443', null].map(
      (port): [string, object, string, RegExp] => [
        `port ${port}`,
        of({ host: 'a.example.org', port }),
        'upstreams[0].port',
        /1 to 65535/,
      ],
    ),
    [
      'a client port that is not so',
      of({ host: 'a.example.org', clientPort: 443 }),
      'upstreams[0].clientPort',
      /call port 80/,
    ],
    [
      'an unknown field',
      of({ host: 'a.example.org', insecure: true }),
      'upstreams[0].insecure',
      /no such field/,
    ],
    ...(['HTTP', 'TLS-PASSTHROUGH', 'TCP'] as const).map(
      (protocol): [string, object, string, RegExp] => [
        `tls with ${protocol}`,
        of({ ...TCP, protocol, tls: {} }),
        'upstreams[0].tls',
        /opens no TLS/,
      ],
    ),
    [
      'MUTUAL without a credential',
      of({ host: 'a.example.org', tls: { mode: 'MUTUAL' } }),
      'upstreams[0].tls.credentialName',
      /missing/,
    ],
    [
      'a mode that is none',
      of({ host: 'a.example.org', tls: { mode: 'DISABLE' } }),
      'upstreams[0].tls.mode',
      /SIMPLE, MUTUAL/,
    ],
    [
      'a Secret elsewhere',
      of({ host: 'a.example.org', tls: { credentialName: 'other/ca' } }),
      'upstreams[0].tls.credentialName',
      /Secret/,
    ],
    [
      'a file as a credential',
      of({ host: 'a.example.org', tls: { credentialName: 'file:///x' } }),
      'upstreams[0].tls.credentialName',
      /Secret/,
    ],
  ])('refuses %s', (_, input, field, message) => {
    expect(problemsOf(input, KNOWN)).toEqual(only(field, message));
  });

  it.each([
    ['unknown', {}],
    ['known to be off', { dnsCapture: false }],
  ])('refuses TCP by name with DNS capture %s', (_, environment) => {
    expect(
      problemsOf(of({ ...TCP, addresses: undefined }), environment),
    ).toEqual(only('upstreams[0].addresses', /fixed addresses/));
  });

  it('takes TCP by name where proxies answer DNS', () => {
    expect(problemsOf(of({ ...TCP, addresses: undefined }), KNOWN)).toEqual([]);
  });
});

describe('callers', () => {
  it.each<[string, object, string, RegExp]>([
    ['none', { callers: [] }, 'callers', /Nobody would get in/],
    ['no list', { callers: {} }, 'callers', /list/],
    ['no object', { callers: ['shop'] }, 'callers[0]', /object/],
    ['no namespace', { callers: [{}] }, 'callers[0].namespace', /missing/],
    [
      'every namespace',
      { callers: [{ namespace: '*' }] },
      'callers[0].namespace',
      /no namespace/,
    ],
    [
      'a namespace twice',
      { callers: [{ namespace: 'shop' }, { namespace: 'shop' }] },
      'callers[1].namespace',
      /twice/,
    ],
    [
      'no account',
      { callers: [{ namespace: 'shop', serviceAccounts: [] }] },
      'callers[0].serviceAccounts',
      /at least one/,
    ],
    [
      'an account of a namespace',
      { callers: [{ namespace: 'shop', serviceAccounts: ['shop/cart'] }] },
      'callers[0].serviceAccounts[0]',
      /service account/,
    ],
    [
      'every account',
      { callers: [{ namespace: 'shop', serviceAccounts: ['*'] }] },
      'callers[0].serviceAccounts[0]',
      /service account/,
    ],
    [
      'a principal',
      {
        callers: [
          { namespace: 'shop', serviceAccounts: ['cluster.local/ns/a/sa/b'] },
        ],
      },
      'callers[0].serviceAccounts[0]',
      /service account/,
    ],
    [
      'callers and clients',
      { callers: [{ namespace: 'shop' }], clientNamespaces: ['bookinfo'] },
      'clientNamespaces',
      /nobody else gets in/,
    ],
    [
      'an unknown field',
      { callers: [{ namespace: 'shop', principals: ['x'] }] },
      'callers[0].principals',
      /no such field/,
    ],
  ])('refuses %s', (_, more, field, message) => {
    expect(problemsOf({ ...GOOD, ...more })).toEqual(only(field, message));
  });
});

describe('exposure', () => {
  const EXPOSURE = {
    host: 'partner.corp.example',
    ingress: { namespace: 'front', selector: { istio: 'ingressgateway' } },
    credentialName: 'partner-corp',
  };
  const { credentialName: _, ...WITHOUT } = EXPOSURE;
  const of = (exposure: unknown, more: object = {}) =>
    withUpstream({ exposure, ...more });
  it.each<[string, object, string, RegExp]>([
    ['no object', of('x'), 'exposure', /object/],
    [
      'no host',
      of({ ...EXPOSURE, host: undefined }),
      'exposure.host',
      /missing/,
    ],
    [
      'a wildcard',
      of({ ...EXPOSURE, host: '*.x.example' }),
      'exposure.host',
      /wildcard/,
    ],
    [
      'a host inside',
      of({ ...EXPOSURE, host: 'a.b.svc.cluster.local' }),
      'exposure.host',
      /inside the cluster/,
    ],
    [
      'the upstream itself',
      of({ ...EXPOSURE, host: 'api.partner.example' }),
      'exposure.host',
      /name of an upstream/,
    ],
    [
      'no ingress',
      of({ host: 'a.example.org', credentialName: 'x' }),
      'exposure.ingress',
      /missing/,
    ],
    [
      'an ingress without a namespace',
      of({ ...EXPOSURE, ingress: { selector: { a: 'b' } } }),
      'exposure.ingress.namespace',
      /missing/,
    ],
    [
      'neither selector nor name',
      of({ ...EXPOSURE, ingress: { namespace: 'front' } }),
      'exposure.ingress',
      /either/,
    ],
    [
      'selector and name',
      of({
        ...EXPOSURE,
        ingress: { namespace: 'front', selector: { a: 'b' }, name: 'x' },
      }),
      'exposure.ingress',
      /either/,
    ],
    [
      'an empty selector, which selects everything',
      of({ ...EXPOSURE, ingress: { namespace: 'front', selector: {} } }),
      'exposure.ingress.selector',
      /labels/,
    ],
    [
      'a selector that is none',
      of({ ...EXPOSURE, ingress: { namespace: 'front', selector: { a: 1 } } }),
      'exposure.ingress.selector',
      /labels/,
    ],
    ['no certificate', of(WITHOUT), 'exposure.credentialName', /missing/],
    [
      'a certificate for a Gateway that has its own',
      of({ ...EXPOSURE, ingress: { namespace: 'front', name: 'x' } }),
      'exposure.credentialName',
      /already says/,
    ],
    [
      'a redirect for a Gateway that is there',
      of({
        ...WITHOUT,
        ingress: { namespace: 'front', name: 'x' },
        redirect: true,
      }),
      'exposure.redirect',
      /already says/,
    ],
    [
      'a redirect that is none',
      of({ ...EXPOSURE, redirect: 'yes' }),
      'exposure.redirect',
      /true or false/,
    ],
    [
      'passthrough',
      of(EXPOSURE, { protocol: 'TLS-PASSTHROUGH' }),
      'exposure',
      /HTTP or TLS-ORIGINATION/,
    ],
    [
      'TCP',
      of(EXPOSURE, { protocol: 'TCP', port: 1, addresses: ['203.0.113.7'] }),
      'exposure',
      /HTTP or TLS-ORIGINATION/,
    ],
    [
      'a waypoint',
      { ...of(EXPOSURE), pattern: 'waypoint' },
      'exposure',
      /waypoint/,
    ],
  ])('refuses %s', (_name, input, field, message) => {
    expect(problemsOf(input, KNOWN)).toEqual(
      only(`upstreams[0].${field}`, message),
    );
  });

  it('refuses one name for two upstreams', () => {
    const upstreams = ['a.example.org', 'b.example.org'].map(host => ({
      host,
      exposure: EXPOSURE,
    }));
    expect(problemsOf({ ...GOOD, upstreams }, KNOWN)).toEqual(
      only('upstreams[1].exposure.host', /above already/),
    );
  });
});

describe('what runs it', () => {
  it.each<[string, object, RegExp]>([
    ['pattern', { pattern: 'operator' }, /Choose one of/],
    ['resources', { resources: '1' }, /object/],
    ['resources.requests', { resources: { requests: 1 } }, /object/],
    [
      'resources.requests.cpu',
      { resources: { requests: { cpu: '0' } } },
      /positive/,
    ],
    ['resources.requests.cpu', { resources: { requests: { cpu: 1 } } }, /text/],
    [
      'resources.requests.memory',
      { resources: { requests: { memory: '-1Gi' } } },
      /positive/,
    ],
    [
      'resources.requests.gpu',
      { resources: { requests: { gpu: '1' } } },
      /no such field/,
    ],
    [
      'resources.limits.memory',
      {
        resources: {
          requests: { memory: '1Gi' },
          limits: { memory: '512Mi' },
        },
      },
      /less than the 1Gi/,
    ],
    ['autoscaling.maxReplicas', { autoscaling: {} }, /missing/],
    [
      'autoscaling.maxReplicas',
      { autoscaling: { maxReplicas: 51 } },
      /1 to 50/,
    ],
    [
      'autoscaling.maxReplicas',
      { autoscaling: { minReplicas: 3, maxReplicas: 2 } },
      /at least as many/,
    ],
    [
      'autoscaling.cpuPercent',
      { autoscaling: { maxReplicas: 2, cpuPercent: 5 } },
      /10 to 100/,
    ],
    [
      'autoscaling.minReplicas',
      { autoscaling: { maxReplicas: 2 }, replicas: 2 },
      /no fixed number/,
    ],
    ['disruptionBudget', { disruptionBudget: {} }, /either/],
    [
      'disruptionBudget',
      { disruptionBudget: { minAvailable: 1, maxUnavailable: 1 }, replicas: 3 },
      /either/,
    ],
    [
      'disruptionBudget.minAvailable',
      { disruptionBudget: { minAvailable: 1 } },
      /never be drained|ever be drained/,
    ],
    [
      'disruptionBudget.minAvailable',
      { disruptionBudget: { minAvailable: 3 }, replicas: 3 },
      /ever be drained/,
    ],
    ['accessLog', { accessLog: true }, /object/],
    [
      'accessLog.provider',
      { accessLog: { provider: 'unknown' } },
      /names no provider/,
    ],
    ['accessLog.errorsOnly', { accessLog: { errorsOnly: 1 } }, /true or false/],
    ['authorization.provider', { authorization: {} }, /missing/],
    [
      'authorization.provider',
      { authorization: { provider: 'nobody' } },
      /no authorizer nobody.*opa/,
    ],
    [
      'authorization.provider',
      { authorization: { provider: 'otel' } },
      /no authorizer otel/,
    ],
    [
      'authorization.provider',
      { authorization: { provider: 'a b' } },
      /extensionProviders/,
    ],
    ['networkPolicy', { networkPolicy: 'yes' }, /true or false/],
    ['strictMtls', { strictMtls: 1 }, /true or false/],
    ['namespace', { namespace: 'kube-system' }, /never injects/],
  ])('refuses %s of %j', (field, more, message) => {
    expect(problemsOf({ ...GOOD, ...more }, KNOWN)).toEqual(
      only(field, message),
    );
  });

  it('asks no authorizer by HTTP of what is not HTTP', () => {
    expect(
      problemsOf(
        { ...GOOD, upstreams: [TCP], authorization: { provider: 'opa-http' } },
        KNOWN,
      ),
    ).toEqual(
      only('authorization.provider', /never of connections that are not HTTP/),
    );
    expect(
      problemsOf({ ...GOOD, authorization: { provider: 'opa-http' } }, KNOWN),
    ).toEqual([]);
  });

  it('takes no authorizer on trust in a cluster that does not tell', () => {
    const input = { ...GOOD, authorization: { provider: 'opa' } };
    expect(problemsOf(input, {})).toEqual(
      only('authorization.provider', /is not known/),
    );
    // Without a cluster to look at it is noted.
    const result = validateEgressGateway(input);
    expect('notes' in result && result.notes.map(({ code }) => code)).toContain(
      'providers-unknown',
    );
  });

  it.each([
    ['istio-system', {}],
    ['mesh-root', { rootNamespace: 'mesh-root' }],
  ])('makes no policy of the whole mesh in %s', (namespace, environment) => {
    const input = { ...GOOD, namespace, strictMtls: true };
    expect(problemsOf(input, environment)).toEqual(
      only('strictMtls', /root namespace/),
    );
    expect(
      problemsOf({ ...input, namespace: 'payments' }, environment),
    ).toEqual([]);
  });

  it('cuts nobody off from an API server that is not known', () => {
    expect(problemsOf({ ...GOOD, networkPolicy: true })).toEqual(
      only('networkPolicy', /API server/),
    );
    expect(problemsOf({ ...GOOD, networkPolicy: true }, KNOWN)).toEqual([]);
  });
});

describe('patterns that a cluster cannot run', () => {
  it.each<[string, EgressEnvironment, string, RegExp]>([
    ['gateway-api', { gatewayApi: [] }, 'pattern', /kind Gateway/],
    [
      'gateway-api',
      { gatewayApi: [{ kind: 'Gateway', versions: ['v1'] }] },
      'pattern',
      /kind HTTPRoute/,
    ],
    ['waypoint', { gatewayApi: [] }, 'pattern', /kind Gateway/],
    [
      'gateway-api',
      {
        gatewayApi: [
          { kind: 'Gateway', versions: ['v1beta1'] },
          { kind: 'HTTPRoute', versions: ['v1beta1'] },
        ],
      },
      'pattern',
      /only as v1beta1.*v1 is needed/,
    ],
    ['waypoint', { ambient: false }, 'pattern', /no ambient mesh/],
    ['helm', { patterns: ['injected'] }, 'pattern', /allows only injected/],
  ])('refuses %s in %j', (pattern, environment, field, message) => {
    expect(
      problemsOf(
        { ...GOOD, pattern },
        {
          ...KNOWN,
          ...environment,
        },
      ),
    ).toEqual(only(field, message));
  });

  it.each([
    ['TLS-PASSTHROUGH', undefined, 'TLSRoute'],
    ['TLS-PASSTHROUGH', [{ namespace: 'shop' }], 'TCPRoute'],
    ['TCP', undefined, 'TCPRoute'],
  ])('refuses %s of %j without %s', (protocol, callers, kind) => {
    const gatewayApi = KNOWN.gatewayApi!.filter(one => one.kind !== kind);
    expect(
      problemsOf(
        {
          ...GOOD,
          pattern: 'gateway-api',
          callers,
          upstreams: [{ ...TCP, protocol }],
        },
        { ...KNOWN, gatewayApi },
      ),
    ).toEqual(
      only('upstreams[0].protocol', new RegExp(`needs the kind ${kind}`)),
    );
  });

  it.each([
    ['replicas', { replicas: 2 }],
    ['resources', { resources: { requests: { cpu: '1' } } }],
    ['autoscaling', { autoscaling: { maxReplicas: 2 } }],
    ['readiness', { readiness: {} }],
  ])('refuses %s for istiod before 1.26', (field, more) => {
    const input = { ...GOOD, pattern: 'gateway-api', ...more };
    expect(
      problemsOf(input, {
        ...KNOWN,
        istioVersion: '1.25.2',
      }),
    ).toEqual(only(field, /from Istio 1\.26 on.*1\.25\.2/));
    expect(problemsOf(input, { ...KNOWN, istioVersion: '1.26.0' })).toEqual([]);
  });

  it('refuses a readiness check for a chart before 1.27', () => {
    const input = { ...GOOD, pattern: 'helm', readiness: {} };
    const older = { ...KNOWN, istioVersion: '1.26.8' };
    expect(problemsOf(input, older)).toEqual(
      only('readiness', /from 1\.27 on/),
    );
    expect(problemsOf(input, KNOWN)).toEqual([]);
  });

  it.each([
    ['callers', { callers: [{ namespace: 'shop' }] }],
    ['replicas', { replicas: 2 }],
    ['networkPolicy', { networkPolicy: true }],
    ['authorization', { authorization: { provider: 'opa' } }],
    ['accessLog', { accessLog: {} }],
    ['strictMtls', { strictMtls: true }],
    ['readiness', { readiness: {} }],
    ['revision', { revision: 'canary' }],
  ])('refuses %s without a gateway', (field, more) => {
    expect(
      problemsOf(
        {
          ...GOOD,
          pattern: 'sidecar-direct',
          upstreams: [{ host: '*.partner.example', protocol: 'HTTP' }],
          ...more,
        },
        KNOWN,
      ),
    ).toEqual(only(field, /no gateway that could/));
  });

  it('refuses one host without a gateway', () => {
    expect(problemsOf({ ...GOOD, pattern: 'sidecar-direct' }, KNOWN)).toEqual(
      only('upstreams[0].host', /served by a gateway/),
    );
  });
});
