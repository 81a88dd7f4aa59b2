import { Checks } from '../../support/Checks';
import { startAuthorized, tryAuthorized } from '../egress/authorized';
import { tryChange, tryRemoval } from '../egress/changes';
import { startByName, tryByName } from '../egress/byName';
import { startExposed, tryExposed } from '../egress/exposed';
import { startFirstWord, tryFirstWord } from '../egress/firstWord';
import { tryGoldens } from '../egress/goldens';
import { tryJobs } from '../egress/jobs';
import { Cell, startMatrix, tryMatrix } from '../egress/matrix';
import { startTeams, tryNeighbours } from '../egress/neighbours';
import { startProbed, tryReadiness } from '../egress/readiness';
import { startWary, tryTrust } from '../egress/trust';
import { World } from '../egress/World';
import { Journey } from './Journey';

function callsOf(world: World): number {
  return world.callers.reduce((sum, { made }) => sum + made, 0);
}

/** Starts gateways and tries them; the others are tried even when these do not start. */
async function family<T>(
  checks: Checks,
  name: string,
  start: () => Promise<T>,
  tryThem: (gateways: T) => Promise<void>,
): Promise<void> {
  let started: { gateways: T } | undefined;
  await checks.check(name, async () => {
    started = { gateways: await start() };
  });
  if (started) await tryThem(started.gateways);
}

export const egressPatterns: Journey = {
  title: 'Egress gateways of every pattern, kind and caller',
  async run(checks, situation) {
    let world!: World;
    let cells!: Cell[];
    await checks.must('servers outside and callers inside', async () => {
      world = await World.of(situation);
    });
    await checks.must('two gateways of each pattern get ready', async () => {
      cells = await startMatrix(world);
    });
    await tryMatrix(checks, world, cells);
    const named = cells.filter(one => one.admission === 'named');
    await family(
      checks,
      'two teams get gateways of their own',
      () => startTeams(world),
      teams =>
        tryNeighbours(
          checks,
          world,
          named.map(one => one.gateway),
          teams,
        ),
    );
    const { authority } = world.outside;
    await family(
      checks,
      'gateways are exposed by an ingress gateway',
      () => startExposed(world, authority),
      exposed => tryExposed(checks, world, authority, exposed),
    );
    await family(
      checks,
      'gateways with a probe of their upstream get ready',
      () => startProbed(world),
      probed => tryReadiness(checks, world, probed),
    );
    await family(
      checks,
      'gateways that ask an external authorizer get ready',
      () => startAuthorized(world, situation.cleanUp),
      authorized => tryAuthorized(checks, world, authorized),
    );
    await family(
      checks,
      'a gateway that must not trust everybody gets ready',
      () => startWary(world),
      wary => tryTrust(checks, world, wary),
    );
    await family(
      checks,
      'gateways to servers that speak first get ready',
      () => startFirstWord(world),
      greeted => tryFirstWord(checks, world, greeted),
    );
    await tryJobs(checks, world, named);
    await family(
      checks,
      'a gateway to hosts without fixed addresses gets ready',
      () => startByName(world),
      async byName => {
        await tryByName(checks, world, byName);
        // Where no DNS answers, proxies that start wait long for its hosts.
        await byName.remove();
      },
    );
    // All at once: each has hosts, addresses and loops of its own.
    await Promise.all(cells.map(cell => tryChange(checks, world, cell)));
    await Promise.all(
      named.map(staying => {
        const removed = cells.find(
          one => one.pattern === staying.pattern && one !== staying,
        )!;
        return tryRemoval(checks, world, removed, staying);
      }),
    );
    console.log(`      ${callsOf(world)} calls made`);
    await tryGoldens(checks, situation, world.chart);
  },
};
