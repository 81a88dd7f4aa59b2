import { matchesSelector } from '../../resources';
import { Analyzer } from '../engine/Analyzer';
import { ClusterView } from '../snapshot/ClusterView';
import { YamlPath } from '../types';

function pathOfAuto(pod: any, base: YamlPath): YamlPath | undefined {
  const at = (pod?.containers ?? []).findIndex(
    (one: any) => one.name === 'istio-proxy' && one.image === 'auto',
  );
  return at < 0 ? undefined : [...base, 'containers', at, 'image'];
}

function injectorsOf(view: ClusterView): any[] {
  return view
    .all('MutatingWebhookConfiguration')
    .flatMap(({ spec }) => spec.webhooks ?? [])
    .filter(one => (one.name ?? '').endsWith('istio.io'));
}

/** Images `auto` that no injector replaces. */
export const imageAutoAnalyzer: Analyzer = {
  name: 'injection.ImageAutoAnalyzer',
  description: 'Looks for the image "auto" where no injector replaces it.',
  codes: ['IST0146', 'IST0147'],
  reads: ['Namespace', 'Pod', 'Deployment', 'MutatingWebhookConfiguration'],
  analyze(view, report) {
    const injectors = injectorsOf(view);
    for (const pod of view.all('Pod')) {
      const path = pathOfAuto(pod.spec, ['spec']);
      if (path) {
        report('IST0147', pod, {
          args: ['Pod', pod.name],
          path,
          oncePerObject: true,
        });
      }
    }
    for (const deployment of view.all('Deployment')) {
      const { metadata = {}, spec } = deployment.spec.template ?? {};
      const path = pathOfAuto(spec, ['spec', 'template', 'spec']);
      const namespace = deployment.namespace || 'default';
      const labels = view.find('Namespace', '', namespace)?.labels ?? {};
      const isInjected = injectors.some(
        ({ namespaceSelector = {}, objectSelector = {} }) =>
          matchesSelector(namespaceSelector, labels) &&
          matchesSelector(objectSelector, metadata.labels ?? {}),
      );
      if (path && !isInjected) {
        report('IST0146', deployment, {
          args: ['Deployment', deployment.name],
          path,
          oncePerObject: true,
        });
      }
    }
  },
};
