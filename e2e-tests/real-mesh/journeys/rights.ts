import { join } from 'node:path';
import { Checks } from '../../support/Checks';
import { difference } from '../../support/difference';
import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { ApiServer } from '../ApiServer';
import {
  asSeenInOneNamespace,
  withoutSumOfHidden,
} from '../oneNamespace/expected';
import { startPortal, People } from '../portal';
import { changeRights, createAccounts } from '../rights/accounts';
import { EXPECTATIONS } from '../rights/expectations';
import {
  expectEverything,
  expectFull,
  expectNothing,
  expectWithout,
  expectWithoutEach,
  kindsOf,
} from '../rights/judge';
import { Pictures } from '../rights/Pictures';
import { publishedTable } from '../rights/published';
import {
  ACCOUNTS,
  FULL,
  listRights,
  RIGHTS,
  WITHOUT_FILE,
  WITHOUT_VERB,
} from '../rights/variants';
import { createSurroundings } from '../rights/surroundings';
import { Situation } from '../situation';
import { Journey } from './Journey';

/** A watch that is open goes on; the right is asked for when it opens anew. */
async function openWatchesAnew({ mesh, kubectl }: Situation): Promise<void> {
  const server = new ApiServer(mesh, kubectl);
  await server.pause();
  await server.resume();
}

async function verbsAndFiles(
  checks: Checks,
  take: () => Promise<Pictures>,
): Promise<void> {
  await checks.check('without the verb get nothing is missed', async () =>
    expectFull(await take(), [WITHOUT_VERB.get]),
  );
  for (const verb of ['list', 'watch'] as const) {
    await checks.check(`without the verb ${verb} nothing is claimed`, () =>
      eventually(60, async () => {
        const pictures = await take();
        const picture = pictures.of(WITHOUT_VERB[verb].name);
        expectNothing(picture, kindsOf(picture, listRights()));
      }),
    );
  }
  await checks.check(
    'what may be listed but not followed is never claimed for a moment',
    async () => {
      for (let sample = 0; sample < 40; sample++) {
        const picture = (await take()).of(WITHOUT_VERB.watch.name);
        expectNothing(picture, kindsOf(picture, listRights()));
        await new Promise(resolve => setTimeout(resolve, 250));
      }
    },
  );
  await checks.check('without read.yaml nothing is claimed', async () => {
    const picture = (await take()).of(WITHOUT_FILE['read.yaml'].name);
    expectNothing(picture, kindsOf(picture, listRights('read.yaml')));
  });
  await checks.check(
    'without control-plane.yaml the rest stays right',
    async () => {
      const pictures = await take();
      const full = pictures.of(FULL.name).items;
      RIGHTS.filter(({ file }) => file === 'control-plane.yaml').forEach(
        ({ name }) => EXPECTATIONS[name]?.change(full),
      );
      const { items } = pictures.of(WITHOUT_FILE['control-plane.yaml'].name);
      const wrong = difference(full, items);
      expect(!wrong, 'the cards tell what is known and no more', wrong);
    },
  );
}

async function startPortalWithAccounts({
  kubectl,
  mesh,
  work,
  cleanUp,
}: Situation): Promise<People> {
  const file = join(work, 'rights.kubeconfig');
  await createAccounts(kubectl, mesh, ACCOUNTS, file);
  const clusters = ACCOUNTS.map(({ name }) => ({
    name,
    istioClusterId: 'east',
    kubeconfig: { file, context: name },
  }));
  return startPortal(
    join(work, 'rights-portal'),
    clusters,
    cleanUp,
    join(__dirname, '../oneNamespace/backend.ts'),
  );
}

export const rights: Journey = {
  title: 'Without a right to read',
  async run(checks, situation) {
    const { kubectl } = situation;
    await checks.check('each right is in the table of docs/rbac', async () => {
      const names = (list: { file: string; name: string }[]) =>
        list.map(({ file, name }) => `${file} ${name}`).sort();
      const differs = difference(names(publishedTable()), names(RIGHTS));
      expect(!differs, 'the files and the table name the same', differs);
    });
    await checks.must('there is something to read by each right', () =>
      createSurroundings(kubectl),
    );
    let people!: People;
    const take = () => Pictures.take(people.platform);
    await checks.must(
      `a portal reads by ${ACCOUNTS.length} accounts`,
      async () => {
        people = await startPortalWithAccounts(situation);
        await eventually(90, async () =>
          expectEverything((await take()).of(FULL.name)),
        );
      },
    );
    for (const right of RIGHTS) {
      await checks.check(`without ${right.name} the cards say so`, () =>
        eventually(30, async () => expectWithout(right, await take())),
      );
    }
    await verbsAndFiles(checks, take);
    await checks.check(
      'who may read one namespace is told the same of it, whatever is missing',
      () =>
        eventually(10, async () => {
          const all = await take();
          const own = await Pictures.take(people.developer);
          for (const { name } of ACCOUNTS) {
            const expected = asSeenInOneNamespace(all.of(name));
            const { items: told, withheld } = own.of(name);
            const items = withoutSumOfHidden(told);
            const differs = difference(expected, { items, withheld });
            expect(!differs, `as ${name} and no more`, differs);
          }
        }),
    );
    await checks.check(
      'rights that are given count within a minute',
      async () => {
        await changeRights(
          kubectl,
          ACCOUNTS.map(account => ({ ...account, leftOut: FULL.leftOut })),
        );
        await eventually(75, async () => expectFull(await take(), ACCOUNTS));
      },
    );
    await checks.check(
      'rights that are taken count when watches open anew',
      async () => {
        await changeRights(kubectl, ACCOUNTS);
        await openWatchesAnew(situation);
        await eventually(90, async () =>
          expectWithoutEach(await take(), listRights()),
        );
      },
    );
  },
};
