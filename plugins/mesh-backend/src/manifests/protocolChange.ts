import { ConflictError } from '@backstage/errors';
import { EGRESS_GATEWAY_LABEL } from '@meshport/backstage-plugin-mesh-common';
import { EgressGatewayModel, upstreamRuleNameOf } from '@meshport/istio';
import { findObject } from '../clusters/findObject';
import { ClusterConnection, KubernetesObject } from '../clusters/types';
import { toBackstageError } from './clusterErrors';

/**
 * Throws `ConflictError` when a gateway is to open no TLS any more, but its
 * rule for that is still there and could not be found for deletion: by it the
 * gateway would go on opening TLS to a port where none is spoken.
 */
export async function refuseProtocolChange(
  connection: ClusterConnection,
  input: EgressGatewayModel,
): Promise<void> {
  const { namespace, name } = input;
  const [main] = input.upstreams;
  if (input.upstreams.length > 1 || main.protocol === 'TLS-ORIGINATION') {
    return;
  }
  const { protocol } = main;
  const ruleName = upstreamRuleNameOf(input);
  let rule: KubernetesObject | undefined;
  try {
    rule = await findObject(
      connection,
      `/apis/networking.istio.io/v1/namespaces/${encodeURIComponent(
        namespace,
      )}/destinationrules/${encodeURIComponent(ruleName)}`,
    );
  } catch (error) {
    throw toBackstageError(error, { cluster: connection.details.name });
  }
  if (rule?.metadata.labels?.[EGRESS_GATEWAY_LABEL] === name) {
    throw new ConflictError(
      `protocol: the egress gateway ${name} in namespace ${namespace} opens TLS by DestinationRule ${ruleName}, which would spoil ${protocol}; delete that rule first, or choose another name`,
    );
  }
}
