import {
  EgressEnvironment,
  EgressGatewayModel,
  egressInputOf,
  keepGatewayPorts,
  KubernetesObject,
  validateEgressGateway,
  ValidEgressGateway,
} from '@meshport/istio';
import { EgressInventory } from './EgressInventory';
import { kindOf } from './EgressSight';

/** A gateway as memory shows it: enough to tell its upstreams' names and ports; undefined when it cannot be read. */
export function rememberedModel(
  egress: EgressInventory,
  ref: { cluster: string; namespace: string; name: string },
): EgressGatewayModel | undefined {
  const cluster = egress.cluster(ref.cluster);
  const reading =
    cluster &&
    egress
      .of(cluster)
      .readings.find(
        ({ unit }) =>
          unit.ours &&
          unit.namespace === ref.namespace &&
          unit.name === ref.name,
      );
  return (
    reading &&
    modelIn(
      reading.unit.labelled.map(object => ({
        ...object,
        kind: kindOf(object),
      })) as unknown as KubernetesObject[],
    )
  );
}

/** The gateway that objects make up; undefined when it cannot be read back. */
export function modelIn(
  objects: readonly KubernetesObject[],
): EgressGatewayModel | undefined {
  const read = egressInputOf(objects);
  return 'model' in read ? read.model : undefined;
}

/** The gateway with the names and ports that upstreams have which it has already, so that a change moves none of them. */
export function withKeptPorts(
  valid: ValidEgressGateway,
  existing: EgressGatewayModel | undefined,
  environment: EgressEnvironment,
): ValidEgressGateway {
  if (!existing) {
    return valid;
  }
  const kept = validateEgressGateway(
    keepGatewayPorts(valid.input, existing),
    environment,
  );
  return 'problems' in kept ? valid : kept;
}
