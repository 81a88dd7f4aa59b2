import { WebSocket } from 'ws';
import { istiod, namespace, workload } from '../__testUtils__/mesh';
import { startDevClusters, type DevClusters } from '../clusters';

const protocol = 'v4.channel.k8s.io';

describe('pods/portforward', () => {
  let clusters: DevClusters;
  let name: string;

  beforeAll(async () => {
    clusters = await startDevClusters({
      clusters: [
        {
          name: 'east',
          objects: [
            {
              apiVersion: 'v1',
              kind: 'Namespace',
              metadata: { name: 'istio-system' },
            },
            namespace({ 'istio.io/rev': 'default' }),
            istiod('default', '1.30.2'),
            workload('web', { replicas: 1 }),
          ],
        },
      ],
      pods: { readyAfterMs: 1 },
    });
    while (!name) {
      const pods: any[] = clusters.clusters.east.objects('Pod', 'istio-system');
      name = pods[0]?.metadata.name;
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  });

  afterAll(() => clusters.stop());

  /** Asks over a forwarded port; the bytes of both channels, or the refusal's status. */
  function ask(
    options: { query?: string; token?: string; protocols?: string } = {},
  ): Promise<{ refused?: number; data: string; error: string }> {
    const { url, caPem, adminToken } = clusters.clusters.east;
    const answer = { data: '', error: '' };
    const socket = new WebSocket(
      `${url}/api/v1/namespaces/istio-system/pods/${name}/portforward?${
        options.query ?? 'ports=15014'
      }`,
      options.protocols ?? protocol,
      {
        ca: caPem,
        headers: { authorization: `Bearer ${options.token ?? adminToken}` },
      },
    );
    const begun = new Set<number>();
    return new Promise((resolve, reject) => {
      socket.on('unexpected-response', (_, response) => {
        response.resume();
        resolve({ ...answer, refused: response.statusCode });
      });
      socket.on('error', reject);
      socket.on('open', () => {
        const request = 'GET /debug/syncz HTTP/1.1\r\nHost: localhost\r\n\r\n';
        socket.send(Buffer.concat([Buffer.of(0), Buffer.from(request)]));
      });
      socket.on('message', (message: Buffer) => {
        const [channel] = message;
        if (begun.has(channel)) {
          answer[channel === 0 ? 'data' : 'error'] += message.subarray(1);
        } else {
          // Each channel begins with its port.
          begun.add(channel);
        }
      });
      socket.on('close', () => resolve(answer));
    });
  }

  it('answers as an istiod that serves the ready pods of its revision', async () => {
    let body: any[] = [];
    while (!body.some(({ proxy }) => /^web-.*\.shop$/.test(proxy))) {
      const { data, error } = await ask();
      expect(error).toBe('');
      expect(data).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
      body = JSON.parse(data.split('\r\n\r\n')[1]);
    }
    const web = body.find(({ proxy }) => proxy.startsWith('web-'));
    expect(web).toMatchObject({ cluster_id: 'east', istio_version: '1.30.2' });
  });

  it('says on the other channel that nothing listens', async () => {
    expect(await ask({ query: 'ports=80' })).toEqual({
      data: '',
      error: 'an error occurred forwarding 80: nothing listens there\n',
    });
  });

  it.each([
    ['no port', { query: '' }, 400],
    ['two ports', { query: 'ports=1&ports=2' }, 400],
    ['another protocol', { protocols: 'v5.channel.k8s.io' }, 400],
    ['an unknown token', { token: 'x' }, 401],
  ])('refuses %s', async (_, options, status) => {
    expect((await ask(options)).refused).toBe(status);
  });

  it('wants both rights, as Kubernetes 1.35 does', async () => {
    const { east } = clusters.clusters;
    const token = east.tokenFor('somebody');
    const allow = (verbs: string[]) => {
      east.apply({
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'Role',
        metadata: { name: 'forward', namespace: 'istio-system' },
        rules: [{ apiGroups: [''], resources: ['pods/portforward'], verbs }],
      });
    };
    allow(['get']);
    east.apply({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'forward', namespace: 'istio-system' },
      roleRef: {
        apiGroup: 'rbac.authorization.k8s.io',
        kind: 'Role',
        name: 'forward',
      },
      subjects: [
        {
          kind: 'User',
          name: 'somebody',
          apiGroup: 'rbac.authorization.k8s.io',
        },
      ],
    });
    expect((await ask({ token })).refused).toBe(403);
    allow(['get', 'create']);
    expect((await ask({ token })).refused).toBeUndefined();
  });
});
