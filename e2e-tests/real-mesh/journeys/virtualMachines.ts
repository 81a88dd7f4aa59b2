import { ends } from '../virtualMachines/ends';
import { joinsByCode } from '../virtualMachines/joinsByCode';
import { otherWays } from '../virtualMachines/otherWays';
import { sidecarTrouble } from '../virtualMachines/sidecarTrouble';
import { prepareWorld, World } from '../virtualMachines/World';
import { Journey } from './Journey';

export const virtualMachines: Journey = {
  title: 'A virtual machine joins',
  async run(checks, situation) {
    let world: World | undefined;
    await checks.must('a package, a portal and an application', async () => {
      world = await prepareWorld(situation);
    });
    await joinsByCode(checks, world!);
    await otherWays(checks, world!);
    await checks.part('A bundle with something wrong', () =>
      sidecarTrouble(checks, world!),
    );
    await ends(checks, world!);
  },
};
