import { RequestFinding } from '@meshport/backstage-plugin-mesh-common';
import { VmOnboardingInput } from '@meshport/istio';
import { controlPlaneNamespace } from '../../clusters';
import { isUnreadable } from '../../entities/readability';
import { ClusterInventory } from '../../inventory';
import { ISTIOD_PORT } from './IstiodReach';

const NETWORK_LABEL = 'topology.istio.io/network';
/** Port of an east-west gateway through which other networks call (TLS, SNI). */
const BETWEEN_NETWORKS = 15443;

/** What follows from the network on which the machines are. */
export function networkFindings(
  { network }: VmOnboardingInput,
  inventory?: ClusterInventory,
): RequestFinding[] {
  const ofPods = inventory && networkOfPods(inventory);
  if (network && network === ofPods) {
    return [
      {
        code: 'VM_SAME_NETWORK',
        severity: 'info',
        message: `Machines are on network ${network}, as the pods are: both have to reach each other by their own addresses.`,
      },
    ];
  }
  return [
    network
      ? {
          code: 'VM_OTHER_NETWORK',
          severity: 'info',
          message: `Machines are on network ${network}: pods on other networks call them through the gateway of that network, and they call pods through the east-west gateway.`,
          mend: `Network ${network} needs a gateway of its own that istiod knows (meshNetworks, or a Service with the label ${NETWORK_LABEL}); without one, pods leave the machines out.`,
        }
      : {
          code: 'VM_SAME_NETWORK',
          severity: 'info',
          message:
            'Machines are on the network of the pods: both have to reach each other by their own addresses.',
          mend: 'If they cannot, name the network of the machines.',
        },
  ];
}

/** Whether the east-west gateway has the ports that this needs. */
export function gatewayFindings(
  inventory: ClusterInventory | undefined,
  { network }: VmOnboardingInput,
  istiodAddress: string | undefined,
): RequestFinding[] {
  if (!inventory || isUnreadable(inventory, 'Service')) {
    return [];
  }
  const namespace = controlPlaneNamespace(inventory.details);
  const gateway = inventory
    .store('Service')
    .get(namespace, 'istio-eastwestgateway');
  const ports = new Set<number>(
    gateway?.spec?.ports?.map(({ port }: { port: number }) => port),
  );
  const name = `Service ${namespace}/istio-eastwestgateway`;
  const findings: RequestFinding[] = [];
  if (gateway && !istiodAddress && !ports.has(ISTIOD_PORT)) {
    findings.push({
      code: 'VM_GATEWAY_WITHOUT_ISTIOD',
      severity: 'error',
      message: `${name} has no port ${ISTIOD_PORT}, so that machines do not reach istiod through it.`,
      mend: 'Add the port tls-istiod, and expose istiod by a Gateway and a VirtualService (expose-istiod.yaml of Istio).',
    });
  }
  const isElsewhere = network && network !== networkOfPods(inventory);
  if (isElsewhere && !ports.has(BETWEEN_NETWORKS)) {
    findings.push({
      code: 'VM_NO_GATEWAY_TO_PODS',
      severity: 'warning',
      message: gateway
        ? `${name} has no port ${BETWEEN_NETWORKS}, so that machines on network ${network} do not reach pods.`
        : `There is no ${name}, so that machines on network ${network} do not reach pods.`,
      mend: 'Install an east-west gateway for the network of the pods that exposes services (expose-services.yaml of Istio), or put the machines on the network of the pods.',
    });
  }
  return findings;
}

/** As istiod reads it: the label of its namespace. */
function networkOfPods(inventory: ClusterInventory): string | undefined {
  return (
    inventory
      .store('Namespace')
      .get('', controlPlaneNamespace(inventory.details))?.metadata.labels?.[
      NETWORK_LABEL
    ] ?? inventory.details.network
  );
}
