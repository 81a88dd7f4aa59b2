import { KIALI_AMBIENT } from './kialiAmbient';
import { KIALI_TRAFFIC } from './kialiTraffic';
import { MessageCatalogue } from './MessageSpec';

const POLICIES: MessageCatalogue = {
  KIA0002: {
    name: 'MoreThanOneSelectorless',
    severity: 'error',
    text: (kind, names, namespace) =>
      `The ${kind} objects ${names} of namespace ${namespace} all apply to every workload.`,
    effect: 'Only the oldest counts.',
  },
  KIA0003: {
    name: 'MoreThanOneForWorkload',
    severity: 'error',
    text: (kind, names, workload) =>
      `The ${kind} objects ${names} all select ${workload}.`,
    effect: 'Only the oldest counts for the workload.',
  },
  KIA0004: {
    name: 'NoMatchingWorkload',
    severity: 'warning',
    text: labels => `No workload of the namespace has the labels ${labels}.`,
    effect: 'It applies to nothing.',
  },
  KIA0005: {
    name: 'UnknownExportNamespace',
    severity: 'error',
    text: namespace => `There is no namespace ${namespace} to export to.`,
    effect: 'Nobody sees it there.',
  },
  KIA0102: {
    name: 'UnknownMethod',
    severity: 'warning',
    text: method => `${method} is no HTTP or gRPC method.`,
    effect: 'The rule never matches by it.',
  },
  KIA0104: {
    name: 'UnknownOperationHost',
    severity: 'error',
    text: host => `No service of the mesh has the host ${host}.`,
    effect: 'The rule never matches by it.',
  },
  KIA0105: {
    name: 'FieldNeedsMutualTls',
    severity: 'error',
    text: field => `${field} needs mTLS, which is off for these workloads.`,
    effect: 'Callers have no identity, so that the rule never matches.',
  },
  KIA0106: {
    name: 'UnknownServiceAccount',
    severity: 'error',
    text: principal => `No workload runs as ${principal}.`,
    effect: 'The rule never matches by it.',
  },
  KIA0107: {
    name: 'RemoteServiceAccount',
    severity: 'info',
    text: (principal, clusters) =>
      `Only workloads of other clusters run as ${principal}: ${clusters}.`,
    effect: 'The rule matches calls from those clusters alone.',
  },
  KIA0108: {
    name: 'ForeignTrustDomain',
    severity: 'warning',
    text: (principal, domain) =>
      `${principal} is of another trust domain than the mesh (${domain}).`,
    effect: 'The rule matches only where that domain is trusted.',
  },
  KIA0205: {
    name: 'MeshRuleWithoutMeshPolicy',
    severity: 'error',
    text: () => 'It turns mTLS on for the mesh, but no policy does.',
    effect: 'Servers without mTLS refuse the calls.',
  },
  KIA0206: {
    name: 'NamespaceRuleWithoutPolicy',
    severity: 'error',
    text: namespace =>
      `It turns mTLS on for namespace ${namespace}, but no policy does.`,
    effect: 'Servers without mTLS refuse the calls.',
  },
  KIA0207: {
    name: 'RuleAgainstNamespacePolicy',
    severity: 'error',
    text: policy =>
      `It turns mTLS off, which PeerAuthentication ${policy} demands.`,
    effect: 'The calls are refused.',
  },
  KIA0208: {
    name: 'RuleAgainstMeshPolicy',
    severity: 'error',
    text: policy =>
      `It turns mTLS off, which PeerAuthentication ${policy} demands.`,
    effect: 'The calls are refused.',
  },
  KIA0401: {
    name: 'MeshPolicyWithoutRule',
    severity: 'error',
    text: () =>
      'It demands mTLS of the mesh, but no DestinationRule turns it on.',
    effect: 'Calls without mTLS are refused, since automatic mTLS is off.',
  },
  KIA0501: {
    name: 'NamespacePolicyWithoutRule',
    severity: 'error',
    text: namespace =>
      `It demands mTLS of namespace ${namespace}, but no DestinationRule turns it on.`,
    effect: 'Calls without mTLS are refused, since automatic mTLS is off.',
  },
  KIA0505: {
    name: 'PolicyAgainstNamespaceRule',
    severity: 'error',
    text: rule => `It turns mTLS off, which DestinationRule ${rule} sends.`,
    effect: 'The calls fail.',
  },
  KIA0506: {
    name: 'PolicyAgainstMeshRule',
    severity: 'error',
    text: rule => `It turns mTLS off, which DestinationRule ${rule} sends.`,
    effect: 'The calls fail.',
  },
  KIA1301: {
    name: 'WorkloadWithoutPolicy',
    severity: 'warning',
    text: workload => `No AuthorizationPolicy covers ${workload}.`,
    effect: 'Everybody in the mesh may call it.',
  },
};

/** Codes of Kiali for what Istio does not check. */
export const KIALI_MESSAGES: MessageCatalogue = {
  ...POLICIES,
  ...KIALI_TRAFFIC,
  ...KIALI_AMBIENT,
};
