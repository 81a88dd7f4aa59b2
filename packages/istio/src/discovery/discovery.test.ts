import type { KubernetesObject } from '../resources';
import { changeDiscovery } from './discoveryScope';
import { discoverySelectorProblems, isDiscovered } from './discoverySelectors';

const named = (
  kind: string,
  path: string,
  spec: Record<string, unknown> = {},
): KubernetesObject => {
  const [namespace, name] = path.split('/');
  return { apiVersion: 'v1', kind, metadata: { namespace, name }, spec };
};
const namespace = (
  name: string,
  labels: Record<string, string> = {},
): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels },
});

describe('isDiscovered', () => {
  it.each<[string, any[], Record<string, string> | undefined, boolean]>([
    ['no selector takes all', [], {}, true],
    ['an empty selector takes all', [{}], undefined, true],
    [
      'several are OR',
      [{ matchLabels: { a: '1' } }, { matchLabels: { b: '1' } }],
      { b: '1' },
      true,
    ],
    [
      'within one it is AND',
      [{ matchLabels: { a: '1', b: '1' } }],
      { b: '1' },
      false,
    ],
    [
      'labels and expressions together are AND',
      [
        {
          matchLabels: { a: '1' },
          matchExpressions: [{ key: 'b', operator: 'Exists' }],
        },
      ],
      { a: '1' },
      false,
    ],
    [
      'In',
      [
        {
          matchExpressions: [{ key: 'a', operator: 'In', values: ['1', '2'] }],
        },
      ],
      { a: '2' },
      true,
    ],
    [
      'NotIn holds without the label',
      [{ matchExpressions: [{ key: 'a', operator: 'NotIn', values: ['1'] }] }],
      {},
      true,
    ],
    [
      'DoesNotExist',
      [{ matchExpressions: [{ key: 'a', operator: 'DoesNotExist' }] }],
      { a: '' },
      false,
    ],
    ['an empty value', [{ matchLabels: { a: '' } }], { a: '' }, true],
  ])('%s', (_, selectors, labels, expected) => {
    expect(isDiscovered(selectors, labels)).toBe(expected);
  });
});

describe('discoverySelectorProblems', () => {
  it.each<[unknown, RegExp]>([
    [{}, /write a list/],
    [[null], /\[0\]: write matchLabels/],
    [[{ matchLabels: { 'a b': 'x' } }], /matchLabels\.a b: is no key/],
    [[{ matchLabels: { a: 1 } }], /matchLabels\.a: is no value/],
    [[{ matchLabels: { a: 'é' } }], /is no value/],
    [
      [{ matchExpressions: [{ key: 'a', operator: 'Gt', values: ['1'] }] }],
      /operator: choose/,
    ],
    [
      [{ matchExpressions: [{ key: 'a', operator: 'In' }] }],
      /needs at least one/,
    ],
    [
      [{ matchExpressions: [{ key: 'a', operator: 'Exists', values: ['x'] }] }],
      /takes no values/,
    ],
    [[{ matchLabel: { a: '1' } }], /no such field/],
  ])('finds what is wrong with %j', (selectors, words) => {
    expect(discoverySelectorProblems(selectors).join('\n')).toMatch(words);
  });

  it('finds nothing wrong with what is right, and reads past fields as istiod does', () => {
    expect(
      discoverySelectorProblems([
        {},
        { matchLabels: { 'istio.io/rev': 'a' } },
        { matchExpressions: [{ key: 'a', operator: 'NotIn', values: [''] }] },
      ]),
    ).toEqual([]);
    expect(discoverySelectorProblems(undefined)).toEqual([]);
    expect(
      discoverySelectorProblems([{ matchLabel: {} }], {
        unknownFields: 'ignore',
      }),
    ).toEqual([]);
  });
});

describe('changeDiscovery', () => {
  const proxied: KubernetesObject = {
    ...named('Pod', 'shop/cart', {
      containers: [{ name: 'app' }, { name: 'istio-proxy', image: 'p:1.31.0' }],
    }),
    status: { phase: 'Running' },
  };
  const change = changeDiscovery(
    {
      namespaces: [
        namespace('istio-system'),
        namespace('shop', { team: 'a' }),
        namespace('web', { mesh: 'on' }),
        namespace('kube-public', { mesh: 'on' }),
      ],
      pods: [proxied],
      services: [named('Service', 'shop/cart'), named('Service', 'web/page')],
      workloadEntries: [named('WorkloadEntry', 'shop/vm')],
      configuration: [
        named('VirtualService', 'web/route', {
          hosts: ['page'],
          http: [
            {
              route: [
                { destination: { host: 'cart.shop.svc.cluster.local' } },
                { destination: { host: 'page' } },
              ],
              mirror: { host: 'mirror.shop.svc.cluster.local' },
            },
          ],
        }),
        named('DestinationRule', 'web/rule', {
          host: 'cart.shop.svc.cluster.local',
        }),
        named('Sidecar', 'web/default', {
          egress: [{ hosts: ['./*', 'shop/*'] }],
        }),
        named('HTTPRoute', 'web/http', {
          rules: [{ backendRefs: [{ name: 'cart', namespace: 'shop' }] }],
        }),
        named('DestinationRule', 'shop/own', { host: 'cart' }),
      ],
      controlPlaneNamespace: 'istio-system',
    },
    { now: [], then: [{ matchLabels: { mesh: 'on' } }] },
  );

  it('says what falls in and out, and what is in it', () => {
    expect(change.leaves).toEqual(['istio-system', 'shop']);
    expect(change.joins).toEqual([]);
    expect(change.namespaces.find(({ name }) => name === 'shop')).toMatchObject(
      {
        now: true,
        then: false,
        services: ['cart'],
        pods: { inMesh: 1, outside: 0 },
        machines: 1,
        configuration: { DestinationRule: 1 },
        rootCertificate: false,
      },
    );
  });

  it('keeps roots where istiod does', () => {
    expect(
      Object.fromEntries(
        change.namespaces.map(one => [one.name, one.rootCertificate]),
      ),
    ).toEqual({
      'istio-system': false,
      'kube-public': false,
      shop: false,
      web: true,
    });
  });

  it('names objects elsewhere that speak of what is gone, and none of those that went', () => {
    expect(
      change.missing.map(({ object, name }) => [object.kind, name]),
    ).toEqual([
      ['VirtualService', 'cart.shop.svc.cluster.local'],
      ['VirtualService', 'mirror.shop.svc.cluster.local'],
      ['DestinationRule', 'cart.shop.svc.cluster.local'],
      ['Sidecar', 'shop/*'],
      ['HTTPRoute', 'cart.shop.svc.cluster.local'],
    ]);
  });

  it('warns of the control plane and of proxies', () => {
    expect(change.warnings.map(({ text }) => text)).toEqual([
      expect.stringMatching(/own namespace istio-system falls out/),
      expect.stringMatching(/^shop has 1 pod in the mesh and 1 machine:/),
    ]);
  });

  it('takes labels that are to come', () => {
    const { joins } = changeDiscovery(
      {
        namespaces: [namespace('shop')],
        pods: [],
        services: [],
        workloadEntries: [],
        configuration: [],
        controlPlaneNamespace: 'istio-system',
      },
      {
        now: [{ matchLabels: { mesh: 'on' } }],
        then: [{ matchLabels: { mesh: 'on' } }],
        labelsThen: new Map([['shop', { mesh: 'on' }]]),
      },
    );
    expect(joins).toEqual(['shop']);
  });
});
