import {
  RemoteIstiodView,
  RemoteLink,
  RemoteSyncStatus,
} from '@meshport/backstage-plugin-mesh-common';
import { IstiodClusters } from '../common/clusterz';
import { Read } from '../../clusters/whyNotRead';

/** The worst first. */
const WORST: RemoteSyncStatus[] = [
  'timeout',
  'closed',
  'absent',
  'syncing',
  'synced',
];

/** What the istiods of a primary say of one cluster. */
export function istiodViews(
  istiods: readonly IstiodClusters[],
  clusterId: string,
): RemoteIstiodView[] {
  return istiods
    .map(({ namespace, pod, revision, clusters, failure }) => {
      const about = { namespace, pod, revision };
      if (!clusters) {
        return { ...about, why: failure };
      }
      const entry = clusters.find(({ id }) => id === clusterId);
      return {
        ...about,
        status: statusOf(entry?.syncStatus),
        ...(entry?.secretName ? { secret: entry.secretName } : {}),
      };
    })
    .sort((a, b) => (a.pod < b.pod ? -1 : 1));
}

function statusOf(text: string | undefined): RemoteSyncStatus {
  if (text === undefined) {
    return 'absent';
  }
  // A word of a later istiod is at least not synced.
  return WORST.find(one => one === text) ?? 'syncing';
}

/** All istiods together: the worst that one says. */
export function joinedSync(
  views: readonly RemoteIstiodView[],
  istiods: Read<IstiodClusters[]>,
): Pick<RemoteLink, 'sync' | 'syncWhy'> {
  const said = views.flatMap(({ status }) => (status ? [status] : []));
  const silent = views.flatMap(({ why }) => (why ? [why] : []));
  if (said.length > 0) {
    return {
      sync: WORST.find(one => said.includes(one))!,
      ...(silent.length ? { syncWhy: silent.join(' ') } : {}),
    };
  }
  if ('why' in istiods) {
    return { sync: 'unknown', syncWhy: istiods.why };
  }
  return {
    sync: 'unknown',
    syncWhy: silent.join(' ') || 'No istiod of the primary runs.',
  };
}
