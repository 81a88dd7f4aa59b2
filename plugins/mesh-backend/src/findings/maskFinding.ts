import { Finding, friendlyName } from '@meshport/istio';

/** What stands for the name of an object that the caller may not know. */
export const HIDDEN = 'an object in a namespace you may not read';

/** What a caller may read. */
export interface Sight {
  mayReadCluster(cluster: string): boolean;
  mayReadNamespace(cluster: string, namespace: string): boolean;
  /** Whether there is such a namespace somewhere, as far as anybody knows. */
  mayExist(namespace: string): boolean;
  /** Names of all clusters. */
  clusters: readonly string[];
}

/** A finding's words, as a caller may see them. */
export interface SeenWords {
  message: string;
  effect: string;
  /** Absent when it is about what the caller may not see. */
  mend?: Finding['mend'];
}

/** The namespace that an object is in; a Namespace is in itself; undefined for objects of the cluster. */
export function namespaceOf({
  kind,
  namespace,
  name,
}: Finding['resource']): string | undefined {
  return kind === 'Namespace' ? name : namespace;
}

/** Whether a caller may see a finding at all. */
export function maySee({ resource }: Finding, sight: Sight): boolean {
  const { cluster = '' } = resource;
  const namespace = namespaceOf(resource);
  return (
    sight.mayReadCluster(cluster) &&
    (namespace === undefined || sight.mayReadNamespace(cluster, namespace))
  );
}

/** Leaves out of a finding's words what the caller may not know of. */
export function wordsFor(finding: Finding, sight: Sight): SeenWords {
  const { message, effect, mend, args, resource } = finding;
  const isHidden = hiddenNames(resource.cluster ?? '', sight);
  const own = new Set([
    friendlyName(resource),
    resource.name,
    resource.namespace ?? '',
  ]);
  const secrets = [
    ...args.flat().flatMap(one => hiddenIn(String(one), isHidden, true)),
    ...hiddenIn(message, isHidden, false),
    ...hiddenIn(effect, isHidden, false),
  ]
    .filter(one => !own.has(one))
    // The longest first: one may be a part of another.
    .sort((a, b) => b.length - a.length);
  const cover = (text: string) =>
    secrets.reduce((left, one) => replaceWord(left, one), text);
  const tellsMore =
    mend &&
    ((mend.resource &&
      !maySee({ ...finding, resource: mend.resource }, sight)) ||
      hiddenIn(JSON.stringify(mend), isHidden, false).length > 0 ||
      secrets.some(one => JSON.stringify(mend).includes(one)));
  return {
    message: cover(message),
    effect: cover(effect),
    ...(mend && !tellsMore ? { mend } : {}),
  };
}

function hiddenNames(cluster: string, sight: Sight) {
  const namespaces = new Map<string, boolean>();
  return {
    namespace(name: string): boolean {
      let hidden = namespaces.get(name);
      if (hidden === undefined) {
        hidden = sight.mayExist(name) && !sight.mayReadNamespace(cluster, name);
        namespaces.set(name, hidden);
      }
      return hidden;
    },
    cluster: (name: string) =>
      sight.clusters.includes(name) && !sight.mayReadCluster(name),
  };
}

/**
 * Words that name something hidden: `namespace/name`, `name.namespace`,
 * `name.namespace.svc…`, `spiffe://…/ns/namespace/sa/name`.
 *
 * @param whole - whether a word alone is the name of a namespace or cluster
 */
function hiddenIn(
  text: string,
  isHidden: ReturnType<typeof hiddenNames>,
  whole: boolean,
): string[] {
  return (text.match(/[A-Za-z0-9_*][A-Za-z0-9_.*/:-]*/g) ?? []).flatMap(raw => {
    const word = raw.replace(/[.:/]+$/, '');
    const [path] = word.split(':');
    const parts = word.split('/');
    const host = (parts[parts.length - 1] || path).split(':')[0].split('.');
    const afterNs = parts.indexOf('ns');
    const names = [
      ...(parts.length > 1 ? [parts[0]] : []),
      ...(parts.length > 2 ? [parts[1]] : []),
      ...(afterNs >= 0 && parts[afterNs + 1] ? [parts[afterNs + 1]] : []),
      ...(host.length === 2 || host[2] === 'svc' ? [host[1]] : []),
      ...(whole ? [word] : []),
    ];
    const tells =
      names.some(one => isHidden.namespace(one)) ||
      (whole && [word, ...parts].some(one => isHidden.cluster(one)));
    return tells ? [word] : [];
  });
}

function replaceWord(text: string, word: string): string {
  const escaped = word.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  return text.replace(
    new RegExp(`(?<![A-Za-z0-9_.*/-])${escaped}(?![A-Za-z0-9_*/-])`, 'g'),
    HIDDEN,
  );
}
