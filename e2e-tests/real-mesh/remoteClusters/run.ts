// Remote clusters on real meshes: three API servers, istiods and Envoys.
//
//   npm run e2e:remote     as root
//
// MESH_ORACLE names the equipment's folder.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Checks } from '../../support/Checks';
import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { CleanUp } from '../../support/programs';
import { removeFolder } from '../../support/removeFolder';
import { endInTime } from '../../support/timeLimit';
import { equipmentFolder, Mesh, missing, startMesh } from '../equipment';
import { Kubectl } from '../Kubectl';
import { People, startPortal } from '../portal';
import { createRemoteAccount } from './accounts';
import { remoteClusters } from './journey';
import { CALLED, CALLER } from './manifests';
import { Name, NAMES, World } from './World';

const MINUTES = 24;

/** Platform engineers may do it at once; for all others nobody is named. */
const POLICIES = [
  {
    name: 'remote-clusters-of-platform',
    kinds: [
      'remote-cluster-join',
      'remote-cluster-rotate',
      'remote-cluster-leave',
    ],
    requesterGroups: ['group:default/team-platform'],
    approval: 'notNeeded',
  },
];

async function prepare(
  checks: Checks,
  cleanUp: CleanUp,
): Promise<World | undefined> {
  const work = mkdtempSync(join(tmpdir(), 'meshport-remote-'));
  cleanUp.add(() => removeFolder(work));
  const meshes = {} as Record<Name, Mesh>;
  const kubectl = {} as Record<Name, Kubectl>;
  const file = (name: Name) => join(work, `${name}.kubeconfig`);
  let people: People | undefined;
  await checks.part('Three meshes and a portal', async () => {
    await checks.must('the meshes start', async () => {
      for (const name of NAMES) {
        meshes[name] = await startMesh(
          equipmentFolder(),
          join(work, name),
          cleanUp,
          { name, network: 'net' },
        );
        kubectl[name] = new Kubectl(meshes[name]);
      }
    });
    await checks.must('pods run', async () => {
      await kubectl.east.apply(CALLER);
      await kubectl.west.apply(CALLED);
      for (const name of ['east', 'west'] as const) {
        await eventually(90, async () => {
          const { items } = await kubectl[name].json('-n', 'demo', 'pods');
          expect(
            items.length > 0 &&
              items.every((pod: any) =>
                pod.status.containerStatuses?.every((one: any) => one.ready),
              ),
            'every pod is ready',
            items.map((pod: any) => pod.status.containerStatuses),
          );
        });
      }
    });
    await checks.must('accounts have our published roles', async () => {
      for (const name of NAMES) {
        await createRemoteAccount(kubectl[name], meshes[name], {
          name,
          file: file(name),
          primaries: ['east', 'south'],
          remotes: ['west'],
        });
      }
    });
    await checks.must('the portal follows the clusters', async () => {
      people = await startPortal(
        join(work, 'portal'),
        NAMES.map(name => ({
          name,
          kubeconfig: { file: file(name), context: name },
          remote: { server: meshes[name].server },
        })),
        cleanUp,
        undefined,
        {
          requests: { policies: POLICIES },
          remoteClusters: {
            tokens: { life: { minutes: 10 }, renewEvery: { minutes: 1 } },
            istioFixes: [
              {
                issue: 'https://github.com/istio/istio/issues/61043',
                defect: 'endpoints are lost',
                // What the equipment's Istio calls itself.
                fixedIn: ['1.31-dev'],
              },
            ],
          },
        },
      );
    });
  });
  return people && new World(meshes, kubectl, people);
}

endInTime('e2e:remote', MINUTES, async (checks, cleanUp) => {
  const reason = await missing(equipmentFolder());
  if (reason) {
    checks.skip('remote clusters on real meshes', reason);
    return;
  }
  const world = await prepare(checks, cleanUp);
  if (world) {
    await remoteClusters(checks, world);
  }
});
