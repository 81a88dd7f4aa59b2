import { Finding, overlay, ReadManifest } from '@meshport/istio';
import { identityOf } from './identity';
import { Unjudged } from './judgement';
import { withPlannedPods } from './plannedPods';
import { FollowedSnapshot } from './snapshots';

/** What manifests would change about a cluster's findings. */
export interface ManifestEffect {
  caused: Finding[];
  cured: Finding[];
  unjudged: Unjudged[];
}

/** A cluster with manifests laid over it. */
export function laidOver(
  base: FollowedSnapshot,
  manifests: readonly ReadManifest[],
): FollowedSnapshot {
  const given = new Set(manifests.map(one => one.kind));
  return withPlannedPods(
    {
      ...base,
      ...overlay(base, manifests),
      cluster: base.cluster,
      absent: new Set([...base.absent].filter(kind => !given.has(kind))),
    },
    manifests,
  );
}

/** What is in the first list and not in the second. */
export function without(
  all: readonly Finding[],
  others: readonly Finding[],
): Finding[] {
  const known = new Set(others.map(identityOf));
  return all.filter(one => !known.has(identityOf(one)));
}
