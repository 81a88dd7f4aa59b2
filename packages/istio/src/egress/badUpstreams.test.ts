import { KNOWN } from './__testUtils__/goldenCases';
import {
  GOOD,
  TCP,
  problemsOf,
  only,
  withUpstream,
} from './__testUtils__/problems';

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
