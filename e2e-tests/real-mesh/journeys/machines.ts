import { Checks } from '../../support/Checks';
import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { Machine } from '../Machine';
import { COMPONENT, Situation } from '../situation';
import { Journey } from './Journey';

const GROUP = {
  name: 'ratings-vm',
  namespace: COMPONENT.namespace,
  port: 9080,
};
const ANNOTATION = 'istio.io/';

/** What the card says of the machines, by address, once it is as wished. */
function shown(
  { people }: Situation,
  seconds: number,
  wished: string,
  test: (machines: any[]) => boolean,
): Promise<any[]> {
  return eventually(seconds, async () => {
    const { items } = await people.developer.card(
      COMPONENT.name,
      'virtual-machines',
    );
    expect(test(items), wished, items);
    return items;
  });
}

function of(machines: any[], { address }: Machine): any {
  return machines.find(one => one.address === address);
}

/** The WorkloadEntry that istiod made of a machine. */
async function entryOf({ kubectl }: Situation, { address }: Machine) {
  const { items } = await kubectl.json(
    ...['workloadentries', '-n', COMPONENT.namespace],
  );
  return items.find((entry: any) => entry.spec.address === address);
}

/** @throws When the card does not tell the very times that the WorkloadEntry bears. */
async function expectTimes(
  situation: Situation,
  machine: Machine,
  health: string,
): Promise<any> {
  return eventually(5, async () => {
    const items = await shown(
      situation,
      0,
      `${machine.name} is ${health}`,
      all => of(all, machine)?.health === health,
    );
    const vm = of(items, machine);
    const entry = await entryOf(situation, machine);
    const { annotations = {} } = entry?.metadata ?? {};
    const probe = entry?.status?.conditions?.find(
      ({ type }: any) => type === 'Healthy',
    );
    const isGone = health === 'disconnected';
    expect(
      vm.name === entry?.metadata.name &&
        vm.connectedSince ===
          (isGone ? undefined : annotations[`${ANNOTATION}connectedAt`]) &&
        vm.disconnectedSince ===
          (isGone ? annotations[`${ANNOTATION}disconnectedAt`] : undefined) &&
        vm.healthSince === probe?.lastTransitionTime,
      'the times of its WorkloadEntry',
      { vm, annotations, probe },
    );
    return vm;
  });
}

function expectNear(time: string, expected: number, seconds: number): void {
  expect(
    Math.abs(Date.parse(time) - expected) <= seconds * 1000,
    `within ${seconds} s of ${new Date(expected).toISOString()}`,
    time,
  );
}

async function join(
  checks: Checks,
  situation: Situation,
  machines: Machine[],
): Promise<void> {
  const { kubectl, cleanUp } = situation;
  const joinedAt = new Map<Machine, number>();
  await checks.must('two machines of one group join', async () => {
    for (const machine of machines) {
      await machine.join(kubectl, GROUP, cleanUp);
      joinedAt.set(machine, Date.now());
    }
  });
  await checks.check('shows them as healthy', async () => {
    const items = await shown(
      situation,
      90,
      'two healthy machines',
      all =>
        all.length === 2 && all.every(({ health }) => health === 'healthy'),
    );
    for (const machine of machines) {
      const vm = of(items, machine);
      expect(
        vm?.group === GROUP.name && vm.version === 'vm',
        'address, group and version are its own',
        items,
      );
      expectNear(vm.connectedSince, joinedAt.get(machine)!, 10);
    }
  });
  for (const machine of machines) {
    await checks.check(`tells to the second how ${machine.name} is`, () =>
      expectTimes(situation, machine, 'healthy'),
    );
  }
}

export const machines: Journey = {
  title: 'The machines card',
  async run(checks, situation) {
    const { mesh, work } = situation;
    const [first, second] = [201, 202].map(
      (last, index) =>
        new Machine(mesh, work, `vm${index + 1}`, mesh.addresses.machine(last)),
    );

    await checks.check('is empty, and known to be', () =>
      shown(situation, 20, 'no machine', items => items.length === 0),
    );
    await join(checks, situation, [first, second]);

    await checks.check('shows one as unhealthy, with the reason', async () => {
      const stoppedAt = Date.now();
      await first.stopServing();
      const items = await shown(
        situation,
        60,
        'one unhealthy machine, one healthy',
        all =>
          of(all, first)?.health === 'unhealthy' &&
          of(all, second)?.health === 'healthy',
      );
      const vm = of(items, first);
      expect(/refused|9080/.test(vm.message ?? ''), 'the probe’s words', vm);
      await expectTimes(situation, first, 'unhealthy');
      expectNear(vm.healthSince, stoppedAt, 20);
    });
    for (const [machine, how] of [
      [second, 'is killed'],
      [first, 'leaves in order'],
    ] as const) {
      await checks.check(
        `shows one as disconnected that ${how}, and since when`,
        async () => {
          // istiod forgets a machine some seconds after it left, so look while it goes.
          const leftAt = Date.now();
          const seen = eventually(40, () =>
            expectTimes(situation, machine, 'disconnected'),
          );
          const [vm] = await Promise.all([
            seen,
            machine === second ? machine.kill() : machine.leave(),
          ]);
          expectNear(vm.disconnectedSince, leftAt, 5);
        },
      );
      await checks.check('and the other one as it is', () =>
        machine === second
          ? expectTimes(situation, first, 'unhealthy')
          : shown(situation, 90, 'no other', all => !of(all, second)),
      );
    }
    await checks.check('is empty again when istiod forgets them', () =>
      shown(situation, 90, 'no machine', items => items.length === 0),
    );
  },
};
