import { preflightFiles } from '@meshport/certificates';
import { BundleCase, makeBundleCases } from '@meshport/certificates/testUtils';
import { Checks } from '../../../support/Checks';
import { expect } from '../../../support/expect';
import { Istiod } from '../Istiod';
import { Setting, startPeers } from '../Peers';
import { Forced, ForcedIstiod, Tried } from './force';
import { outlineOf, record, recordedRows, Row, rowOf } from './table';
import { Witnesses } from './Witnesses';

/** An istiod that runs is given so many, before it starts with each of them. */
const AT_A_TIME = 12;

/** Seconds that the certificates of those who watch live. */
export const SHORT_LIFE = 6;

/**
 * Forces bundles on a real istiod, each as a reload and at its start. What our
 * preflight lets pass has to work, and what is written down has to be so still.
 */
export async function forcedBundles(
  checks: Checks,
  setting: Setting,
  of: {
    /** Names of the bundles; all unless told. */
    cases?: string;
    /** Writes the table instead of comparing with it. */
    write?: boolean;
  },
): Promise<void> {
  const { good, cases } = await makeBundleCases({});
  const named = cases.filter(({ name }) =>
    new RegExp(of.cases ?? '').test(name),
  );
  // Where istiod is away for long, pods come back to it slowly.
  const chosen = [
    ...named.filter(one => one.istiod),
    ...named.filter(one => !one.istiod),
  ];
  let istiod!: ForcedIstiod;
  await checks.part('Two pods that show what istiod hands out', () =>
    checks.must('they run', async () => {
      const peers = await startPeers(setting, {
        namespace: 'witnesses',
        machine: false,
        life: `${SHORT_LIFE}s`,
      });
      istiod = new ForcedIstiod(
        new Istiod(setting.kubectl),
        new Witnesses(peers, SHORT_LIFE),
        good,
      );
    }),
  );
  const order = cases.map(({ name }) => name);
  for (let first = 0; first < chosen.length; first += AT_A_TIME) {
    const some = chosen.slice(first, first + AT_A_TIME);
    await forceSome(checks, istiod, some, of.write ? order : undefined);
  }
}

async function forceSome(
  checks: Checks,
  istiod: ForcedIstiod,
  cases: BundleCase[],
  /** The order of the table where it is written. */
  order: string[] | undefined,
): Promise<void> {
  const reloads = new Map<string, Tried>();
  await checks.part('Bundles that a running istiod is given', async () => {
    await checks.must('a good bundle is in use', () => istiod.restore());
    for (const { name, files } of cases) {
      await checks.check(name, async () => {
        reloads.set(name, await istiod.reload(files));
      });
    }
  });
  await checks.part('Bundles that istiod starts with', async () => {
    for (const { name, files, istiod: starts } of cases) {
      const reload = reloads.get(name);
      if (!reload) continue;
      await checks.check(name, async () => {
        const { fit, findings } = await preflightFiles(files);
        const verdict = {
          fit,
          codes: [...new Set(findings.map(({ code }) => code))].sort(),
        };
        const forced = { reload, start: await istiod.start(files) };
        const row = rowOf(name, verdict, forced);
        console.log(`      ${row.slice(1).join(' | ')}`);
        if (fit) expectWorking(forced);
        expect(
          forced.start.accepted === starts,
          'the cases say whether istiod starts with it',
          starts,
        );
        // A row is written at once: a quarter of an hour is long.
        if (order) record(row, order);
        else expectRecorded(row);
      });
    }
  });
}

function expectRecorded(row: Row): void {
  const recorded = recordedRows().get(row[0]);
  expect(recorded !== undefined, `${row[0]} is written down`, 'nothing');
  const [now, then] = [outlineOf(row), outlineOf(recorded)];
  expect(now.join() === then.join(), then.join(' | '), now.join(' | '));
}

/** A preflight that lets pass what breaks a mesh would be the fault that matters. */
function expectWorking({ reload, start }: Forced): void {
  const works = (tried: Tried) =>
    !tried.accepted || tried.calls?.works === true;
  expect(
    start.accepted && works(start) && works(reload),
    'what the preflight lets pass works',
    { reload, start },
  );
}
