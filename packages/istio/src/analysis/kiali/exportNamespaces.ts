import { Analyzer } from '../engine/Analyzer';
import { AnalysisKind } from '../snapshot/kinds';
import { without } from '../istio/mends';

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
    for (const resource of KINDS.flatMap(kind => view.all(kind))) {
      (resource.spec.exportTo ?? []).forEach((namespace: string, i: number) => {
        if (
          !SPECIAL.includes(namespace) &&
          !view.find('Namespace', '', namespace)
        ) {
          const path = ['spec', 'exportTo', i];
          report('KIA0005', resource, {
            args: [namespace],
            path,
            mend: without(`Do not export to ${namespace}`, path),
          });
        }
      });
    }
  },
};
