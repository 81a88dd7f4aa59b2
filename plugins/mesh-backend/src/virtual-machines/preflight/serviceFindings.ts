import { RequestFinding } from '@meshport/backstage-plugin-mesh-common';
import { VmOnboardingInput } from '@meshport/istio';
import { findObject } from '../../clusters/findObject';
import { ClusterConnection } from '../../clusters/types';
import { toBackstageError } from '../../manifests/clusterErrors';

/** Whether callers come to the machines by the Service that is named. */
export async function serviceFindings(
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
