import { join } from 'node:path';
import { HttpClusterConnection } from '../../../plugins/mesh-backend/src/clusters';
import { versionView } from '../../../plugins/mesh-backend/src/entities/versionView';
import {
  ClusterInventory,
  DEFAULT_TIMING,
  Inventory,
} from '../../../plugins/mesh-backend/src/inventory';
import { silent } from '../../real-api/silent';
import { Checks } from '../../support/Checks';
import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { Situation } from '../situation';
import { istioctlVersion, named } from './istioctl';

/** How Meshport calls the cluster; Istio calls it `east`. */
const NAME = 'frankfurt';

/**
 * A cluster whose name is not Istio's, and whose configuration does not say
 * what Istio calls it: every proxy is found all the same.
 */
export async function otherName(
  checks: Checks,
  { kubectl, work, cleanUp }: Situation,
): Promise<void> {
  const connection = new HttpClusterConnection({
    name: NAME,
    kubeconfig: {
      file: join(work, 'meshport.kubeconfig'),
      context: 'east',
    },
  });
  const cluster = new ClusterInventory({
    connection,
    timing: DEFAULT_TIMING,
    logger: silent,
  });
  const stop = async () => {
    await cluster.stop();
    await connection.close();
  };
  cleanUp.add(stop);
  cluster.start();

  await checks.check(
    'learns Istio’s ID where the configuration does not tell it',
    () =>
      eventually(60, () => {
        const { istioId } = cluster;
        expect(
          istioId.id === 'east' && istioId.conflict === undefined,
          'it is east',
          istioId,
        );
      }),
  );
  await checks.check('knows every proxy of the mesh by its name', () =>
    eventually(60, async () => {
      const { proxies } = await istioctlVersion(kubectl);
      const own = cluster.proxyVersions.proxies
        .all()
        .map(
          ({ namespace, name, version }) => `${namespace}/${name} ${version}`,
        )
        .sort();
      expect(
        own.length > 0 && String(own) === String(named(proxies)),
        `the proxies are ${named(proxies)}`,
        own,
      );
    }),
  );
  await checks.check('shows every pod’s proxy in istioctl’s version', () =>
    eventually(60, async () => {
      const { proxies } = await istioctlVersion(kubectl);
      const [item] = versionView.judge({
        cluster,
        objects: {
          pods: cluster.store('Pod').list(),
          services: [],
          workloadEntries: [],
          workloadGroups: [],
        },
        inventory: {
          cluster: (name: string) => (name === NAME ? cluster : undefined),
          clusters: () => [cluster],
        } as unknown as Inventory,
        mayReadCluster: () => true,
        mayReadNamespace: () => true,
      });
      const told = item.proxies.filter(({ source }) => source === 'istiod');
      const count = told.reduce((sum, one) => sum + one.count, 0);
      expect(
        count === proxies.length &&
          told.length === item.proxies.length &&
          told.every(one => one.disconnected === undefined),
        `${proxies.length} proxies, each of them connected`,
        item.proxies,
      );
    }),
  );
  await stop();
}
