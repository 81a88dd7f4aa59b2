import {
  CertificateAlarm,
  CertificateView,
  ClusterCertificates,
} from '@meshport/backstage-plugin-mesh-common';

const DAY_MS = 24 * 3600 * 1000;
/** Days before an end at which somebody has to act. */
const WARNS = 30;
const PRESSES = 7;

/** Whether two sets of roots are the same. */
export function sameRoots(
  one: readonly CertificateView[],
  other: readonly CertificateView[],
): boolean {
  const prints = (roots: readonly CertificateView[]) =>
    [...new Set(roots.map(({ fingerprint }) => fingerprint))].sort().join();
  return prints(one) === prints(other);
}

/** What needs somebody, of a cluster's certificates. */
export function certificateAlarms(
  certificates: Omit<ClusterCertificates, 'alarms'>,
  {
    rootsInSecret,
    now,
  }: { rootsInSecret?: readonly CertificateView[]; now: Date },
): CertificateAlarm[] {
  const { cluster, chain = [], roots, source } = certificates;
  const alarms: CertificateAlarm[] = [];
  // A remote's signer is told of where it stands: at its primary.
  if (source !== 'primary') {
    alarms.push(...endOf(chain[0], certificates, now), ...outlived(chain));
  }
  alarms.push(...rootEnds(cluster, roots ?? [], now));
  if (
    source === 'plugged' &&
    roots &&
    rootsInSecret &&
    !sameRoots(roots, rootsInSecret)
  ) {
    alarms.push({
      severity: 'error',
      code: 'roots-differ',
      message: `Proxies of ${cluster} are given other roots (ConfigMap istio-ca-root-cert) than Secret cacerts holds: istiod did not take them over, and will at its next restart.`,
      mend: 'Change the root by the guided way, or put the former roots back into the Secret, before an istiod restarts.',
    });
  }
  return alarms;
}

function endOf(
  signer: CertificateView | undefined,
  { cluster, source }: Pick<ClusterCertificates, 'cluster' | 'source'>,
  now: Date,
): CertificateAlarm[] {
  if (!signer || source !== 'plugged') {
    return [];
  }
  const days = daysTo(signer.notAfter, now);
  if (days > WARNS) {
    return [];
  }
  return [
    days <= 0
      ? {
          severity: 'error',
          code: 'intermediate-ended',
          message: `The certificate authority of ${cluster} has ended: proxies are refused new certificates, and their calls fail as theirs end.`,
          mend: 'Issue a new one under the same root now.',
        }
      : {
          severity: days <= PRESSES ? 'error' : 'warning',
          code: 'intermediate-ends',
          message: `The certificate authority of ${cluster} ends in ${inDays(
            days,
          )}.`,
          mend: 'Renew it under the same root.',
        },
  ];
}

function rootEnds(
  cluster: string,
  roots: readonly CertificateView[],
  now: Date,
): CertificateAlarm[] {
  return roots
    .filter(({ notAfter }) => daysTo(notAfter, now) <= WARNS)
    .map(({ subject, notAfter }) => {
      const days = daysTo(notAfter, now);
      return {
        severity: days <= PRESSES ? ('error' as const) : ('warning' as const),
        code: days <= 0 ? 'root-ended' : 'root-ends',
        message: `Root ${subject} of ${cluster} ${
          days <= 0 ? 'has ended' : `ends in ${inDays(days)}`
        }.`,
        mend: 'Change the root by the guided way: every proxy has to trust the new one first.',
      };
    });
}

/** istiod looks at the first certificate of the chain only. */
function outlived(chain: readonly CertificateView[]): CertificateAlarm[] {
  const short = chain.findIndex(
    (one, index) => index > 0 && one.notAfter < chain[0].notAfter,
  );
  return short < 0
    ? []
    : [
        {
          severity: 'warning',
          code: 'outlives-issuer',
          message: `${chain[0].subject} is to live longer than ${chain[short].subject}, on which it depends: everything stops when that one ends.`,
          mend: 'Renew the authority above it first, then issue this one anew.',
        },
      ];
}

function daysTo(time: string, now: Date): number {
  return (Date.parse(time) - now.getTime()) / DAY_MS;
}

function inDays(days: number): string {
  if (days < 1) {
    const hours = Math.max(1, Math.round(days * 24));
    return `${hours} ${hours === 1 ? 'hour' : 'hours'}`;
  }
  const whole = Math.floor(days);
  return `${whole} ${whole === 1 ? 'day' : 'days'}`;
}
