import { Checks } from '../../support/Checks';
import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { describe } from '../../machine/changes';
import { GROUP } from './joinsByCode';
import { NAMESPACE, Onboarding } from './Onboarding';
import { World } from './World';

const DETAILS = `http://details.${NAMESPACE}.svc.cluster.local:9080/`;
const RESOURCE = 'workloadgroups.networking.istio.io';

/** The same group again, as somebody might make it after the request is retired. */
function sameGroup(): object {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'WorkloadGroup',
    metadata: { name: GROUP, namespace: NAMESPACE },
    spec: {
      metadata: { labels: { app: 'stars', version: 'vm' } },
      template: { serviceAccount: GROUP, network: 'net-east' },
    },
  };
}

/** Retiring, what it does not do, and shutting out. */
export async function ends(checks: Checks, world: World): Promise<void> {
  const { kubectl, people } = world;
  const machine = world.machine!;
  const asked = world.asked!;
  await checks.must('retiring takes group and entries away', async () => {
    await asked.step('retire');
    await asked.becomes('retired');
    await eventually(30, async () => {
      const { items } = await kubectl.json(
        ...['workloadgroups,workloadentries', '-n', NAMESPACE],
      );
      const left = items.filter((one: any) =>
        one.metadata.name.startsWith(GROUP),
      );
      expect(left.length === 0, 'none is left', left);
    });
  });
  await checks.check('the page says that this does not revoke', async () => {
    const { retireText, uninstallLine } = await asked.progress();
    expect(
      /revoke/.test(retireText.join(' ')) &&
        / --uninstall/.test(uninstallLine) &&
        uninstallLine.startsWith(`curl --proto '=https' -fsSL`),
      'it says so, and gives the line that uninstalls',
      { retireText, uninstallLine },
    );
  });
  await checks.check('an alarm when the machine registers again', async () => {
    await kubectl.apply(sameGroup());
    const { alarms } = await asked.shows(
      'there is an alarm',
      progress => progress.alarms.some((one: any) => one.isOn),
      90,
    );
    expect(
      alarms[0].address === machine.address && alarms[0].text.length > 20,
      'of that machine',
      alarms,
    );
  });
  await checks.check('which calls as if nothing were', () =>
    eventually(30, async () => {
      const status = await machine.call(DETAILS);
      expect(status === '200', 'a pod answers', status);
    }),
  );
  await checks.check(
    'a cut-off, asked for and approved, shuts it out',
    async () => {
      const { cutOff } = await asked.progress();
      expect(
        cutOff.state === 'none' &&
          cutOff.identity === `ns/${NAMESPACE}/sa/${GROUP}`,
        'it is offered for the identity of the machines',
        cutOff,
      );
      const { id } = await people.developer.request(
        '/api/mesh/requests',
        cutOff.request,
      );
      const shutOut = Onboarding.of(people, id);
      await shutOut.approve();
      await shutOut.becomes('ready');
      await asked.shows(
        'it is in force',
        progress => progress.cutOff.state === 'inForce',
      );
      await eventually(30, async () => {
        const status = await machine.call(DETAILS);
        expect(status === '403', 'its calls are refused', status);
      });
    },
  );
  await checks.check(
    'the line of the page takes it out of the mesh',
    async () => {
      const { uninstallLine } = await asked.progress();
      const ended = await machine.type(uninstallLine, 'y');
      expect(
        ended.code === 0 && /out of the mesh/.test(ended.stdout),
        'it is out',
        ended,
      );
      const left = [
        '/etc/certs/key.pem',
        '/run/secrets/tokens/istio-token',
        '/usr/local/bin/pilot-agent',
        '/var/lib/istio',
      ].filter(path => describe(machine.root, path) !== 'nothing');
      expect(left.length === 0, 'key, token and agent are gone', left);
      const { stdout } = await machine.exec(['iptables-save']);
      expect(!/ISTIO/.test(stdout), 'its rules are gone', stdout.slice(0, 500));
      await eventually(60, async () => {
        const { alarms } = await asked.progress();
        expect(
          alarms.every((one: any) => !one.isOn),
          'the alarm is over',
          alarms,
        );
      });
      await kubectl.run('-n', NAMESPACE, 'delete', RESOURCE, GROUP);
    },
  );
}
