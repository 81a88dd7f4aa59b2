import { Analyzer } from '../engine/Analyzer';
import { Resource } from '../snapshot/Resource';
import { selects } from '../snapshot/selectors';
import { ClusterView } from '../snapshot/ClusterView';

/** A text that two servers share when their certificate is the same. */
function certificateOf({ tls }: any): string | undefined {
  if (tls?.credentialName) {
    return JSON.stringify([tls.credentialName]);
  }
  return tls?.serverCertificate && tls.privateKey
    ? JSON.stringify([tls.serverCertificate, tls.privateKey])
    : undefined;
}

function byCertificate(view: ClusterView): Map<string, Resource[]> {
  const found = new Map<string, Resource[]>();
  for (const gateway of view.all('Gateway')) {
    const keys = (gateway.spec.servers ?? []).map(certificateOf);
    for (const key of new Set<string | undefined>(keys)) {
      if (key !== undefined) {
        found.set(key, [...(found.get(key) ?? []), gateway]);
      }
    }
  }
  return found;
}

/** Gateways of the same pods with the same certificate. */
export const gatewayCertificatesAnalyzer: Analyzer = {
  name: 'gateway.CertificateAnalyzer',
  description:
    'Looks for Gateways of the same workload that share a certificate.',
  codes: ['IST0138'],
  reads: ['Gateway'],
  analyze(view, report) {
    const certificates = view.index('certificates', ['Gateway'], () =>
      byCertificate(view),
    );
    for (const gateway of view.all('Gateway')) {
      (gateway.spec.servers ?? []).forEach((server: any, i: number) => {
        const key = certificateOf(server);
        for (const other of (key && certificates.get(key)) || []) {
          if (
            other !== gateway &&
            selects(gateway.spec.selector, other.spec.selector ?? {})
          ) {
            report('IST0138', gateway, {
              args: [[gateway.fullName, other.fullName]],
              path: ['spec', 'servers', i, 'tls'],
              linePath: ['metadata', 'name'],
            });
          }
        }
      });
    }
  },
};
