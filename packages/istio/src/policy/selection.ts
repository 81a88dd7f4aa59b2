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
  const key = ({ metadata }: KubernetesObject) => [
    String(Date.parse(metadata.creationTimestamp ?? '') || 0).padStart(15, '0'),
    metadata.name,
    metadata.namespace ?? '',
  ];
  const [left, right] = [key(a), key(b)];
  const index = left.findIndex((part, i) => part !== right[i]);
  if (index < 0) {
    return 0;
  }
  return left[index] < right[index] ? -1 : 1;
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
 * rule's namespace; `name.namespace` and `name.namespace.svc` are completed
 * where the second part is one of the namespaces handed in.
 */
export function fullHost(
  host: string,
  namespace: string,
  clusterDomain: string,
  namespaces: readonly string[] = [],
): string {
  if (isWildcardHost(host)) {
    return host.toLowerCase();
  }
  const parts = host.toLowerCase().split('.');
  if (parts.length === 1) {
    return `${parts[0]}.${namespace}.svc.${clusterDomain}`;
  }
  const known = namespaces.includes(parts[1]);
  if (known && (parts.length === 2 || parts.slice(2).join('.') === 'svc')) {
    return `${parts[0]}.${parts[1]}.svc.${clusterDomain}`;
  }
  return parts.join('.');
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
