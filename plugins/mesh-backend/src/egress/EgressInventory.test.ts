import { WatchedKindName } from '../inventory';
import { fakeCluster } from '../__testUtils__/fakeCluster';
import {
  classicGateway,
  ingressToOutside,
  namespace,
  ourGateway,
  pod,
  stored,
} from './__testUtils__/gateways';
import { EgressInventory } from './EgressInventory';

const BOOKINFO = namespace('bookinfo', 'team-ratings');

function read(objects: object[], forbidden: WatchedKindName[] = []) {
  const all = stored(objects).map(object =>
    object.kind === 'Gateway' &&
    object.apiVersion.startsWith('gateway.networking.k8s.io')
      ? { ...object, kind: 'KubernetesGateway' }
      : object,
  );
  const cluster = fakeCluster({ name: 'east', objects: all, forbidden });
  const inventory = new EgressInventory({
    clusters: () => [cluster],
    cluster: () => cluster,
  } as any);
  return inventory.of(cluster).readings;
}

const OURS = {
  name: 'httpbin-out',
  namespace: 'bookinfo',
  host: 'httpbin.org',
  component: 'ratings',
  owner: 'team-ratings',
};

/** Changes one object of a set. */
function changed(
  objects: any[],
  kind: string,
  change: (object: any) => void,
): any[] {
  return objects.map(object => {
    if (object.kind !== kind) {
      return object;
    }
    const copy = JSON.parse(JSON.stringify(object));
    change(copy);
    return copy;
  });
}

