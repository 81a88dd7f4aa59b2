import { analyze } from '../engine/AnalysisSession';
import {
  networking,
  object,
  security,
  snapshotOf,
  verdicts,
} from '../testing/verdicts';
import { byteLength, floatText, quoted } from './goText';
import { gatewayDomainProblem } from './names';

const RULES = 'schema.ValidationAnalyzer.VirtualService';
const route = [{ destination: { host: 'a' } }];
const said = (analyzer: string, yaml: string) =>
  verdicts(`schema.ValidationAnalyzer.${analyzer}`, yaml).map(one =>
    one.replace(/ \| \w+ a\/x \| /, ' '),
  );

describe('texts as Go writes them', () => {
  it.each([
    ['a"b', '"a\\"b"'],
    ['a\u0001', '"a\\x01"'],
    ['a\u007f', '"a\\x7f"'],
    ['a\u0085', '"a\\u0085"'],
    ['ä', '"ä"'],
    ['\t', '"\\t"'],
  ])('quotes %j', (text, shown) => expect(quoted(text)).toBe(shown));

  it.each([
    [0, '0'],
    [0.5, '0.5'],
    [0.0001, '0.0001'],
    [0.00001, '1e-05'],
    [-0.00001, '-1e-05'],
    [1e20, '100000000000000000000'],
    [1e21, '1e+21'],
  ])('writes %d', (value, shown) => expect(floatText(value)).toBe(shown));

  it('counts bytes', () => expect(byteLength('aä')).toBe(3));
});

describe('names of servers between networks', () => {
  it.each<[string, boolean]>([
    ['outbound_.80_._.a.b', true],
    ['outbound_.80_._', false],
    ['outbound_.x_._.a', false],
    ['outbound_.80_._.1', false],
    ['outbound_', false],
  ])('are %s: %s', (name, isRight) => {
    expect(gatewayDomainProblem(true, name) === undefined).toBe(isRight);
  });

  it('count where TLS is passed on alone', () => {
    expect(gatewayDomainProblem(false, 'outbound_.80_._.a.b')).toMatch(
      /invalid/,
    );
  });
});

describe('localities', () => {
  const distributed = (...localities: string[]) =>
    said(
      'DestinationRule',
      networking('DestinationRule', 'a/x', {
        host: 'a',
        trafficPolicy: {
          loadBalancer: {
            localityLbSetting: {
              distribute: localities.map(from => ({ from, to: { z: 100 } })),
            },
          },
        },
      }),
    ).length;

  it.each<[string[], number]>([
    [['a', 'b'], 0],
    [['a', 'a'], 1],
    [['a', 'a/b'], 1],
    [['a/b', 'a'], 1],
    [['a/b', 'a/c'], 0],
    [['a/b', 'c/b'], 0],
    [['a/b/c', 'a/b/d'], 0],
    [['a/b/c', 'a/b'], 1],
    [['a/*', 'a/b'], 1],
    [['a/*', 'b/c'], 0],
    [['a/b/*', 'a/b/c'], 1],
    [['a/b/*', 'a/c/d'], 0],
    [['*', 'a'], 1],
  ])('%j', (localities, count) => {
    expect(distributed(...localities)).toBe(count);
  });
});

describe('keys for tokens', () => {
  const keysSaid = (jwks: string) =>
    said(
      'RequestAuthentication',
      security('RequestAuthentication', 'a/x', {
        jwtRules: [{ issuer: 'i', jwks }],
      }),
    );

  it.each<[string, number]>([
    ['{', 1],
    ['null', 1],
    ['"x"', 1],
    ['{}', 1],
    ['{"keys":[]}', 0],
    ['{"keys":[{"kty":"none"}]}', 1],
    ['{"keys":[{}]}', 1],
    ['{"kty":"RSA","n":"a"}', 1],
    ['{"kty":"RSA","n":1,"e":"b"}', 1],
    ['{"kty":"RSA","n":"a","e":"b"}', 0],
  ])('%s', (jwks, count) => expect(keysSaid(jwks)).toHaveLength(count));
});

