import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { Mesh } from '../equipment';
import { Kubectl } from '../Kubectl';
import { COMPONENT } from '../situation';
import { Journey } from './Journey';
import { apply, expectRefused, HARMLESS } from './manifests';

function pausedFile(mesh: Mesh): string {
  return join(mesh.dir, 'cluster/paused');
}

/** The API server goes down and keeps its data. */
export async function pauseCluster(mesh: Mesh): Promise<void> {
  writeFileSync(pausedFile(mesh), '');
}

/** It comes back with the same data, keys and port. */
export async function resumeCluster(
  mesh: Mesh,
  kubectl: Kubectl,
): Promise<void> {
  rmSync(pausedFile(mesh));
  await eventually(60, () => kubectl.run('get', '--raw', '/readyz'));
}

export const outage: Journey = {
  title: 'While the API server is down',
  async run(checks, situation) {
    const { kubectl, mesh, people, cleanUp } = situation;
    const answer = () => people.developer.card(COMPONENT.name, 'version');
    const state = (seconds: number, wished: string) =>
      eventually(seconds, async () => {
        const found = await answer();
        const [cluster] = found.clusters;
        expect(cluster.state === wished, `the cluster is ${wished}`, cluster);
        return found;
      });

    await state(60, 'fresh');
    cleanUp.add(() => rmSync(pausedFile(mesh), { force: true }));
    await checks.check(
      'the card is stale, says since when, and keeps its data',
      async () => {
        await pauseCluster(mesh);
        const { items, clusters } = await state(60, 'stale');
        expect(items[0]?.membership === 'sidecar', 'the data of then', items);
        expect(
          Boolean(clusters[0].asOf) && clusters[0].failures.length > 0,
          'as of when, and why',
          clusters,
        );
      },
    );
    await checks.check(
      'applying says that the cluster does not answer',
      async () => {
        expectRefused(
          await apply(situation, 'developer', HARMLESS),
          503,
          /east/,
        );
      },
    );
    await checks.check(
      'it is fresh again when the server is back',
      async () => {
        await resumeCluster(mesh, kubectl);
        await state(90, 'fresh');
      },
    );
  },
};
