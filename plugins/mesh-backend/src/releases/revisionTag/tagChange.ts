import { ConflictError } from '@backstage/errors';
import { RequestPlan } from '@meshport/backstage-plugin-mesh-common';
import { RevisionTagObject } from '@meshport/istio';
import { KubernetesObject } from '../../clusters/types';
import { canonicalJson, sha256 } from '../../requests/canonicalJson';
import { revisionOf } from './clusterTags';

/** What the plan of a tag's request keeps. */
export interface TagChange {
  cluster: string;
  tag: string;
  revision: string;
  from: string | null;
  /** SHA-256 of the objects without certificates. */
  content: string;
  /** Whether the tag has a Service. */
  withService: boolean;
}

/** The change that a plan keeps. */
export function changeOf({ parameters }: RequestPlan): TagChange {
  return parameters as unknown as TagChange;
}

/** What is approved: certificates are istiod's to renew. */
export function contentOf(objects: RevisionTagObject[]): string {
  return sha256(
    canonicalJson(
      JSON.parse(
        JSON.stringify(objects, (key, value) =>
          key === 'caBundle' ? undefined : value,
        ),
      ),
    ),
  );
}

/**
 * Somebody else may have led the tag elsewhere meanwhile.
 *
 * @throws `ConflictError`
 */
export function refuseMoved(
  { cluster, tag, revision }: TagChange,
  live: KubernetesObject | undefined,
  expected: (string | null)[],
): void {
  const leads = live ? revisionOf(live) : null;
  if (leads !== revision && !expected.includes(leads)) {
    const words = (one: string | null) => (one === null ? 'nowhere' : one);
    throw new ConflictError(
      `tag: somebody has changed tag ${tag} of ${cluster} meanwhile: it leads to ${words(
        leads,
      )}, and not to ${expected
        .map(words)
        .join(' or ')} as when this was asked; look at it and ask anew`,
    );
  }
}
