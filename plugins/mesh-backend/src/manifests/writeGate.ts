import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { EGRESS_GATEWAY_LABEL } from '@meshport/backstage-plugin-mesh-common';
import { groupKindOf, formatGroupKind } from './kinds';
import { ManifestObject } from './objects';

/** Asks whether something may be written without an approval. */
export interface WriteGate {
  /**
   * Throws `NotAllowedError` that says how to ask for it when a policy demands
   * an approval for one of the kinds of request in one of the namespaces.
   */
  check(
    write: { kinds: string[]; cluster: string; namespaces: string[] },
    credentials: BackstageCredentials,
  ): Promise<void>;
}

/**
 * What an egress gateway consists of beside its workload, and what opens the
 * way to an outside host: by these, YAML could do what a gateway is asked for.
 */
const EGRESS_KINDS = [
  'networking.istio.io/ServiceEntry',
  'networking.istio.io/Gateway',
];

/** The kinds of request that some YAML stands for. */
export function requestKindsOf(objects: ManifestObject[]): string[] {
  const egress = objects.some(
    object =>
      object.metadata.labels?.[EGRESS_GATEWAY_LABEL] !== undefined ||
      EGRESS_KINDS.includes(
        formatGroupKind(groupKindOf(object.apiVersion, object.kind)),
      ),
  );
  return egress ? ['manifests', 'egress-gateway'] : ['manifests'];
}
