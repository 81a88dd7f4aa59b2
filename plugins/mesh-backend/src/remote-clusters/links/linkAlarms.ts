import { RemoteLinkAlarm } from '@meshport/backstage-plugin-mesh-common';
import { alarm, AlarmContext, nameOf, QuietLink } from './alarm';
import { expiryAlarms } from './expiryAlarms';
import { secretAlarms } from './secretAlarms';

/** What needs somebody, the worst first. */
export function linkAlarms(
  link: QuietLink,
  context: AlarmContext,
): RemoteLinkAlarm[] {
  const order = ['error', 'warning', 'info'];
  return [
    ...syncAlarms(link),
    ...secretAlarms(link, context),
    ...expiryAlarms(link, context.now),
    ...addressAlarms(link),
    ...reachAlarms(link),
    ...idAlarms(link, context),
  ].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
}

function syncAlarms(link: QuietLink): RemoteLinkAlarm[] {
  const { primary, sync } = link;
  const remote = nameOf(link);
  const pods = link.istiods
    .filter(({ status }) => status === sync)
    .map(({ pod }) => pod);
  const those = pods.join(', ');
  const [has, is, does] =
    pods.length > 1 ? ['have', 'are', 'do'] : ['has', 'is', 'does'];
  switch (sync) {
    case 'timeout':
      return [
        alarm(
          'error',
          'sync-timeout',
          `${those} of ${primary} gave up reading ${remote}: its API server did not let them read everything in time.`,
          `See whether pods of ${primary} reach the server of the remote secret, and whether its token is still good there; then rotate, or restart istiod.`,
        ),
      ];
    case 'closed':
      return [
        alarm(
          'error',
          'sync-closed',
          `${those} of ${primary} ${has} stopped reading ${remote}.`,
          'Wait a minute; if it stays, restart istiod.',
        ),
      ];
    case 'syncing':
      return [
        alarm(
          'info',
          'syncing',
          `${those} of ${primary} ${is} reading ${remote}.`,
          'Wait a minute.',
        ),
      ];
    case 'absent':
      return [
        alarm(
          'error',
          'not-read',
          `${those} of ${primary} ${does} not read ${remote}${
            link.secrets?.length
              ? ', although there is a remote secret for it'
              : ''
          }.`,
          link.secrets?.length
            ? 'See the problems of the secret and the log of istiod.'
            : `Join ${remote} to ${primary}, or take away what says that it is joined.`,
        ),
      ];
    default:
      return [];
  }
}

function addressAlarms({ address, primary }: QuietLink): RemoteLinkAlarm[] {
  const missed = address.told.filter(one => !one.matches);
  return address.state === 'drift'
    ? [
        alarm(
          'error',
          'istiod-address-drift',
          `${missed
            .map(({ address: told, by }) => `${by} says ${told}`)
            .join('; ')}; ${primary} offers istiod at ${
            address.offered?.join(', ') || 'no address'
          }.`,
          'Install the remote anew with the address of today (global.remotePilotAddress), and give machines new bundles. A load balancer with a fixed address keeps this from happening again.',
        ),
      ]
    : [];
}

function reachAlarms(link: QuietLink): RemoteLinkAlarm[] {
  const { reach } = link;
  return reach && (reach.state === 'stale' || reach.state === 'unreachable')
    ? [
        alarm(
          'warning',
          'not-reached-from-here',
          `The portal does not reach ${nameOf(link)} itself${
            reach.why ? `: ${reach.why}` : '.'
          }`,
          'What is told of it may be old. See the page of the clusters.',
        ),
      ]
    : [];
}

function idAlarms(
  { clusterId, primary }: QuietLink,
  { sameId }: AlarmContext,
): RemoteLinkAlarm[] {
  return sameId.length > 1
    ? [
        alarm(
          'error',
          'cluster-id-clash',
          `${sameId.join(
            ' and ',
          )} call themselves ${clusterId}; istiod of ${primary} keeps only one of them.`,
          'Give each cluster an ID of its own (global.multiCluster.clusterName).',
        ),
      ]
    : [];
}
