import { createServer, Server } from 'net';
import { VmOnboardingInput } from '@meshport/istio';
import { fakeCluster } from '../../__testUtils__/fakeCluster';
import { ControlPlaneFacts } from '../ControlPlane';
import { identityFindings } from './identityFindings';
import { IstiodReach } from './IstiodReach';
import { joiningFindings, reachFindings } from './joiningFindings';
import { listeningFindings } from './listeningFindings';
import { gatewayFindings, networkFindings } from './networkFindings';

const MACHINES: VmOnboardingInput = {
  name: 'ratings-vm',
  namespace: 'bookinfo',
  ports: [{ name: 'http', number: 9080 }],
};

const PLANE: ControlPlaneFacts = {
  namespace: 'istio-system',
  revision: '',
  meshConfig: '',
  clusterId: 'east',
  gatewayAddress: '192.0.2.10',
  rootCert: 'ROOTS',
};

const namespace = (name: string, labels: Record<string, string> = {}) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels },
});

const gateway = (...ports: number[]) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'istio-eastwestgateway', namespace: 'istio-system' },
  spec: { ports: ports.map(port => ({ port })) },
});

const codes = (findings: { code: string; severity: string }[]) =>
  findings.map(({ code, severity }) => `${severity} ${code}`);

describe('what is looked at before machines join', () => {
  const selecting =
    'discoverySelectors:\n- matchLabels: { mesh: "yes" }\n- matchExpressions:\n  - { key: team, operator: In, values: [a, b] }\n';

  it.each([
    ['all is there', {}, MACHINES, {}, []],
    ['no roots', { rootCert: undefined }, MACHINES, {}, ['error VM_NO_ROOT']],
    [
      'selectors that take the namespace',
      { rootCert: undefined, meshConfig: selecting },
      MACHINES,
      { team: 'b' },
      ['error VM_NO_ROOT'],
    ],
    [
      'a namespace that is yet to be made',
      { rootCert: undefined },
      { ...MACHINES, createNamespace: {} },
      undefined,
      ['info VM_ROOT_TO_COME'],
    ],
    [
      'a namespace that will be left out when it is made',
      { rootCert: undefined, meshConfig: selecting },
      { ...MACHINES, createNamespace: {} },
      undefined,
      ['error VM_NO_ROOT'],
    ],
    [
      'a namespace that will be taken when it is made',
      { rootCert: undefined, meshConfig: selecting },
      { ...MACHINES, createNamespace: { labels: { mesh: 'yes' } } },
      undefined,
      ['info VM_ROOT_TO_COME'],
    ],
    [
      'no address',
      { gatewayAddress: undefined },
      MACHINES,
      {},
      ['error VM_NO_ISTIOD_ADDRESS'],
    ],
    [
      'no ID of the cluster',
      { clusterId: '' },
      MACHINES,
      {},
      ['warning VM_NO_CLUSTER_ID'],
    ],
  ])('joining: %s', (_, plane, machines, labels, expected) => {
    const found = joiningFindings({ ...PLANE, ...plane }, machines, {
      istiodAddress: undefined,
      namespaceLabels: labels as Record<string, string> | undefined,
    });
    expect(codes(found)).toEqual(expected);
  });

  it('names the selectors that leave the namespace out', () => {
    const [found] = joiningFindings(
      { ...PLANE, rootCert: undefined, meshConfig: selecting },
      MACHINES,
      { istiodAddress: undefined, namespaceLabels: { team: 'c' } },
    );
    expect(found.message).toMatch(
      /discoverySelectors leave namespace bookinfo/,
    );
    expect(found.mend).toContain('"mesh":"yes"');
  });

  describe('whether istiod is reached', () => {
    let server: Server;
    let port: number;
    beforeAll(async () => {
      server = createServer(socket => socket.end());
      await new Promise<void>(resolve => {
        server.listen(0, '127.0.0.1', resolve);
      });
      port = (server.address() as { port: number }).port;
    });
    afterAll(() => new Promise(resolve => server.close(resolve)));

    it('says nothing when it is, and says from where when it is not', async () => {
      const reach = (at: number) =>
        new IstiodReach({ port: at, refused: () => undefined });
      expect(await reachFindings('127.0.0.1', reach(port))).toEqual([]);
      await new Promise(resolve => {
        const gone = createServer();
        gone.listen(0, '127.0.0.1', async () => {
          const free = (gone.address() as { port: number }).port;
          gone.close(async () => {
            const [found] = await reachFindings('127.0.0.1', reach(free));
            expect(found).toMatchObject({
              code: 'VM_ISTIOD_NOT_REACHED',
              severity: 'warning',
            });
            expect(found.message).toMatch(/From the portal.*ECONNREFUSED/);
            resolve(undefined);
          });
        });
      });
    });

    it.each(['127.0.0.1', '169.254.169.254', '::1', '0.0.0.0'])(
      'never connects to %s',
      async address => {
        const found = await reachFindings(address, new IstiodReach({ port }));
        expect(codes(found)).toEqual(['error VM_ISTIOD_ADDRESS_ODD']);
      },
    );

    it('asks once for many plans', async () => {
      let connections = 0;
      server.on('connection', () => {
        connections += 1;
      });
      const reach = new IstiodReach({ port, refused: () => undefined });
      await Promise.all(
        Array.from({ length: 20 }, () => reach.look('127.0.0.1')),
      );
      await new Promise(resolve => setTimeout(resolve, 50));
      expect(connections).toBe(1);
    });
  });

  it.each([
    ['the same one', undefined, {}, ['info VM_SAME_NETWORK']],
    ['the one of the pods', 'east', {}, ['info VM_SAME_NETWORK']],
    ['another', 'home', {}, ['info VM_OTHER_NETWORK']],
  ])('network: %s', (_, network, _labels, expected) => {
    const cluster = fakeCluster({
      name: 'east',
      objects: [
        namespace('istio-system', { 'topology.istio.io/network': 'east' }),
      ],
    });
    const found = networkFindings({ ...MACHINES, network }, cluster);
    expect(codes(found)).toEqual(expected);
  });

  it.each([
    ['all ports', [15012, 15443], 'home', undefined, []],
    [
      'no port of istiod',
      [15443],
      undefined,
      undefined,
      ['error VM_GATEWAY_WITHOUT_ISTIOD'],
    ],
    ['another address of istiod', [15443], undefined, '10.0.0.1', []],
    [
      'no port between networks',
      [15012],
      'home',
      undefined,
      ['warning VM_NO_GATEWAY_TO_PODS'],
    ],
  ])('gateway: %s', (_, ports, network, address, expected) => {
    const cluster = fakeCluster({
      name: 'east',
      objects: [namespace('istio-system'), gateway(...ports)],
    });
    const found = gatewayFindings(cluster, { ...MACHINES, network }, address);
    expect(codes(found)).toEqual(expected);
  });

  it('says where the application has to listen, and what is not captured', () => {
    expect(codes(listeningFindings(MACHINES))).toEqual([
      'info VM_LISTEN_ADDRESS',
    ]);
    expect(
      codes(
        listeningFindings({
          ...MACHINES,
          withoutCapture: { dependencies: [] },
        }),
      ),
    ).toEqual(['warning VM_LOOPBACK']);
    expect(
      codes(
        listeningFindings({ ...MACHINES, excludedPorts: { inbound: [9080] } }),
      ),
    ).toEqual(['info VM_LISTEN_ADDRESS', 'warning VM_PORTS_NOT_CAPTURED']);
  });

  it('names who has the same identity', () => {
    const cluster = fakeCluster({
      name: 'east',
      objects: [
        {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name: 'reviews', namespace: 'bookinfo' },
          spec: { serviceAccountName: 'ratings-vm' },
        },
        {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name: 'done', namespace: 'bookinfo' },
          spec: { serviceAccountName: 'ratings-vm' },
          status: { phase: 'Succeeded' },
        },
        {
          apiVersion: 'networking.istio.io/v1',
          kind: 'WorkloadGroup',
          metadata: { name: 'others', namespace: 'bookinfo' },
          spec: { template: { serviceAccount: 'ratings-vm' } },
        },
      ],
    });
    const [found] = identityFindings(cluster, MACHINES);
    expect(found.message).toContain(
      'WorkloadGroup bookinfo/others, pod bookinfo/reviews',
    );
    expect(found.message).not.toContain('done');
    expect(
      identityFindings(cluster, { ...MACHINES, serviceAccount: 'own' }),
    ).toEqual([]);
  });
});
