import { ConflictError, InputError } from '@backstage/errors';
import {
  CaDescription,
  RequestWork,
} from '@meshport/backstage-plugin-mesh-node';
import { preflight, readCertificates } from '@meshport/certificates';
import { CacertsSecret, refuseForeign } from '../controlPlane/CacertsSecret';
import { commonRootLost } from './commonRootLost';
import { HeldIntermediate } from './HeldIntermediate';
import { operationOf } from './IntermediateIssuer';
import { IssuanceOrder } from './Issuance';
import { IssueContext } from './IssueContext';
import { rootEffect, RootEffect, rootOfBundle } from './RootEffect';

/** What is installed. */
export interface InstallOptions {
  order: Omit<IssuanceOrder, 'operation' | 'requestId' | 'provider'>;
  acceptOutage: boolean;
  /** Refuses, with an error, an authority that is not what was approved. */
  refuseOther?: (description: CaDescription) => void;
}

/**
 * Has an intermediate issued, checked and written, whatever was done of it
 * before a crash.
 */
export async function install(
  context: IssueContext,
  work: RequestWork,
  options: InstallOptions,
): Promise<void> {
  const { order } = options;
  const { cluster, namespace, authority } = order;
  const { authorities, issuer } = context;
  const secret = new CacertsSecret(context.connection(cluster), namespace);
  const before = await secret.read();
  const done = await issuer.adopt(operationOf(work.requestId), before?.facts);
  if (done) {
    return;
  }
  if (before) {
    refuseForeign(before.facts);
  }
  await context.refuseDuringRootChange({ cluster, namespace });
  authorities.refuseOutOfBounds(authority, order);
  const description = await authorities.describe(authority, work);
  options.refuseOther?.(description);
  refuseTooLong(description, {
    ...order,
    now: context.now(),
    provider: authorities.get(authority).settings.provider,
  });
  const root = rootOfDescription(description);
  const expected = await effectOf(context, order, { before, root });
  refuseBreaking(context, options, expected, root);
  await secret.rehearse(before);
  const held = await issuer.issue({
    work,
    order,
    presentRoots: expected.presentRoots,
  });
  const actual = rootOfBundle(held.bundle);
  if (actual !== root) {
    await held.refuse(
      'It ends at another root than the authority had told before.',
    );
    throw new ConflictError(
      `authority: ${authority} issued below another root than it tells; nothing was written. Pin its issuer, then ask or approve anew`,
    );
  }
  await check(context, held, expected);
  const key = held.keyPem();
  try {
    work.hide(key.toString());
    await secret.write(
      before,
      {
        'ca-cert.pem': held.bundle.certificate,
        'ca-key.pem': key,
        'cert-chain.pem': held.bundle.chain,
        'root-cert.pem': held.bundle.root,
        'ca-crl.pem': held.bundle.crl,
      },
      { keep: () => work.keepLease() },
    );
  } finally {
    key.fill(0);
  }
  await held.written();
}

/** What the root does to the control plane now. */
export function effectOf(
  context: IssueContext,
  { cluster, namespace }: { cluster: string; namespace: string },
  of: {
    before: Awaited<ReturnType<CacertsSecret['read']>>;
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
  { order, acceptOutage }: Pick<InstallOptions, 'order' | 'acceptOutage'>,
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

async function check(
  context: IssueContext,
  held: HeldIntermediate,
  effect: RootEffect,
): Promise<void> {
  const { fit, findings, handshakeMilliseconds } = await preflight(
    held.bundle,
    held.key,
    { now: new Date(context.now()) },
  );
  if (!fit) {
    const words = findings
      .filter(({ severity }) => severity === 'error')
      .map(({ file, text, mend }) => `${file}: ${text} ${mend}`)
      .join('\n');
    await held.refuse(`The preflight refused it: ${words}`);
    throw new InputError(words);
  }
  const warnings = findings.map(({ file, text }) => `${file}: ${text}`);
  await held.checked(
    [
      `The preflight found nothing in the way; a trial handshake took ${Math.round(
        handshakeMilliseconds ?? 0,
      )} ms.`,
      `The root ${effect.kind === 'same' ? 'stays as it is' : 'changes'}.`,
      ...warnings,
    ].join(' '),
    { restart: effect.restart },
  );
}
