import { EGRESS_GATEWAY_LABEL } from '@meshport/backstage-plugin-mesh-common';
import { EGRESS_NAMESPACE_LABEL } from '@meshport/istio';
import { StoredObject } from '../inventory';
import { RouteLeg } from './routeLegs';

/** Everything of one egress gateway in one cluster. */
export interface EgressUnit {
  namespace: string;
  name: string;
  /** Whether it bears our label. */
  ours: boolean;
  service?: StoredObject;
  /** Istio's Gateways whose listeners it has. */
  gateways: StoredObject[];
  /** The Gateway API's Gateway that istiod makes pods for. */
  kubernetesGateway?: StoredObject;
  /** From clients to it. */
  leads: RouteLeg[];
  /** From it to hosts outside the mesh. */
  onward: RouteLeg[];
  /** ServiceEntries of its hosts. */
  entries: StoredObject[];
  /** DestinationRules of its own host and of its upstreams. */
  rules: StoredObject[];
  /** Routes of the Gateway API that belong to it. */
  routes: StoredObject[];
  /** Objects that bear its label. */
  labelled: StoredObject[];
}

/** The gateway that an object is part of, by its labels, as `NAMESPACE/NAME`. */
export function gatewayKeyOf({ metadata }: StoredObject): string | undefined {
  const name = metadata.labels?.[EGRESS_GATEWAY_LABEL];
  const namespace =
    metadata.labels?.[EGRESS_NAMESPACE_LABEL] ?? metadata.namespace;
  return name ? `${namespace}/${name}` : undefined;
}

/** Whether a ServiceEntry is for a host outside the mesh; that is the default. */
export function isExternal({ spec }: StoredObject): boolean {
  return (spec?.location ?? 'MESH_EXTERNAL') === 'MESH_EXTERNAL';
}

/** A gateway of which nothing is found. */
export function emptyUnit(
  { namespace, name }: { namespace: string; name: string },
  ours: boolean,
): EgressUnit {
  return {
    namespace,
    name,
    ours,
    gateways: [],
    leads: [],
    onward: [],
    entries: [],
    rules: [],
    routes: [],
    labelled: [],
  };
}

/** Whether an object with `exportTo` is seen in a namespace; everywhere unless it says otherwise. */
export function isSeenFrom(object: StoredObject, namespace: string): boolean {
  const exportTo: string[] = object.spec?.exportTo ?? [];
  return (
    exportTo.length === 0 ||
    exportTo.some(
      one =>
        one === '*' ||
        one === namespace ||
        (one === '.' && object.metadata.namespace === namespace),
    )
  );
}
