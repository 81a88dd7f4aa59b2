import { fakeCluster } from '../__testUtils__/fakeCluster';
import { WatchedKindName } from '../inventory';
import { ourGateway, pod, stored } from './__testUtils__/gateways';
import { entityEgressView } from './entityEgressView';

const MESH = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'istio', namespace: 'istio-system' },
  data: { mesh: 'outboundTrafficPolicy: {mode: REGISTRY_ONLY}' },
};

function judge(
  objects: object[],
  options: { forbidden?: WatchedKindName[]; hidden?: string[] } = {},
) {
  const ratings = pod('ratings', 'bookinfo');
  const all = stored([ratings, ...objects]);
  const cluster = fakeCluster({
    name: 'east',
    objects: all,
    forbidden: options.forbidden,
  });
  return entityEgressView.judge({
    cluster,
    inventory: { cluster: () => cluster } as any,
    objects: {
      pods: [all[0]],
      services: [],
      workloadEntries: [],
      workloadGroups: [],
    },
    mayReadCluster: () => true,
    mayReadNamespace: (_, namespace) => !options.hidden?.includes(namespace),
  });
}

const gateway = (more = {}) =>
  ourGateway({
    name: 'httpbin-out',
    namespace: 'exits',
    host: 'httpbin.org',
    clientNamespaces: ['bookinfo'],
    ...more,
  });

describe('what a component may reach outside', () => {
  it('tells the host, the gateway on the way, and that it gets in', () => {
    expect(judge([MESH, ...gateway()])).toEqual([
      {
        cluster: 'east',
        namespace: 'bookinfo',
        undeclared: 'refused',
        ways: [
          expect.objectContaining({
            host: 'httpbin.org',
            ports: [80],
            protocol: 'TLS-ORIGINATION',
            tls: 'simple',
            gateway: { name: 'httpbin-out', namespace: 'exits' },
            admitted: 'yes',
          }),
        ],
      },
    ]);
  });

  it.each([
    ['ratings', 'yes', /names it among its callers/],
    ['reviews', 'no', /it is none of them: its calls are refused/],
  ])('with %s as named caller it is admitted: %s', (account, admitted, why) => {
    const [{ ways }] = judge(
      gateway({
        clientNamespaces: undefined,
        callers: [{ namespace: 'bookinfo', serviceAccounts: [account] }],
      }),
    );
    expect(ways[0]).toMatchObject({
      admitted,
      why: expect.stringMatching(why),
    });
  });

  it('does not name a gateway in a namespace that may not be read', () => {
    const [{ ways }] = judge(gateway(), { hidden: ['exits'] });
    expect(ways[0].gateway).toEqual({ hidden: true });
    expect(JSON.stringify(ways)).not.toMatch(/httpbin-out|exits/);
  });

  it('knows nothing where it could not read', () => {
    const [one] = judge(gateway(), {
      forbidden: ['ConfigMap', 'AuthorizationPolicy'],
    });
    expect(one.undeclared).toBe('unknown');
    expect(one.ways[0]).toMatchObject({
      admitted: 'unknown',
      why: expect.stringContaining('AuthorizationPolicies could not be read'),
    });
  });

  it('says of a declared host without a gateway that calls go directly', () => {
    const entry = gateway().filter((one: any) => one.kind === 'ServiceEntry');
    const [{ ways }] = judge(entry);
    expect(ways).toMatchObject([
      {
        host: 'httpbin.org',
        admitted: 'yes',
        why: expect.stringMatching(/directly/),
      },
    ]);
    expect(ways[0].gateway).toBeUndefined();
  });
});
