import { Analyzer, Report } from '../engine/Analyzer';
import { ClusterView } from '../snapshot/ClusterView';
import { Resource } from '../snapshot/Resource';
import { selects } from '../snapshot/selectors';
import { isDeploymentInMesh } from './inMesh';

const MANAGED = 'gateway.istio.io/managed';
const WAYPOINT = 'istio.io-mesh-controller';

/** Lists of texts by key, in the order in which they came. */
function addTo<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const known = map.get(key);
  if (known) {
    known.push(value);
  } else {
    map.set(key, [value]);
  }
}

function servicesOf(deployment: Resource, view: ClusterView): Resource[] {
  const labels = deployment.spec.template?.metadata?.labels ?? {};
  const ofNamespace = view.byNamespace('Service').get(deployment.namespace);
  return (ofNamespace ?? []).filter(
    ({ spec }) =>
      Object.keys(spec.selector ?? {}).length > 0 &&
      selects(spec.selector, labels),
  );
}

function checkProtocols(
  deployment: Resource,
  services: readonly Resource[],
  report: Report,
): void {
  const byPort = new Map<number, Map<string, string[]>>();
  for (const service of services) {
    for (const { port, protocol } of service.spec.ports ?? []) {
      const protocols = byPort.get(port) ?? new Map<string, string[]>();
      byPort.set(port, protocols);
      addTo(protocols, protocol || 'TCP', service.fullName);
    }
  }
  for (const [port, protocols] of byPort) {
    if (protocols.size > 1) {
      report('IST0116', deployment, {
        args: [deployment.name, port, [...protocols.values()].flat().sort()],
        path: ['metadata', 'name'],
      });
    }
  }
}

function targetOf({ targetPort, port }: any): string {
  const target = String(targetPort ?? '');
  return target === '' || target === '0' ? String(port) : target;
}

function checkTargets(
  deployment: Resource,
  services: readonly Resource[],
  report: Report,
): void {
  const byTarget = new Map<string, Map<number, string>>();
  for (const service of services) {
    for (const one of service.spec.ports ?? []) {
      const ports = byTarget.get(targetOf(one)) ?? new Map<number, string>();
      byTarget.set(targetOf(one), ports.set(one.port, service.fullName));
    }
  }
  for (const [target, ports] of byTarget) {
    if (ports.size > 1) {
      report('IST0137', deployment, {
        args: [
          deployment.name,
          [...ports.values()].sort(),
          target,
          [...ports.keys()].sort((a, b) => a - b),
        ],
        path: ['metadata', 'name'],
      });
    }
  }
}

/** Services of one workload that contradict each other. */
export const deploymentServicesAnalyzer: Analyzer = {
  name: 'deployment.ServiceAssociationAnalyzer',
  description:
    'Looks for Services of the same Deployment whose ports contradict each other.',
  codes: ['IST0116', 'IST0137'],
  reads: ['Service', 'Deployment', 'Namespace'],
  analyze(view, report) {
    for (const deployment of view.all('Deployment')) {
      if (
        deployment.labels[MANAGED] !== WAYPOINT &&
        isDeploymentInMesh(deployment, view)
      ) {
        const services = servicesOf(deployment, view);
        checkProtocols(deployment, services, report);
        checkTargets(deployment, services, report);
      }
    }
  },
};
