import { Analyzer } from '../engine/Analyzer';
import { ClusterView } from '../snapshot/ClusterView';
import { Resource } from '../snapshot/Resource';
import { selects } from '../snapshot/selectors';

function deploymentsOf(service: Resource, view: ClusterView): Resource[] {
  const { selector = {} } = service.spec;
  return Object.keys(selector).length === 0
    ? []
    : (view.byNamespace('Deployment').get(service.namespace) ?? []).filter(
        ({ spec }) => selects(selector, spec.template?.metadata?.labels ?? {}),
      );
}

function hasPort(deployment: Resource, target: number | string): boolean {
  const containers: any[] = deployment.spec.template?.spec?.containers ?? [];
  return containers.some(({ ports = [] }) =>
    ports.some(
      ({ name, containerPort }: any) =>
        containerPort === Number(target) || name === target,
    ),
  );
}

function saysPorts(deployment: Resource): boolean {
  const containers: any[] = deployment.spec.template?.spec?.containers ?? [];
  return containers.some(({ ports = [] }) => ports.length > 0);
}

/** Ports of Services that lead to no port of a container. */
export const containerPortsAnalyzer: Analyzer = {
  name: 'kiali.ContainerPorts',
  description:
    'Looks for ports of Services that no container of their Deployments declares.',
  codes: ['KIA0701'],
  reads: ['Service', 'Deployment'],
  analyze(view, report) {
    for (const service of view.all('Service')) {
      // Containers need not say their ports; without any, nothing is known.
      const deployments = deploymentsOf(service, view).filter(saysPorts);
      (service.spec.ports ?? []).forEach(
        ({ port, targetPort }: any, i: number) => {
          const target = targetPort || port;
          if (
            deployments.length > 0 &&
            !deployments.some(one => hasPort(one, target))
          ) {
            report('KIA0701', service, {
              args: [target, deployments.map(one => one.name).sort()],
              path: ['spec', 'ports', i, 'targetPort'],
            });
          }
        },
      );
    }
  },
};
