import { KubernetesObject } from '../../resources';
import { analyze } from '../engine/AnalysisSession';
import { friendlyName } from '../engine/suppression';
import { ClusterSnapshot, KindSnapshot } from '../snapshot/snapshot';
import { Finding, PatchOperation } from '../types';

/**
 * An object with a JSON patch (RFC 6902).
 *
 * @throws Error when a path is not there
 */
export function patched<T extends object>(
  object: T,
  patch: readonly PatchOperation[],
): T {
  const draft = structuredClone(object);
  for (const { op, path, value } of patch) {
    const keys = path
      .split('/')
      .slice(1)
      .map(one => one.replace(/~1/g, '/').replace(/~0/g, '~'));
    const last = keys.pop()!;
    let parent: any = draft;
    for (const key of keys) {
      parent = parent?.[key];
    }
    const isList = Array.isArray(parent);
    const isThere =
      typeof parent === 'object' &&
      parent !== null &&
      (op === 'add' ? !isList : Object.hasOwn(parent, last));
    if (!isThere) {
      throw new Error(`${op} ${path} does not fit ${JSON.stringify(object)}`);
    }
    if (op !== 'remove') {
      parent[last] = structuredClone(value);
    } else if (isList) {
      parent.splice(Number(last), 1);
    } else {
      delete parent[last];
    }
  }
  return draft;
}

function isAbout(
  { resource }: Finding,
  { apiVersion, kind, metadata }: KubernetesObject,
) {
  return (
    resource.apiVersion === apiVersion &&
    resource.kind === kind &&
    resource.name === metadata.name &&
    (resource.namespace ?? '') === (metadata.namespace ?? '')
  );
}

function withObject(
  snapshot: ClusterSnapshot,
  old: KubernetesObject,
  changed: KubernetesObject,
): ClusterSnapshot {
  const kinds = Object.fromEntries(
    Object.entries(snapshot.kinds).map(
      ([kind, { objects }]): [string, KindSnapshot] => [
        kind,
        {
          revision: 'mended',
          objects: objects.map(one => (one === old ? changed : one)),
        },
      ],
    ),
  );
  return { ...snapshot, kinds, sources: undefined };
}

/** In how many places of an object a code is found. */
function placesOf(findings: readonly Finding[], like: Finding): number {
  return findings
    .filter(
      ({ code, resource }) =>
        code === like.code &&
        friendlyName(resource) === friendlyName(like.resource),
    )
    .reduce((sum, { otherPaths = [] }) => sum + 1 + otherPaths.length, 0);
}

const textOf = ({ code, resource, args }: Finding) =>
  `${code} ${friendlyName(resource)} ${JSON.stringify(args)}`;

/**
 * What is wrong with the mends of findings: one after the other is applied and
 * the cluster is analysed again. Its finding has to be gone, and no error may
 * be there that was not there before.
 */
export function troubleWithMends(
  findings: readonly Finding[],
  snapshot: ClusterSnapshot,
  now?: () => Date,
): string[] {
  const mended = findings.filter(one => one.mend);
  if (mended.length === 0) {
    return [];
  }
  const options = now ? { now } : {};
  const plain = { ...snapshot, sources: undefined };
  const before = analyze([plain], options).findings;
  const errors = new Set(before.map(textOf));
  return mended.flatMap(finding => {
    const old = Object.values(snapshot.kinds)
      .flatMap(one => one?.objects ?? [])
      .find(one => isAbout(finding, one))!;
    const changed = patched(old, finding.mend!.patch);
    const names = [finding.analyzer];
    const was = analyze([plain], { ...options, analyzers: names });
    const mendedSnapshot = withObject(snapshot, old, changed);
    const is = analyze([mendedSnapshot], { ...options, analyzers: names });
    const after = analyze([mendedSnapshot], options).findings;
    const { otherPaths = [], mend } = finding;
    const rest = placesOf(is.findings, finding);
    const most = placesOf(was.findings, finding) - 1 - otherPaths.length;
    const about = `${textOf(finding)}: ${mend!.title}`;
    return [
      ...(rest > Math.max(most, 0) ? [`still there: ${about}`] : []),
      ...after
        .filter(one => one.severity === 'error' && !errors.has(textOf(one)))
        .map(one => `${about} causes ${textOf(one)}`),
    ];
  });
}
