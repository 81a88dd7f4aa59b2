import { KubernetesObject } from '../clusters';
import { slimConfigMap } from './slimConfigMap';
import { slimDeployment } from './slimDeployment';
import { slimRoute } from './slimRoute';
import { aliasArguments } from './clusterAliases';
import { CLUSTER_ID } from './istioId';
import { ALPN_FILTER, AUTO_REGISTRATION } from './istiodSettings';
import { runAsUserOf, slimContainer, withOwnProbes } from './slimContainer';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

type Kept = KubernetesObject & { kind: string };

/**
 * Reduces an object to what answers are made from. `undefined` means that the
 * object is of no use and is not kept.
 */
export function slim(kind: string, object: KubernetesObject): Kept | undefined {
  const slimmed = { ...object, kind, metadata: slimMetadata(object.metadata) };
  switch (kind) {
    case 'Pod':
      return slimPod(slimmed);
    case 'ConfigMap': {
      const data = slimConfigMap(object);
      return data && { ...slimmed, data };
    }
    case 'MutatingWebhookConfiguration':
    case 'ValidatingWebhookConfiguration':
      return {
        ...slimmed,
        webhooks: object.webhooks?.map((webhook: any) => ({
          name: webhook.name,
          clientConfig: slimClientConfig(webhook.clientConfig),
          namespaceSelector: webhook.namespaceSelector,
          objectSelector: webhook.objectSelector,
          rules: webhook.rules,
          ...(webhook.reinvocationPolicy
            ? { reinvocationPolicy: webhook.reinvocationPolicy }
            : {}),
        })),
      };
    case 'KubernetesGateway':
      return slimGateway(slimmed);
    case 'Deployment':
      return slimDeployment(slimmed);
    case 'HTTPRoute':
    case 'GRPCRoute':
      return slimRoute(slimmed);
    case 'ServiceAccount':
      return namesOf(slimmed);
    case 'Node': {
      const podCIDRs = object.spec?.podCIDRs;
      return {
        ...namesOf(slimmed),
        ...(podCIDRs ? { spec: { podCIDRs } } : {}),
      };
    }
    case 'CustomResourceDefinition': {
      const { group, names } = object.spec ?? {};
      return {
        ...namesOf(slimmed),
        spec: { group, names: { kind: names?.kind } },
      };
    }
    default:
      return slimmed;
  }
}

/** What something is called, and nothing of what is in it. */
function namesOf({ apiVersion, kind, metadata }: Kept): Kept {
  return { apiVersion, kind, metadata };
}

function slimMetadata({
  managedFields: _,
  annotations,
  ...metadata
}: KubernetesObject['metadata']): KubernetesObject['metadata'] {
  if (!annotations) {
    return metadata;
  }
  const { [LAST_APPLIED]: __, ...kept } = annotations;
  return { ...metadata, annotations: kept };
}

function slimPod({ spec, status, apiVersion, kind, metadata }: Kept): Kept {
  return {
    apiVersion,
    kind,
    metadata,
    spec: {
      nodeName: spec?.nodeName,
      serviceAccountName: spec?.serviceAccountName,
      hostNetwork: spec?.hostNetwork,
      ...runAsUserOf(spec),
      containers: spec?.containers?.map(slimmerOf(metadata, spec)),
      initContainers: spec?.initContainers?.map(slimContainer),
    },
    status: {
      phase: status?.phase,
      podIP: status?.podIP,
      startTime: status?.startTime,
      conditions: status?.conditions
        ?.filter((condition: any) => condition.type === 'Ready')
        .map((condition: any) => ({
          type: condition.type,
          status: condition.status,
        })),
    },
  };
}

/** Of a pod without a proxy it does not matter who calls it for its health. */
function slimmerOf({ labels }: Kept['metadata'], spec: any) {
  if (labels?.app === 'istiod') {
    return slimIstiod;
  }
  const hasProxy = [
    ...(spec?.containers ?? []),
    ...(spec?.initContainers ?? []),
  ].some(({ name }) => name === 'istio-proxy');
  return hasProxy ? withOwnProbes : slimContainer;
}

/** What tells Istio's IDs of its cluster and of those that it has another name for, and whether machines register. */
function slimIstiod(container: any) {
  const env = container.env?.filter(
    ({ name, value }: any) =>
      [CLUSTER_ID, AUTO_REGISTRATION, ALPN_FILTER].includes(name) && value,
  );
  const clusterAliases = aliasArguments(container);
  return {
    ...slimContainer(container),
    ...(env?.length ? { env } : {}),
    ...(clusterAliases.length > 0 ? { clusterAliases } : {}),
  };
}

/** What tells a waypoint, whom it admits, and whether istiod uses it. */
function slimGateway({ spec, status, apiVersion, kind, metadata }: Kept): Kept {
  return {
    apiVersion,
    kind,
    metadata,
    spec: {
      gatewayClassName: spec?.gatewayClassName,
      addresses: spec?.addresses,
      listeners: spec?.listeners?.map((listener: any) => ({
        name: listener.name,
        hostname: listener.hostname,
        port: listener.port,
        protocol: listener.protocol,
        tls: listener.tls,
        allowedRoutes: listener.allowedRoutes,
      })),
    },
    status: { addresses: status?.addresses, conditions: status?.conditions },
  };
}

/** Where it is called, without the certificate that vouches for it. */
function slimClientConfig(clientConfig: any) {
  return (
    clientConfig && { url: clientConfig.url, service: clientConfig.service }
  );
}
