import { Analyzer, Report } from '../engine/Analyzer';
import { AnalysisKind } from '../snapshot/kinds';
import { ClusterView } from '../snapshot/ClusterView';
import { Resource } from '../snapshot/Resource';
import { meantBy, spelledAs } from '../istio/spelling';

const KINDS: readonly AnalysisKind[] = ['HTTPRoute', 'GRPCRoute'];

function nearest(name: string, known: readonly Resource[]) {
  return meantBy(
    name,
    known.map(one => one.name),
  );
}

function check(route: Resource, view: ClusterView, report: Report): void {
  (route.spec.parentRefs ?? []).forEach((parent: any, i: number) => {
    const { kind = 'Gateway', name = '', namespace = route.namespace } = parent;
    if (
      kind === 'Gateway' &&
      !view.find('KubernetesGateway', namespace, name)
    ) {
      const path = ['spec', 'parentRefs', i];
      const known = view.byNamespace('KubernetesGateway').get(namespace) ?? [];
      report('KIA1401', route, {
        args: [`${namespace}/${name}`],
        path,
        mend: spelledAs(route, [...path, 'name'], name, nearest(name, known)),
      });
    }
  });
  (route.spec.rules ?? []).forEach(({ backendRefs = [] }: any, i: number) =>
    backendRefs.forEach((backend: any, j: number) => {
      const {
        kind = 'Service',
        name = '',
        namespace = route.namespace,
      } = backend;
      if (kind === 'Service' && !view.find('Service', namespace, name)) {
        const path = ['spec', 'rules', i, 'backendRefs', j];
        const known = view.byNamespace('Service').get(namespace) ?? [];
        report('KIA1402', route, {
          args: [`${namespace}/${name}`],
          path,
          mend: spelledAs(route, [...path, 'name'], name, nearest(name, known)),
        });
      }
    }),
  );
}

/** Routes of the Gateway API from or to nowhere. */
export const gatewayApiRoutesAnalyzer: Analyzer = {
  name: 'kiali.GatewayApiRoutes',
  description:
    'Looks for routes of the Gateway API whose gateway or service does not exist.',
  codes: ['KIA1401', 'KIA1402'],
  reads: [...KINDS, 'KubernetesGateway', 'Service'],
  analyze(view, report) {
    KINDS.flatMap(kind => view.all(kind)).forEach(route =>
      check(route, view, report),
    );
  },
};
