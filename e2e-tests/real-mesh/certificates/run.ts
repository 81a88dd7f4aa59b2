// Certificate authorities on a real mesh: a real istiod, Envoys, pods and a
// virtual machine that call each other all the while.
//
//   npm run e2e:ca -- [--life SECONDS]                     as root
//   npm run e2e:ca -- --first aws|google [--generated] [--life SECONDS]
//   npm run e2e:ca -- --restarts N [--life SECONDS]
//   npm run e2e:ca -- --forced [--cases PATTERN] [--write]
//
//   --life     of workload certificates; unless told, as short as the load of
//              this machine lets them be renewed in time
//   --first    a mesh that signs by itself gets its first authority of Amazon; or
//              of Google with revocation lists, which are switched off then,
//              and given up with the root
//   --generated  istiod keeps the authority that it makes itself in cacerts
//   --restarts no authority: istiod is restarted so often under the same calls,
//              which tells what a restart alone loses on this machine
//   --forced   every bad bundle, forced on the real istiod (half an hour);
//              with --write the table in docs/contributors/certificates.md is
//              made anew, without it compared
//   --cases    bundles whose name matches the regular expression
//
// MESH_ORACLE names the equipment's folder, MESH_CIDR addresses for the mesh.
import { mkdtempSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Checks } from '../../support/Checks';
import { CleanUp } from '../../support/programs';
import { removeFolder } from '../../support/removeFolder';
import { endInTime } from '../../support/timeLimit';
import { equipmentFolder, missing, startMesh } from '../equipment';
import { Kubectl } from '../Kubectl';
import { forcedBundles, SHORT_LIFE } from './forced/part';
import { plainRestarts } from './control';
import { firstAuthority } from './first';
import { certificates } from './journey';
import { listsLeftOut } from './leftOut';
import { Setting } from './Peers';
import { prepareWorld } from './prepare';
import { World } from './World';

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
    first: { type: 'string', default: 'local' },
    generated: { type: 'boolean', default: false },
    restarts: { type: 'string' },
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

/** What is done to the world, by whose authority is its first. */
const JOURNEYS: Record<
  string,
  (checks: Checks, world: World) => Promise<void>
> = {
  local: certificates,
  google: listsLeftOut,
  aws: (checks, world) =>
    checks.part('A self-signed mesh gets one of Amazon', () =>
      firstAuthority(checks, world, 'aws'),
    ),
};

async function start(
  checks: Checks,
  cleanUp: CleanUp,
): Promise<Setting | undefined> {
  const work = mkdtempSync(join(tmpdir(), 'meshport-ca-'));
  cleanUp.add(() => removeFolder(work));
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
            ...(options.generated
              ? ['values.pilot.env.USE_CACERTS_FOR_SELF_SIGNED_CA=true']
              : []),
          ],
        );
        setting = { mesh, kubectl: new Kubectl(mesh), life, work, cleanUp };
      }),
  );
  return setting;
}

const journey = JOURNEYS[options.first];
if (!journey) {
  throw new Error(`--first: use ${Object.keys(JOURNEYS).join(', ')}`);
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
  if (options.restarts) {
    await plainRestarts(checks, setting, Number(options.restarts));
    return;
  }
  const world = await prepareWorld(checks, setting);
  if (world) await journey(checks, world);
});
