import { MessageCatalogue } from './MessageSpec';

/** Istio's codes about gateways, routes, destinations and services. */
export const ISTIO_ROUTING: MessageCatalogue = {
  IST0101: {
    name: 'ReferencedResourceNotFound',
    severity: 'error',
    text: (what, name) => `The ${what} ${JSON.stringify(name)} does not exist.`,
    effect: 'What refers to it has no effect, or requests to it fail.',
    alsoKnownAs: ['KIA0004', 'KIA0302', 'KIA1101', 'KIA1102', 'KIA1107'],
  },
  IST0109: {
    name: 'ConflictingMeshGatewayVirtualServiceHosts',
    severity: 'error',
    text: (names, host) =>
      `The VirtualServices ${names} all define the host ${host} for the mesh.`,
    effect:
      'Only one of them takes effect, and which one is not defined. Merge them into one.',
    alsoKnownAs: ['KIA1106'],
  },
  IST0112: {
    name: 'VirtualServiceDestinationPortSelectorRequired',
    severity: 'error',
    text: (host, ports) =>
      `The service ${host} has the ports ${ports}, and the route names none.`,
    effect: 'Requests of this route fail, since no port is chosen for them.',
  },
  IST0128: {
    name: 'NoServerCertificateVerificationDestinationLevel',
    severity: 'warning',
    text: (rule, namespace, mode, host) =>
      `DestinationRule ${rule} of namespace ${namespace} sends ${mode} TLS to ${host} without caCertificates.`,
    effect: 'The certificate of the server is not verified.',
  },
  IST0129: {
    name: 'NoServerCertificateVerificationPortLevel',
    severity: 'warning',
    text: (rule, namespace, mode, host, port) =>
      `DestinationRule ${rule} of namespace ${namespace} sends ${mode} TLS to ${host} at port ${port} without caCertificates.`,
    effect: 'The certificate of the server is not verified at this port.',
  },
  IST0130: {
    name: 'VirtualServiceUnreachableRule',
    severity: 'warning',
    text: (rule, reason) => `Rule ${rule} is never used: ${reason}.`,
    effect: 'Requests that it was written for go to an earlier rule.',
  },
  IST0131: {
    name: 'VirtualServiceIneffectiveMatch',
    severity: 'info',
    text: (rule, match, earlier) =>
      `Match ${match} of rule ${rule} is never used: ${earlier} comes first.`,
    effect: 'Requests that it describes go to the earlier rule.',
  },
  IST0132: {
    name: 'VirtualServiceHostNotFoundInGateway',
    severity: 'warning',
    text: (hosts, service, gateway) =>
      `No server of Gateway ${gateway} has a host of ${hosts}, which VirtualService ${service} defines.`,
    effect: 'The gateway does not serve the routes of this VirtualService.',
  },
  IST0134: {
    name: 'ServiceEntryAddressesRequired',
    severity: 'warning',
    text: () =>
      'A port with protocol TCP, or without one, needs addresses of the ServiceEntry.',
    effect:
      'Connections to the port cannot be told from those to other hosts with the same port.',
  },
  IST0138: {
    name: 'GatewayDuplicateCertificate',
    severity: 'warning',
    text: gateways => `The Gateways ${gateways} use the same certificate.`,
    effect:
      'A client that reuses its HTTP/2 connection for the other host gets 404.',
  },
  IST0140: {
    name: 'IngressRouteRulesNotAffected',
    severity: 'warning',
    text: (service, gateway) =>
      `The subsets of VirtualService ${service} do not count for requests that come by ${gateway}.`,
    effect: 'Requests from the gateway go to all versions of the service.',
  },
  IST0145: {
    name: 'ConflictingGateways',
    severity: 'error',
    text: (gateways, selector, port, hosts) =>
      `Gateway ${gateways} has the same selector (${selector}), port ${port} and hosts (${hosts}).`,
    effect: 'Which of them serves the hosts is not defined.',
    alsoKnownAs: ['KIA0301'],
  },
  IST0149: {
    name: 'JwtClaimBasedRoutingWithoutRequestAuthN',
    severity: 'error',
    text: (key, gateway, pod) =>
      `It routes by the JWT claim ${key}, but no RequestAuthentication selects pod ${pod} of Gateway ${gateway}.`,
    effect: 'No request has the claim, so that the route is never taken.',
  },
  IST0161: {
    name: 'InvalidGatewayCredential',
    severity: 'error',
    text: (gateway, namespace) =>
      `The credential of Gateway ${gateway} in namespace ${namespace} holds no valid certificate and key.`,
    effect: 'TLS connections to the gateway fail.',
  },
  IST0162: {
    name: 'GatewayPortNotDefinedOnService',
    severity: 'warning',
    text: (port, selector) =>
      `No Service of the pods with ${selector} has port ${port}.`,
    effect: 'The port of the gateway cannot be reached by way of its Service.',
  },
  IST0165: {
    name: 'ReferencedInternalGateway',
    severity: 'warning',
    text: (service, gateway) =>
      `VirtualService ${service} names the gateway ${gateway}, which Istio makes for itself.`,
    effect: 'The next change of the Gateway resource may break it.',
  },
  IST0173: {
    name: 'DestinationRuleSubsetNotSelectPods',
    severity: 'error',
    text: subset => `The labels of subset ${subset} are on no pod.`,
    effect: 'Requests to the subset fail with 503.',
    alsoKnownAs: ['KIA0203'],
  },
  IST0174: {
    name: 'UnknownDestinationRuleHost',
    severity: 'warning',
    text: host => `No service of the mesh has the host ${host}.`,
    effect: 'The DestinationRule has no effect.',
    alsoKnownAs: ['KIA0202'],
  },
  IST0177: {
    name: 'ConflictingServiceEntryProtocol',
    severity: 'warning',
    text: (names, host, port, protocols) =>
      `The ServiceEntries ${names} give ${host}, port ${port} different protocols: ${protocols}.`,
    effect: 'Which protocol the proxies speak is not defined.',
    alsoKnownAs: ['KIA1212'],
  },
};