describe('EgressInventory', () => {
  it('tells of a gateway of ours what it is, leads to and lets in', () => {
    const [one, ...others] = read([BOOKINFO, ...ourGateway(OURS)]);
    expect(others).toEqual([]);
    expect(one).toMatchObject({
      cluster: 'east',
      unit: { namespace: 'bookinfo', name: 'httpbin-out', ours: true },
      pattern: 'injected',
      upstreams: [
        {
          host: 'httpbin.org',
          port: 443,
          protocol: 'TLS-ORIGINATION',
          tls: 'simple',
          callAs: 'http://httpbin.org',
        },
      ],
      admission: { mode: 'namespaces', callers: [{ namespace: 'bookinfo' }] },
      hop: 'mutual',
      workload: { state: 'ready', ready: 1, wanted: 1 },
      problems: [],
      clientNamespaces: ['bookinfo'],
      owner: 'team-ratings',
      component: 'ratings',
    });
    expect(one.managedBy).toBeUndefined();
  });

  it.each([
    ['HTTP', { port: 80, tls: 'none', callAs: 'http://httpbin.org' }],
    [
      'TLS-PASSTHROUGH',
      { port: 443, tls: 'passthrough', callAs: 'https://httpbin.org' },
    ],
  ] as const)('tells %s', (protocol, upstream) => {
    const [{ upstreams }] = read([...ourGateway({ ...OURS, protocol })]);
    expect(upstreams).toEqual([{ host: 'httpbin.org', protocol, ...upstream }]);
  });

  it("finds others' gateways by what their routes do, and no ingress gateway", () => {
    const readings = read([...classicGateway(), ...ingressToOutside()]);
    expect(readings).toMatchObject([
      {
        unit: {
          namespace: 'istio-system',
          name: 'istio-egressgateway',
          ours: false,
        },
        upstreams: [
          {
            host: 'edition.cnn.com',
            port: 443,
            protocol: 'TLS-PASSTHROUGH',
            tls: 'passthrough',
          },
        ],
        admission: { mode: 'anyone', callers: [] },
        hop: 'plain',
        problems: [],
      },
    ]);
  });

  it('reads named callers from policies', () => {
    const policy = (rules: object[]) => ({
      apiVersion: 'security.istio.io/v1',
      kind: 'AuthorizationPolicy',
      metadata: { name: 'callers', namespace: 'bookinfo' },
      spec: { selector: { matchLabels: { app: 'httpbin-out' } }, rules },
    });
    const admission = (rules: object[]) =>
      read([...ourGateway(OURS), policy(rules)])[0].admission;
    expect(
      admission([
        {
          from: [
            {
              source: { principals: ['cluster.local/ns/bookinfo/sa/ratings'] },
            },
            { source: { serviceAccounts: ['shop/cart'], namespaces: ['web'] } },
          ],
        },
      ]),
    ).toEqual({
      mode: 'named',
      callers: [
        { namespace: 'bookinfo', serviceAccounts: ['ratings'] },
        { namespace: 'shop', serviceAccounts: ['cart'] },
        { namespace: 'web' },
      ],
    });
    expect(admission([])).toEqual({ mode: 'named', callers: [] });
    expect(
      admission([{ from: [{ source: { notNamespaces: ['evil'] } }] }]).mode,
    ).toBe('unknown');
    expect(admission([{}]).mode).toBe('namespaces');
  });

  it('says what could not be read, and takes it for nothing', () => {
    const [one] = read(ourGateway(OURS), [
      'AuthorizationPolicy',
      'DestinationRule',
      'Pod',
    ]);
    expect(one.admission).toMatchObject({
      mode: 'unknown',
      why: 'AuthorizationPolicies could not be read',
    });
    expect(one.workload.state).toBe('unknown');
    expect(one.upstreams[0]).toMatchObject({ tls: 'unknown' });
    expect(one.problems).toEqual([
      {
        severity: 'info',
        message: expect.stringContaining('DestinationRule could not be read'),
      },
    ]);
  });

  it.each<[string, string, (object: any) => void, RegExp]>([
    [
      'a ServiceEntry for another host',
      'ServiceEntry',
      one => {
        one.spec.hosts = ['other.org'];
      },
      /leads from the gateway to httpbin\.org, which no ServiceEntry/,
    ],
    [
      'a ServiceEntry without the port',
      'ServiceEntry',
      one => {
        one.spec.ports[0].number = 8080;
      },
      /to port 80 of httpbin\.org, whose ServiceEntry has 8080 only/,
    ],
    [
      'a Service without the port',
      'Service',
      one => {
        one.spec.ports[0].port = 444;
      },
      /to port 443 of Service bookinfo\/httpbin-out, which has 444 only/,
    ],
    [
      'a subset that is gone',
      'DestinationRule',
      one => {
        delete one.spec.subsets;
      },
      /subset upstream of the gateway, which no DestinationRule has/,
    ],
  ])('is not silent about %s', (_, kind, change, message) => {
    const [one] = read(changed(ourGateway(OURS), kind, change));
    expect(one.problems.map(problem => problem.message).join()).toMatch(
      message,
    );
  });

  it('tells of two Gateways that claim one host and port', () => {
    const objects = ourGateway(OURS) as any[];
    const gateway = objects.find(one => one.kind === 'Gateway');
    const rival = {
      ...gateway,
      metadata: { name: 'rival', namespace: 'bookinfo' },
    };
    const [one] = read([...objects, rival]);
    expect(one.problems[0]).toMatchObject({
      severity: 'error',
      message:
        'Gateway bookinfo/rival claims httpbin.org on port 443 of the same pods: Istio heeds the older one.',
    });
  });

  it('shows what is left of a gateway whose route is gone', () => {
    const objects = ourGateway(OURS).filter(
      (one: any) => !['VirtualService', 'Pod'].includes(one.kind),
    );
    const [one] = read(objects);
    expect(one).toMatchObject({
      unit: { name: 'httpbin-out', ours: true },
      workload: { state: 'absent' },
      problems: [
        {
          message:
            'No route leads from this gateway to a host outside the mesh.',
        },
      ],
    });
  });

  it('finds waypoints that ServiceEntries are bound to', () => {
    const readings = read([
      {
        apiVersion: 'gateway.networking.k8s.io/v1',
        kind: 'Gateway',
        metadata: { name: 'egress', namespace: 'bookinfo' },
        spec: {
          gatewayClassName: 'istio-waypoint',
          listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE' }],
        },
      },
      {
        apiVersion: 'networking.istio.io/v1',
        kind: 'ServiceEntry',
        metadata: {
          name: 'httpbin',
          namespace: 'bookinfo',
          labels: { 'istio.io/use-waypoint': 'egress' },
        },
        spec: {
          hosts: ['httpbin.org'],
          exportTo: ['.'],
          ports: [{ number: 80, name: 'http', protocol: 'HTTP' }],
          resolution: 'DNS',
        },
      },
    ]);
    expect(readings).toMatchObject([
      {
        unit: { name: 'egress', ours: false },
        pattern: 'waypoint',
        hop: 'mutual',
        upstreams: [{ host: 'httpbin.org', port: 80, protocol: 'HTTP' }],
        admission: { mode: 'namespaces', callers: [{ namespace: 'bookinfo' }] },
      },
    ]);
  });

  it('counts a pod without a proxy as not ready', () => {
    const objects = (ourGateway(OURS) as any[]).filter(
      one => one.kind !== 'Pod',
    );
    const { selector } = objects.find(one => one.kind === 'Service').spec;
    const [one] = read([
      ...objects,
      pod('bare', 'bookinfo', { labels: selector, proxy: 'none' }),
    ]);
    expect(one.workload).toMatchObject({
      state: 'notReady',
      message: '1 of its pods got no proxy from Istio.',
    });
  });
});
