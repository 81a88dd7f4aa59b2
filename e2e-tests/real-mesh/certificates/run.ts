// Certificate authorities on a real mesh: a real istiod, Envoys, pods and a
// virtual machine that call each other all the while.
//
//   npm run e2e:ca -- [--life SECONDS]                     as root
//   npm run e2e:ca -- --forced [--cases PATTERN] [--write]
//
//   --life     of workload certificates; unless told, as short as the load of
//              this machine lets them be renewed in time
//   --forced   every bad bundle, forced on the real istiod (half an hour);
//              with --write the table in docs/contributors/certificates.md is
//              made anew, without it compared
//   --cases    bundles whose name matches the regular expression
//
// MESH_ORACLE names the equipment's folder, MESH_CIDR addresses for the mesh.
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Checks } from '../../support/Checks';
import { CleanUp } from '../../support/programs';
import { endInTime } from '../../support/timeLimit';
import { equipmentFolder, missing, startMesh } from '../equipment';
import { Kubectl } from '../Kubectl';
import { forcedBundles, SHORT_LIFE } from './forced/part';
import { certificates } from './journey';
import { Setting } from './Peers';
import { prepareWorld } from './prepare';

/**
 * Short lives of certificates make waiting for their renewal short. An agent asks
 * for another at half of the life, which istiod may answer late while it is
 * restarted: later than the end, on a machine under load, and calls fail that
 * nobody cut off. In seconds.
 */
const LIFE = { least: 12, perLoad: 12, most: 60 };

const { values: options } = parseArgs({
  options: {
    life: { type: 'string' },
    forced: { type: 'boolean', default: false },
    cases: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});
const MINUTES = options.forced ? 75 : 24;

function workloadLife(): number {
  if (options.forced) return SHORT_LIFE;
  if (options.life) return Number(options.life);
  const load = loadavg()[0] / availableParallelism();
  return Math.round(
    Math.min(LIFE.most, Math.max(LIFE.least, LIFE.perLoad * load)),
  );
}

async function start(
  checks: Checks,
  cleanUp: CleanUp,
): Promise<Setting | undefined> {
  const work = mkdtempSync(join(tmpdir(), 'meshport-ca-'));
  cleanUp.add(() => rmSync(work, { recursive: true, force: true }));
  let setting: Setting | undefined;
  const life = workloadLife();
  await checks.part(
    `A mesh that signs by itself, certificates for ${life} s`,
    () =>
      checks.must('it starts', async () => {
        const mesh = await startMesh(
          equipmentFolder(),
          join(work, 'mesh'),
          cleanUp,
          { name: 'east', network: 'net-east' },
          [
            `meshConfig.defaultConfig.proxyMetadata.SECRET_TTL=${life}s`,
            // A call that was tried again would hide one that was lost.
            'meshConfig.defaultHttpRetryPolicy.attempts=0',
            'meshConfig.defaultConfig.proxyStatsMatcher.inclusionRegexps[0]=.*ssl.*',
          ],
        );
        setting = { mesh, kubectl: new Kubectl(mesh), life, work, cleanUp };
      }),
  );
  return setting;
}

endInTime('e2e:ca', MINUTES, async (checks, cleanUp) => {
  const reason = await missing(equipmentFolder());
  if (reason) {
    checks.skip('certificate authorities on a real mesh', reason);
    return;
  }
  const setting = await start(checks, cleanUp);
  if (!setting) return;
  const { cases, write } = options;
  if (options.forced) {
    await forcedBundles(checks, setting, { cases, write });
    return;
  }
  const world = await prepareWorld(checks, setting);
  if (world) await certificates(checks, world);
});
