import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  equipmentFolder,
  missing,
  startMesh,
} from '../../e2e-tests/real-mesh/equipment';
import { CleanUp } from '../../e2e-tests/support/programs';
import { removeFolder } from '../../e2e-tests/support/removeFolder';
import { VmBundleBench } from './generated/VmBundleBench';
import { UsageError } from './UsageError';
import { keptObjects } from './vmObjects';
import {
  Equipment,
  Verdict,
  VmBundleDifferential,
} from './VmBundleDifferential';

const USAGE = `npm run conformance -- vm-bundle-differential [--count BUNDLES] [--seed N]
  [--kubeconfig FILE --istioctl PROGRAM]`;
const NAMESPACE = 'vm-bundle-differential';

function parse(args: string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args,
      options: {
        count: { ...text, default: '320' },
        seed: { ...text, default: '1' },
        kubeconfig: text,
        istioctl: text,
      },
    }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${USAGE}`);
  }
}

function tell(verdicts: Verdict[]): void {
  const count = (is: (one: Verdict) => boolean) => verdicts.filter(is).length;
  const mends = new Map<string, number>();
  for (const name of verdicts.flatMap(one => one.mends)) {
    mends.set(name, (mends.get(name) ?? 0) + 1);
  }
  const fromCluster = count(one => one.from === 'cluster');
  console.log(
    `${fromCluster} groups were read from the cluster, ${
      verdicts.length - fromCluster
    } from files; ${count(
      one => one.refused,
    )} further calls were refused by both sides. Mends that were seen:`,
  );
  [...mends]
    .sort()
    .forEach(([name, times]) => console.log(`  ${times} times: ${name}`));
}

/** Whether the cluster and its istiod take every object of the model. */
async function areTaken(bench: VmBundleBench): Promise<boolean> {
  let taken = true;
  for (const { file, objects } of keptObjects()) {
    for (const object of objects) {
      const refusal = await bench.refusalOf(object);
      if (refusal) {
        taken = false;
        console.log(`${file}: ${object.kind} is not taken: ${refusal}`);
      }
    }
  }
  return taken;
}

/** Tries cases until so many bundles were compared. */
async function compareAll(
  equipment: Equipment,
  count: number,
  seed: number,
): Promise<boolean> {
  const bench = new VmBundleBench(equipment.kubeconfig, NAMESPACE);
  await bench.prepare();
  const taken = await areTaken(bench);
  const differential = new VmBundleDifferential(equipment, bench, NAMESPACE);
  const verdicts: Verdict[] = [];
  const bundles = () => verdicts.filter(one => !one.refused);
  for (
    let id = (seed % 100_000) * 10_000;
    bundles().length < count && verdicts.length < 3 * count;
    id += 1
  ) {
    const verdict = await differential.try(id);
    verdicts.push(verdict);
    verdict.differences.forEach(text => console.log(`case ${id}: ${text}`));
  }
  const passed = bundles().filter(one => one.differences.length === 0).length;
  tell(verdicts);
  console.log(`vm-bundle: passed ${passed} of ${count}`);
  return passed === count && taken;
}

/**
 * `npm run conformance -- vm-bundle-differential …`: compares generated bundles
 * with those that the real istioctl writes on a throw-away mesh, which it starts
 * where none is named. Every difference has to be a mend that
 * docs/contributors/conformance.md lists.
 *
 * @returns whether all was as it must be
 */
export async function vmBundleDifferential(args: string[]): Promise<boolean> {
  const { count, seed, kubeconfig, istioctl } = parse(args);
  if (![count, seed].every(text => /^\d{1,9}$/.test(text))) {
    throw new UsageError(`--count and --seed are numbers.\n${USAGE}`);
  }
  const work = mkdtempSync(join(tmpdir(), 'meshport-differential-'));
  const cleanUp = new CleanUp();
  cleanUp.add(() => removeFolder(work));
  try {
    if (kubeconfig && istioctl) {
      return await compareAll(
        { kubeconfig, istioctl, work },
        Number(count),
        Number(seed),
      );
    }
    const reason = await missing(equipmentFolder());
    if (reason) {
      console.log(`skip  ${reason}`);
      console.log('0 passed, 0 failed, 1 skipped');
      return true;
    }
    const mesh = await startMesh(
      equipmentFolder(),
      join(work, 'mesh'),
      cleanUp,
    );
    return await compareAll(
      {
        kubeconfig: mesh.kubeconfig,
        istioctl: join(mesh.bin, 'istioctl'),
        work,
      },
      Number(count),
      Number(seed),
    );
  } finally {
    await cleanUp.run();
  }
}
