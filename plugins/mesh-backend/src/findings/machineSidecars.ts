import { Finding, isSubset, ReadManifest } from '@meshport/istio';

/**
 * Whether a finding says that a planned Sidecar selects no pod although it is
 * for the machines of a planned WorkloadGroup. istioctl looks at pods alone;
 * a machine without iptables needs its Sidecar before it joins.
 */
export function isForMachines(
  { code, resource }: Finding,
  manifests: readonly ReadManifest[],
): boolean {
  if (code !== 'IST0101' || resource.kind !== 'Sidecar') {
    return false;
  }
  const sidecar = manifests.find(
    ({ kind, object }) =>
      kind === 'Sidecar' &&
      object.metadata.name === resource.name &&
      object.metadata.namespace === resource.namespace,
  );
  const selector: Record<string, string> =
    sidecar?.object.spec?.workloadSelector?.labels ?? {};
  return manifests.some(
    ({ kind, object }) =>
      kind === 'WorkloadGroup' &&
      object.metadata.namespace === resource.namespace &&
      isSubset(selector, object.spec?.metadata?.labels ?? {}),
  );
}
