import { isWildcardHost, KubernetesObject } from '../resources';

/** Namespace of mesh-wide policies unless the mesh says otherwise. */
export const DEFAULT_ROOT_NAMESPACE = 'istio-system';

/** Whether every label of a selector is among the labels. */
export function isSubset(
  selector: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(selector).every(
    ([key, value]) => Object.hasOwn(labels, key) && labels[key] === value,
  );
}

/**
 * Oldest first, as Istio orders configuration: of equal age by name, then by
 * namespace. Where one of several counts, the oldest does.
 */
export function byAge(a: KubernetesObject, b: KubernetesObject): number {
  const { metadata: left } = a;
  const { metadata: right } = b;
  return (
    compareTimes(left.creationTimestamp, right.creationTimestamp) ||
    compare(left.name, right.name) ||
    compare(left.namespace ?? '', right.namespace ?? '')
  );
}

function compare<T extends number | string>(a: T, b: T): number {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}

/** Thousands of objects are sorted: most are of one time, which needs no parsing. */
function compareTimes(a: string | undefined, b: string | undefined): number {
  return a === b ? 0 : compare(parseTime(a), parseTime(b));
}

function parseTime(text: string | undefined): number {
  return Date.parse(text ?? '') || 0;
}

/**
 * Whether an object with `exportTo` is visible in a namespace. Without it, the
 * mesh's default holds, which is everywhere unless meshConfig says otherwise.
 */
export function isVisibleIn(
  object: KubernetesObject,
  namespace: string,
): boolean {
  const exportTo: string[] = object.spec?.exportTo ?? [];
  if (exportTo.length === 0) {
    return true;
  }
  return exportTo.some(
    one =>
      one === '*' ||
      one === namespace ||
      (one === '.' && object.metadata.namespace === namespace),
  );
}

/**
 * The full name of a host in a rule: a name without a dot is a Service in the
 * rule's namespace; any other stands for itself. So `ratings.bookinfo` is not
 * completed: a VirtualService for it changes no call to the Service, as seen
 * with real sidecars (pilot, ResolveShortnameToFQDN).
 */
export function fullHost(
  host: string,
  namespace: string,
  clusterDomain: string,
): string {
  const name = host.toLowerCase();
  return isWildcardHost(name) || name.includes('.')
    ? name
    : `${name}.${namespace}.svc.${clusterDomain}`;
}

/** Name and namespace of a Service's full host; undefined for another host. */
export function serviceOfHost(
  host: string,
  clusterDomain: string,
): { name: string; namespace: string } | undefined {
  const suffix = `.svc.${clusterDomain}`;
  if (!host.endsWith(suffix)) {
    return undefined;
  }
  const [name, namespace, ...more] = host.slice(0, -suffix.length).split('.');
  return name && namespace && more.length === 0
    ? { name, namespace }
    : undefined;
}
