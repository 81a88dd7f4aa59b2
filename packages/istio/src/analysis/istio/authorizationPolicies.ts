import { Analyzer, Report } from '../engine/Analyzer';
import { ClusterView } from '../snapshot/ClusterView';
import { Resource } from '../snapshot/Resource';
import { LabelIndex, selectorText } from '../snapshot/selectors';
import { isPodAmbient, isPodInMesh } from './inMesh';
import { meantBy, spelledAs } from './spelling';

interface MeshPods {
  all: LabelIndex;
  byNamespace: Map<string, LabelIndex>;
}

function meshPods(view: ClusterView): MeshPods {
  return view.index('pods in the mesh', ['Pod', 'Namespace'], () => {
    const inMesh = (pod: Resource) =>
      isPodAmbient(pod) || isPodInMesh(pod, view);
    return {
      all: new LabelIndex(view.all('Pod').filter(inMesh)),
      byNamespace: new Map(
        [...view.byNamespace('Pod')].map(([namespace, pods]) => [
          namespace,
          new LabelIndex(pods.filter(inMesh)),
        ]),
      ),
    };
  });
}

function checkWorkloads(
  policy: Resource,
  view: ClusterView,
  report: Report,
): void {
  const { selector } = policy.spec;
  const isMeshWide = policy.namespace === view.mesh.rootNamespace;
  if (isMeshWide && !selector) {
    return;
  }
  const pods = meshPods(view);
  const scope = isMeshWide ? pods.all : pods.byNamespace.get(policy.namespace);
  const labels = selector?.matchLabels ?? {};
  if (!scope?.any(labels)) {
    report('IST0127', policy, {
      args: [selectorText(labels)],
      path: selector ? ['spec', 'selector', 'matchLabels'] : undefined,
      oncePerObject: true,
    });
  }
}

function fits(pattern: string, name: string): boolean {
  if (pattern === '*') {
    return true;
  }
  if (pattern.startsWith('*')) {
    return name.endsWith(pattern.slice(1));
  }
  return pattern.endsWith('*')
    ? name.startsWith(pattern.slice(0, -1))
    : name.toLowerCase() === pattern.toLowerCase();
}

function checkNamespaces(
  policy: Resource,
  names: readonly string[],
  report: Report,
): void {
  (policy.spec.rules ?? []).forEach((rule: any, i: number) =>
    (rule.from ?? []).forEach((from: any, j: number) => {
      for (const field of ['namespaces', 'notNamespaces']) {
        (from.source?.[field] ?? []).forEach((pattern: string, k: number) => {
          if (!names.some(name => fits(pattern, name))) {
            const path = ['spec', 'rules', i, 'from', j, 'source', field, k];
            report('IST0101', policy, {
              args: ['namespace', pattern],
              path,
              mend: spelledAs(policy, path, pattern, meantBy(pattern, names)),
              // Istio looks up the line of the field `namespaces` for both.
              linePath: [
                'spec',
                'rules',
                i,
                'from',
                j,
                'source',
                'namespaces',
                k,
              ],
            });
          }
        });
      }
    }),
  );
}

/** AuthorizationPolicies that protect nothing or name unknown namespaces. */
export const authorizationPoliciesAnalyzer: Analyzer = {
  name: 'authz.AuthorizationPoliciesAnalyzer',
  description:
    'Looks for AuthorizationPolicies that select no pod of the mesh or name namespaces that do not exist.',
  codes: ['IST0101', 'IST0127'],
  reads: ['MeshConfig', 'AuthorizationPolicy', 'Namespace', 'Pod'],
  analyze(view, report) {
    const names = view.all('Namespace').map(one => one.fullName);
    for (const policy of view.all('AuthorizationPolicy')) {
      checkWorkloads(policy, view, report);
      checkNamespaces(policy, names, report);
    }
  },
};
