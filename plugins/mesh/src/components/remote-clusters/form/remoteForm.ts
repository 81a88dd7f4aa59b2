import { RemoteClusterChoices } from '@meshport/backstage-plugin-mesh-common';

/** A pair as a form has it. */
export interface RemotePair {
  primary?: string;
  remote?: string;
}

/** The fields of the templates for remote clusters. */
export interface RemoteFormData {
  pair?: RemotePair;
  token?: string;
}

/** What `POST /requests` takes of such a form. */
export function remoteParameters(
  kind: string,
  { pair = {}, token }: Partial<RemoteFormData>,
): Record<string, unknown> {
  return {
    ...pair,
    ...(token && kind === 'remote-cluster-join' ? { token } : {}),
  };
}

type Choice = RemoteClusterChoices['clusters'][number];

/** A cluster that a form offers, or shows with why it cannot be chosen. */
export interface ClusterOption {
  name: string;
  label: string;
  why?: string;
}

const labelOf = ({ name, title }: Choice) =>
  title && title !== name ? `${title} (${name})` : name;

/** The clusters that may be the primary. */
export function primaryOptions(
  clusters: readonly Choice[],
  linked: boolean,
): ClusterOption[] {
  const hasLink = (name: string) =>
    clusters.some(one => one.joinedTo.includes(name));
  return clusters
    .filter(one => (linked ? hasLink(one.name) : one.role !== 'remote'))
    .map(one => ({
      name: one.name,
      label: labelOf(one),
      ...(one.mayBePrimary ? {} : { why: one.why ?? '' }),
    }));
}

/** The clusters that may be the remote of a primary. */
export function remoteOptions(
  clusters: readonly Choice[],
  primary: string | undefined,
  linked: boolean,
): ClusterOption[] {
  return clusters
    .filter(
      one =>
        one.name !== primary &&
        (primary === undefined || one.joinedTo.includes(primary) === linked),
    )
    .map(one => ({
      name: one.name,
      label: labelOf(one),
      ...(one.mayBeRemote ? {} : { why: one.why ?? '' }),
    }));
}
