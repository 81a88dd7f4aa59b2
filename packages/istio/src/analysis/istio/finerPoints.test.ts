import { analyze } from '../engine/AnalysisSession';
import {
  findingsIn,
  namespace,
  networking,
  object,
  pod,
  security,
  service,
  snapshotOf,
  verdicts,
} from '../testing/verdicts';

const vs = (name: string, spec: object) =>
  networking('VirtualService', name, { hosts: ['v'], ...spec });
const gateway = (host: string) =>
  networking('Gateway', 'a/g', {
    selector: { app: 'g' },
    servers: [
      { hosts: [host], port: { number: 80, name: 'http', protocol: 'HTTP' } },
    ],
  });

describe('what is looked at of an object', () => {
  it('is the selector of a policy, where it has one', () => {
    const analyzer = 'authz.AuthorizationPoliciesAnalyzer';
    const pathOf = (spec: object) =>
      findingsIn(analyzer, security('AuthorizationPolicy', 'a/p', spec))[0]
        .path;
    expect(pathOf({ selector: { matchLabels: { a: 'b' } } })).toEqual([
      'spec',
      'selector',
      'matchLabels',
    ]);
    expect(pathOf({})).toBeUndefined();
  });

  it('is the port of a pod also where it is written as a text', () => {
    const analyzer = 'gateway.IngressGatewayPortAnalyzer';
    const yaml = (targetPort: unknown) =>
      pod('a/g', { app: 'g' }) +
      gateway('x.org') +
      service('a/s', [{ port: 8080, targetPort, protocol: 'TCP' }], {
        selector: { app: 'g' },
      });
    expect(verdicts(analyzer, yaml('80'))).toEqual([]);
    expect(verdicts(analyzer, yaml(80))).toEqual([]);
    expect(verdicts(analyzer, yaml('http'))).toHaveLength(1);
  });

  it('is the whole of a host with two slashes', () => {
    const analyzer = 'virtualservice.GatewayAnalyzer';
    const route = vs('a/v', { hosts: ['a'], gateways: ['g'] });
    expect(verdicts(analyzer, gateway('*/a') + route)).toEqual([]);
    expect(verdicts(analyzer, gateway('*/a/b') + route)).toHaveLength(1);
  });

  it('is the place in a rule that is called http, where istioctl looks it up', () => {
    const analyzer = 'virtualservice.DestinationHostAnalyzer';
    const rules = (name: string) =>
      `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: v, namespace: a}
spec:
  hosts: [x]
  gateways: [g]
  http:
  - name: ${name}
    route:
    - destination:
        host: s
    - destination:
        host: s
---
${service('a/s', [{ name: 'http', port: 80 }])}${vs('a/other', {
        hosts: ['s'],
        http: [{ route: [{ destination: { host: 's', subset: 'v1' } }] }],
      })}`;
    const found = (name: string) =>
      findingsIn(analyzer, rules(name)).filter(one => one.code === 'IST0140');
    expect(found('http')).toHaveLength(2);
    expect(found('other')).toHaveLength(1);
    expect(found('other')[0].otherPaths).toHaveLength(1);
  });

  it('is the beginning of a host, where a wildcard stands for it', () => {
    const analyzer = 'virtualservice.DestinationHostAnalyzer';
    const entry = networking('ServiceEntry', 'a/e', {
      hosts: ['*a.x.org'],
      ports: [{ number: 80 }],
    });
    const route = vs('a/v', {
      http: [{ route: [{ destination: { host: 'a.x.org' } }] }],
    });
    expect(verdicts(analyzer, entry + route)).toEqual([]);
  });

  it('is no label of a node, where the nodes cannot be read', () => {
    const yaml =
      service('a/s', []) +
      pod('a/p', { app: 's' }) +
      networking('DestinationRule', 'a/r', {
        host: 's',
        subsets: [
          {
            name: 'x',
            labels: { app: 's', 'topology.kubernetes.io/region': 'r' },
          },
        ],
      });
    const analyzer = 'destinationrule.PodNotSelectedAnalyzer';
    expect(verdicts(analyzer, yaml)).toHaveLength(1);
    expect(verdicts(analyzer, yaml, { unreadable: { Node: 'no' } })).toEqual(
      [],
    );
  });

  it('is no value of an injector that is no map', () => {
    const injector = (values: string) =>
      object('v1', 'ConfigMap', 'istio-system/istio-sidecar-injector', {
        data: { values },
      });
    const rest =
      namespace('a', { 'istio-injection': 'enabled' }) +
      pod('a/p', {}, { proxy: 'h/x:1' });
    for (const values of ['null', '1', '"x"', '{']) {
      expect(
        verdicts('injection.ImageAnalyzer', rest + injector(values)),
      ).toEqual(['IST0158 | Namespace a | p']);
    }
  });

  it('is the usual image, also where it is asked for by name', () => {
    const values = JSON.stringify({
      global: { hub: 'h', tag: '1', proxy: { image: 'x' } },
    });
    const yaml = (imageType: string, proxy: string) =>
      namespace('a', { 'istio-injection': 'enabled' }) +
      object('v1', 'ConfigMap', 'istio-system/istio-sidecar-injector', {
        data: { values },
      }) +
      pod(
        'a/p',
        {},
        {
          proxy,
          annotations: {
            'proxy.istio.io/config': JSON.stringify({ image: { imageType } }),
          },
        },
      );
    const analyzer = 'injection.ImageAnalyzer';
    expect(verdicts(analyzer, yaml('default', 'h/x:1'))).toEqual([]);
    expect(verdicts(analyzer, yaml('debug', 'h/x:1-debug'))).toEqual([]);
    expect(verdicts(analyzer, yaml('default', 'h/x:1-default'))).toHaveLength(
      1,
    );
  });

  it('is the label of revisions alone in the selectors of injectors', () => {
    const injector = (name: string, key: string, value: string) =>
      object(
        'admissionregistration.k8s.io/v1',
        'MutatingWebhookConfiguration',
        name,
        {
          webhooks: [
            {
              name: 'x',
              namespaceSelector: {
                matchExpressions: [{ key, operator: 'In', values: [value] }],
              },
            },
          ],
        },
      );
    const analyzer = 'webhook.Analyzer';
    const twice = (key: string) =>
      injector('i', key, 'r') + injector('j', key, 'r');
    expect(verdicts(analyzer, twice('istio.io/rev'))).toHaveLength(2);
    expect(verdicts(analyzer, twice('istio.io/other'))).toEqual([]);
  });
});

describe('Services of several clusters', () => {
  const inCluster = (cluster: string, ...ports: string[]) =>
    snapshotOf(
      service(
        'a/s',
        ports.map(name => ({ name, port: 80 })),
      ),
      { cluster },
    );
  const found = (...snapshots: ReturnType<typeof inCluster>[]) =>
    analyze(snapshots, { analyzers: ['multicluster.ServiceAnalyzer'] })
      .findings;

  it('may have their ports in any order', () => {
    const [one, other] = [
      ['a', 'b', 'c', 'd'],
      ['d', 'b', 'a', 'c'],
    ];
    expect(
      found(inCluster('east', ...one), inCluster('west', ...other)),
    ).toEqual([]);
    expect(
      found(inCluster('east', ...other), inCluster('west', ...one)),
    ).toEqual([]);
    expect(found(inCluster('east', 'a'), inCluster('west', 'b'))).toHaveLength(
      1,
    );
  });
});
