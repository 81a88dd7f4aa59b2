import { certificatesOf } from '../../certificate/Certificate';
import { BundleFinding } from '../BundleFinding';
import { BundleCheck, warned } from './ReadBundle';

const file = 'ca-cert.pem';

/** `ca-cert.pem` holds ours and nothing else. */
export function aloneFindings(pem: string): BundleFinding[] {
  const count = certificatesOf(pem, file).length;
  return count === 1
    ? []
    : [
        warned({
          code: 'ca-cert-not-alone',
          file,
          text: `ca-cert.pem holds ${count} certificates; istiod signs by the first and passes over the others.`,
          mend: 'Leave the first in it; the issuers belong into cert-chain.pem.',
        }),
      ];
}

/** What to know of the authority itself. */
export const ownAuthority: BundleCheck = ({ own }) => {
  if (own.selfSigned) {
    return [
      warned({
        code: 'root-signs',
        file,
        text: `${own.subjectText} is a root and signs workload certificates itself: it cannot be replaced without a change of roots, and its key lies in the cluster.`,
        mend: 'Keep it for the time of a change of roots, then use an intermediate.',
      }),
    ];
  }
  const { ca, pathLength } = own.basicConstraints ?? {};
  return ca && pathLength !== 0
    ? [
        warned({
          code: 'path-length-open',
          file,
          text: `${own.subjectText} may sign further authorities; istiod needs to sign workloads alone.`,
          mend: 'Have it issued with path length 0.',
        }),
      ]
    : [];
};
