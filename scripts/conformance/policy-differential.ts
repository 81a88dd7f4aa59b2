import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { askCall } from '@meshport/istio';
import {
  equipmentFolder,
  missing,
  readMesh,
  startMesh,
} from '../../e2e-tests/real-mesh/equipment';
import { CleanUp } from '../../e2e-tests/support/programs';
import { CALLER_KINDS, GeneratedCall, generateCalls } from './generated/calls';
import { Choices } from './generated/Choices';
import { generateMeshConfig, generatePolicies } from './generated/policies';
import { PolicyWire } from './generated/PolicyWire';
import { answerLine } from './policy';
import { callObjectsOf } from './policyCluster';
import { UsageError } from './UsageError';

const USAGE = `npm run conformance -- policy-differential [--rounds N] [--first N] [--seed N]
  [--calls N] [--mesh DIR]`;
/** Milliseconds that a disagreement waits for proxies that had no news yet. */
const PATIENCE = [3000, 6000];
/** Rounds after which the mesh gets other settings, which take longer to be everywhere. */
const SETTINGS = 4;
const SETTINGS_SETTLE = 5000;

interface Count {
  asked: number;
  agreed: number;
  refused: number;
  notKnown: number;
}

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
        mesh: { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${USAGE}`);
  }
}

/** Asks the wire until it says what we do, or time is up. */
async function agree(
  wire: PolicyWire,
  calls: readonly GeneratedCall[],
  expected: readonly (boolean | undefined)[],
): Promise<number[]> {
  const codes = await wire.call(calls);
  const isOpen = (index: number) =>
    expected[index] !== undefined && expected[index] !== (codes[index] === 200);
  for (const wait of PATIENCE) {
    const open = [...calls.keys()].filter(isOpen);
    if (open.length) {
      await setTimeout(wait);
      const again = await wire.call(open.map(index => calls[index]));
      open.forEach((index, at) => codes.splice(index, 1, again[at]));
    }
  }
  return codes;
}

async function compare(
  wire: PolicyWire,
  kubeconfig: string,
  options: { seed: number; first: number; rounds: number; calls: number },
): Promise<boolean> {
  const counts = new Map<string, Count>();
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
    await wire.replace(generatePolicies(random, wire.cidr));
    const objects = await callObjectsOf({
      kubeconfig,
      istioNamespace: 'istio-system',
      revision: '',
    });
    const calls = generateCalls(random, options.calls, callers);
    const answers = await Promise.all(
      calls.map(call => askCall(objects, call)),
    );
    const codes = await agree(
      wire,
      calls,
      answers.map(one => one.allowed),
    );
    for (const [index, call] of calls.entries()) {
      const answer = answers[index];
      const count = counts.get(call.kind) ?? {
        asked: 0,
        agreed: 0,
        refused: 0,
        notKnown: 0,
      };
      counts.set(call.kind, count);
      count.asked++;
      if (answer.allowed === undefined) {
        count.notKnown++;
      } else if (answer.allowed === (codes[index] === 200)) {
        count.agreed++;
        count.refused += answer.allowed ? 0 : 1;
      } else {
        console.log(
          `seed ${seed}, round ${round}: ${JSON.stringify(call)}\n  the wire: ${
            codes[index]
          }\n  we: ${answerLine(answer)}`,
        );
      }
    }
  }
  return tell(counts);
}

function tell(counts: ReadonlyMap<string, Count>): boolean {
  const all = [...counts.values()];
  const sum = (of: keyof Count) =>
    all.reduce((total, one) => total + one[of], 0);
  for (const kind of CALLER_KINDS) {
    const { asked, agreed, refused, notKnown } = counts.get(kind) ?? {
      asked: 0,
      agreed: 0,
      refused: 0,
      notKnown: 0,
    };
    console.log(
      `${kind}: ${agreed} of ${
        asked - notKnown
      } as the wire, ${refused} of them refusals; ${notKnown} not known`,
    );
  }
  const failed = sum('asked') - sum('notKnown') - sum('agreed');
  console.log(`${sum('agreed')} passed, ${failed} failed, 0 skipped`);
  return failed === 0 && sum('agreed') > 0;
}

/**
 * `npm run conformance -- policy-differential …`: asks the simulator and the wire
 * the same questions. Without `--mesh` it starts the equipment's mesh and ends it;
 * with it the folder of a running one, of which it changes the settings.
 *
 * @returns whether they agreed in all that is known
 */
export async function policyDifferential(
  args: string[],
  from: string,
): Promise<boolean> {
  const { mesh: folder, ...texts } = parse(args);
  if (!Object.values(texts).every(text => /^\d{1,6}$/.test(text))) {
    throw new UsageError(`All but --mesh are numbers.\n${USAGE}`);
  }
  const reason = await missing(equipmentFolder());
  if (reason) {
    console.log(`skip  ${reason}`);
    console.log('0 passed, 0 failed, 1 skipped');
    return true;
  }
  const work = mkdtempSync(join(tmpdir(), 'meshport-policies-'));
  const cleanUp = new CleanUp();
  cleanUp.add(() => rmSync(work, { recursive: true, force: true }));
  try {
    const mesh = folder
      ? readMesh(equipmentFolder(), resolve(from, folder))
      : await startMesh(equipmentFolder(), join(work, 'mesh'), cleanUp);
    const wire = new PolicyWire(mesh, work);
    await wire.start(cleanUp);
    return await compare(wire, mesh.kubeconfig, {
      seed: Number(texts.seed),
      first: Number(texts.first),
      rounds: Number(texts.rounds),
      calls: Number(texts.calls),
    });
  } finally {
    await cleanUp.run();
  }
}
