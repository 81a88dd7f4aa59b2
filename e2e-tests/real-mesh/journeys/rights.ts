import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { Kubectl } from '../Kubectl';
import { COMPONENT, Situation } from '../situation';
import { Journey } from './Journey';
import { pauseCluster, resumeCluster } from './outage';

type Card = 'version' | 'virtual-machines' | 'policies';

/** Rights of docs/rbac/read.yaml, and a card that says what is missing without each. */
const TABLE: { resource: string; kind: string; card: Card }[] = [
  { resource: 'pods', kind: 'Pod', card: 'version' },
  {
    resource: 'mutatingwebhookconfigurations',
    kind: 'MutatingWebhookConfiguration',
    card: 'version',
  },
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
  {
    resource: 'peerauthentications',
    kind: 'PeerAuthentication',
    card: 'policies',
  },
  { resource: 'virtualservices', kind: 'VirtualService', card: 'policies' },
  { resource: 'serviceentries', kind: 'ServiceEntry', card: 'policies' },
];

/**
 * Takes resources out of our published role for reading.
 *
 * @returns How to give them back.
 */
async function takeAway(
  kubectl: Kubectl,
  resources: string[],
): Promise<() => Promise<void>> {
  const { apiVersion, kind, metadata, rules } = await kubectl.json(
    ...['clusterrole', 'meshport-read'],
  );
  const role = { apiVersion, kind, metadata: { name: metadata.name } };
  await kubectl.replace({
    ...role,
    rules: rules
      .map((rule: any) => ({
        ...rule,
        resources: rule.resources.filter(
          (one: string) => !resources.includes(one),
        ),
      }))
      .filter((rule: any) => rule.resources.length > 0),
  });
  return () => kubectl.replace({ ...role, rules });
}

/** A watch that is open goes on; the right is asked for when it opens anew. */
async function openWatchesAnew({ mesh, kubectl }: Situation): Promise<void> {
  await pauseCluster(mesh);
  await new Promise(resolve => setTimeout(resolve, 2000));
  await resumeCluster(mesh, kubectl);
}

export const rights: Journey = {
  title: 'Without a right to read',
  async run(checks, situation) {
    const { kubectl, people } = situation;
    const read = (card: Card) => people.platform.card(COMPONENT.name, card);
    const failureOf = (answer: any, kind: string) =>
      answer.clusters
        .flatMap((one: any) => one.failures)
        .find((one: any) => one.reason === 'Forbidden' && one.kind === kind);

    let giveBack = async () => {};
    await checks.must('rights are taken away', async () => {
      giveBack = await takeAway(
        kubectl,
        TABLE.map(({ resource }) => resource),
      );
      await openWatchesAnew(situation);
    });
    for (const { resource, kind, card } of TABLE) {
      await checks.check(`without ${resource} the card ${card} says so`, () =>
        eventually(60, async () => {
          const answer = await read(card);
          const failure = failureOf(answer, kind);
          expect(
            failure?.message.includes(kind),
            `a failure that names ${kind}`,
            answer.clusters,
          );
        }),
      );
    }
    // An API server that has just started refuses everybody for a moment, so
    // what was known is kept, as stale, until a refusal lasts.
    await checks.check('then no verdict is given without its inputs', () =>
      eventually(90, async () => {
        const policies = await read('policies');
        const version = await read('version');
        expect(
          policies.items.every(({ access }: any) => access === 'unknown') &&
            version.items.every(
              ({ membership }: any) => membership === 'unknown',
            ),
          'access and membership are not known',
          [policies.items, version.items],
        );
      }),
    );
    await checks.check(
      'with the rights given back all is told again',
      async () => {
        await giveBack();
        await eventually(120, async () => {
          for (const { kind, card } of TABLE) {
            const failure = failureOf(await read(card), kind);
            expect(failure === undefined, `${kind} is read`, failure);
          }
          const { items } = await read('policies');
          expect(items[0]?.access === 'rules', 'the rules are known', items);
        });
      },
    );
  },
};
