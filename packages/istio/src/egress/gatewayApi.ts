import { stringify } from 'yaml';
import type { KubernetesObject } from '../resources';
import type { EgressEnvironment } from './EgressEnvironment';
import type {
  EgressGatewayModel,
  EgressUpstreamModel,
} from './EgressGatewayInput';
import { exposedOf, ingressListenerOf } from './exposure';
import { exposedByGatewayApi, gatewayApiRoutesOf } from './gatewayApiRoutes';
import { autoscalingSpecOf, serviceAnnotationsOf } from './gatewayWorkload';
import { mutualPorts } from './istioGateways';
import { byHost } from './modelOf';
import { foreignLabelsOf, gatewayHostOf } from './naming';
import { isHttp, isMutualHop, metadataOf, NETWORKING } from './objectParts';
import { serviceEntryOf } from './serviceEntries';
import { checkContainersOf } from './upstreamCheck';
import { upstreamRuleOf } from './upstreamTls';
import { gatewayVisibleTo } from './visibility';

type Maybe = KubernetesObject | undefined;

/** Version of the Gateway API that gateways and HTTP routes are written in. */
export const GATEWAY_API = 'gateway.networking.k8s.io/v1';

/** Name of the ConfigMap that says what istiod's Deployment is to be like. */
export function parametersNameOf({ name }: { name: string }): string {
  return `${name}-parameters`;
}

/** Name of an upstream's listener: one a port. */
export function listenerNameOf({ gatewayPort }: EgressUpstreamModel): string {
  return `port-${gatewayPort}`;
}

function listenerOf(model: EgressGatewayModel, upstream: EgressUpstreamModel) {
  const mutual = isMutualHop(model, upstream);
  return {
    name: listenerNameOf(upstream),
    // Under another name, too, calls come in for what is exposed.
    ...(upstream.exposure ? {} : { hostname: upstream.host }),
    port: upstream.gatewayPort,
    protocol: isHttp(upstream) ? 'HTTPS' : 'TLS',
    tls: mutual
      ? {
          mode: 'Terminate',
          options: { 'gateway.istio.io/tls-terminate-mode': 'ISTIO_MUTUAL' },
        }
      : { mode: 'Passthrough' },
    allowedRoutes: { namespaces: { from: 'Same' } },
  };
}

function gatewayOf(model: EgressGatewayModel, parameters: Maybe) {
  const { revision } = model;
  const metadata = metadataOf(model);
  return {
    apiVersion: GATEWAY_API,
    kind: 'Gateway',
    metadata: {
      ...metadata,
      labels: {
        ...metadata.labels,
        ...(revision ? { 'istio.io/rev': revision } : {}),
      },
      // Else its Service would be a load balancer, open to the outside.
      annotations: { 'networking.istio.io/service-type': 'ClusterIP' },
    },
    spec: {
      gatewayClassName: 'istio',
      infrastructure: {
        labels: foreignLabelsOf(model),
        annotations: serviceAnnotationsOf(model),
        ...(parameters ? { parametersRef: parametersRefOf(model) } : {}),
      },
      listeners: model.upstreams.map(one => listenerOf(model, one)),
    },
  };
}

/** The reference to `parametersOf` by which a Gateway takes it. */
export function parametersRefOf(model: EgressGatewayModel) {
  return { group: '', kind: 'ConfigMap', name: parametersNameOf(model) };
}

/**
 * What istiod lays over the Deployment that it makes (from Istio 1.26 on);
 * undefined where its own defaults will do.
 */
export function parametersOf(
  model: EgressGatewayModel,
  environment?: EgressEnvironment,
): KubernetesObject | undefined {
  const { replicas, resources, disruptionBudget, autoscaling } = model;
  const containers = [
    ...(resources ? [{ name: 'istio-proxy', resources }] : []),
    ...checkContainersOf(model, environment),
  ];
  const fixed = replicas !== undefined && !autoscaling;
  const deployment = {
    spec: {
      ...(fixed ? { replicas } : {}),
      ...(containers.length > 0 ? { template: { spec: { containers } } } : {}),
    },
  };
  const autoscalerSpec = autoscalingSpecOf(model);
  const data = {
    ...(fixed || containers.length > 0
      ? { deployment: stringify(deployment) }
      : {}),
    ...(autoscalerSpec
      ? { horizontalPodAutoscaler: stringify({ spec: autoscalerSpec }) }
      : {}),
    ...(disruptionBudget
      ? { podDisruptionBudget: stringify({ spec: disruptionBudget }) }
      : {}),
  };
  return Object.keys(data).length > 0
    ? ({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: metadataOf(model, parametersNameOf(model)),
        data,
      } as KubernetesObject)
    : undefined;
}

/** Tells clients' proxies how to call the gateway, by its ports. */
function gatewayRuleOf(
  model: EgressGatewayModel,
  environment?: EgressEnvironment,
): Maybe {
  const portLevelSettings = mutualPorts(model, model.upstreams);
  return portLevelSettings.length > 0
    ? {
        apiVersion: NETWORKING,
        kind: 'DestinationRule',
        metadata: metadataOf(model),
        spec: {
          host: gatewayHostOf(model, environment),
          exportTo: gatewayVisibleTo(model),
          trafficPolicy: { portLevelSettings },
        },
      }
    : undefined;
}

/** The objects of a gateway whose Deployment istiod makes. */
export function gatewayApiObjectsOf(
  model: EgressGatewayModel,
  policies: Maybe[],
  environment?: EgressEnvironment,
): Maybe[] {
  const parameters = parametersOf(model, environment);
  const hosts = byHost(model);
  return [
    ...policies,
    parameters,
    ...hosts.map(one => serviceEntryOf(model, one)),
    gatewayOf(model, parameters),
    gatewayRuleOf(model, environment),
    ...hosts.map(one => upstreamRuleOf(model, one)),
    ...hosts.flatMap(one => gatewayApiRoutesOf(model, one, environment)),
    ...exposedOf(model).flatMap(one => [
      ingressListenerOf(model, one),
      ...exposedByGatewayApi(model, one, environment),
    ]),
  ];
}
