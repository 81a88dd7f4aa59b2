import { setTimeout as sleep } from 'node:timers/promises';
import { Checks } from '../../support/Checks';
import { expect } from '../../support/expect';
import { agentsBefore, CallLoop, waysAnswer } from './CallLoop';
import { SYSTEM } from './Istiod';
import { Peer, Setting, startPeers } from './Peers';

/** An istiod that starts under load takes no longer. */
const RESTARTED_WITHIN = '120s';

/**
 * The same calls while istiod is restarted again and again, and nothing else is
 * done to it: what they lose is lost by the restart, and by no change of ours.
 * Tells figures; calls that are lost fail nothing here.
 */
export async function plainRestarts(
  checks: Checks,
  setting: Setting,
  times: number,
): Promise<void> {
  let peers: Peer[] = [];
  await checks.part('Two pods and a machine', async () => {
    await checks.must('every one reaches every other one', async () => {
      peers = await startPeers(setting, { namespace: 'calls', machine: true });
      await waysAnswer(peers);
    });
  });
  await checks.part(`istiod is restarted ${times} times`, async () => {
    const restart = () => restarted(setting, peers);
    for (let time = 1; time <= times; time++) {
      await checks.check(`restart ${time}`, restart);
    }
  });
}

async function restarted(setting: Setting, peers: Peer[]): Promise<void> {
  const { kubectl, life } = setting;
  const loop = await CallLoop.start(peers);
  const began = Date.now();
  let calls: Awaited<ReturnType<CallLoop['end']>>;
  let seconds = 0;
  try {
    const istiod = ['-n', SYSTEM, 'rollout'];
    await kubectl.run(...istiod, 'restart', 'deployment/istiod');
    await kubectl.run(
      ...istiod,
      'status',
      'deployment/istiod',
      `--timeout=${RESTARTED_WITHIN}`,
    );
    seconds = (Date.now() - began) / 1000;
    // Every workload asks for a certificate meanwhile.
    await sleep(life * 1000);
  } finally {
    calls = await loop.end();
  }
  const { made, lost } = calls;
  console.log(
    `      ${made} calls, ${lost.length} lost; istiod was ready after ${seconds} s`,
  );
  for (const one of lost) console.log(`      ${one}`);
  if (lost.length > 0) {
    console.log(await agentsBefore(peers, lost[0]));
  }
  expect(made > 0, 'calls were made', made);
}
