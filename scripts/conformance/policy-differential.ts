import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import {
  equipmentFolder,
  missing,
  readMesh,
  startMesh,
} from '../../e2e-tests/real-mesh/equipment';
import { CleanUp } from '../../e2e-tests/support/programs';
import { removeFolder } from '../../e2e-tests/support/removeFolder';
import { Agreement } from './generated/agreement';
import { generateCalls } from './generated/calls';
import { Choices } from './generated/Choices';
import { generateMeshConfig, generatePolicies } from './generated/policies';
import { PolicyWire } from './generated/PolicyWire';
import { askCases } from './policyCases/askCases';
import { UsageError } from './UsageError';

const USAGE = `npm run conformance -- policy-differential [--rounds N] [--first N] [--seed N]
  [--calls N] [--cases WORDS|none] [--mesh DIR]`;
/** Rounds after which the mesh gets other settings, which take longer to be everywhere. */
const SETTINGS = 4;
const SETTINGS_SETTLE = 5000;

function parse(args: string[]) {
  const number = (text: string) => ({ type: 'string', default: text } as const);
  try {
    return parseArgs({
      args,
      options: {
        rounds: number('25'),
        first: number('0'),
        seed: number('1'),
        calls: number('48'),
        cases: { type: 'string', default: '' },
        mesh: { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${USAGE}`);
  }
}

async function askRounds(
  wire: PolicyWire,
  agreement: Agreement,
  options: { seed: number; first: number; rounds: number; calls: number },
): Promise<void> {
  const { seed, first, rounds } = options;
  for (let round = first; round < first + rounds; round++) {
    if (round === first || round % SETTINGS === 0) {
      const group = Math.floor(round / SETTINGS);
      await wire.configure(
        generateMeshConfig(new Choices(seed * 1000 + 500 + group)),
      );
      await setTimeout(SETTINGS_SETTLE);
    }
    const random = new Choices(seed * 1000 + round);
    const callers = await wire.callers();
    const refused = await wire.replace(generatePolicies(random, wire.cidr));
    refused.forEach(line => process.stderr.write(`${line}\n`));
    await agreement.ask(
      `seed ${seed}, round ${round}`,
      generateCalls(random, options.calls, callers),
    );
  }
}

/**
 * `npm run conformance -- policy-differential …`: asks the simulator and the wire
 * the same questions: cases written by hand (`--cases` names a part of their
 * titles, or `none`), then random ones. Without `--mesh` it starts the equipment's mesh and ends it;
 * with it the folder of a running one, of which it changes the settings.
 *
 * @returns whether they agreed in all that is known
 */
export async function policyDifferential(
  args: string[],
  from: string,
): Promise<boolean> {
  const { mesh: folder, cases, ...texts } = parse(args);
  if (!Object.values(texts).every(text => /^\d{1,6}$/.test(text))) {
    throw new UsageError(`All but --mesh and --cases are numbers.\n${USAGE}`);
  }
  const reason = await missing(equipmentFolder());
  if (reason) {
    console.log(`skip  ${reason}`);
    console.log('0 passed, 0 failed, 1 skipped');
    return true;
  }
  const work = mkdtempSync(join(tmpdir(), 'meshport-policies-'));
  const cleanUp = new CleanUp();
  cleanUp.add(() => removeFolder(work));
  try {
    const mesh = folder
      ? readMesh(equipmentFolder(), resolve(from, folder))
      : await startMesh(equipmentFolder(), join(work, 'mesh'), cleanUp);
    const wire = new PolicyWire(mesh, work);
    await wire.start(cleanUp);
    const agreement = new Agreement(wire, mesh.kubeconfig);
    if (cases !== 'none') {
      await askCases(wire, agreement, cases);
    }
    await askRounds(wire, agreement, {
      seed: Number(texts.seed),
      first: Number(texts.first),
      rounds: Number(texts.rounds),
      calls: Number(texts.calls),
    });
    return agreement.tell();
  } finally {
    await cleanUp.run();
  }
}
