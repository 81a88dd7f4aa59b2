import {
  AuthorityChoice,
  CaClusterChoice,
  CaKeyType,
  CaRequestParameters,
  CaWay,
  CertificateAuthorityChoices,
} from '@meshport/backstage-plugin-mesh-common';

/** Kinds of request that the form asks for; renewing has a button of its own. */
export type CaFormKind = Exclude<CaWay['kind'], 'certificate-authority-renew'>;

/** What the field of an intermediate holds. */
export interface CaIssuanceValue {
  kind?: CaFormKind;
  authority?: string;
  cluster?: string;
  namespace?: string;
  keyType?: CaKeyType;
  validityDays?: number;
  commonName?: string;
  organization?: string;
  acceptOutage?: boolean;
}

/** The fields of the template. */
export interface CaFormData {
  issuance?: CaIssuanceValue;
  renewals?: 'inAdvance' | 'ask';
}

/** What `POST /requests` takes of such a form. */
export function caParameters({
  issuance = {},
  renewals,
}: Partial<CaFormData>): Partial<CaRequestParameters> {
  const { kind: _, ...parameters } = issuance;
  return { ...parameters, ...(renewals ? { renewals } : {}) };
}

/** An option that a form offers, or shows with why it cannot be chosen. */
export interface CaOption {
  id: string;
  label: string;
  why?: string;
}

const labelOf = ({ name, title }: { name: string; title?: string }) =>
  title && title !== name ? `${title} (${name})` : name;

/** The clusters that some authority may serve. */
export function clusterOptions(
  clusters: readonly CaClusterChoice[],
): CaOption[] {
  return clusters.map(one => ({
    id: one.name,
    label: labelOf(one),
    ...(one.why ? { why: one.why } : {}),
  }));
}

/** The authorities that may serve a cluster. */
export function authorityOptions(
  authorities: readonly AuthorityChoice[],
  cluster: CaClusterChoice | undefined,
): CaOption[] {
  return authorities
    .filter(one => !cluster || cluster.ways[one.name] || one.why)
    .map(one => ({
      id: one.name,
      label: labelOf(one),
      ...(one.why ? { why: one.why } : {}),
    }));
}

/** The ways that the form offers for what is chosen. */
export function waysOf(
  choices: CertificateAuthorityChoices,
  { cluster, authority }: CaIssuanceValue,
): (CaWay & { kind: CaFormKind })[] {
  const ways =
    choices.clusters.find(({ name }) => name === cluster)?.ways[
      authority ?? ''
    ] ?? [];
  return ways.filter(
    (way): way is CaWay & { kind: CaFormKind } =>
      way.kind !== 'certificate-authority-renew' && way.offered,
  );
}

/** Lives that are offered, in days, with the usual one among them. */
export function lifeOptions({
  validity: { default: usual, min, max },
}: AuthorityChoice): number[] {
  return [...new Set([7, 30, 60, 90, 180, 365, 730, min, usual, max])]
    .filter(days => days >= min && days <= max)
    .sort((a, b) => a - b);
}

/**
 * The value with what follows from it: the control plane's namespace, the
 * usual key and life of the authority, and a way that harms nobody.
 */
export function completed(
  value: CaIssuanceValue,
  choices: CertificateAuthorityChoices,
): CaIssuanceValue {
  const cluster = choices.clusters.find(({ name }) => name === value.cluster);
  const authority = choices.authorities.find(
    ({ name }) => name === value.authority && !!cluster?.ways[name],
  );
  if (!cluster) {
    return {};
  }
  const base: CaIssuanceValue = {
    cluster: cluster.name,
    namespace: cluster.namespace,
    ...(value.commonName ? { commonName: value.commonName } : {}),
    ...(value.organization ? { organization: value.organization } : {}),
  };
  if (!authority) {
    return base;
  }
  const ways = waysOf(choices, { ...base, authority: authority.name });
  const way =
    ways.find(({ kind }) => kind === value.kind) ??
    ways.find(({ outage }) => !outage) ??
    ways[0];
  const { keys, defaultKey, validity } = authority;
  const days = value.validityDays;
  return {
    ...base,
    authority: authority.name,
    ...(way ? { kind: way.kind } : {}),
    keyType:
      value.keyType && keys.includes(value.keyType)
        ? value.keyType
        : defaultKey,
    validityDays:
      days && days >= validity.min && days <= validity.max
        ? days
        : validity.default,
    ...(way?.outage && value.acceptOutage ? { acceptOutage: true } : {}),
  };
}
