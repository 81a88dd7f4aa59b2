import { Finding, isSubset, ReadManifest } from '@meshport/istio';

/**
 * Whether a finding says that what is planned for the machines of a planned
 * WorkloadGroup selects no pod: their Sidecar (IST0101) or their subset of a
 * DestinationRule (IST0173). istioctl looks at pods alone, and both have to be
 * there before a machine joins.
 */
export function isForMachines(
  finding: Finding,
  manifests: readonly ReadManifest[],
): boolean {
  const { resource } = finding;
  const labels = selectedBy(
    finding,
    manifests.find(
      ({ kind, object }) =>
        kind === resource.kind &&
        object.metadata.name === resource.name &&
        object.metadata.namespace === resource.namespace,
    ),
  );
  return (
    labels !== undefined &&
    manifests.some(
      ({ kind, object }) =>
        kind === 'WorkloadGroup' &&
        object.metadata.namespace === resource.namespace &&
        isSubset(labels, object.spec?.metadata?.labels ?? {}),
    )
  );
}

/** The labels that no pod has; nothing for another finding. */
function selectedBy(
  { code, resource, path = [] }: Finding,
  manifest: ReadManifest | undefined,
): Record<string, string> | undefined {
  const spec = manifest?.object.spec;
  if (code === 'IST0101' && resource.kind === 'Sidecar') {
    return spec?.workloadSelector?.labels ?? {};
  }
  if (code === 'IST0173' && resource.kind === 'DestinationRule') {
    // A subset without labels stands for all of its host.
    return spec?.subsets?.[Number(path[2])]?.labels;
  }
  return undefined;
}
