import { Analyzer } from '../engine/Analyzer';
import { AnalysisKind } from '../snapshot/kinds';
import { mendOf } from '../istio/mends';
import { meantBy, spelledAs } from '../istio/spelling';

const KINDS: readonly AnalysisKind[] = [
  'VirtualService',
  'DestinationRule',
  'ServiceEntry',
];
const SPECIAL = ['.', '*', '~'];

/** Exports to namespaces that do not exist. */
export const exportNamespacesAnalyzer: Analyzer = {
  name: 'kiali.ExportNamespaces',
  description: 'Looks for exports to namespaces that do not exist.',
  codes: ['KIA0005'],
  reads: [...KINDS, 'Namespace'],
  analyze(view, report) {
    const names = view.all('Namespace').map(one => one.name);
    for (const resource of KINDS.flatMap(kind => view.all(kind))) {
      const { exportTo = [] } = resource.spec;
      exportTo.forEach((namespace: string, i: number) => {
        if (
          !SPECIAL.includes(namespace) &&
          !view.find('Namespace', '', namespace)
        ) {
          const path = ['spec', 'exportTo', i];
          report('KIA0005', resource, {
            args: [namespace],
            path,
            mend:
              spelledAs(resource, path, namespace, meantBy(namespace, names)) ??
              // Without any it would be exported to everybody.
              (exportTo.length > 1
                ? mendOf(resource, `Do not export to ${namespace}`, {
                    remove: path,
                  })
                : undefined),
          });
        }
      });
    }
  },
};
