import type { KubernetesObject } from '../resources';
import type { EgressEnvironment } from './EgressEnvironment';
import type { EgressGatewayModel } from './EgressGatewayInput';
import { GATEWAY_API, parametersOf, parametersRefOf } from './gatewayApi';
import { byHost } from './modelOf';
import { foreignLabelsOf } from './naming';
import { metadataOf } from './objectParts';
import { serviceEntryOf } from './serviceEntries';
import { upstreamRuleOf } from './upstreamTls';

type Maybe = KubernetesObject | undefined;

function waypointOf(
  model: EgressGatewayModel,
  parameters: Maybe,
): KubernetesObject {
  const { revision } = model;
  const metadata = metadataOf(model);
  return {
    apiVersion: GATEWAY_API,
    kind: 'Gateway',
    metadata: {
      ...metadata,
      labels: {
        ...metadata.labels,
        'istio.io/waypoint-for': 'service',
        ...(revision ? { 'istio.io/rev': revision } : {}),
      },
    },
    spec: {
      gatewayClassName: 'istio-waypoint',
      infrastructure: {
        labels: foreignLabelsOf(model),
        ...(parameters ? { parametersRef: parametersRefOf(model) } : {}),
      },
      listeners: [
        {
          name: 'mesh',
          port: 15008,
          protocol: 'HBONE',
          allowedRoutes: { namespaces: { from: 'Same' } },
        },
      ],
    },
  };
}

/** Binds a ServiceEntry to the waypoint, and no other Service of its namespace. */
function bound(
  model: EgressGatewayModel,
  entry: KubernetesObject,
): KubernetesObject {
  const { metadata } = entry;
  return {
    ...entry,
    metadata: {
      ...metadata,
      labels: { ...metadata.labels, 'istio.io/use-waypoint': model.name },
    },
  };
}

/**
 * The objects of an ambient waypoint that ServiceEntries are bound to. The
 * waypoint and what it opens TLS by come first: a ServiceEntry without them
 * would lead callers past it.
 */
export function waypointObjectsOf(
  model: EgressGatewayModel,
  policies: Maybe[],
  environment?: EgressEnvironment,
): Maybe[] {
  const parameters = parametersOf(model, environment);
  const hosts = byHost(model);
  return [
    ...policies,
    parameters,
    waypointOf(model, parameters),
    ...hosts.map(one => upstreamRuleOf(model, one)),
    ...hosts.map(one => bound(model, serviceEntryOf(model, one))),
  ];
}
