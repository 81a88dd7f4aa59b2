import { KubernetesObject } from '../clusters';

type LabelSets = (
  object: KubernetesObject,
) => (Record<string, string> | undefined)[];

/** Kinds that carry labels of workloads beside their own. */
const BESIDE_METADATA: Record<string, LabelSets> = {
  WorkloadEntry: ({ metadata, spec }) => [metadata.labels, spec?.labels],
  WorkloadGroup: ({ metadata, spec }) => [
    metadata.labels,
    spec?.metadata?.labels,
    spec?.template?.labels,
  ],
};

/** The sets of labels by which objects of a kind are selected; one that matches is enough. */
export function labelSetsOf(kind: string): LabelSets {
  return BESIDE_METADATA[kind] ?? (({ metadata }) => [metadata.labels]);
}

const AUTO_REGISTRATION_GROUP = 'istio.io/autoRegistrationGroup';

/**
 * The group that a WorkloadEntry was made from: `namespace/name`. A group's
 * own labels do not reach its entries.
 */
export function groupOfEntry({
  metadata,
}: KubernetesObject): string | undefined {
  const owner = metadata.ownerReferences?.find(
    ({ kind }) => kind === 'WorkloadGroup',
  );
  const name = owner?.name ?? metadata.annotations?.[AUTO_REGISTRATION_GROUP];
  return name && `${metadata.namespace}/${name}`;
}
