import {
  ClusterFreshness,
  FleetCluster,
} from '@meshport/backstage-plugin-mesh-common';

/** What may be the matter with a cluster; the choices of the page. */
export const MATTERS = [
  'old',
  'certificates',
  'links',
  'findings',
  'machines',
  'notRead',
] as const;

/** One of them. */
export type Matter = (typeof MATTERS)[number];

/** What the address of the page says. */
export interface OverviewFilter {
  text: string;
  /** Empty for clusters without one; undefined for all. */
  network?: string;
  only: Matter[];
  /** How networks and links are shown. */
  topology: 'picture' | 'table';
}

/** Reads the page's address; what it does not know it leaves out. */
export function readFilter(parameters: URLSearchParams): OverviewFilter {
  return {
    text: (parameters.get('text') ?? '').slice(0, 200),
    network: parameters.get('network')?.slice(0, 200),
    only: MATTERS.filter(one => parameters.getAll('only').includes(one)),
    topology: parameters.get('topology') === 'table' ? 'table' : 'picture',
  };
}

/** The address of a filter, without what goes without saying. */
export function writeFilter(filter: OverviewFilter): URLSearchParams {
  const parameters = new URLSearchParams();
  if (filter.text) {
    parameters.set('text', filter.text);
  }
  if (filter.network !== undefined) {
    parameters.set('network', filter.network);
  }
  filter.only.forEach(one => parameters.append('only', one));
  if (filter.topology === 'table') {
    parameters.set('topology', 'table');
  }
  return parameters;
}

/** Whether a filter leaves anything out. */
export function isFiltered({ text, network, only }: OverviewFilter): boolean {
  return Boolean(text.trim()) || network !== undefined || only.length > 0;
}

/** Days before an end of signing at which it is "soon". */
const SOON_MS = 30 * 24 * 3600 * 1000;

const IS: Record<
  Matter,
  (row: FleetCluster, freshness: ClusterFreshness, now: number) => boolean
> = {
  old: ({ upgrade }) =>
    upgrade.state === 'endOfLife' || upgrade.state === 'ending',
  certificates: ({ certificates }, _, now) =>
    certificates?.ends !== undefined &&
    Date.parse(certificates.ends) - now < SOON_MS,
  links: ({ remoteLinks }) => (remoteLinks?.broken ?? 0) > 0,
  findings: ({ findings }) => (findings?.error ?? 0) > 0,
  machines: ({ machines }) =>
    (machines?.byHealth.unhealthy ?? 0) +
      (machines?.byHealth.disconnected ?? 0) >
    0,
  notRead: (_, { state }) => state === 'stale' || state === 'unreachable',
};

/** Whether a cluster is among those that a filter chooses. */
export function isChosen(
  row: FleetCluster,
  freshness: ClusterFreshness,
  network: string | undefined,
  filter: OverviewFilter,
  now: number,
): boolean {
  const wanted = filter.text.trim().toLocaleLowerCase();
  const texts = [
    row.name,
    row.title,
    row.istioClusterId,
    network,
    row.primary,
    ...(row.revisions ?? []).flatMap(({ revision, version, tags }) => [
      revision,
      version,
      ...tags,
    ]),
  ];
  return (
    (!wanted ||
      texts.some(text => text?.toLocaleLowerCase().includes(wanted))) &&
    (filter.network === undefined || (network ?? '') === filter.network) &&
    (filter.only.length === 0 ||
      filter.only.some(matter => IS[matter](row, freshness, now)))
  );
}
