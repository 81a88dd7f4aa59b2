import { BenchmarkOptions } from '../frame/Benchmark';
import { measured, Measurement } from '../frame/Measurement';
import { median, percentile } from '../frame/statistics';
import { judgedKinds, MEASURED_VIEWS } from '../processes/judgedKinds';
import { Portal } from '../processes/Portal';
import { isOfNoView } from './clusterRequests';
import { timeOfPlainSelection } from './plainSelection';
import {
  entityOf,
  LargeCluster,
  viewPath,
  withPortal,
} from './withLargeCluster';

const APPLICATION = 7;
/** Pods and WorkloadEntries of an application, 20 each. */
const LEAST_OBJECTS = 40;

/** Milliseconds of each answer about one view, and what else they showed. */
interface Asked {
  view: number[];
  floor: number[];
  /** What one answer costs the portal's process, of each round. */
  cpuMs: { view: number; floor: number }[];
  clusterRequests: number;
}

/**
 * The answers for an entity against the kubernetes plugin's answer for the same
 * entity and kinds, and against the least that a permitted answer can cost.
 */
export async function views(options: BenchmarkOptions): Promise<Measurement[]> {
  return withPortal(options, [APPLICATION], async (portal, large) => {
    const { peer, asked } = await askInRounds(portal, large, options);
    return [
      ...MEASURED_VIEWS.flatMap(view => told(view, asked[view], peer)),
      measured(
        "p50 of the kubernetes plugin's answer",
        percentile(peer, 0.5),
        'ms',
      ),
      measured(
        "p99 of the kubernetes plugin's answer",
        percentile(peer, 0.99),
        'ms',
      ),
      measured(
        "the API's own time for the peer's selections, all at once over open connections, p50",
        await timeOfPlainSelection(large.cluster, APPLICATION),
        'ms',
      ),
    ];
  });
}

/** In every round each side has its turns, so that all share the machine's moods. */
async function askInRounds(
  portal: Portal,
  large: LargeCluster,
  { quick, say }: BenchmarkOptions,
): Promise<{ peer: number[]; asked: Record<string, Asked> }> {
  const counts = quick
    ? { rounds: 2, pairs: 40, cpu: 20, peer: 5 }
    : { rounds: 25, pairs: 40, cpu: 20, peer: 40 };
  const entity = entityOf(APPLICATION);
  const askPeer = () =>
    portal.ask(`/kubernetes/services/${entity.metadata.name}`, { entity });
  checkPeer(await askPeer());
  const askFloor = () => portal.ask('/floor/answer');
  const peer: number[] = [];
  const asked: Record<string, Asked> = Object.fromEntries(
    MEASURED_VIEWS.map(view => [
      view,
      { view: [], floor: [], cpuMs: [], clusterRequests: 0 },
    ]),
  );
  // What is asked first pays for what is prepared then.
  for (let round = -1; round < counts.rounds; round += 1) {
    await portal.call('collect');
    const [peerTimes] = await inTurns(counts.peer, [askPeer]);
    if (round >= 0) {
      peer.push(...peerTimes);
    }
    for (const view of MEASURED_VIEWS) {
      const path = viewPath(APPLICATION, view);
      const askView = () => portal.ask(path);
      const { length } = await askView();
      await portal.call('setFloorBody', JSON.stringify('x'.repeat(length - 2)));
      // What others leave behind is theirs to collect.
      await portal.call('collect');
      // Whoever comes second finds the processor's caches warm.
      const isFloorFirst = round % 2 === 0;
      const sides = isFloorFirst ? [askFloor, askView] : [askView, askFloor];
      await inTurns(5, sides);
      await large.program.call('takeRequests', large.cluster.name);
      const times = await inTurns(counts.pairs, sides);
      const requests = await large.program.call(
        'takeRequests',
        large.cluster.name,
      );
      if (round >= 0) {
        const costs = [];
        for (const ask of sides) {
          costs.push(await cpuPerAnswer(portal, counts.cpu, ask));
        }
        const [floor, own] = isFloorFirst ? [0, 1] : [1, 0];
        asked[view].floor.push(...times[floor]);
        asked[view].view.push(...times[own]);
        asked[view].cpuMs.push({ floor: costs[floor], view: costs[own] });
        asked[view].clusterRequests += requests.filter(
          request => !isOfNoView(request),
        ).length;
      }
    }
    say(`${round + 1} of ${counts.rounds} rounds`);
  }
  return { peer, asked };
}

/** An answer that lacks something would be a fast one, and no comparison. */
function checkPeer(answer: string) {
  const { items } = JSON.parse(answer) as {
    items: { errors: object[]; resources: { resources: object[] }[] }[];
  };
  const errors = items.flatMap(item => item.errors);
  const kinds = items.flatMap(item => item.resources);
  const found = kinds.reduce((sum, kind) => sum + kind.resources.length, 0);
  const { objectTypes, customResources } = judgedKinds();
  const asked = objectTypes.length + customResources.length;
  if (errors.length > 0 || kinds.length !== asked || found < LEAST_OBJECTS) {
    throw new Error(
      `the kubernetes plugin answers with ${found} objects of ${
        kinds.length
      } of ${asked} kinds and these errors: ${JSON.stringify(errors)}`,
    );
  }
}

/** Asks one after the other, again and again; the times of each. */
async function inTurns(
  times: number,
  asks: (() => Promise<unknown>)[],
): Promise<number[][]> {
  const taken: number[][] = asks.map(() => []);
  for (let turn = 0; turn < times; turn += 1) {
    for (const [index, ask] of asks.entries()) {
      const began = performance.now();
      await ask();
      taken[index].push(performance.now() - began);
    }
  }
  return taken;
}

async function cpuPerAnswer(
  portal: Portal,
  times: number,
  ask: () => Promise<unknown>,
): Promise<number> {
  const before = await portal.call('cpuMs');
  await inTurns(times, [ask]);
  return ((await portal.call('cpuMs')) - before) / times;
}

function told(
  view: string,
  { view: own, floor, cpuMs, clusterRequests }: Asked,
  peer: number[],
): Measurement[] {
  const shares = [
    ['p50', 0.5],
    ['p99', 0.99],
  ] as const;
  return [
    ...shares.flatMap(([name, share]) => {
      const ms = percentile(own, share);
      return [
        measured(`view ${view}: ${name}`, ms, 'ms'),
        measured(
          `view ${view}: ${name} of the kubernetes plugin's answer, over ours`,
          percentile(peer, share) / ms,
          'times faster',
          { atLeast: 20 },
        ),
        measured(
          `view ${view}: ${name} over that of ready JSON after the same permission call`,
          ms / percentile(floor, share),
          'ratio',
          { atMost: 1.3 },
        ),
      ];
    }),
    measured(
      `view ${view}: CPU that we add to the floor's`,
      median(cpuMs.map(cost => cost.view - cost.floor)),
      'ms per view',
    ),
    measured(
      `view ${view}: requests to the cluster`,
      clusterRequests / own.length,
      'requests per view',
      { atMost: 0 },
    ),
  ];
}
