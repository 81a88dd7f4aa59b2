import { InputError } from '@backstage/errors';
import { RequestWork } from '@meshport/backstage-plugin-mesh-node';
import { CacertsSecret, PresentCacerts } from '../controlPlane/CacertsSecret';
import { withdrawLists } from '../revocation-lists/withdrawLists';
import { HeldIntermediate } from './HeldIntermediate';
import { IssueContext } from './IssueContext';
import { listsForBoth } from './listsForBoth';
import { RootEffect } from './RootEffect';

/**
 * Nobody has revocation lists where the next authority has none; with another
 * root istiod is restarted anyway, and the outage accepted.
 */
export async function withoutListsOfFormer(
  context: IssueContext,
  work: RequestWork,
  of: {
    secret: CacertsSecret;
    order: { cluster: string; namespace: string; authority: string };
    before: PresentCacerts | undefined;
    effect: RootEffect;
  },
): Promise<PresentCacerts | undefined> {
  const { secret, order, before, effect } = of;
  const { cluster, namespace, authority } = order;
  const { listsRevoked, listsSpreadMs } =
    context.authorities.get(authority).settings;
  if (!before || listsRevoked || effect.kind !== 'same') {
    return before;
  }
  return withdrawLists(
    { connection: context.connection(cluster), namespace, secret },
    before,
    {
      spreadMs: listsSpreadMs,
      restartIstiod: context.restartIstiod,
      now: context.now,
      work,
    },
  );
}

/** The lists while workloads have certificates of both; those of the new one where nobody has others. */
export async function listsMeanwhile(
  held: HeldIntermediate,
  before: PresentCacerts | undefined,
  { effect, now }: { effect: RootEffect; now: number },
): Promise<string | undefined> {
  try {
    return before && effect.kind === 'same'
      ? listsForBoth(before, held.bundle, new Date(now))
      : undefined;
  } catch (error) {
    if (error instanceof InputError) {
      await held.refuse(error.message);
    }
    throw error;
  }
}
