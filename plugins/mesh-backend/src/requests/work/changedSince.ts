import { RequestFinding } from '@meshport/backstage-plugin-mesh-common';
import { sinceAsked } from '../lifecycle';
import { keyOf, PlanFacts, StoredRequest } from '../store';

/**
 * What changed in the clusters since the plan was put up that its approver has
 * to see: a target that was made or deleted, or a new finding of severity
 * error. In words; undefined when nothing did.
 *
 * Once this request has begun to write, an object that appeared and is exactly
 * as planned is its own.
 */
export function changedSince(
  request: StoredRequest,
  now: PlanFacts,
): string | undefined {
  const writing = sinceAsked(request.history).some(
    event => event.type === 'applying',
  );
  const before = request.facts.presence;
  for (const { cluster, manifest } of request.plan.objects) {
    const { apiVersion, kind, metadata } = manifest as any;
    const { namespace, name } = metadata;
    const key = keyOf(cluster, { apiVersion, kind, namespace, name });
    const what = `${kind} ${
      namespace === undefined ? '' : `${namespace}/`
    }${name} in cluster ${cluster}`;
    const was = before[key] ?? null;
    const is = now.presence[key] ?? null;
    if (was === is) {
      continue;
    }
    if (is === null) {
      return `${what} was deleted since`;
    }
    if (was !== null) {
      return `${what} was deleted and made anew since`;
    }
    const own =
      writing &&
      now.diff.some(
        one =>
          one.outcome === 'unchanged' &&
          one.object.cluster === cluster &&
          keyOf(cluster, one.object as any) === key,
      );
    if (!own) {
      return `${what} was made since`;
    }
  }
  const fresh = now.findings.find(
    finding =>
      finding.severity === 'error' &&
      !request.facts.findings.some(known => sameFinding(known, finding)),
  );
  return fresh && `${fresh.code}: ${fresh.message}`;
}

function sameFinding(a: RequestFinding, b: RequestFinding): boolean {
  return (
    a.code === b.code &&
    a.severity === b.severity &&
    a.path === b.path &&
    a.object?.kind === b.object?.kind &&
    a.object?.namespace === b.object?.namespace &&
    a.object?.name === b.object?.name
  );
}
