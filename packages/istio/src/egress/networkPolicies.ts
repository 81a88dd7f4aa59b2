import type { KubernetesObject } from '../resources';
import type { EgressEnvironment } from './EgressEnvironment';
import type { EgressGatewayModel } from './EgressGatewayInput';
import { abroadLabelsOf, abroadNameOf, EGRESS_NAMESPACE_LABEL } from './naming';
import { callerNamespacesOf } from './visibility';

/** Where NodeLocal DNSCache listens unless told otherwise. */
const NODE_LOCAL_DNS = ['169.254.20.10/32'];

function blocks(ranges: readonly string[]) {
  return ranges.map(cidr => ({ ipBlock: { cidr } }));
}

function openRules({ networkRanges = {}, openRanges = {} }: EgressEnvironment) {
  const { pods = [], services = [], nodes = [] } = networkRanges;
  const {
    apiServer = [],
    nodeLocalDns = NODE_LOCAL_DNS,
    virtualMachines = [],
    remotes = [],
  } = openRanges;
  const dns = [
    { protocol: 'UDP', port: 53 },
    { protocol: 'TCP', port: 53 },
  ];
  const abroad = [...virtualMachines, ...remotes];
  return [
    // Pods of every namespace. Some networks look at Services' addresses before
    // these are exchanged for pods', so the ranges are named too.
    {
      to: [
        { namespaceSelector: {} },
        ...blocks([...pods, ...services, ...nodes]),
      ],
    },
    {
      to: [{ namespaceSelector: {} }, ...blocks(nodeLocalDns)],
      ports: dns,
    },
    ...(apiServer.length > 0 ? [{ to: blocks(apiServer) }] : []),
    ...(abroad.length > 0 ? [{ to: blocks(abroad) }] : []),
  ];
}

/**
 * One policy for each calling namespace: its pods reach nothing outside but by
 * an egress gateway. Egress gateways' own pods are left out, also others'.
 */
export function networkPoliciesOf(
  model: EgressGatewayModel,
  environment: EgressEnvironment = {},
): KubernetesObject[] {
  if (!model.networkPolicy) {
    return [];
  }
  return callerNamespacesOf(model).map(namespace => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: {
      name: abroadNameOf(model),
      namespace,
      labels: abroadLabelsOf(model),
    },
    spec: {
      podSelector: {
        matchExpressions: [
          { key: EGRESS_NAMESPACE_LABEL, operator: 'DoesNotExist' },
        ],
      },
      policyTypes: ['Egress'],
      egress: openRules(environment),
    },
  }));
}
