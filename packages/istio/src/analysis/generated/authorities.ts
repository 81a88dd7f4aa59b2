import { Analyzer } from '../engine/Analyzer';
import { ClusterView } from '../snapshot/ClusterView';
import { Resource } from '../snapshot/Resource';
import { fromBase64, readCertificates } from '../istio/certificate';

const DAY = 24 * 3600 * 1000;
const SOON = 90;
const CERTIFICATES = ['ca-cert.pem', 'root-cert.pem', 'cert-chain.pem'];

interface Holder {
  resource: Resource;
  pem: string;
  path: string[];
}

/** Where istiod keeps certificates of authorities. */
function holdersOf(view: ClusterView): Holder[] {
  const { istioNamespace } = view;
  const root = view.find('ConfigMap', istioNamespace, 'istio-ca-root-cert');
  const secrets = ['cacerts', 'istio-ca-secret'].flatMap(
    name => view.find('Secret', istioNamespace, name) ?? [],
  );
  return [
    ...(root
      ? [
          {
            resource: root,
            pem: String(root.spec.data?.['root-cert.pem'] ?? ''),
            path: ['data', 'root-cert.pem'],
          },
        ]
      : []),
    ...secrets.flatMap(resource =>
      CERTIFICATES.map(key => ({
        resource,
        pem: fromBase64(String(resource.spec.data?.[key] ?? '')) ?? '',
        path: ['data', key],
      })),
    ),
  ];
}

/** Certificate authorities that are about to expire. */
export const authoritiesAnalyzer: Analyzer = {
  name: 'meshport.Authorities',
  description: 'Looks for certificate authorities that expire within 90 days.',
  codes: ['MSP0401', 'MSP0402'],
  reads: ['ConfigMap'],
  readsIfThere: ['Secret'],
  expires: true,
  analyze(view, report) {
    for (const { resource, pem, path } of holdersOf(view)) {
      const ends = readCertificates(pem).flatMap(one =>
        one ? [one.notAfter.getTime()] : [],
      );
      const end = Math.min(...ends);
      const left = Math.floor((end - view.now.getTime()) / DAY);
      if (ends.length === 0 || left > SOON) {
        continue;
      }
      const date = new Date(end).toISOString().slice(0, 10);
      const args = [resource.fullName, date];
      if (end < view.now.getTime()) {
        report('MSP0402', resource, { args, path });
      } else {
        report('MSP0401', resource, { args: [...args, left], path });
      }
    }
  },
};
