import { clientOf, eventually, startOne } from '../__testUtils__/client';
import type { DevCluster } from '../cluster';
import type { DevClusters } from '../clusters';

const istiod = (revision: string, version: string) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    name: `istiod-${revision}`,
    namespace: 'istio-system',
    labels: { app: 'istiod', 'istio.io/rev': revision },
  },
  spec: {
    selector: { matchLabels: { app: 'istiod', 'istio.io/rev': revision } },
    template: {
      metadata: { labels: { app: 'istiod', 'istio.io/rev': revision } },
      spec: {
        containers: [
          { name: 'discovery', image: `docker.io/istio/pilot:${version}` },
        ],
      },
    },
  },
});

const workload = (name: string, fields: any = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'shop' },
  spec: {
    replicas: fields.replicas ?? 2,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: {
        labels: { app: name, ...fields.labels },
        annotations: fields.annotations ?? {},
      },
      spec: {
        containers: fields.containers ?? [{ name, image: `${name}:1` }],
      },
    },
  },
});

const namespace = (labels: object) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'shop', labels },
});

describe('controllers', () => {
  let running: DevClusters;
  let cluster: DevCluster;
  let call: ReturnType<typeof clientOf>;

  const start = async (objects: object[] = []) => {
    ({ running, cluster } = await startOne({
      clusters: [{ name: 'dev', objects }],
    }));
    call = clientOf(cluster);
  };
  const podsOf = (app: string) =>
    (cluster.objects('Pod') as any[]).filter(
      ({ metadata }) => metadata.labels?.app === app,
    );
  const isReady = (pod: any) =>
    pod.status.conditions.some(
      (each: any) => each.type === 'Ready' && each.status === 'True',
    );
  const statusOf = (name: string) =>
    (cluster.objects('Deployment') as any[]).find(
      ({ metadata }) => metadata.name === name,
    ).status;

  afterEach(() => running.stop());

  describe('Deployments', () => {
    const path = '/apis/apps/v1/namespaces/shop/deployments/web';

    it('get a ReplicaSet and simulated pods that become ready', async () => {
      await start([workload('web')]);
      await eventually(() => expect(statusOf('web').readyReplicas).toBe(2));
      expect(statusOf('web')).toMatchObject({
        observedGeneration: 1,
        updatedReplicas: 2,
        availableReplicas: 2,
        conditions: [
          { type: 'Available', status: 'True' },
          { type: 'Progressing', reason: 'NewReplicaSetAvailable' },
        ],
      });
      const [pod] = podsOf('web');
      expect(pod.metadata.annotations).toMatchObject({
        'meshport.dev/simulated': 'true',
      });
      expect(pod.status.podIP).toMatch(/^10\./);
    });

    it('scale both ways', async () => {
      await start([workload('web')]);
      await call(
        'PATCH',
        `${path}/scale`,
        { spec: { replicas: 3 } },
        { 'content-type': 'application/merge-patch+json' },
      );
      await eventually(() => expect(statusOf('web').readyReplicas).toBe(3));
      await call(
        'PATCH',
        `${path}/scale`,
        { spec: { replicas: 0 } },
        { 'content-type': 'application/merge-patch+json' },
      );
      await eventually(() => expect(podsOf('web')).toEqual([]));
      await eventually(() =>
        expect(statusOf('web').readyReplicas).toBeUndefined(),
      );
    });

    it('roll out a new template: new pods first, then the old ones go', async () => {
      await start([workload('web')]);
      await eventually(() => expect(statusOf('web').readyReplicas).toBe(2));
      const live = (await call('GET', path)).body;
      live.spec.template.spec.containers[0].image = 'web:2';
      await call('PUT', path, live);
      await eventually(() =>
        expect(podsOf('web').map(pod => pod.spec.containers[0].image)).toEqual([
          'web:2',
          'web:2',
        ]),
      );
      await eventually(() =>
        expect(statusOf('web')).toMatchObject({
          observedGeneration: 2,
          replicas: 2,
          readyReplicas: 2,
        }),
      );
    });

    it('take their pods with them', async () => {
      await start([workload('web')]);
      await eventually(() => expect(podsOf('web')).toHaveLength(2));
      await call('DELETE', path);
      await eventually(() => expect(cluster.objects('ReplicaSet')).toEqual([]));
      await eventually(() => expect(podsOf('web')).toEqual([]));
    });

    it('count pods that a seed brought along', async () => {
      const pod = {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'web-a', namespace: 'shop', labels: { app: 'web' } },
        spec: { containers: [{ name: 'web', image: 'web:1' }] },
        status: { conditions: [{ type: 'Ready', status: 'True' }] },
      };
      await start([workload('web'), pod]);
      await eventually(() => expect(statusOf('web').readyReplicas).toBe(2));
      expect(
        podsOf('web').filter(({ metadata }) => metadata.name === 'web-a'),
      ).toHaveLength(1);
      expect(podsOf('web')).toHaveLength(2);
    });
  });

  describe('injection', () => {
    const proxyOf = (app: string) =>
      podsOf(app)[0].spec.containers.find(
        ({ name }: any) => name === 'istio-proxy',
      )?.image;

    it.each<[string, object, object, string | undefined]>([
      [
        'a namespace with injection',
        { 'istio-injection': 'enabled' },
        {},
        '1.30.5',
      ],
      ['a namespace with a revision', { 'istio.io/rev': 'old' }, {}, '1.29.6'],
      [
        'a pod with a label',
        {},
        { 'sidecar.istio.io/inject': 'true' },
        '1.30.5',
      ],
      [
        'a pod that does not want it',
        { 'istio-injection': 'enabled' },
        { 'sidecar.istio.io/inject': 'false' },
        undefined,
      ],
      ['a namespace without', {}, {}, undefined],
      [
        'a revision without an istiod',
        { 'istio.io/rev': 'gone' },
        {},
        undefined,
      ],
    ])('%s', async (_, spaceLabels, labels, version) => {
      await start([
        namespace(spaceLabels),
        istiod('default', '1.30.5'),
        istiod('old', '1.29.6'),
        workload('web', { labels, replicas: 1 }),
      ]);
      await eventually(() => expect(podsOf('web')).toHaveLength(1));
      expect(proxyOf('web')).toBe(
        version && `docker.io/istio/proxyv2:${version}`,
      );
      const status =
        podsOf('web')[0].metadata.annotations['sidecar.istio.io/status'];
      expect(status === undefined).toBe(version === undefined);
    });

    it('follows a revision tag', async () => {
      await start([
        namespace({ 'istio.io/rev': 'stable' }),
        istiod('old', '1.29.6'),
        {
          apiVersion: 'admissionregistration.k8s.io/v1',
          kind: 'MutatingWebhookConfiguration',
          metadata: {
            name: 'istio-revision-tag-stable',
            labels: { 'istio.io/tag': 'stable', 'istio.io/rev': 'old' },
          },
        },
        workload('web', { replicas: 1 }),
      ]);
      await eventually(() => expect(podsOf('web')).toHaveLength(1));
      expect(podsOf('web')[0].metadata.labels['istio.io/rev']).toBe('old');
    });

    it('fills in the image of a gateway', async () => {
      await start([
        istiod('default', '1.30.5'),
        workload('egress', {
          replicas: 1,
          labels: { 'sidecar.istio.io/inject': 'true' },
          annotations: { 'inject.istio.io/templates': 'gateway' },
          containers: [{ name: 'istio-proxy', image: 'auto' }],
        }),
      ]);
      await eventually(() =>
        expect(podsOf('egress').every(isReady)).toBe(true),
      );
      await eventually(() => expect(podsOf('egress')).toHaveLength(1));
      expect(proxyOf('egress')).toBe('docker.io/istio/proxyv2:1.30.5');
    });

    it('answers istiod’s version from its image', async () => {
      await start([istiod('default', '1.30.5')]);
      await eventually(() => expect(podsOf('istiod')).toHaveLength(1));
      const { name } = podsOf('istiod')[0].metadata;
      const pods = '/api/v1/namespaces/istio-system/pods';
      const answer = await call('GET', `${pods}/${name}:15014/proxy/version`);
      expect(answer.body).toMatch(/^1\.30\.5-[0-9a-f]{40}-Clean$/);
      const debug = await call(
        'GET',
        `${pods}/${name}:15014/proxy/debug/syncz`,
      );
      expect(debug.status).toBe(503);
    });
  });

  describe('namespaces', () => {
    it('get a default ServiceAccount and the CA', async () => {
      await start();
      await call('POST', '/api/v1/namespaces', { metadata: { name: 'new' } });
      await eventually(() => {
        expect(cluster.objects('ServiceAccount', 'new')).toHaveLength(1);
        expect(cluster.objects('ConfigMap', 'new')).toEqual([
          expect.objectContaining({ data: { 'ca.crt': cluster.caPem } }),
        ]);
      });
    });

    it('are emptied, refuse new content meanwhile, and go', async () => {
      await start([workload('web')]);
      const held = {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: {
          name: 'held',
          namespace: 'shop',
          finalizers: ['a.example/b'],
        },
      };
      cluster.apply(held);
      const answer = await call('DELETE', '/api/v1/namespaces/shop');
      expect(answer.body.status.phase).toBe('Terminating');
      const refused = await call('POST', '/api/v1/namespaces/shop/configmaps', {
        metadata: { name: 'late' },
      });
      expect(refused.body).toMatchObject({
        code: 403,
        details: { causes: [{ reason: 'NamespaceTerminating' }] },
      });
      await eventually(() => expect(podsOf('web')).toEqual([]));
      expect((await call('GET', '/api/v1/namespaces/shop')).status).toBe(200);
      await call(
        'PATCH',
        '/api/v1/namespaces/shop/configmaps/held',
        { metadata: { finalizers: null } },
        { 'content-type': 'application/merge-patch+json' },
      );
      await eventually(() =>
        expect(
          (cluster.objects('Namespace') as any[]).map(
            each => each.metadata.name,
          ),
        ).not.toContain('shop'),
      );
    });
  });

  describe('owner references', () => {
    const maps = '/api/v1/namespaces/default/configmaps';
    const family = async () => {
      await start();
      const owner = (await call('POST', maps, { metadata: { name: 'owner' } }))
        .body;
      await call('POST', maps, {
        metadata: {
          name: 'child',
          ownerReferences: [
            {
              apiVersion: 'v1',
              kind: 'ConfigMap',
              name: 'owner',
              uid: owner.metadata.uid,
              blockOwnerDeletion: true,
            },
          ],
        },
      });
    };
    const names = () =>
      (cluster.objects('ConfigMap', 'default') as any[])
        .map(({ metadata }) => metadata.name)
        .filter(name => name !== 'kube-root-ca.crt');

    it.each(['Background', 'Foreground'])(
      '%s takes the dependents',
      async policy => {
        await family();
        await call('DELETE', `${maps}/owner?propagationPolicy=${policy}`);
        await eventually(() => expect(names()).toEqual([]));
      },
    );

    it('Orphan leaves them, without their owner', async () => {
      await family();
      await call('DELETE', `${maps}/owner?propagationPolicy=Orphan`);
      await eventually(() => expect(names()).toEqual(['child']));
      const { body } = await call('GET', `${maps}/child`);
      expect(body.metadata.ownerReferences).toBeUndefined();
    });
  });
});
