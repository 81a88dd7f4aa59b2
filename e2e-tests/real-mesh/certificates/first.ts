import { Checks } from '../../support/Checks';
import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { certificatesOf } from './Proxy';
import { EAST, World } from './World';

/** A root change waits three times for the life of a certificate at most, which is a minute here. */
export const ROOT_CHANGE_SECONDS = 420;

/** What pods are handed as the roots follows. */
export async function handsOut(world: World, rootPem: string): Promise<void> {
  const [root] = certificatesOf(rootPem);
  await eventually(30, async () => {
    const roots = await world.istiod.handedRoots('calls');
    expect(
      roots.length === 1 && roots[0].fingerprint256 === root.fingerprint256,
      `istio-ca-root-cert holds ${root.subject} alone`,
      roots.map(({ subject }) => subject),
    );
  });
}

/** Every Envoy shows a certificate of what is in the Secret, below a root that it trusts alone. */
export async function chainsToPresent(
  world: World,
  rootPem: string,
): Promise<void> {
  const { certificate } = await world.intermediate();
  await world.chainsTo(rootPem, certificate.serialNumber.toLowerCase());
}

/** A self-signed mesh gets its first authority: a root change in three steps. */
export async function firstAuthority(
  checks: Checks,
  world: World,
  authority: 'local' | 'aws' | 'google',
): Promise<void> {
  const root = world.authorities.roots[authority];
  await checks.must(
    `a guided change to \`${authority}\`, without a lost call`,
    () =>
      world.withoutALostCall(
        'certificate-authority-root-change',
        { ...EAST, authority },
        ROOT_CHANGE_SECONDS,
        // Every Envoy chains to the root and trusts it alone.
        () => chainsToPresent(world, root),
      ),
  );
  await checks.check('istio-ca-root-cert follows', () => handsOut(world, root));
}
