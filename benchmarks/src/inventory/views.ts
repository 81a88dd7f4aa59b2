import { BenchmarkOptions } from '../frame/Benchmark';
import { measured, Measurement } from '../frame/Measurement';
import { median, percentile } from '../frame/statistics';
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
const VIEWS = ['version', 'virtual-machines', 'policies'];

/** Milliseconds of each answer of one round, and what else it showed. */
interface Round {
  view: number[];
  floor: number[];
  peer: number[];
  viewCpuMs: number;
  floorCpuMs: number;
  clusterRequests: number;
}

/**
 * The answers for an entity against the kubernetes plugin's answer for the same
 * entity and kinds, and against the least that a permitted answer can cost.
 */
export async function views(options: BenchmarkOptions): Promise<Measurement[]> {
  return withPortal(options, [APPLICATION], async (portal, large) => {
    const measurements: Measurement[] = [];
    for (const view of VIEWS) {
      options.say(`view ${view}`);
      const rounds = await roundsOf(portal, large, view, options.quick);
      measurements.push(...told(view, rounds));
    }
    return [
      ...measurements,
      measured(
        "the API's own time for the peer's selections, all at once over open connections, p50",
        await timeOfPlainSelection(large.cluster, APPLICATION),
        'ms',
      ),
    ];
  });
}

async function roundsOf(
  portal: Portal,
  large: LargeCluster,
  view: string,
  quick: boolean,
): Promise<Round[]> {
  const counts = quick
    ? { rounds: 2, pairs: 40, cpu: 20, peer: 5 }
    : { rounds: 5, pairs: 200, cpu: 100, peer: 20 };
  const path = viewPath(APPLICATION, view);
  const { length } = await portal.ask(path);
  await portal.call('setFloorBody', JSON.stringify('x'.repeat(length - 2)));
  const askView = () => portal.ask(path);
  const askFloor = () => portal.ask('/floor/answer');
  const askPeer = () =>
    portal.ask(`/kubernetes/services/${entityOf(APPLICATION).metadata.name}`, {
      entity: entityOf(APPLICATION),
    });
  await inTurns(counts.pairs, [askFloor, askView]);
  await inTurns(3, [askPeer]);

  const rounds: Round[] = [];
  for (let round = 0; round < counts.rounds; round += 1) {
    const [peer] = await inTurns(counts.peer, [askPeer]);
    // The peer leaves garbage behind that is not ours to collect.
    await inTurns(10, [askFloor, askView]);
    await large.program.call('takeRequests', large.cluster.name);
    const [floor, own] = await inTurns(counts.pairs, [askFloor, askView]);
    const requests = await large.program.call(
      'takeRequests',
      large.cluster.name,
    );
    rounds.push({
      peer,
      floor,
      view: own,
      floorCpuMs: await cpuPerAnswer(portal, counts.cpu, askFloor),
      viewCpuMs: await cpuPerAnswer(portal, counts.cpu, askView),
      clusterRequests: requests.filter(request => !isOfNoView(request)).length,
    });
  }
  return rounds;
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

function told(view: string, rounds: Round[]): Measurement[] {
  const over = (of: (round: Round) => number) => median(rounds.map(of));
  const shares = [
    ['p50', 0.5],
    ['p99', 0.99],
  ] as const;
  return [
    ...shares.flatMap(([name, share]) => [
      measured(
        `view ${view}: ${name}`,
        over(round => percentile(round.view, share)),
        'ms',
      ),
      measured(
        `view ${view}: ${name} of the kubernetes plugin's answer, over ours`,
        over(
          round =>
            percentile(round.peer, share) / percentile(round.view, share),
        ),
        'times faster',
        { atLeast: 20 },
      ),
      measured(
        `view ${view}: ${name} over that of ready JSON after the same permission call`,
        over(
          round =>
            percentile(round.view, share) / percentile(round.floor, share),
        ),
        'ratio',
        { atMost: 1.3 },
      ),
    ]),
    measured(
      `view ${view}: CPU that we add to the floor's`,
      over(round => round.viewCpuMs - round.floorCpuMs),
      'ms per view',
    ),
    measured(
      `view ${view}: requests to the cluster`,
      Math.max(...rounds.map(round => round.clusterRequests)) /
        rounds[0].view.length,
      'requests per view',
      { atMost: 0 },
    ),
  ];
}
