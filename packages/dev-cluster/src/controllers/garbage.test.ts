import { clientOf, eventually, startOne } from '../__testUtils__/client';
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

  afterEach(() => running.stop());

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
