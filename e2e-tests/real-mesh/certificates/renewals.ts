import { X509Certificate } from 'node:crypto';
import { Checks } from '../../support/Checks';
import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { withoutALostCall } from './CallLoop';
import { EAST, ISSUE_SECONDS, World } from './World';

/** The portal looks once a minute for what is due; it is told to look at once. */
const LOOK = '/api/mesh/.backstage/scheduler/v1/tasks/mesh-ca-renewals/trigger';

/** Everybody is signed by another intermediate of the same authority. */
async function isRenewed(
  world: World,
  before: Awaited<ReturnType<World['intermediate']>>,
): Promise<void> {
  const { secret, certificate } = await world.intermediate();
  expect(
    certificate.serialNumber !== before.certificate.serialNumber &&
      !certificate.publicKey.equals(before.certificate.publicKey) &&
      certificate.subject === before.certificate.subject &&
      certificate.issuer === before.certificate.issuer,
    'the same name with a new key',
    certificate.subject,
  );
  expect(
    secret.metadata.uid === before.secret.metadata.uid,
    'the Secret was never deleted',
    secret.metadata.uid,
  );
  await world.chainsTo(
    world.authorities.roots.google,
    certificate.serialNumber.toLowerCase(),
  );
}

/** Somebody asks for another intermediate, below the same root. @returns it */
export async function issuedAnew(
  checks: Checks,
  world: World,
): Promise<X509Certificate> {
  const before = await world.intermediate();
  await checks.must('another below the same root, without a lost call', () =>
    world.withoutALostCall(
      'certificate-authority-issue',
      { ...EAST, authority: 'google', renewals: 'inAdvance' },
      ISSUE_SECONDS,
      // Every Envoy is signed by the new one.
      () => isRenewed(world, before),
    ),
  );
  return (await world.intermediate()).certificate;
}

/** Half of its life is over: the portal renews it by the approval that it has. */
export async function approvedInAdvance(
  checks: Checks,
  world: World,
  present: X509Certificate,
): Promise<void> {
  const before = await world.intermediate();
  await checks.must(
    'the portal renews at half of the life, without a lost call',
    async () => {
      expect(
        before.certificate.serialNumber === present.serialNumber,
        'the short-lived one is in use',
        before.certificate.serialNumber,
      );
      await withoutALostCall(world.peers, async () => {
        await renewedByItself(world);
        await isRenewed(world, before);
      });
    },
  );
}

async function renewedByItself(world: World): Promise<void> {
  const { platform } = world.people;
  const request = await eventually(ISSUE_SECONDS, async () => {
    const found = await renewalByPortal(world);
    if (!found) await platform.request(LOOK, {});
    expect(found, 'the portal asks for a renewal', 'nothing');
    return found;
  });
  const done = await world.ended(request.id, ISSUE_SECONDS);
  expect(done.status === 'ready', 'it is carried out', {
    status: done.status,
    problem: done.problem,
  });
  const approval = done.history.find((one: any) => one.type === 'approved');
  expect(
    approval?.actor.entityRef === 'user:default/sam' &&
      /in advance/.test(approval.reason),
    'by the approval that security had given in advance',
    done.history,
  );
}

/** The request that the portal itself made, where it did. */
async function renewalByPortal({ people }: World): Promise<any> {
  const { items } = await people.platform.request(
    '/api/mesh/requests?view=all&kind=certificate-authority-renew',
  );
  return items.find((one: any) => !one.requester.startsWith('user:'));
}
