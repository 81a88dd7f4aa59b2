import { RequestFinding } from '@meshport/backstage-plugin-mesh-common';
import {
  LabelSelector,
  matchesSelector,
  namespaceObject,
  VmOnboardingInput,
} from '@meshport/istio';
import { parse } from 'yaml';
import { ControlPlaneFacts } from '../ControlPlane';
import { ISTIOD_PORT, IstiodReach } from './IstiodReach';

/** Whether a machine would trust istiod, know where it is, and be taken for one of its cluster. */
export function joiningFindings(
  plane: ControlPlaneFacts,
  machines: VmOnboardingInput,
  of: {
    istiodAddress: string | undefined;
    /** Undefined where the namespace is not there, or not known. */
    namespaceLabels: Record<string, string> | undefined;
  },
): RequestFinding[] {
  const findings = rootFindings(plane, machines, of.namespaceLabels);
  if (!of.istiodAddress && !plane.gatewayAddress) {
    findings.push({
      code: 'VM_NO_ISTIOD_ADDRESS',
      severity: 'error',
      message:
        'No address is known at which machines reach istiod: there is no Service istio-eastwestgateway with an address.',
      mend: 'Install an east-west gateway that exposes istiod, or name an address (istiodAddress).',
    });
  }
  if (!plane.clusterId) {
    findings.push({
      code: 'VM_NO_CLUSTER_ID',
      severity: 'warning',
      message:
        "Istio's ID of the cluster is empty; istiod then reviews a machine's token in its own cluster.",
      mend: 'Where istiod serves several clusters, name the ID (mesh.clusters[].istioClusterId).',
    });
  }
  return findings;
}

function rootFindings(
  plane: ControlPlaneFacts,
  machines: VmOnboardingInput,
  namespaceLabels: Record<string, string> | undefined,
): RequestFinding[] {
  const { namespace } = machines;
  if (plane.rootCert) {
    return [];
  }
  const selectors = discoverySelectorsOf(plane.meshConfig);
  const labels =
    namespaceLabels ?? namespaceObject(machines)?.metadata.labels ?? undefined;
  const isLeftOut =
    selectors.length > 0 &&
    labels !== undefined &&
    !selectors.some(one => matchesSelector(one, labels));
  if (isLeftOut) {
    return [
      {
        code: 'VM_NO_ROOT',
        severity: 'error',
        message: `meshConfig.discoverySelectors leave namespace ${namespace} out, so that istiod writes no ConfigMap istio-ca-root-cert there, and sees no machines of it.`,
        mend: `Give ${namespace} the labels that one of them wants: ${JSON.stringify(
          selectors,
        )}.`,
      },
    ];
  }
  if (!namespaceLabels && machines.createNamespace) {
    return [
      {
        code: 'VM_ROOT_TO_COME',
        severity: 'info',
        message: `istiod writes the ConfigMap istio-ca-root-cert as soon as namespace ${namespace} is made.`,
      },
    ];
  }
  return [
    {
      code: 'VM_NO_ROOT',
      severity: 'error',
      message: `There is no ConfigMap istio-ca-root-cert in namespace ${namespace}, so a machine could not trust istiod.`,
      mend: `istiod writes it into every namespace that it looks at. Check meshConfig.discoverySelectors: does ${namespace} bear the label that they want?`,
    },
  ];
}

/** Whoever wrote MeshConfig wrote it for istiod, which reads it more strictly than this. */
function discoverySelectorsOf(meshConfig: string): LabelSelector[] {
  const { discoverySelectors } = (parse(meshConfig) ?? {}) as {
    discoverySelectors?: unknown;
  };
  return Array.isArray(discoverySelectors)
    ? (discoverySelectors as LabelSelector[])
    : [];
}

/** Whether istiod answers where machines look for it, as seen from the portal. */
export async function reachFindings(
  address: string | undefined,
  reach: IstiodReach,
): Promise<RequestFinding[]> {
  if (!address) {
    return [];
  }
  const answer = await reach.look(address);
  switch (answer.state) {
    case 'reached':
      return [];
    case 'refused':
      return [
        {
          code: 'VM_ISTIOD_ADDRESS_ODD',
          severity: 'error',
          message: `${address} is ${answer.why}: a machine that looks for istiod there finds itself or its surroundings.`,
          mend: 'Name the address of the east-west gateway as machines reach it (istiodAddress).',
        },
      ];
    default:
      return [
        {
          code: 'VM_ISTIOD_NOT_REACHED',
          severity: 'warning',
          message: `From the portal, port ${ISTIOD_PORT} of ${address} is not reached (${answer.why}). Machines may reach it from where they are; that is not known.`,
          mend: `Try it from the machine: nc -vz ${address} ${ISTIOD_PORT}. The gateway's Service needs that port, and firewalls have to let it through.`,
        },
      ];
  }
}
