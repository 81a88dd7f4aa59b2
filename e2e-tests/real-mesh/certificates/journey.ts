import { Checks } from '../../support/Checks';
import { expect } from '../../support/expect';
import { PortalError } from '../../support/Portal';
import { CallLoop } from './CallLoop';
import {
  chainsToPresent,
  firstAuthority,
  handsOut,
  ROOT_CHANGE_SECONDS,
} from './first';
import { listsInUse, refusedLists } from './lists';
import { isMachine } from './Peers';
import { certificatesOf } from './Proxy';
import { approvedInAdvance, issuedAnew } from './renewals';
import { EAST, ISSUE_SECONDS, World } from './World';

/**
 * Of an intermediate beside five lives of its workloads' certificates, in
 * seconds: half of it has to be enough to have another issued and used.
 */
const SHORT_LIFE_SECONDS = 60;

async function isRefused(
  world: World,
  persona: 'developer' | 'platform',
  kind: string,
  parameters: object,
  status: number,
): Promise<void> {
  try {
    await world.people[persona].request('/api/mesh/requests', {
      kind,
      parameters,
    });
  } catch (error) {
    if (error instanceof PortalError && error.status === status) return;
    throw error;
  }
  expect(false, `${persona} is refused with ${status}`, 'nothing');
}

async function first(checks: Checks, world: World): Promise<void> {
  await checks.check('who is no platform engineer may not ask', () =>
    isRefused(
      world,
      'developer',
      'certificate-authority-root-change',
      { ...EAST, authority: 'local' },
      403,
    ),
  );
  await firstAuthority(checks, world, 'local');
}

async function rotation(checks: Checks, world: World): Promise<void> {
  const { roots, issued } = world.authorities;
  await checks.must('a guided change to Google, without a lost call', () =>
    world.withoutALostCall(
      'certificate-authority-root-change',
      { ...EAST, authority: 'google', renewals: 'inAdvance' },
      ROOT_CHANGE_SECONDS,
      () => chainsToPresent(world, roots.google),
    ),
  );
  await checks.check('istio-ca-root-cert follows', () =>
    handsOut(world, roots.google),
  );
  await checks.check('one certificate was issued for it', async () => {
    expect(issued().google === 1, 'one', issued());
  });
  await checks.check('a complete set of revocation lists is in use', () =>
    listsInUse(world),
  );
}

/** Under the same root, and with revocation lists. */
async function renewal(checks: Checks, world: World): Promise<void> {
  const { google } = world.authorities;
  google.endAfter(SHORT_LIFE_SECONDS + 5 * world.setting.life);
  const present = await issuedAnew(checks, world);
  google.endAfter(undefined);
  await refusedLists(checks, world);
  await approvedInAdvance(checks, world, present);
  await checks.check('its revocation lists are in use', () =>
    listsInUse(world),
  );
}

/** The short way shows that the loop sees what the guided way avoids. */
async function shortWay(checks: Checks, world: World): Promise<void> {
  const { roots, issued } = world.authorities;
  const asked = { ...EAST, authority: 'aws' };
  const before = await world.intermediate();
  await checks.check(
    'another root at once is refused while proxies are connected',
    async () => {
      const error = await world
        .carryOut('certificate-authority-issue', asked, ISSUE_SECONDS)
        .then(
          () => undefined,
          (one: Error) => one,
        );
      expect(
        /outage|root/i.test(error?.message ?? ''),
        'it says why',
        error?.message,
      );
      const now = await world.intermediate();
      expect(
        now.secret.metadata.resourceVersion ===
          before.secret.metadata.resourceVersion,
        'the Secret is as it was',
        now.certificate.subject,
      );
      expect(issued().aws === 0, 'nothing was issued', issued());
    },
  );
  await checks.must('with the outage accepted, it is done', async () => {
    const loop = await CallLoop.start(world.peers);
    try {
      await world.carryOut(
        'certificate-authority-issue',
        { ...asked, acceptOutage: true },
        ISSUE_SECONDS,
      );
      const pods = world.peers.filter(one => !isMachine(one));
      const { certificate } = await world.intermediate();
      await world.chainsTo(
        roots.aws,
        certificate.serialNumber.toLowerCase(),
        pods,
      );
    } finally {
      const calls = await loop.end();
      expect(
        calls.lost.length > 0,
        'the outage that was named is seen by the calls',
        calls.made,
      );
    }
  });
  await checks.check('istio-ca-root-cert follows', () =>
    handsOut(world, roots.aws),
  );
  await checks.check('the machine is cut off, as it was told', async () => {
    const [machine] = world.peers.filter(isMachine);
    const [root] = certificatesOf(roots.aws);
    const trusted = (await machine.proxy.secrets()).roots;
    expect(
      trusted.every(one => one.fingerprint256 !== root.fingerprint256),
      'its agent knows the former root only',
      trusted.map(({ subject }) => subject),
    );
  });
  await checks.check('one certificate was issued for it', async () => {
    expect(issued().aws === 1, 'one', issued());
  });
}

/** Plugs in, rotates and renews, as people do it through the portal. */
export async function certificates(
  checks: Checks,
  world: World,
): Promise<void> {
  await checks.part('A self-signed mesh gets its first authority', () =>
    first(checks, world),
  );
  await checks.part('The root is rotated', () => rotation(checks, world));
  await checks.part('It is renewed', () => renewal(checks, world));
  await checks.part('Another root, by the short way', () =>
    shortWay(checks, world),
  );
}
