import { RequestFinding } from '@meshport/backstage-plugin-mesh-common';
import { VmOnboardingInput } from '@meshport/istio';
import { findObject } from '../clusters/findObject';
import { ClusterConnection } from '../clusters/types';
import { toBackstageError } from '../manifests/clusterErrors';
import { ControlPlane, ControlPlaneFacts } from './ControlPlane';

/** What would keep a machine from joining, or from being called, as findings of a plan. */
export async function preflight(
  connection: ClusterConnection,
  machines: VmOnboardingInput,
  istiodAddress: string | undefined,
): Promise<RequestFinding[]> {
  const plane = await new ControlPlane(connection).read(
    machines.namespace,
    machines.revision,
  );
  return [
    ...joiningFindings(plane, machines, istiodAddress),
    ...(await servingFindings(connection, machines)),
  ];
}

/** What would keep machines from being called, whichever way they join. */
export async function servingFindings(
  connection: ClusterConnection,
  machines: VmOnboardingInput,
): Promise<RequestFinding[]> {
  return [
    ...networkFindings(machines),
    ...(await serviceFindings(connection, machines)),
    ...loopbackFindings(machines),
  ];
}

function joiningFindings(
  plane: ControlPlaneFacts,
  { namespace }: VmOnboardingInput,
  istiodAddress: string | undefined,
): RequestFinding[] {
  const findings: RequestFinding[] = [];
  if (!plane.rootCert) {
    findings.push({
      code: 'VM_NO_ROOT',
      severity: 'error',
      message: `There is no ConfigMap istio-ca-root-cert in namespace ${namespace}, so a machine could not trust istiod.`,
      mend: `istiod writes it into every namespace that it looks at. Check meshConfig.discoverySelectors: does ${namespace} bear the label that they want?`,
    });
  }
  if (!istiodAddress && !plane.gatewayAddress) {
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

function networkFindings({ network }: VmOnboardingInput): RequestFinding[] {
  return [
    network
      ? {
          code: 'VM_OTHER_NETWORK',
          severity: 'info',
          message: `Machines are on network ${network}: pods on other networks call them through the gateway of that network, and they call pods through the east-west gateway.`,
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

async function serviceFindings(
  connection: ClusterConnection,
  machines: VmOnboardingInput,
): Promise<RequestFinding[]> {
  const { service, namespace, name, app = name } = machines;
  if (!service) {
    return [
      {
        code: 'VM_NO_SERVICE',
        severity: 'info',
        message:
          'No service is named: the machines can call the mesh, and nobody calls them by a name.',
      },
    ];
  }
  if (service.kind !== 'existing') {
    return [];
  }
  const object = await findObject(
    connection,
    `/api/v1/namespaces/${namespace}/services/${service.name}`,
  ).catch(error => {
    throw toBackstageError(error, { cluster: connection.details.name });
  });
  if (!object) {
    return [
      {
        code: 'VM_SERVICE_ABSENT',
        severity: 'error',
        message: `There is no Service ${service.name} in namespace ${namespace}.`,
        mend: 'Choose one that exists, or have it made (service.kind: Service).',
      },
    ];
  }
  const selector: Record<string, string> = object.spec?.selector ?? {};
  const findings: RequestFinding[] = [];
  const labels: Record<string, string> = { ...machines.labels, app };
  const missed = Object.entries(selector).filter(
    ([key, value]) => labels[key] !== value,
  );
  if (missed.length || !Object.keys(selector).length) {
    findings.push({
      code: 'VM_SERVICE_SELECTS_OTHERS',
      severity: 'error',
      message: `Service ${
        service.name
      } does not select the machines: it wants ${
        Object.entries(selector)
          .map(([key, value]) => `${key}=${value}`)
          .join(', ') || 'nothing, since it has no selector'
      }.`,
      mend: 'Give the machines these labels (app, labels), or choose another Service.',
    });
  }
  const ports: { name?: string }[] = object.spec?.ports ?? [];
  for (const port of machines.ports) {
    if (!ports.some(one => one.name === port.name)) {
      findings.push({
        code: 'VM_PORT_UNKNOWN',
        severity: 'warning',
        message: `Service ${service.name} has no port named ${port.name}, so that calls do not come to that port of the machines.`,
        mend: `Name the port as the Service does: ${ports
          .map(one => one.name ?? 'one without a name')
          .join(', ')}.`,
      });
    }
  }
  return findings;
}

function loopbackFindings({
  withoutCapture,
  ports,
}: VmOnboardingInput): RequestFinding[] {
  return withoutCapture
    ? [
        {
          code: 'VM_LOOPBACK',
          severity: 'warning',
          message: `Without iptables the application has to listen on 127.0.0.1 only (port ${ports
            .map(({ number, targetPort }) => targetPort ?? number)
            .join(', ')}): the proxy takes the address of the machine.`,
          mend: 'Check the configuration of the application before the machine joins.',
        },
      ]
    : [];
}
