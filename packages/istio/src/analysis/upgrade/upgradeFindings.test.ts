import {
  networking,
  object,
  pod,
  snapshotOf,
  verdictOf,
} from '../testing/verdicts';
import { upgradeFindings } from './upgradeFindings';

const found = (yaml: string, from: string, to: string) =>
  upgradeFindings(snapshotOf(yaml), from, to).findings.map(verdictOf);

describe('upgradeFindings', () => {
  const MIRROR = networking('VirtualService', 'a/v', {
    http: [{ mirror: { host: 'x' } }, {}],
  });
  const filter = (proxyVersion: string) =>
    object('networking.istio.io/v1alpha3', 'EnvoyFilter', 'a/f', {
      spec: { configPatches: [{ match: { proxy: { proxyVersion } } }] },
    });
  const entry = (name: string) =>
    networking('ServiceEntry', name, { hosts: ['x.org'] });
  const sidecar = (...hosts: string[]) =>
    networking('Sidecar', 'a/s', { egress: [{ hosts }] });
  const gateway = (name: string) =>
    networking('Gateway', name, {
      selector: { i: 'n' },
      servers: [{ port: { number: 1 }, hosts: ['x.org'] }],
    });

  it.each<[string, string, string, string, string[]]>([
    [
      'mirrors',
      MIRROR,
      '1.27.3',
      '1.28.0',
      ['MSP0501 | VirtualService a/v | 1.28'],
    ],
    [
      'several mirrors',
      networking('VirtualService', 'a/v', { http: [{ mirrors: [{}] }] }),
      '1.27.3',
      '1.28.0',
      ['MSP0501 | VirtualService a/v | 1.28'],
    ],
    [
      'no mirrors',
      networking('VirtualService', 'a/v', { http: [{ route: [{}] }] }),
      '1.27.3',
      '1.28.0',
      [],
    ],
    ['mirrors before', MIRROR, '1.26.3', '1.27.0', []],
    ['mirrors after', MIRROR, '1.28.0', '1.30.0', []],
    [
      'a filter for another version',
      filter('^1\\.30.*'),
      '1.30.1',
      '1.31.1',
      ['MSP0504 | EnvoyFilter a/f | 1.31.1 | ^1\\.30.*'],
    ],
    ['a filter for the version', filter('^1\\.3.*'), '1.30.1', '1.31.1', []],
    ['a filter for nobody knows', filter('['), '1.30.1', '1.31.1', []],
    [
      'a host of two namespaces',
      sidecar('*/*') + entry('a/e') + entry('b/e'),
      '1.29.0',
      '1.30.0',
      ['MSP0502 | Sidecar a/s | 1.30 | x.org | a, b'],
    ],
    [
      'the host by name',
      sidecar('*/x.org') + entry('a/e') + entry('b/e'),
      '1.29.0',
      '1.30.0',
      ['MSP0502 | Sidecar a/s | 1.30 | x.org | a, b'],
    ],
    [
      'a host of one namespace',
      sidecar('*/*') + entry('a/e'),
      '1.29.0',
      '1.30.0',
      [],
    ],
    [
      'another host',
      sidecar('./*') + entry('a/e') + entry('b/e'),
      '1.29.0',
      '1.30.0',
      [],
    ],
    [
      'gateways that are merged',
      gateway('a/g') + gateway('a/h') + pod('a/p', { i: 'n' }),
      '1.30.0',
      '1.31.0',
      [
        'MSP0503 | Gateway a/g | 1.31 | a/h',
        'MSP0503 | Gateway a/h | 1.31 | a/g',
      ],
    ],
    [
      'an old CRD',
      object(
        'apiextensions.k8s.io/v1',
        'CustomResourceDefinition',
        'tlsroutes.gateway.networking.k8s.io',
        { spec: {} },
        {
          annotations: { 'gateway.networking.k8s.io/bundle-version': 'v1.4.0' },
        },
      ),
      '1.29.0',
      '1.30.0',
      [
        'MSP0505 | CustomResourceDefinition tlsroutes.gateway.networking.k8s.io | tlsroutes.gateway.networking.k8s.io | 1.4.0 | 1.5.0 | 1.30.0',
      ],
    ],
  ])('%s', (_, yaml, from, to, expected) => {
    expect(found(yaml, from, to)).toEqual(expected);
  });

  it('says what it could not judge', () => {
    const { skipped } = upgradeFindings(
      { cluster: 'c', kinds: {} },
      '1.30.0',
      '1.31.0',
    );
    expect(skipped[0].cluster).toBe('c');
    expect(
      upgradeFindings({ kinds: {} }, '1.30.0', '1.31.0').skipped[0],
    ).not.toHaveProperty('cluster');
    expect(skipped.map(one => one.analyzer)).toEqual([
      'meshport.Upgrade.GatewayMerging',
      'meshport.Upgrade.FilterVersions',
    ]);
  });

  it('refuses versions that are none', () => {
    expect(() => found('', 'x', '1.31.0')).toThrow(/x is no version/);
    expect(() => found('', '2.30.0', '1.31.0')).toThrow(/2.30.0 is no version/);
  });
});
