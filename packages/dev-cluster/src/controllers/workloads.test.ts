import { clientOf, eventually, startOne } from '../__testUtils__/client';
import { workload } from '../__testUtils__/mesh';
import type { DevCluster } from '../cluster';
import type { DevClusters } from '../clusters';

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
      // As Kubernetes names them, so that tools find the Deployment's name.
      expect(pod.metadata.name).toMatch(
        /^web-[bcdfghjklmnpqrstvwxz2456789]{10}-[bcdfghjklmnpqrstvwxz2456789]{5}$/,
      );
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

    it('come back when they are deleted and made again at once', async () => {
      await start([workload('web')]);
      await eventually(() => expect(statusOf('web').readyReplicas).toBe(2));
      await call('DELETE', path);
      cluster.apply(workload('web'));
      const [{ metadata }] = cluster.objects('Deployment') as any[];
      await eventually(() => {
        expect(statusOf('web').readyReplicas).toBe(2);
        expect(
          (cluster.objects('ReplicaSet') as any[]).map(
            set => set.metadata.ownerReferences[0].uid,
          ),
        ).toEqual([metadata.uid]);
        expect(podsOf('web')).toHaveLength(2);
      });
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
});
