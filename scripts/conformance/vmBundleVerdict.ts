import { isIP } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import { VmBundleFile, VM_BUNDLE_FILES } from '@meshport/istio';
import { GeneratedBundle } from './generated/vmBundles';
import { firstDifference } from './textDifference';
import { BundleAnswer } from './vmBundleAnswers';

type Files = Record<VmBundleFile, string>;

/** Claims of a token that are the same however often it is asked for. */
function lastingClaims(token: string) {
  const [, payload = ''] = token.split('.');
  const { aud, sub, iat, exp } = JSON.parse(
    Buffer.from(payload, 'base64url').toString() || '{}',
  );
  return { aud, sub, seconds: exp - iat };
}

/** istioctl writes inbound ports in the order of a Go map; ours are sorted. */
function withSortedPorts(text: string): string {
  return text.replace(
    /^ISTIO_INBOUND_PORTS='([\d,]+)'$/m,
    (_, ports: string) =>
      `ISTIO_INBOUND_PORTS='${ports
        .split(',')
        .sort((a, b) => Number(a) - Number(b))
        .join(',')}'`,
  );
}

/** What differs between two bundles beyond the order of ports, as sentences. */
export function differencesOf(theirs: Files, ours: Files): string[] {
  return VM_BUNDLE_FILES.flatMap(name => {
    if (name === 'istio-token') {
      const [want, got] = [theirs, ours].map(one => lastingClaims(one[name]));
      return isDeepStrictEqual(want, got)
        ? []
        : [`istio-token: ${JSON.stringify(want)} and ${JSON.stringify(got)}`];
    }
    const want = withSortedPorts(theirs[name]);
    return want === ours[name]
      ? []
      : [`${name}: ${firstDifference(want, ours[name])}`];
  });
}

/** Whether istioctl happened to write inbound ports in another order. */
export function isUnsorted(theirs: Files): boolean {
  return withSortedPorts(theirs['cluster.env']) !== theirs['cluster.env'];
}

function badVariables({ 'cluster.env': text }: Files): boolean {
  return text
    .split('\n')
    .some(line => !/^([A-Za-z_][A-Za-z0-9_]*=|$)/.test(line));
}

function bareBackslashes({ 'cluster.env': text }: Files): boolean {
  return text.split('\n').some(line => /^\w+=[^']*\\[^']*$/.test(line));
}

/**
 * The mend of docs/contributors/conformance.md by which we refuse what istioctl
 * takes; undefined when it is none, and so a difference.
 */
export function mendOfRefusal(
  one: GeneratedBundle,
  theirs: Files,
  ours: Exclude<BundleAnswer, { files: unknown }>,
): string | undefined {
  const { field, refusal } = ours;
  if (field === 'proxyMetadata') {
    if (bareBackslashes(theirs)) {
      return 'no value that a shell reads otherwise';
    }
    return badVariables(theirs) ? 'names of variables are checked' : undefined;
  }
  if (field === 'ingressIP' && one.flags.ingressIP === undefined) {
    return theirs.hosts === '' ? 'no empty hosts file' : undefined;
  }
  if (
    field === 'ingressIP' ||
    field === 'internalIP' ||
    field === 'externalIP'
  ) {
    const given = one.flags[field] ?? '';
    return isIP(given) === 0 || given.includes('%')
      ? 'addresses are checked'
      : undefined;
  }
  return /whose address is that of istiod/.test(refusal) && theirs.hosts === ''
    ? 'no empty hosts file'
    : undefined;
}

/**
 * The mend by which we make a bundle where istioctl fails; undefined where it is
 * right to fail.
 */
export function mendOfFailure(
  { group, inCluster, flags }: GeneratedBundle,
  { refusal, panic }: Exclude<BundleAnswer, { files: unknown }>,
  tags: readonly string[],
): string | undefined {
  const { metadata, template } = group.spec;
  const { revision = '' } = flags;
  // The control plane of no revision has no suffix.
  const suffix = revision === 'default' ? '' : `-${revision}`;
  const isMissing = ['istio', 'istio-sidecar-injector'].some(name =>
    refusal.includes(`"${name}${suffix}" not found`),
  );
  if (tags.includes(revision) && isMissing) {
    return 'a tag is taken as revision';
  }
  if (
    inCluster &&
    !template?.serviceAccount &&
    refusal.includes('under service account  in namespace')
  ) {
    return 'an empty service account is default';
  }
  if (panic && inCluster && !metadata) {
    return 'no panic without spec.metadata';
  }
  return panic ? 'no panic without proxyMetadata' : undefined;
}
