import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { Kubectl } from '../Kubectl';
import { COMPONENT } from '../situation';
import { pauseCluster, resumeCluster } from './outage';
import { Journey } from './Journey';

/** A right of docs/rbac, and what the portal says without it. */
const TABLE = [
  { resource: 'pods', kind: 'Pod', card: 'version' },
  {
    resource: 'workloadentries',
    kind: 'WorkloadEntry',
    card: 'virtual-machines',
  },
  {
    resource: 'authorizationpolicies',
    kind: 'AuthorizationPolicy',
    card: 'policies',
  },
] as const;

/** Takes resources out of every rule of our roles; answers how to give them back. */
async function takeAway(kubectl: Kubectl, resources: readonly string[]) {
  const bindings = await kubectl.json('clusterrolebindings');
  const names: string[] = bindings.items
    .filter((one: any) =>
      one.subjects?.some((subject: any) => subject.namespace === 'meshport'),
    )
    .map((one: any) => one.roleRef.name);
  const roles = await Promise.all(
    names.map(name => kubectl.json('clusterrole', name)),
  );
  for (const role of roles) {
    await kubectl.replace({
      ...role,
      rules: role.rules
        .map((rule: any) => ({
          ...rule,
          resources: rule.resources?.filter(
            (one: string) => !resources.includes(one),
          ),
        }))
        .filter((rule: any) => rule.nonResourceURLs || rule.resources?.length),
    });
  }
  return async () => {
    for (const { metadata, ...role } of roles) {
      await kubectl.replace({ ...role, metadata: { name: metadata.name } });
    }
  };
}

export const rights: Journey = {
  title: 'Without a right',
  async run(checks, { kubectl, mesh, portal }) {
    const answer = (card: (typeof TABLE)[number]['card']) =>
      portal.as('platform').card(COMPONENT.name, card);
    const forbidden = async (row: (typeof TABLE)[number]) => {
      const { clusters } = await answer(row.card);
      return clusters
        .flatMap((one: any) => one.failures)
        .find(
          (one: any) => one.reason === 'Forbidden' && one.kind === row.kind,
        );
    };

    let giveBack = async () => {};
    await checks.must('rights are taken away', async () => {
      giveBack = await takeAway(
        kubectl,
        TABLE.map(row => row.resource),
      );
      // A watch that is open goes on; the right is asked for when it opens anew.
      await pauseCluster(mesh);
      await new Promise(resolve => setTimeout(resolve, 2000));
      await resumeCluster(mesh, kubectl);
    });
    for (const row of TABLE) {
      await checks.check(
        `the card ${row.card} says that ${row.kind} may not be read`,
        () =>
          eventually(60, async () => {
            const failure = await forbidden(row);
            expect(
              failure?.message.length > 20,
              'a failure that names the kind',
              await answer(row.card),
            );
          }),
      );
    }
    await checks.check('access is not known, rather than open', async () => {
      const { items } = await answer('policies');
      expect(
        items.length === 0 ||
          items.every((one: any) => one.access === 'unknown'),
        'no verdict without the policies',
        items,
      );
    });
    await checks.check(
      'with the rights given back all is told again',
      async () => {
        await giveBack();
        await eventually(90, async () => {
          for (const row of TABLE) {
            const failure = await forbidden(row);
            expect(failure === undefined, `${row.kind} is read`, failure);
          }
        });
      },
    );
  },
};
