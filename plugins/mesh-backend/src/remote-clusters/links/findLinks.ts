import {
  RemoteLink,
  RemoteReach,
  RemoteSecretView,
} from '@meshport/backstage-plugin-mesh-common';
import { ClusterInventory } from '../../inventory';
import { JoinRecord } from '../common/JoinRecords';
import { addressDrift, offeredAddresses, toldAddresses } from './addressDrift';
import { istiodViews, joinedSync } from './joinedSync';
import { linkAlarms } from './linkAlarms';
import { LinkReading, SecretReading, ToldAddress } from './LinkReading';

const NOT_NAMED =
  'Only clusters of mesh.clusters are asked; an administrator has to name it there.';

/** What links are made from. */
export interface LinkSources {
  clusters: readonly ClusterInventory[];
  readings: ReadonlyMap<string, LinkReading>;
  records: readonly JoinRecord[];
  /** What configuration says of clusters as remotes, by name. */
  settings: ReadonlyMap<string, { server?: string; development: boolean }>;
  /** What machines of a cluster were told of istiod, by Istio's ID of the cluster. */
  machines: ReadonlyMap<string, readonly ToldAddress[]>;
  now: Date;
}

/** A link as it is, before it is said who may see what of it. */
export interface FoundLink {
  link: RemoteLink;
  /** Clusters that the link speaks of, the remote as far as it is one of ours. */
  clusters: string[];
}

/** Whether a cluster has istiods of its own. */
export function runsIstiod(cluster: ClusterInventory): boolean {
  return cluster.controlPlanes.pods().length > 0;
}

/** Every link of a primary: what istiods name, what Secrets name, and what configuration declares. */
export function linksOf(
  primary: ClusterInventory,
  sources: LinkSources,
): FoundLink[] {
  const { name } = primary.details;
  const reading = sources.readings.get(name);
  const ownId = primary.istioId.id;
  const ids = new Set<string>();
  if (reading && 'value' in reading.istiods) {
    reading.istiods.value.forEach(({ clusters }) =>
      clusters
        ?.filter(({ secretName }) => secretName !== '')
        .forEach(({ id }) => ids.add(id)),
    );
  }
  if (reading && 'value' in reading.secrets) {
    reading.secrets.value.secrets.forEach(({ entries }) =>
      entries.forEach(({ clusterId }) => ids.add(clusterId)),
    );
  }
  sources.clusters
    .filter(({ details }) => details.primary === name)
    .forEach(({ istioId }) => ids.add(istioId.id));
  sources.records
    .filter(record => record.primary === name)
    .forEach(({ clusterId }) => ids.add(clusterId));
  // istiod passes over a secret with its own ID (pkg/kube/multicluster).
  ids.delete(ownId);
  return [...ids].sort().map(id => linkTo(primary, id, sources));
}

function linkTo(
  primary: ClusterInventory,
  clusterId: string,
  sources: LinkSources,
): FoundLink {
  const { name } = primary.details;
  const reading = sources.readings.get(name);
  const same = sources.clusters.filter(
    ({ istioId }) => istioId.id === clusterId,
  );
  const record = sources.records.find(
    one => one.primary === name && one.clusterId === clusterId,
  );
  const remote =
    same.find(one => one.details.name === record?.remote) ??
    same.find(one => one.details.primary === name) ??
    (same.length === 1 ? same[0] : undefined);
  const settings = remote && sources.settings.get(remote.details.name);
  const istiods = reading?.istiods ?? { why: NOT_NAMED };
  const views = istiodViews('value' in istiods ? istiods.value : [], clusterId);
  const taken = views.find(({ secret }) => secret)?.secret;
  const secrets = secretsOf(reading, clusterId, taken, sources.records);
  const [secret] = secrets.views;
  const offered = offeredAddresses(primary);
  const told = remote
    ? toldAddresses(remote, sources.readings.get(remote.details.name))
    : { told: [] };
  // Those of the primary itself ask the same istiod.
  const machines = [clusterId, primary.istioId.id].flatMap(
    id => sources.machines.get(id) ?? [],
  );
  const rotated =
    record?.rotatedAt ??
    secret?.tokenIssued ??
    record?.joinedAt ??
    secret?.created;
  const expires = secret?.tokenExpires ?? record?.expires;
  const tokenKind = secret?.tokenKind ?? record?.tokenKind;
  const link: Omit<RemoteLink, 'alarms'> = {
    primary: name,
    ...(remote ? { remote: remote.details.name } : {}),
    clusterId,
    declared: remote?.details.primary === name,
    ...(secrets.why === undefined
      ? { secrets: secrets.views }
      : { secretsWhy: secrets.why }),
    istiods: views,
    ...joinedSync(views, istiods),
    ...(reading ? { syncAsOf: new Date(reading.at).toISOString() } : {}),
    address: addressDrift(offered, [...told.told, ...machines], told.why),
    ...(remote ? { reach: reachOf(remote) } : {}),
    ...(rotated ? { rotated } : {}),
    ...(expires ? { expires } : {}),
    ...(tokenKind ? { tokenKind } : {}),
    ...(record?.requestId ? { requestId: record.requestId } : {}),
  };
  return {
    link: {
      ...link,
      alarms: linkAlarms(link, {
        now: sources.now,
        development: settings?.development ?? false,
        ...(settings?.server ? { configuredServer: settings.server } : {}),
        sameId: same.map(({ details }) => details.name),
        refusedServers: secrets.refused,
      }),
    },
    clusters: [name, ...same.map(({ details }) => details.name)],
  };
}

function secretsOf(
  reading: LinkReading | undefined,
  clusterId: string,
  taken: string | undefined,
  records: readonly JoinRecord[],
): { views: RemoteSecretView[]; refused: Map<string, string>; why?: string } {
  const refused = new Map<string, string>();
  if (!reading || 'why' in reading.secrets) {
    const why = reading && 'why' in reading.secrets && reading.secrets.why;
    return { views: [], refused, why: why || NOT_NAMED };
  }
  const { secrets, more } = reading.secrets.value;
  const views = secrets
    .flatMap(secret => {
      const entry = secret.entries.find(one => one.clusterId === clusterId);
      if (entry?.refusedServer) {
        refused.set(`${secret.namespace}/${secret.name}`, entry.refusedServer);
      }
      return entry ? [viewOf(secret, entry, records)] : [];
    })
    .sort(
      (a, b) =>
        Number(`${b.namespace}/${b.name}` === taken) -
        Number(`${a.namespace}/${a.name}` === taken),
    );
  return {
    views,
    refused,
    ...(more && views.length === 0 ? { why: more } : {}),
  };
}

function viewOf(
  secret: SecretReading,
  entry: SecretReading['entries'][number],
  records: readonly JoinRecord[],
): RemoteSecretView {
  const { namespace, name, managers, created } = secret;
  const { clusterId, boundSecret: _, refusedServer: __, ...facts } = entry;
  return {
    namespace,
    name,
    managers,
    ours: records.some(
      one =>
        one.clusterId === clusterId &&
        one.secret.namespace === namespace &&
        one.secret.name === name,
    ),
    ...(created ? { created } : {}),
    ...facts,
  };
}

/** Whether the portal itself reaches a cluster. */
export function reachOf(cluster: ClusterInventory): RemoteReach {
  const { state, failures } = cluster.freshness();
  const whole = failures.find(({ kind }) => kind === undefined);
  return {
    state,
    ...(whole ? { why: whole.message } : {}),
    ...(whole?.since ? { since: whole.since } : {}),
  };
}
