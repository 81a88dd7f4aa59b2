// Asks the simulator and the wire the same questions, on a throw-away mesh.
//
//   node --require @backstage/cli/config/nodeTransform.cjs \
//     scripts/conformance/policy-differential.ts --kubectl FILE [--rounds N] [--seed N] [--first N]
//
// KUBECONFIG names the cluster, in which Istio runs and pods may start `python3`.
// It makes the namespaces of generated/policyWorld.ts and leaves them there.
import { parseArgs } from 'node:util';
import { answerLine } from './policy';
import { callObjectsOf } from './policyCluster';
import { Choices } from './generated/Choices';
import { PolicyWire } from './generated/PolicyWire';
import { generatePolicies } from './generated/policies';
import { generateCalls } from './generated/calls';
import { askCall } from '@meshport/istio';

const { values } = parseArgs({
  options: {
    kubectl: { type: 'string', default: 'kubectl' },
    rounds: { type: 'string', default: '25' },
    seed: { type: 'string', default: '1' },
    first: { type: 'string', default: '0' },
  },
});
const CALLS = 48;

async function main(): Promise<boolean> {
  const wire = new PolicyWire(values.kubectl);
  await wire.start();
  const counts = { asked: 0, agreed: 0, notKnown: 0, refused: 0 };
  const first = Number(values.first);
  for (let round = first; round < first + Number(values.rounds); round++) {
    const random = new Choices(Number(values.seed) * 1000 + round);
    const policies = generatePolicies(random);
    await wire.replace(policies);
    const objects = await callObjectsOf({
      kubeconfig: process.env.KUBECONFIG ?? '',
      istioNamespace: 'istio-system',
      revision: '',
    });
    const calls = generateCalls(random, CALLS, await wire.pods());
    let codes = await wire.call(calls);
    for (const [index, call] of calls.entries()) {
      const answer = await askCall(objects, call);
      counts.asked++;
      if (answer.allowed === undefined) {
        counts.notKnown++;
        continue;
      }
      counts.refused += answer.allowed ? 0 : 1;
      if (answer.allowed !== (codes[index] === 200)) {
        // A proxy may not have had the policies yet.
        await new Promise(resolve => setTimeout(resolve, 3000));
        codes = await wire.call(calls);
      }
      if (answer.allowed === (codes[index] === 200)) {
        counts.agreed++;
      } else {
        console.log(
          `seed ${values.seed}, round ${round}: ${JSON.stringify(
            call,
          )}\n  the wire: ${codes[index]}\n  we: ${answerLine(answer)}`,
        );
      }
    }
  }
  const { asked, agreed, notKnown, refused } = counts;
  console.log(
    `policy: ${agreed} of ${
      asked - notKnown
    } answers as the wire gave them; ${refused} of them refusals; ${notKnown} not known`,
  );
  return agreed === asked - notKnown;
}

main().then(
  good => {
    process.exitCode = good ? 0 : 1;
  },
  (error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  },
);
