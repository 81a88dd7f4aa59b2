import { Analyzer } from '../engine/Analyzer';
import { meantBy, spelledAs } from '../istio/spelling';

/** Grants to namespaces that do not exist. */
export const referenceGrantsAnalyzer: Analyzer = {
  name: 'kiali.ReferenceGrants',
  description: 'Looks for ReferenceGrants to namespaces that do not exist.',
  codes: ['KIA1601'],
  reads: ['ReferenceGrant', 'Namespace'],
  analyze(view, report) {
    const names = view.all('Namespace').map(one => one.name);
    for (const grant of view.all('ReferenceGrant')) {
      (grant.spec.from ?? []).forEach(({ namespace = '' }: any, i: number) => {
        if (!view.find('Namespace', '', namespace)) {
          const path = ['spec', 'from', i, 'namespace'];
          report('KIA1601', grant, {
            args: [namespace],
            path,
            mend: spelledAs(grant, path, namespace, meantBy(namespace, names)),
          });
        }
      });
    }
  },
};
