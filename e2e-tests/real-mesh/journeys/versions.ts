import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { COMPONENT } from '../situation';
import { ambient } from '../versions/ambient';
import { notInjected } from '../versions/injection';
import { otherName } from '../versions/otherName';
import { proxyVersions } from '../versions/proxies';
import { revisions } from '../versions/revisions';
import { Journey } from './Journey';

export const versions: Journey = {
  title: 'The version card',
  async run(checks, situation) {
    const { kubectl, people } = situation;
    const card = () => people.platform.card(COMPONENT.name, 'version');

    await checks.check('names the version that istioctl names', async () => {
      const { meshVersion } = JSON.parse(
        await kubectl.istioctl('version', '-o', 'json'),
      );
      const real = meshVersion.map((one: any) => one.Info.version);
      await eventually(30, async () => {
        const { items } = await card();
        const shown = items[0]?.controlPlanes.map((one: any) => one.version);
        expect(
          JSON.stringify(shown) === JSON.stringify(real),
          `the control planes run ${real}`,
          items,
        );
      });
    });

    await checks.check('counts the pods that are in the mesh', async () => {
      const pods = await kubectl.json(
        ...['pods', '-n', COMPONENT.namespace, '-l', 'app=ratings'],
      );
      const { items } = await card();
      expect(
        items.length === 1 &&
          items[0].membership === 'sidecar' &&
          items[0].instances.total === pods.items.length &&
          items[0].instances.inMesh === pods.items.length,
        `${pods.items.length} of ${pods.items.length} by sidecar`,
        items,
      );
    });

    await checks.check('groups the proxies by their version', async () => {
      const { items } = await card();
      const sidecars = items[0].proxies.filter(
        (one: any) => one.kind === 'sidecar',
      );
      expect(
        sidecars.length === 1 &&
          sidecars[0].count === 1 &&
          !sidecars[0].restartNeeded,
        'one sidecar, of the control plane’s age',
        items[0].proxies,
      );
    });

    await checks.check('shows the reviewer the same', async () => {
      const mine = await card();
      const theirs = await people.reviewer.card(COMPONENT.name, 'version');
      expect(
        JSON.stringify(theirs.items) === JSON.stringify(mine.items),
        'the reviewer may read everything',
        theirs,
      );
    });

    await otherName(checks, situation);
    await notInjected(checks, situation);
    await proxyVersions(checks, situation);
    await ambient(checks, situation);
    await revisions(checks, situation);
  },
};
