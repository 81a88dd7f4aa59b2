import { ClusterPair, finding, listed, unknowns } from './findings';
import type { PreflightFinding, TrustedRoot } from './types';

const SOON = 30 * 24 * 3600 * 1000;

/**
 * Identities are compared with the trust domain in them, so that one mesh has one,
 * or each cluster takes the other's as an alias.
 */
export function checkTrustDomains(pair: ClusterPair): PreflightFinding[] {
  const missing = unknowns(
    pair,
    'trustDomain',
    'The trust domain',
    "Let the portal read the ConfigMap with the mesh's configuration.",
  );
  const [one, other] = pair;
  if (missing.length > 0 || one.trustDomain === other.trustDomain) {
    return missing;
  }
  const strangers = [
    [one, other],
    [other, one],
  ].filter(
    ([here, there]) =>
      !(here.trustDomainAliases ?? []).includes(there.trustDomain!),
  );
  const domains = `${one.name} has ${one.trustDomain}, ${other.name} has ${other.trustDomain}`;
  if (strangers.length === 0) {
    return [
      finding(
        'info',
        'trust-domain-alias',
        pair,
        `The trust domains differ (${domains}), and each cluster takes the other's as an alias.`,
        'Nothing. Policies that name principals hold for both.',
      ),
    ];
  }
  return [
    finding(
      'error',
      'trust-domain-differs',
      pair,
      `The trust domains differ: ${domains}, and ${listed(
        strangers.map(([here]) => here.name),
      )} would not take the other's identities.`,
      `Set meshConfig.trustDomain to the same in both, or add the other's to trustDomainAliases of ${listed(
        strangers.map(([here]) => here.name),
      )}.`,
    ),
  ];
}

function keyOf({ fingerprint }: TrustedRoot): string {
  return fingerprint.replace(/[^0-9a-fA-F]/g, '').toLowerCase();
}

function endOf({ notAfter }: TrustedRoot): number {
  const end = notAfter === undefined ? NaN : Date.parse(notAfter);
  return Number.isNaN(end) ? Infinity : end;
}

function wordsFor({ subject, fingerprint, notAfter }: TrustedRoot): string {
  return [subject, fingerprint, notAfter && `until ${notAfter}`]
    .filter(Boolean)
    .join(', ');
}

/** Proxies of both clusters must trust a root that signed the other's. */
export function checkRoots(pair: ClusterPair, now: Date): PreflightFinding[] {
  const missing = unknowns(
    pair,
    'roots',
    'The root certificates',
    'Let the portal read the ConfigMap istio-ca-root-cert.',
  );
  const [one, other] = pair;
  const [ours, theirs] = [one.roots, other.roots];
  if (ours === undefined || theirs === undefined) {
    return missing;
  }
  const keys = new Set(theirs.map(keyOf));
  const common = ours.filter(root => keys.has(keyOf(root)));
  if (common.length === 0) {
    return [
      finding(
        'error',
        'roots-disjoint',
        pair,
        `${one.name} and ${other.name} trust no root in common: every connection between them fails.`,
        'Issue an intermediate CA of one root for each cluster (Secret cacerts), or trust both roots in both first. On a running mesh that is a change of root: carry both until all workloads have turned over.',
        pair.flatMap(({ name, roots = [] }) =>
          roots.map(root => `${name}: ${wordsFor(root)}`),
        ),
      ),
    ];
  }
  // Either cluster may have read when a root ends.
  const twins = (root: TrustedRoot) =>
    [...ours, ...theirs].filter(both => keyOf(both) === keyOf(root));
  const last = Math.max(
    ...common.map(root => Math.min(...twins(root).map(endOf))),
  );
  if (last <= now.getTime() + SOON) {
    const isOver = last <= now.getTime();
    return [
      finding(
        isOver ? 'error' : 'warning',
        isOver ? 'roots-expired' : 'roots-expire-soon',
        pair,
        `The last root that both clusters trust ${
          isOver ? 'expired' : 'expires'
        } on ${new Date(last).toISOString().slice(0, 10)}.`,
        'Bring in a new root before the clusters join: first trusted in both, then used.',
        common.map(wordsFor),
      ),
    ];
  }
  const union = new Set([...ours, ...theirs].map(keyOf));
  const lone = [...ours, ...theirs].filter(
    root => !common.some(both => keyOf(both) === keyOf(root)),
  );
  return union.size === new Set(common.map(keyOf)).size
    ? []
    : [
        finding(
          'warning',
          'roots-differ',
          pair,
          'Both clusters trust a common root, and one of them others as well: workloads whose certificates come from those are not trusted over there.',
          'See that the intermediate of each cluster is signed by a common root.',
          lone.map(wordsFor),
        ),
      ];
}
