import { Checks } from '../../support/Checks';
import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { callTo, expectFrom } from './calls';
import { hostOf, Kind, KINDS } from './inputs';
import { Cell, inputOf } from './matrix';
import { World } from './World';

/** Upstreams that stay while others come and go. */
const STAYING: Kind[] = ['http', 'mutual', 'passthrough'];
const COMING: Kind[] = KINDS.filter(one => !STAYING.includes(one));
const ROUNDS = 2;

const pause = (seconds: number) =>
  new Promise(resolve => {
    setTimeout(resolve, seconds * 1000);
  });

function loopName(kind: Kind, cell: Cell): string {
  return hostOf(kind, cell.name);
}

async function startLoops(world: World, cell: Cell): Promise<void> {
  for (const kind of STAYING) {
    const host = hostOf(kind, cell.name);
    await world.named.startLoop(
      loopName(kind, cell),
      callTo(world.outside, kind, host, cell.address),
    );
  }
}

async function endLoops(world: World, cell: Cell): Promise<number> {
  const gateway = await cell.gateway.address();
  let made = 0;
  for (const kind of STAYING) {
    const outcome = await world.named.endLoop(loopName(kind, cell));
    expect(
      outcome.lost.length === 0,
      `no call to ${hostOf(kind, cell.name)} of ${outcome.made} is lost`,
      outcome.lost.slice(0, 5),
    );
    expect(
      outcome.made > 20 && outcome.from[gateway] === outcome.made,
      'each came by the gateway',
      outcome.from,
    );
    made += outcome.made;
  }
  return made;
}

async function expectWay(world: World, cell: Cell, from: string) {
  const calls = COMING.map(kind =>
    callTo(world.outside, kind, hostOf(kind, cell.name), cell.address),
  );
  const outcomes = await world.named.call(...calls);
  outcomes.forEach(outcome => expectFrom(from, world.named.name, outcome));
}

/** Takes upstreams away and adds them again, while calls to the others go on. */
export async function tryChange(
  checks: Checks,
  world: World,
  cell: Cell,
): Promise<void> {
  const { pattern, admission, gateway } = cell;
  await checks.check(
    `${pattern}, ${admission}: upstreams go and come ${ROUNDS} times, and no call to those that stay is lost`,
    async () => {
      const [pod] = await gateway.pods();
      await startLoops(world, cell);
      try {
        for (let round = 0; round < ROUNDS; round++) {
          await gateway.change(inputOf(world, cell, STAYING));
          const directly = await world.named.ready();
          await eventually(15, () => expectWay(world, cell, directly));
          await gateway.change(inputOf(world, cell, KINDS));
          const byGateway = await gateway.address();
          await eventually(15, () => expectWay(world, cell, byGateway));
        }
      } finally {
        await endLoops(world, cell);
      }
      const [now] = await gateway.pods();
      expect(
        now.metadata.uid === pod.metadata.uid,
        'its pod was not made anew',
        now.metadata.name,
      );
    },
  );
}

/** Removes a gateway while calls by another one of the same namespace go on. */
export async function tryRemoval(
  checks: Checks,
  world: World,
  removed: Cell,
  staying: Cell,
): Promise<void> {
  const { pattern } = removed;
  await checks.check(
    `${pattern}: removed, its hosts are called directly again, and no call by its neighbour is lost`,
    async () => {
      await startLoops(world, staying);
      try {
        await removed.gateway.remove();
        const directly = await world.named.ready();
        await eventually(20, () => expectWay(world, removed, directly));
        await pause(2);
      } finally {
        await endLoops(world, staying);
      }
      await eventually(20, async () => {
        const pods = await removed.gateway.pods();
        expect(pods.length === 0, 'its pods are gone', pods.length);
      });
    },
  );
}
