import { MessageCatalogue } from './MessageSpec';

/** Istio's codes about policies, telemetry, filters and the control plane. */
export const ISTIO_POLICIES: MessageCatalogue = {
  IST0002: {
    name: 'Deprecated',
    severity: 'warning',
    text: detail => `Deprecated: ${detail}`,
    effect: 'A later version of Istio may not know it any more.',
  },
  IST0106: {
    name: 'SchemaValidationError',
    severity: 'error',
    text: error => `Istio refuses this: ${error}`,
    effect: 'The object cannot be applied, or has no effect.',
  },
  IST0110: {
    name: 'ConflictingSidecarWorkloadSelectors',
    severity: 'error',
    text: (names, namespace, pod) =>
      `The Sidecars ${names} of namespace ${namespace} all select pod ${pod}.`,
    effect: 'Which of them counts for the pod is not defined.',
    alsoKnownAs: ['KIA0003'],
  },
  IST0111: {
    name: 'MultipleSidecarsWithoutWorkloadSelectors',
    severity: 'error',
    text: (names, namespace) =>
      `The Sidecars ${names} of namespace ${namespace} all select every pod.`,
    effect: 'Which of them counts is not defined.',
    alsoKnownAs: ['KIA0002'],
  },
  IST0126: {
    name: 'UnknownMeshNetworksServiceRegistry',
    severity: 'error',
    text: (registry, network) =>
      `Network ${network} takes its endpoints from the cluster ${registry}, for which there is no remote secret.`,
    effect: 'Endpoints of that cluster are not known to be in the network.',
  },
  IST0127: {
    name: 'NoMatchingWorkloadsFound',
    severity: 'warning',
    text: labels =>
      labels
        ? `No pod of the mesh has the labels ${labels}.`
        : 'No pod of the mesh is in the namespace.',
    effect: 'The policy protects nothing.',
    alsoKnownAs: ['KIA0004'],
  },
  IST0133: {
    name: 'SchemaWarning',
    severity: 'warning',
    text: error => `Istio warns: ${error}`,
    effect: 'It is accepted, but may not do what is meant.',
  },
  IST0139: {
    name: 'InvalidWebhook',
    severity: 'error',
    text: error => error,
    effect: 'Pods get no proxy, or two.',
  },
  IST0151: {
    name: 'EnvoyFilterUsesRelativeOperation',
    severity: 'warning',
    text: () =>
      'The patch is relative to another filter, and the EnvoyFilter has no priority.',
    effect:
      'It may be applied before that filter exists, and so be lost. Set a priority.',
  },
  IST0152: {
    name: 'EnvoyFilterUsesReplaceOperationIncorrectly',
    severity: 'error',
    text: () =>
      'REPLACE works for HTTP_FILTER, NETWORK_FILTER and VIRTUAL_HOST only.',
    effect: 'The patch is ignored.',
  },
  IST0153: {
    name: 'EnvoyFilterUsesAddOperationIncorrectly',
    severity: 'error',
    text: () => 'ADD does not work for ROUTE_CONFIGURATION and HTTP_ROUTE.',
    effect: 'The patch is ignored.',
  },
  IST0154: {
    name: 'EnvoyFilterUsesRemoveOperationIncorrectly',
    severity: 'error',
    text: () => 'REMOVE does not work for ROUTE_CONFIGURATION and HTTP_ROUTE.',
    effect: 'The patch is ignored.',
  },
  IST0155: {
    name: 'EnvoyFilterUsesRelativeOperationWithProxyVersion',
    severity: 'warning',
    text: () =>
      'The patch is relative to a filter that depends on the version of the proxy, and the EnvoyFilter has no priority.',
    effect: 'During an upgrade it may be lost. Set a priority.',
  },
  IST0157: {
    name: 'InvalidTelemetryProvider',
    severity: 'warning',
    text: (name, namespace) =>
      `Telemetry ${name} of namespace ${namespace} names no provider, and the mesh has no default.`,
    effect: 'Its access logging is ignored.',
  },
  IST0159: {
    name: 'ConflictingTelemetryWorkloadSelectors',
    severity: 'error',
    text: (names, namespace, pod) =>
      `The Telemetries ${names} of namespace ${namespace} all select pod ${pod}.`,
    effect: 'Which of them counts for the pod is not defined.',
  },
  IST0160: {
    name: 'MultipleTelemetriesWithoutWorkloadSelectors',
    severity: 'error',
    text: (names, namespace) =>
      `The Telemetries ${names} of namespace ${namespace} all select every pod.`,
    effect: 'Which of them counts is not defined.',
  },
  IST0163: {
    name: 'InvalidExternalControlPlaneConfig',
    severity: 'warning',
    text: (address, webhook, problem) =>
      `The address ${JSON.stringify(
        address,
      )} of webhook ${webhook} ${problem}.`,
    effect: 'The external control plane is not reached.',
  },
  IST0164: {
    name: 'ExternalControlPlaneAddressIsNotAHostname',
    severity: 'info',
    text: (address, webhook) =>
      `The address ${address} of webhook ${webhook} is an IP address.`,
    effect: 'When it changes, injection and validation stop.',
  },
  IST0171: {
    name: 'NegativeConditionStatus',
    severity: 'warning',
    text: (type, reason, message) =>
      `Its condition ${type} says ${reason}: ${message}`,
    effect: 'The object, or a part of it, is not in force.',
    alsoKnownAs: ['GWAPI'],
  },
  IST0175: {
    name: 'JwksUriFetchUnrestricted',
    severity: 'warning',
    text: (count, names) =>
      `istiod may fetch keys from any address for ${count} RequestAuthentications (${names}).`,
    effect:
      'Who may write one can make istiod call internal addresses. Set BLOCKED_CIDRS_IN_JWKS_URIS.',
  },
  IST0176: {
    name: 'GatewayAPICRDVersionBelowMinimum',
    severity: 'warning',
    text: (crd, installed, minimum) =>
      `${crd} has version ${installed}; Istio needs ${minimum}.`,
    effect: 'Istio does not read resources of this kind.',
  },
};
