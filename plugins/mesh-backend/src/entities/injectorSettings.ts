import { SettingsOf } from '@meshport/istio';
import { controlPlaneNamespace } from '../clusters';
import { ClusterInventory } from '../inventory';

/** What the injector of each revision does with the pods that it is asked for. */
export function injectorSettingsOf(cluster: ClusterInventory): SettingsOf {
  const configMaps = cluster.store('ConfigMap');
  const namespace = controlPlaneNamespace(cluster.details);
  return revision =>
    configMaps.get(
      namespace,
      revision === 'default'
        ? 'istio-sidecar-injector'
        : `istio-sidecar-injector-${revision}`,
    )?.data?.injector;
}
