import { KubernetesObject } from '../../resources';
import { ReadManifest } from '../manifests/readManifests';
import { AnalysisKind, KINDS } from './kinds';
import { ObjectSource } from './Resource';
import { ClusterSnapshot, KindSnapshot } from './snapshot';

/** What tells objects of a cluster apart. */
export function identityOf(
  kind: AnalysisKind,
  { metadata }: KubernetesObject,
): string {
  const { clusterScoped } = KINDS[kind] as { clusterScoped?: boolean };
  const namespace = clusterScoped ? '' : metadata.namespace ?? '';
  return JSON.stringify([kind, namespace, metadata.name]);
}

/**
 * A snapshot of manifests alone: every kind counts as read. Of objects with the
 * same name the last one counts.
 *
 * @public
 */
export function snapshotOfManifests(
  manifests: readonly ReadManifest[],
  more: Omit<ClusterSnapshot, 'kinds' | 'sources'> = {},
): ClusterSnapshot {
  const objects = new Map<
    string,
    { kind: AnalysisKind; object: KubernetesObject }
  >();
  const sources = new Map<KubernetesObject, ObjectSource>();
  for (const { kind, object, source } of manifests) {
    if (kind) {
      objects.set(identityOf(kind, object), { kind, object });
      sources.set(object, source);
    }
  }
  const byKind = new Map<string, KubernetesObject[]>(
    Object.keys(KINDS).map(kind => [kind, []]),
  );
  for (const { kind, object } of objects.values()) {
    byKind.get(kind)!.push(object);
  }
  const kinds = Object.fromEntries(
    [...byKind].map(([kind, all]): [string, KindSnapshot] => [
      kind,
      { revision: 'manifests', objects: all },
    ]),
  );
  return { ...more, kinds, sources };
}
