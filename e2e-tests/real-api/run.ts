// The inventory against a real API server in trouble. `npm run e2e:real` runs
// it too; by itself, without root:
//
//   node --require @backstage/cli/config/nodeTransform.cjs e2e-tests/real-api/run.ts
//
// MESH_ORACLE names the equipment's folder, MESHPORT_SEED repeats a run.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { equipmentFolder } from '../real-mesh/equipment';
import { run } from '../support/programs';
import { endInTime } from '../support/timeLimit';
import { oidc } from './oidc';
import { reflectorUnderFaults } from './reflectorUnderFaults';
import { restarts } from './restarts';

endInTime('the inventory on a real API server', 10, async (checks, cleanUp) => {
  const build = join(equipmentFolder(), 'build');
  if (!existsSync(build)) {
    checks.skip(
      'the inventory on a real API server',
      `no equipment in ${equipmentFolder()}; name its folder in MESH_ORACLE`,
    );
    return;
  }
  const { stdout } = await run(build, [], { timeout: 45 * 60 });
  const bin = stdout.trim().split('\n').pop()!;
  const work = mkdtempSync(join(tmpdir(), 'meshport-real-api-'));
  cleanUp.add(() => rmSync(work, { recursive: true, force: true }));
  await checks.part('The inventory when a real API server is restarted', () =>
    restarts(checks, { bin, work, cleanUp }),
  );
  await checks.part('The inventory as a user of an OpenID Connect issuer', () =>
    oidc(checks, { bin, work, cleanUp }),
  );
  await checks.part('The inventory on a real API server in trouble', () =>
    reflectorUnderFaults(checks, { bin, work, writes: 3200, cleanUp }),
  );
});
