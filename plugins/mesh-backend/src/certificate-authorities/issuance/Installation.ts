import { ConflictError, InputError } from '@backstage/errors';
import {
  CaDescription,
  RequestWork,
} from '@meshport/backstage-plugin-mesh-node';
import { rootChange } from '@meshport/certificates';
import { CacertsSecret, refuseForeign } from '../controlPlane/CacertsSecret';
import { BundleRules, bundleRules } from '../controlPlane/bundleRules';
import { IstiodReload } from '../controlPlane/IstiodReload';
import { judgeBundle, judgementWords } from '../controlPlane/judgeBundle';
import {
  effectOf,
  refuseBreaking,
  refuseTooLong,
  rootOfDescription,
} from './beforeIssuing';
import { HeldIntermediate } from './HeldIntermediate';
import { operationOf } from './IntermediateIssuer';
import { Issuance, IssuanceOrder } from './Issuance';
import { IssueContext } from './IssueContext';
import { spreadLists } from './listsForBoth';
import { listsMeanwhile, withoutListsOfFormer } from './listsOfInstallation';
import { RootEffect, rootOfBundle } from './RootEffect';

/** What is installed. */
export interface InstallOptions {
  order: Omit<IssuanceOrder, 'operation' | 'requestId' | 'provider'>;
  acceptOutage: boolean;
  /** Refuses, with an error, an authority that is not what was approved. */
  refuseOther?: (description: CaDescription) => void;
  /** Why what was issued is not what was approved, as a sentence. */
  issuedOtherwise?: (issuance: Issuance) => string | undefined;
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
  const present = await withoutListsOfFormer(context, work, {
    secret,
    order,
    before,
    effect: expected,
  });
  const istiods = await new IstiodReload(
    context.connection(cluster),
    namespace,
  ).running(work);
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
  const otherwise = options.issuedOtherwise?.(held.issuance);
  if (otherwise) {
    await held.refuse(otherwise);
    throw new ConflictError(
      `authority: ${authority} issued otherwise than approved, and nothing was written. ${otherwise} Ask for certificate-authority-issue, or have the authority mended`,
    );
  }
  await check(held, {
    effect: expected,
    present: present?.facts.root,
    rules: bundleRules(context.inventory.cluster(cluster), namespace),
    istiods,
    now: context.now(),
  });
  const lists = await listsMeanwhile(held, present, {
    effect: expected,
    now: context.now(),
  });
  const ready = lists
    ? await spreadLists(secret, present!, {
        lists,
        forMs: authorities.get(authority).settings.listsSpreadMs,
        work,
      })
    : present;
  const key = held.keyPem();
  try {
    work.hide(key.toString());
    await secret.write(
      ready,
      {
        'ca-cert.pem': held.bundle.certificate,
        'ca-key.pem': key,
        'cert-chain.pem': held.bundle.chain,
        'root-cert.pem': held.bundle.root,
        'ca-crl.pem': lists ?? held.bundle.crl,
      },
      { keep: () => work.keepLease() },
    );
  } finally {
    key.fill(0);
  }
  await held.written();
}

/** What a bundle is checked against before it is written. */
interface CheckOptions {
  effect: RootEffect;
  /** `root-cert.pem` of the Secret as it stands. */
  present: string | undefined;
  rules: BundleRules;
  /** UIDs of the istiods that run before the write. */
  istiods: string[];
  now: number;
}

async function check(
  held: HeldIntermediate,
  { effect, present, rules, istiods, now }: CheckOptions,
): Promise<void> {
  const judgement = await judgeBundle(held.bundle, held.key, { ...rules, now });
  const { problem } = judgement;
  if (problem !== undefined) {
    await held.refuse(`The preflight refused it: ${problem}`);
    throw new InputError(problem);
  }
  const roots = present
    ? rootChange(present, held.bundle.root, rules)
    : undefined;
  await held.checked(
    [
      judgementWords(judgement),
      `The root ${effect.kind === 'same' ? 'stays as it is' : 'changes'}.`,
      ...(roots ? [roots.reason] : []),
    ].join(' '),
    { restart: effect.restart || roots?.takenLive === false, istiods },
  );
}
