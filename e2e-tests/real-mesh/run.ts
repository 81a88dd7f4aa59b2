// The journey on a real mesh: a real API server, istiod, Envoys and traffic.
//
//   npm run e2e:real [-- --only PATTERN]     as root
//
//   --only   journeys whose title matches the regular expression
//
// MESH_ORACLE names the equipment's folder, MESH_CIDR addresses for the mesh
// (10.N.0.0/24); without it, it takes some that are free.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Checks } from '../support/Checks';
import { eventually } from '../support/eventually';
import { expect } from '../support/expect';
import { CleanUp } from '../support/programs';
import { removeFolder } from '../support/removeFolder';
import { endInTime } from '../support/timeLimit';
import { createAccount, missingRoles } from './account';
import { equipmentFolder, missing, startMesh } from './equipment';
import { Kubectl } from './Kubectl';
import { startPortal } from './portal';
import { credentials } from './journeys/credentials';
import { apiServer } from './journeys/apiServer';
import { development } from './journeys/development';
import { discovery } from './journeys/discovery';
import { egressGateway } from './journeys/egressGateway';
import { egressPatterns } from './journeys/egressPatterns';
import { egressProduct } from './journeys/egressProduct';
import { encryption } from './journeys/encryption';
import { findings } from './journeys/findings';
import { machines } from './journeys/machines';
import { manifests } from './journeys/manifests';
import { outage } from './journeys/outage';
import { policies } from './journeys/policies';
import { requests } from './journeys/requests';
import { rights } from './journeys/rights';
import { versions } from './journeys/versions';
import { virtualMachines } from './journeys/virtualMachines';
import { manifest, Situation } from './situation';
import { Upstream } from './upstream/Upstream';

const MINUTES = 48;

const { values: options } = parseArgs({
  options: { only: { type: 'string', default: '' } },
});
const JOURNEYS = [
  versions,
  policies,
  machines,
  egressGateway,
  egressPatterns,
  egressProduct,
  virtualMachines,
  requests,
  manifests,
  findings,
  encryption,
  discovery,
  rights,
  development,
  credentials,
  outage,
  apiServer,
].filter(({ title }) => new RegExp(options.only).test(title));

async function prepare(
  checks: Checks,
  cleanUp: CleanUp,
): Promise<Situation | undefined> {
  const work = mkdtempSync(join(tmpdir(), 'meshport-real-mesh-'));
  cleanUp.add(() => removeFolder(work));
  const situation: Partial<Situation> = { work, cleanUp };
  let ready = false;
  await checks.part('A mesh, a host outside it, and a portal', async () => {
    await checks.must('a real mesh starts', async () => {
      situation.mesh = await startMesh(
        equipmentFolder(),
        join(work, 'mesh'),
        cleanUp,
      );
      situation.kubectl = new Kubectl(situation.mesh);
    });
    const { mesh, kubectl } = situation as Situation;
    await checks.must('a host outside serves over TLS', async () => {
      situation.upstream = await Upstream.start(
        mesh,
        join(work, 'upstream'),
        cleanUp,
      );
    });
    await checks.must('pods with sidecars run', async () => {
      await kubectl.run('apply', '-f', manifest('bookinfo.yaml'));
      await kubectl.run('apply', '-f', manifest('shop.yaml'));
      await eventually(60, async () => {
        const { items } = await kubectl.json('pods', '-A');
        const waiting = items.filter((pod: any) =>
          pod.status.containerStatuses?.some((one: any) => !one.ready),
        );
        expect(
          items.length > 2 && waiting.length === 0,
          'every pod is ready',
          waiting.map((pod: any) => pod.metadata.name),
        );
      });
    });
    const kubeconfig = join(work, 'meshport.kubeconfig');
    await checks.must('an account has our published roles', async () => {
      const lacking = missingRoles();
      expect(lacking.length === 0, 'docs/rbac is complete', lacking);
      await createAccount(kubectl, mesh, kubeconfig);
    });
    await checks.must('the portal follows the cluster', async () => {
      const cluster = {
        name: 'east',
        kubeconfig: { file: kubeconfig, context: 'east' },
      };
      const folder = join(work, 'portal');
      situation.people = await startPortal(folder, [cluster], cleanUp);
      await eventually(60, async () => {
        const answer = await situation.people!.platform.card(
          'ratings',
          'version',
        );
        expect(
          answer.clusters.every((one: any) => one.state === 'fresh'),
          'the cluster is fresh',
          answer.clusters,
        );
      });
    });
    ready = true;
  });
  return ready ? (situation as Situation) : undefined;
}

endInTime('e2e:real', MINUTES, async (checks, cleanUp) => {
  const reason = await missing(equipmentFolder());
  if (reason) {
    checks.skip('the journey on a real mesh', reason);
    return;
  }
  const situation = await prepare(checks, cleanUp);
  if (!situation) return;
  for (const { title, run } of JOURNEYS) {
    await checks.part(title, () => run(checks, situation));
  }
});
