import { Analyzer } from '../engine/Analyzer';
import { selects } from '../snapshot/selectors';
import { isDeploymentInMesh } from '../istio/inMesh';

/** Workloads that everybody may call; noisy, so on request only. */
export const uncoveredWorkloadsAnalyzer: Analyzer = {
  name: 'kiali.UncoveredWorkloads',
  description:
    'Looks for workloads of the mesh that no AuthorizationPolicy covers.',
  codes: ['KIA1301'],
  reads: ['Deployment', 'AuthorizationPolicy', 'Namespace', 'MeshConfig'],
  onRequest: true,
  analyze(view, report) {
    const byNamespace = view.byNamespace('AuthorizationPolicy');
    for (const deployment of view.all('Deployment')) {
      const labels = deployment.spec.template?.metadata?.labels ?? {};
      const policies = [deployment.namespace, view.mesh.rootNamespace].flatMap(
        namespace => byNamespace.get(namespace) ?? [],
      );
      const isCovered = policies.some(({ spec }) =>
        selects(spec.selector?.matchLabels, labels),
      );
      if (isDeploymentInMesh(deployment, view) && !isCovered) {
        report('KIA1301', deployment, { args: [deployment.fullName] });
      }
    }
  },
};
