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

  afterEach(() => running.stop());

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
});
