import { Checks } from '../../support/Checks';
import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { chainsToPresent, firstAuthority, ROOT_CHANGE_SECONDS } from './first';
import { listsInUse } from './lists';
import { EAST, ISSUE_SECONDS, World } from './World';

/** Longer than it takes to give lists to every proxy, and to take them away. */
const LISTS_SECONDS = ISSUE_SECONDS + 60;

/** Neither istiod nor an Envoy has a revocation list any more. */
async function noLists(world: World): Promise<void> {
  const { secret } = await world.intermediate();
  expect(
    secret.data['ca-crl.pem'] === undefined,
    'the Secret has none',
    Object.keys(secret.data),
  );
  await eventually(60, async () => {
    const given = await world.istiod.handedLists('calls');
    expect(given === '', 'ConfigMap istio-ca-crl is empty', given);
    for (const { name, proxy } of world.peers) {
      const { lists } = await proxy.secrets();
      expect(lists === 0, `${name} has no list`, lists);
    }
  });
}

/**
 * A mesh whose first authority has revocation lists comes to do without: below
 * the same root, and with another root.
 */
export async function listsLeftOut(
  checks: Checks,
  world: World,
): Promise<void> {
  const { roots } = world.authorities;
  await checks.part('A self-signed mesh gets one of Google with lists', () =>
    firstAuthority(checks, world, 'google'),
  );
  await checks.part('Below the same root lists are switched off', async () => {
    await checks.check('they are in use', () => listsInUse(world));
    await checks.must('another without lists, without a lost call', () =>
      world.withoutALostCall(
        'certificate-authority-issue',
        { ...EAST, authority: 'unlisted' },
        LISTS_SECONDS,
        () => chainsToPresent(world, roots.google),
      ),
    );
    await checks.check('nobody has a list', () => noLists(world));
  });
  await checks.part('They are switched on again', async () => {
    await checks.must('another with lists, without a lost call', () =>
      world.withoutALostCall(
        'certificate-authority-issue',
        { ...EAST, authority: 'google' },
        LISTS_SECONDS,
        () => chainsToPresent(world, roots.google),
      ),
    );
    await checks.check('they are in use', () => listsInUse(world));
  });
  await checks.part('The root changes to one that has none', async () => {
    await checks.must('a guided change to Amazon, without a lost call', () =>
      world.withoutALostCall(
        'certificate-authority-root-change',
        { ...EAST, authority: 'aws' },
        ROOT_CHANGE_SECONDS,
        () => chainsToPresent(world, roots.aws),
      ),
    );
    await checks.check('nobody has a list', () => noLists(world));
  });
}
