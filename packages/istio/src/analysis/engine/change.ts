import { KubernetesObject } from '../../resources';
import { ReadManifest } from '../manifests/readManifests';
import { identityOf } from '../snapshot/fromManifests';
import { AnalysisKind } from '../snapshot/kinds';
import { ObjectSource } from '../snapshot/Resource';
import { ClusterSnapshot, KindSnapshot } from '../snapshot/snapshot';
import { AnalysisResult, Finding } from '../types';
import { AnalysisOptions, AnalysisSession } from './AnalysisSession';

/**
 * A cluster as it would be after manifests are applied to it.
 *
 * @public
 */
export function overlay(
  base: ClusterSnapshot,
  manifests: readonly ReadManifest[],
): ClusterSnapshot {
  const byKind = new Map<AnalysisKind, ReadManifest[]>();
  for (const manifest of manifests) {
    if (manifest.kind) {
      const known = byKind.get(manifest.kind) ?? [];
      byKind.set(manifest.kind, [...known, manifest]);
    }
  }
  const kinds = { ...base.kinds };
  const sources = new Map(base.sources ?? []);
  for (const [kind, added] of byKind) {
    const known = base.kinds[kind];
    // Of a kind that was not read nobody can say what else there is.
    if (known) {
      kinds[kind] = laidOver(kind, known, added, sources);
    }
  }
  return { ...base, kinds, sources };
}

let changes = 0;

function laidOver(
  kind: AnalysisKind,
  { revision, objects }: KindSnapshot,
  added: readonly ReadManifest[],
  sources: Map<KubernetesObject, ObjectSource>,
): KindSnapshot {
  const byName = new Map<string, KubernetesObject>(
    objects.map(object => [identityOf(kind, object), object]),
  );
  for (const { object, source } of added) {
    const known = byName.get(identityOf(kind, object));
    // A status is not applied; what the cluster says of it stays.
    const applied = known?.status ? withStatus(object, known) : object;
    byName.set(identityOf(kind, object), applied);
    sources.set(applied, source);
  }
  changes += 1;
  return {
    revision: `${revision} and change ${changes}`,
    objects: [...byName.values()],
  };
}

function withStatus(
  object: KubernetesObject,
  { status }: KubernetesObject,
): KubernetesObject {
  return object.status ? object : { ...object, status };
}

/**
 * What manifests change about a cluster's findings.
 *
 * @public
 */
export interface ChangeFindings {
  /** Findings that are there because of the manifests. */
  caused: Finding[];
  /** Findings that are gone because of the manifests. */
  cured: Finding[];
  /** Everything that is found once they are applied. */
  after: AnalysisResult;
}

function identity({ code, resource, args }: Finding): string {
  return JSON.stringify([code, resource, args]);
}

function without(all: readonly Finding[], others: readonly Finding[]) {
  const counts = new Map<string, number>();
  for (const one of others) {
    const key = identity(one);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return all.filter(one => {
    const left = counts.get(identity(one)) ?? 0;
    counts.set(identity(one), left - 1);
    return left <= 0;
  });
}

/**
 * Lays manifests over one of some clusters and tells which findings that causes
 * and cures. Findings that were there before are not told.
 *
 * @param cluster - the name of the cluster; undefined for the only one
 * @throws RangeError when there is no such cluster
 * @public
 */
export function findingsOfChange(
  snapshots: readonly ClusterSnapshot[],
  cluster: string | undefined,
  manifests: readonly ReadManifest[],
  options: AnalysisOptions = {},
): ChangeFindings {
  if (!snapshots.some(one => one.cluster === cluster)) {
    throw new RangeError(`There is no cluster ${cluster}.`);
  }
  const session = new AnalysisSession(options);
  const before = session.update(snapshots);
  const after = session.update(
    snapshots.map(one =>
      one.cluster === cluster ? overlay(one, manifests) : one,
    ),
  );
  return {
    caused: without(after.findings, before.findings),
    cured: without(before.findings, after.findings),
    after,
  };
}
