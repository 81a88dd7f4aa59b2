import { MessageCatalogue } from './MessageSpec';

/** Codes of Kiali about routes, destinations and services. */
export const KIALI_TRAFFIC: MessageCatalogue = {
  KIA0201: {
    name: 'SameHostAndSubset',
    severity: 'warning',
    text: (host, others) =>
      `DestinationRule ${others} is for the same host and subset (${host}).`,
    effect: 'Istio merges them or keeps one, which is easy to get wrong.',
  },
  KIA0204: {
    name: 'OverridesMutualTls',
    severity: 'warning',
    text: rule =>
      `It has no TLS settings, and overrides DestinationRule ${rule}, which has.`,
    effect: 'Calls to the host are sent without mTLS.',
  },
  KIA0209: {
    name: 'SubsetWithoutLabels',
    severity: 'warning',
    text: subset => `Subset ${subset} has no labels.`,
    effect: 'It is the whole service.',
  },
  KIA0601: {
    name: 'PortNameWithoutProtocol',
    severity: 'error',
    text: (name, protocol) =>
      `The port name ${JSON.stringify(
        name,
      )} does not begin with its protocol (${protocol}).`,
    effect: 'People and tools that go by the name take it for something else.',
  },
  KIA0602: {
    name: 'UnknownAppProtocol',
    severity: 'error',
    text: protocol => `Istio does not know the appProtocol ${protocol}.`,
    effect: 'Proxies guess the protocol of each connection.',
  },
  KIA0701: {
    name: 'NoContainerPort',
    severity: 'warning',
    text: (port, deployments) =>
      `No container of ${deployments} has the target port ${port}.`,
    effect:
      'Calls to the port fail, unless the application listens there anyway.',
  },
  KIA1004: {
    name: 'UnknownEgressHost',
    severity: 'warning',
    text: host => `No service that can be seen has the host ${host}.`,
    effect: 'The Sidecar admits nothing by it.',
  },
  KIA1006: {
    name: 'RootSidecarWithSelector',
    severity: 'warning',
    text: namespace =>
      `A Sidecar of the root namespace ${namespace} is for the whole mesh; its selector does not count there.`,
    effect: 'It does not apply to the workloads that are meant.',
  },
  KIA1007: {
    name: 'EmptyOutboundMode',
    severity: 'info',
    text: () => 'Its outboundTrafficPolicy has no mode.',
    effect: 'It means REGISTRY_ONLY, whatever the mesh is set to.',
  },
  KIA1102: {
    name: 'UnknownMatchGateway',
    severity: 'error',
    text: gateway => `There is no Gateway ${gateway}.`,
    effect: 'The match never applies.',
  },
  KIA1104: {
    name: 'SingleRouteWeight',
    severity: 'warning',
    text: weight => `The only destination has the weight ${weight}.`,
    effect: 'It gets all requests all the same.',
  },
  KIA1105: {
    name: 'RepeatedDestination',
    severity: 'warning',
    text: destination => `The rule names ${destination} more than once.`,
    effect: 'The weights add up.',
  },
  KIA1106: {
    name: 'SameHostAndGateway',
    severity: 'warning',
    text: (host, gateway, others) =>
      `VirtualService ${others} is for the same host ${host} of Gateway ${gateway}.`,
    effect: 'Istio merges them; the order of their rules is not defined.',
  },
  KIA1211: {
    name: 'SameHostAndPort',
    severity: 'warning',
    text: (host, port, others) =>
      `ServiceEntry ${others} has the same host ${host} and port ${port}.`,
    effect: 'Only one of them takes effect.',
  },
  KIA1401: {
    name: 'UnknownParentGateway',
    severity: 'error',
    text: gateway => `There is no Gateway ${gateway}.`,
    effect: 'The route is attached to nothing.',
  },
  KIA1402: {
    name: 'UnknownBackend',
    severity: 'error',
    text: backend => `There is no Service ${backend}.`,
    effect: 'Requests of this rule fail with 500.',
  },
  KIA1501: {
    name: 'SameListener',
    severity: 'warning',
    text: (host, port, others) =>
      `Gateway ${others} has the same host ${host} and port ${port}.`,
    effect: 'Clients may reach either of them.',
  },
  KIA1502: {
    name: 'SameAddress',
    severity: 'warning',
    text: (address, others) =>
      `Gateway ${others} has the same address ${address}.`,
    effect: 'Only one of them gets it.',
  },
  KIA1503: {
    name: 'ListenersNotUnique',
    severity: 'error',
    text: what => `Several listeners have ${what}.`,
    effect: 'All of them are refused.',
  },
  KIA1504: {
    name: 'UnknownGatewayClass',
    severity: 'error',
    text: name => `There is no GatewayClass ${name}.`,
    effect: 'Nobody serves the Gateway.',
  },
  KIA1601: {
    name: 'UnknownGrantNamespace',
    severity: 'error',
    text: namespace => `There is no namespace ${namespace}.`,
    effect: 'The grant admits nobody.',
  },
  KIA1701: {
    name: 'UnknownGroupServiceAccount',
    severity: 'warning',
    text: name => `There is no ServiceAccount ${name} in the namespace.`,
    effect: 'Virtual machines of the group cannot get a certificate.',
  },
  KIA1702: {
    name: 'SameGroupLabels',
    severity: 'warning',
    text: others => `WorkloadGroup ${others} has the same labels.`,
    effect: 'Services and policies cannot tell the groups apart.',
  },
};
