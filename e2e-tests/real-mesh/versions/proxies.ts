import { Checks } from '../../support/Checks';
import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { Machine } from '../Machine';
import { COMPONENT, Situation } from '../situation';
import { istioctlVersion, named } from './istioctl';

const GROUP = {
  name: 'ratings-vm',
  namespace: COMPONENT.namespace,
  port: 9080,
};

/** A pod that runs, but whose proxy looks for istiod where there is none. */
const LONELY = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'lonely',
    namespace: COMPONENT.namespace,
    labels: { app: 'ratings', version: 'lonely' },
    annotations: {
      'proxy.istio.io/config': 'discoveryAddress: nowhere.invalid:15012',
    },
  },
  spec: { containers: [{ name: 'app', image: 'any' }] },
};

/** Proxies of the version card, `NAMESPACE/NAME VERSION`. */
function shown(item: any, kind: string): string[] {
  return item.proxies
    .filter((one: any) => one.kind === kind && one.source === 'istiod')
    .flatMap((one: any) =>
      one.examples.map((name: string) => `${name} ${one.version}`),
    )
    .sort();
}

/** Versions of running proxies, as istiod and istioctl know them. */
export async function proxyVersions(
  checks: Checks,
  { kubectl, people, mesh, work, cleanUp }: Situation,
): Promise<void> {
  const card = async () =>
    (await people.platform.card(COMPONENT.name, 'version')).items[0];
  const cluster = async () =>
    (await people.platform.request('/api/mesh/clusters')).items[0];

  await checks.check('knows every proxy in istioctl’s version', () =>
    eventually(60, async () => {
      const { proxies } = await istioctlVersion(kubectl);
      const own = proxies.filter(({ ID }) =>
        ID.endsWith(`.${COMPONENT.namespace}`),
      );
      const item = await card();
      expect(
        item.proxyReading?.state === 'read' &&
          own.length > 0 &&
          String(shown(item, 'sidecar')) === String(named(own)),
        `the proxies are ${named(own)}`,
        item,
      );
      const { controlPlanes } = await cluster();
      const counts = controlPlanes.proxies.versions;
      const versions = new Set(proxies.map(one => one.IstioVersion));
      expect(
        counts.length === versions.size &&
          counts.every(
            ({ version, count }: any) =>
              proxies.filter(one => one.IstioVersion === version).length ===
              count,
          ),
        `the cluster has ${proxies.length} proxies, of ${[...versions]}`,
        controlPlanes.proxies,
      );
    }),
  );

  const machine = new Machine(mesh, work, 'vm7', mesh.addresses.machine(207));
  await checks.must('a machine joins', () =>
    machine.join(kubectl, GROUP, cleanUp),
  );
  await checks.check('knows the machine’s proxy in istioctl’s version', () =>
    eventually(90, async () => {
      const { proxies } = await istioctlVersion(kubectl);
      const its = proxies.find(({ ID }) => ID.startsWith('vm7.'));
      const item = await card();
      const group = item.proxies.find(
        (one: any) => one.kind === 'virtualMachine',
      );
      expect(
        its !== undefined &&
          group?.version === its.IstioVersion &&
          group.source === 'istiod' &&
          group.revision === 'default' &&
          group.count === 1 &&
          group.disconnected === undefined,
        `one machine on ${its?.IstioVersion}`,
        item.proxies,
      );
    }),
  );
  await checks.check('forgets the machine when it leaves', async () => {
    await machine.leave();
    await eventually(120, async () => {
      const item = await card();
      const { controlPlanes } = await cluster();
      const { proxies } = await istioctlVersion(kubectl);
      const counted = controlPlanes.proxies.versions.reduce(
        (sum: number, one: any) => sum + one.count,
        0,
      );
      expect(
        item.proxies.every((one: any) => one.kind !== 'virtualMachine') &&
          proxies.every(({ ID }) => !ID.startsWith('vm7.')) &&
          counted === proxies.length,
        'no machine, and as many proxies as istioctl counts',
        [item.proxies, controlPlanes.proxies],
      );
    });
  });

  await checks.check('says which proxy istiod does not know', async () => {
    await kubectl.create(LONELY);
    await eventually(150, async () => {
      const { proxies } = await card();
      const lost = proxies.filter((one: any) => one.disconnected);
      expect(
        lost.length === 1 &&
          String(lost[0].disconnected.examples) ===
            `${COMPONENT.namespace}/lonely`,
        'the lonely one alone is not connected',
        proxies,
      );
    });
    await kubectl.run(
      ...['-n', COMPONENT.namespace, 'delete', 'pod', 'lonely', '--now'],
    );
  });
}