describe("the mesh's configuration", () => {
  const troubles = (meshConfig: object, meshNetworks?: object) =>
    analyze(
      [
        snapshotOf('', {
          meshConfig: JSON.stringify(meshConfig),
          ...(meshNetworks
            ? { meshNetworks: JSON.stringify(meshNetworks) }
            : {}),
        }),
      ],
      {
        analyzers: [
          'schema.ValidationAnalyzer.MeshConfig',
          'schema.ValidationAnalyzer.MeshNetworks',
        ],
      },
    ).findings.map(one => String(one.args[0]));

  it.each<[object, RegExp[]]>([
    [{}, []],
    [{ trustDomain: 'a.b' }, []],
    [{ trustDomain: 'a.b.' }, []],
    [{ trustDomain: 'a..b' }, [/trustDomain/]],
    [{ trustDomain: '.a' }, [/trustDomain/]],
    [{ trustDomain: 'a_b' }, [/trustDomain/]],
    [{ trustDomainAliases: ['a', 'a b'] }, [/trustDomainAliases\[1\]/]],
    [{ trustDomainAliases: ['a'] }, []],
    [{ connectTimeout: '1s' }, []],
    [{ connectTimeout: '31s' }, []],
    [{ connectTimeout: '0s' }, [/connect timeout/]],
    [{ serviceSettings: [{ hosts: ['a'] }] }, []],
    [{ serviceSettings: [{ hosts: ['a b'] }] }, [/serviceSettings\[0\]/]],
  ])('%j', (meshConfig, expected) => {
    const found = troubles(meshConfig);
    expect(found).toHaveLength(expected.length);
    expected.forEach((one, i) => expect(found[i]).toMatch(one));
  });

  const network = (
    endpoint: object,
    gateway: object = { address: '1.2.3.4', port: 15443 },
  ) => ({
    networks: { n: { endpoints: [endpoint], gateways: [gateway] } },
  });

  it.each<[object, number]>([
    [network({ fromRegistry: 'east' }), 0],
    [network({ fromRegistry: 'a b' }), 1],
    [network({ fromCidr: '10.0.0.0/8' }), 0],
    [network({ fromCidr: '10.0.0.0/99' }), 1],
    [network({ fromRegistry: 'east' }, { address: 'a.b', port: 1 }), 0],
    [network({ fromRegistry: 'east' }, { address: 'a_b', port: 1 }), 1],
    [network({ fromRegistry: 'east' }, { address: '::1', port: 1 }), 0],
    [
      network(
        { fromRegistry: 'east' },
        { registryServiceName: 'gw.istio-system.svc.cluster.local', port: 1 },
      ),
      0,
    ],
    [
      network(
        { fromRegistry: 'east' },
        { registryServiceName: 'a b', port: 1 },
      ),
      1,
    ],
  ])('%j', (networks, count) => {
    expect(troubles({}, networks)).toHaveLength(count);
  });
});

describe('routes', () => {
  it('for TCP are told apart by the names of their matches', () => {
    const tcp = (...names: string[]) =>
      verdicts(
        RULES,
        networking('VirtualService', 'a/x', {
          hosts: ['a'],
          tcp: names.map(name => ({ match: [{ port: 80, name }], route })),
        }),
      );
    expect(tcp('m', 'm').length).toBeGreaterThan(0);
  });
});

describe("Envoy's extensions", () => {
  const patch = (value: object, more: object = {}) =>
    said(
      'EnvoyFilter',
      object('networking.istio.io/v1alpha3', 'EnvoyFilter', 'a/x', {
        spec: {
          configPatches: [
            {
              applyTo: 'HTTP_FILTER',
              patch: { operation: 'ADD', value },
              ...more,
            },
          ],
        },
      }),
    ).filter(one => !one.includes('exposes internal'));

  it.each<[object, RegExp | undefined]>([
    [{ name: 'a', typed_config: {} }, undefined],
    [{ name: 'a', typedConfig: {} }, undefined],
    [{ name: 'a', configDiscovery: {} }, undefined],
    [{ name: 'a', config_discovery: {}, isOptional: true }, undefined],
    [{ name: 'a' }, /without typed_config; a/],
    [{ disabled: true }, /without typed_config;/],
    [{ name: 'a', typed_config: {}, nothing: 1 }, /unknown field "nothing"/],
  ])('%j', (value, expected) => {
    const found = patch(value);
    expect(found).toHaveLength(expected ? 1 : 0);
    found.forEach(one => expect(one).toMatch(expected!));
  });

  it('are not looked at where the patch is for waypoints or wrong anyway', () => {
    expect(patch({ name: 'a' }, { match: { context: 'WAYPOINT' } })).toEqual(
      [],
    );
    expect(patch({ name: 'a' }, { match: { cluster: {} } })).toEqual([
      expect.not.stringContaining('typed_config'),
    ]);
  });
});

describe('ServiceEntries of which every host is looked up', () => {
  const entry = (location: string, waypoint?: string) =>
    said(
      'ServiceEntry',
      networking(
        'ServiceEntry',
        'a/x',
        {
          hosts: ['*.b'],
          location,
          resolution: 'DYNAMIC_DNS',
          ports: [{ number: 80, name: 'http', protocol: 'HTTP' }],
        },
        waypoint === undefined
          ? {}
          : { labels: { 'istio.io/use-waypoint': waypoint } },
      ),
    );

  // istioctl does not hand the labels to this check of the webhook.
  it.each<[string, string | undefined, number]>([
    ['MESH_INTERNAL', 'w', 1],
    ['MESH_INTERNAL', 'none', 0],
    ['MESH_INTERNAL', 'None', 0],
    ['MESH_INTERNAL', '', 0],
    ['MESH_INTERNAL', undefined, 0],
    ['MESH_EXTERNAL', 'w', 0],
  ])('%s with the waypoint %s', (location, waypoint, count) => {
    expect(entry(location, waypoint)).toHaveLength(count);
  });
});
