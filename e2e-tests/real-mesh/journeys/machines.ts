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

/** What the card says of the one machine, once it is as wished. */
function shown(
  { people }: Situation,
  seconds: number,
  wished: string,
  test: (machines: any[]) => boolean,
) {
  return eventually(seconds, async () => {
    const { items } = await people.developer.card(
      COMPONENT.name,
      'virtual-machines',
    );
    expect(test(items), wished, items);
    return items;
  });
}

export const machines: Journey = {
  title: 'The machines card',
  async run(checks, situation) {
    const { mesh, work, kubectl, cleanUp } = situation;
    const machine = new Machine(mesh, work, 'vm1', mesh.addresses.machine(201));

    await checks.check('is empty, and known to be', () =>
      shown(situation, 20, 'no machine', items => items.length === 0),
    );
    await checks.must('a machine joins', () =>
      machine.join(kubectl, GROUP, cleanUp),
    );
    await checks.check('shows it as healthy', async () => {
      const [vm] = await shown(
        situation,
        60,
        'one healthy machine',
        items => items.length === 1 && items[0].health === 'healthy',
      );
      const { items } = await kubectl.json(
        ...['workloadentries', '-n', COMPONENT.namespace],
      );
      expect(
        vm.name === items[0].metadata.name &&
          vm.address === machine.address &&
          vm.group === GROUP.name &&
          vm.version === 'vm',
        'name, address, group and version are its own',
        vm,
      );
    });
    await checks.check('shows it as unhealthy, with the reason', async () => {
      await machine.stopServing();
      const [vm] = await shown(
        situation,
        60,
        'one unhealthy machine',
        items => items[0]?.health === 'unhealthy',
      );
      expect(/refused|9080/.test(vm.message ?? ''), 'the probe’s words', vm);
    });
    await checks.check('shows it as disconnected when it leaves', async () => {
      // istiod forgets a machine some seconds after it left, so look while it goes.
      const seen = shown(
        situation,
        40,
        'one disconnected machine',
        items => items[0]?.health === 'disconnected',
      );
      const [[vm]] = await Promise.all([seen, machine.leave()]);
      expect(Boolean(vm.disconnectedSince), 'since when', vm);
    });
    await checks.check('is empty again when istiod forgets it', () =>
      shown(situation, 90, 'no machine', items => items.length === 0),
    );
  },
};
