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
import { Kubectl } from '../Kubectl';
import { COMPONENT, Situation } from '../situation';
import { istioctlVersion, named } from './istioctl';

/** How Meshport calls the cluster; Istio calls it `east`. */
const NAME = 'frankfurt';
/** How a proxy calls the cluster that istiod knows as `east`. */
const FORMER = 'former-east';

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
    () => eventually(60, () => expectId(cluster)),
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
    eventually(60, () => expectEveryProxy(kubectl, cluster)),
  );
  await checks.check(
    'finds the proxies of a cluster that istiod has another name for',
    async () => {
      await setAliases(kubectl, `--clusterAliases=${FORMER}=east`);
      try {
        await inject(kubectl, `/inject/cluster/${FORMER}/net/net-east`);
        await eventually(90, async () => {
          expectId(cluster);
          await expectEveryProxy(kubectl, cluster);
        });
      } finally {
        await setAliases(kubectl);
        await inject(kubectl, '/inject');
      }
    },
  );
  await stop();
}

function expectId({ istioId }: ClusterInventory) {
  expect(
    istioId.id === 'east' && istioId.conflict === undefined,
    'it is east',
    istioId,
  );
}

/** The version card of all pods together names each proxy that istioctl names. */
async function expectEveryProxy(kubectl: Kubectl, cluster: ClusterInventory) {
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
    proxies.length > 0 &&
      count === proxies.length &&
      told.length === item.proxies.length &&
      told.every(one => one.disconnected === undefined),
    `${proxies.length} proxies, each of them connected`,
    item.proxies,
  );
}

/** Has istiod run with this flag after its own arguments, or without one. */
async function setAliases(kubectl: Kubectl, flag?: string): Promise<void> {
  const istiod = ['-n', 'istio-system', 'deployment/istiod'];
  const deployment = await kubectl.json(
    ...['deployment', 'istiod', '-n', 'istio-system'],
  );
  const args = deployment.spec.template.spec.containers[0].args.filter(
    (arg: string) => !arg.startsWith('--clusterAliases'),
  );
  await kubectl.run(
    ...['patch', ...istiod, '--type=json', '-p'],
    JSON.stringify([
      {
        op: 'replace',
        path: '/spec/template/spec/containers/0/args',
        value: flag ? [...args, flag] : args,
      },
    ]),
  );
  await kubectl.run('rollout', 'status', ...istiod, '--timeout=60s');
}

/** Has all webhooks call the injector at a path, and the component's pods made anew. */
async function inject(kubectl: Kubectl, path: string): Promise<void> {
  const { items: configurations } = await kubectl.json(
    'mutatingwebhookconfigurations',
  );
  for (const { metadata, webhooks } of configurations) {
    const patch = webhooks.flatMap(({ clientConfig }: any, index: number) =>
      clientConfig.service?.path?.startsWith('/inject')
        ? [
            {
              op: 'replace',
              path: `/webhooks/${index}/clientConfig/service/path`,
              value: path,
            },
          ]
        : [],
    );
    await kubectl.run(
      ...['patch', 'mutatingwebhookconfiguration', metadata.name],
      ...['--type=json', '-p', JSON.stringify(patch)],
    );
  }
  const pods = ['-n', COMPONENT.namespace, 'pods', '-l', 'app=ratings'];
  await kubectl.run('delete', ...pods, '--now');
  await eventually(60, async () => {
    const { items } = await kubectl.json(...pods);
    const wanted = path.includes(FORMER) ? FORMER : 'east';
    expect(
      items.length > 0 &&
        items.every(
          ({ spec, status }: any) =>
            JSON.stringify(spec).includes(
              `"name":"ISTIO_META_CLUSTER_ID","value":"${wanted}"`,
            ) && status.containerStatuses?.every((one: any) => one.ready),
        ),
      `the component's pods tell istiod the cluster ${wanted}`,
      items.map(({ status }: any) => status),
    );
  });
}
