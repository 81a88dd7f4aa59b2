import { ConflictError, InputError } from '@backstage/errors';
import { CaDescription } from '@meshport/backstage-plugin-mesh-node';
import { readCertificates } from '@meshport/certificates';
import { PresentCacerts } from '../controlPlane/CacertsSecret';
import { commonRootLost } from './commonRootLost';
import { IssueContext } from './IssueContext';
import { rootEffect, RootEffect } from './RootEffect';

/** What the root does to the control plane now. */
export function effectOf(
  context: IssueContext,
  { cluster, namespace }: { cluster: string; namespace: string },
  of: {
    before: PresentCacerts | undefined;
    root: string;
  },
): Promise<RootEffect> {
  return rootEffect({
    connection: context.connection(cluster),
    namespace,
    inventory: context.inventory.cluster(cluster),
    before: of.before?.facts,
    root: of.root,
  });
}

/** SHA-256 of the root that an authority's chain ends at. */
export function rootOfDescription({
  certificate,
  chain,
}: CaDescription): string {
  const all = readCertificates([certificate, ...chain].join('\n'));
  const root = all.find(({ selfSigned }) => selfSigned);
  if (!root) {
    throw new InputError(
      `authority: its chain ends at ${
        all[all.length - 1].subject
      }, which is no root; have its whole chain made known`,
    );
  }
  return root.fingerprint;
}

/** Throws `InputError` when an intermediate would outlive what stands above it. */
export function refuseTooLong(
  { notAfter }: CaDescription,
  {
    validityDays,
    now,
    provider,
  }: { validityDays: number; now: number; provider?: string },
): void {
  // A bundle of the adopter's own has the life that it has.
  if (provider === 'reference') {
    return;
  }
  const left = Math.floor((Date.parse(notAfter) - now) / 86_400_000);
  if (left < validityDays) {
    throw new InputError(
      `validityDays: the authority, or one above it, ends on ${notAfter}, before an intermediate of ${validityDays} days would; ask for at most ${left} days, or have the authority renewed first`,
    );
  }
}

/** Throws `ConflictError` when calls would fail and nobody accepted that. */
export function refuseBreaking(
  context: IssueContext,
  {
    order,
    acceptOutage,
  }: { order: { cluster: string }; acceptOutage: boolean },
  effect: RootEffect,
  root: string,
): void {
  if (acceptOutage || effect.kind === 'same') {
    return;
  }
  const { cluster } = order;
  if (effect.kind === 'breaks') {
    throw new ConflictError(
      `authority: its root is not one that ${cluster} trusts, and ${
        effect.proxies === undefined
          ? 'how many proxies are connected is not known'
          : `${effect.proxies} proxies are`
      }${
        effect.proxies === undefined ? '' : ' connected'
      }: their calls would fail. Ask for certificate-authority-root-change, which changes it in steps, or accept the outage (acceptOutage)`,
    );
  }
  const lost = commonRootLost(context.inventory, {
    cluster,
    before: effect.trusted,
    after: [root],
  });
  if (lost.length) {
    throw new ConflictError(
      `authority: ${cluster} would have no root in common with ${lost.join(
        ', ',
      )} any more, so that calls between them fail. Ask for certificate-authority-root-change, or accept the outage (acceptOutage)`,
    );
  }
}
