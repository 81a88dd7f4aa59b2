import { Analyzer } from '../engine/Analyzer';

/** Grants to namespaces that do not exist. */
export const referenceGrantsAnalyzer: Analyzer = {
  name: 'kiali.ReferenceGrants',
  description: 'Looks for ReferenceGrants to namespaces that do not exist.',
  codes: ['KIA1601'],
  reads: ['ReferenceGrant', 'Namespace'],
  analyze(view, report) {
    for (const grant of view.all('ReferenceGrant')) {
      (grant.spec.from ?? []).forEach(({ namespace = '' }: any, i: number) => {
        if (!view.find('Namespace', '', namespace)) {
          report('KIA1601', grant, {
            args: [namespace],
            path: ['spec', 'from', i, 'namespace'],
          });
        }
      });
    }
  },
};
