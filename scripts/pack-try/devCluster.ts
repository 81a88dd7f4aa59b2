import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../../e2e-tests/support/eventually';
import { freePort } from '../../e2e-tests/support/ports';
import { CleanUp, serve } from '../../e2e-tests/support/programs';

/** Starts the repository's development clusters; answers their kubeconfig. */
export async function startDevCluster(
  root: string,
  work: string,
  cleanUp: CleanUp,
): Promise<string> {
  const kubeconfig = join(work, 'kubeconfig');
  const service = serve(
    process.execPath,
    [
      join(root, 'scripts/run.mjs'),
      'dev-cluster',
      ...['--seed', join(root, 'examples/clusters')],
      ...['--kubeconfig-out', kubeconfig],
      ...['--control', String(await freePort())],
    ],
    { cwd: root, log: join(work, 'dev-cluster.log') },
  );
  cleanUp.add(() => service.stop());
  await eventually(60, () => {
    if (!service.alive()) throw new Error(`it ended: ${service.tail()}`);
    if (!existsSync(kubeconfig))
      throw new Error(`no kubeconfig: ${service.tail()}`);
  });
  return kubeconfig;
}
