import { MessageCatalogue } from './MessageSpec';

/** Our own codes: what cannot be read, and what this project generates. */
export const MESHPORT_MESSAGES: MessageCatalogue = {
  MSP0001: {
    name: 'UnreadableManifest',
    severity: 'error',
    text: problem => `The document cannot be read: ${problem}.`,
    effect: 'It was not analysed, and Kubernetes would not take it.',
  },
  MSP0002: {
    name: 'WrongFieldType',
    severity: 'error',
    text: (field, expected) => `${field} has to be ${expected}.`,
    effect:
      'Neither Kubernetes nor Istio can read the object; nothing else of it was analysed.',
  },
  MSP0003: {
    name: 'UnknownField',
    severity: 'warning',
    text: field => `Istio has no field ${field}.`,
    effect: 'Kubernetes drops the field, so that what it says has no effect.',
  },
  MSP0101: {
    name: 'EgressGatewayPartMissing',
    severity: 'error',
    text: (gateway, kinds) =>
      `Egress gateway ${gateway} has lost its ${kinds}.`,
    effect: 'Calls to the upstream fail, or pass by the gateway.',
  },
  MSP0102: {
    name: 'EgressGatewayHostsDiffer',
    severity: 'error',
    text: (gateway, kind, hosts, others) =>
      `The ${kind} of egress gateway ${gateway} is for ${hosts}, its ServiceEntry for ${others}.`,
    effect: 'Calls to the upstream fail, or pass by the gateway.',
  },
  MSP0103: {
    name: 'EgressGatewayBypassed',
    severity: 'error',
    text: gateway =>
      `No route leads calls from the mesh to egress gateway ${gateway}.`,
    effect: 'Clients call the upstream past the gateway.',
  },
  MSP0104: {
    name: 'EgressGatewayWithoutTls',
    severity: 'error',
    text: (gateway, rule) =>
      `Egress gateway ${gateway} is to open TLS, but there is no DestinationRule ${rule}.`,
    effect: 'The gateway sends plain text to a TLS port, so that calls fail.',
  },
  MSP0201: {
    name: 'GroupWithoutService',
    severity: 'warning',
    text: group =>
      `No Service or ServiceEntry selects the machines of ${group}.`,
    effect: 'Nobody in the mesh can call the virtual machines by a name.',
  },
  MSP0202: {
    name: 'EntryWithoutGroup',
    severity: 'warning',
    text: (entry, group) =>
      `${entry} registered through WorkloadGroup ${group}, which does not exist.`,
    effect: 'When the machine connects again, it is not registered.',
  },
  MSP0203: {
    name: 'UnhealthyMachine',
    severity: 'warning',
    text: (entry, reason) =>
      `Virtual machine ${entry} is not healthy: ${reason}`,
    effect: 'It gets no traffic.',
  },
  MSP0301: {
    name: 'RemoteClusterTwice',
    severity: 'error',
    text: (cluster, secrets) =>
      `The remote secrets ${secrets} are all for cluster ${cluster}.`,
    effect: 'istiod uses one of them; which one is not defined.',
  },
  MSP0302: {
    name: 'OneWayLink',
    severity: 'warning',
    text: (one, other) =>
      `Cluster ${one} reads the services of ${other}, which does not read those of ${one}.`,
    effect: `Workloads can call one way only. With a primary and a remote this is as it should be.`,
  },
  MSP0401: {
    name: 'AuthorityExpiresSoon',
    severity: 'warning',
    text: (holder, date, days) =>
      `The certificate authority in ${holder} expires on ${date}, in ${days} days.`,
    effect: 'After that no workload can open a connection. Renew it in time.',
  },
  MSP0402: {
    name: 'AuthorityExpired',
    severity: 'error',
    text: (holder, date) =>
      `The certificate authority in ${holder} expired on ${date}.`,
    effect: 'Workloads cannot open connections to each other.',
  },
  MSP0501: {
    name: 'UpgradeMirrorHost',
    severity: 'info',
    text: version =>
      `From Istio ${version} on mirrored requests keep their host, without -shadow at its end.`,
    effect:
      'A receiver that tells mirrored requests by it takes them for real.',
  },
  MSP0502: {
    name: 'UpgradeSidecarChoice',
    severity: 'warning',
    text: (version, host, namespaces) =>
      `From Istio ${version} on a Sidecar chooses another ServiceEntry of ${host}, which namespaces ${namespaces} define.`,
    effect: 'Calls to the host may go elsewhere.',
  },
  MSP0503: {
    name: 'UpgradeGatewayMerging',
    severity: 'warning',
    text: (version, others) =>
      `From Istio ${version} on servers of Gateways with the same port are merged strictly; ${others} has the same.`,
    effect: 'A server that was merged so far may be refused.',
  },
  MSP0504: {
    name: 'UpgradeFilterVersion',
    severity: 'warning',
    text: (version, pattern) =>
      `The proxyVersion ${pattern} does not match ${version}.`,
    effect: 'The patch is no longer applied to proxies after the upgrade.',
  },
  MSP0505: {
    name: 'UpgradeGatewayApi',
    severity: 'error',
    text: (crd, installed, minimum, version) =>
      `${crd} has version ${installed}; Istio ${version} needs ${minimum}.`,
    effect: 'Istio will not read resources of this kind.',
  },
};
