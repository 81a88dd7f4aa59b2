import {
  RemoteLink,
  RemoteLinkAlarm,
} from '@meshport/backstage-plugin-mesh-common';

const DAY_MS = 24 * 60 * 60 * 1000;
/** A CA that ends within this time is told. */
const CA_NOTICE_MS = 30 * DAY_MS;
/** Rotation is due at half of a token's life; what is left then is the margin. */
const DUE = 0.5;
const LATE = 0.75;

/** What linkAlarms goes by beside the link. */
export interface AlarmContext {
  now: Date;
  /** Whether the remote may have a loopback server. */
  development: boolean;
  /** Server of the remote by configuration. */
  configuredServer?: string;
  /** Names of clusters with this Istio ID. */
  sameId: readonly string[];
  /** Why each of its Secrets' servers is none, by `namespace/name`. */
  refusedServers: ReadonlyMap<string, string>;
}

/** What needs somebody, the worst first. */
export function linkAlarms(
  link: Omit<RemoteLink, 'alarms'>,
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

function alarm(
  severity: RemoteLinkAlarm['severity'],
  code: string,
  message: string,
  mend: string,
): RemoteLinkAlarm {
  return { severity, code, message, mend };
}

function nameOf({ remote, clusterId }: Omit<RemoteLink, 'alarms'>): string {
  return remote ?? clusterId;
}

function syncAlarms(link: Omit<RemoteLink, 'alarms'>): RemoteLinkAlarm[] {
  const { primary, sync } = link;
  const remote = nameOf(link);
  const those = link.istiods
    .filter(({ status }) => status === sync)
    .map(({ pod }) => pod)
    .join(', ');
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
          `${those} of ${primary} has stopped reading ${remote}.`,
          'Wait a minute; if it stays, restart istiod.',
        ),
      ];
    case 'syncing':
      return [
        alarm(
          'info',
          'syncing',
          `${those} of ${primary} is reading ${remote}.`,
          'Wait a minute.',
        ),
      ];
    case 'absent':
      return [
        alarm(
          'error',
          'not-read',
          `${those} of ${primary} does not read ${remote}${
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

function secretAlarms(
  link: Omit<RemoteLink, 'alarms'>,
  context: AlarmContext,
): RemoteLinkAlarm[] {
  const secrets = link.secrets ?? [];
  const alarms = secrets.flatMap(secret => {
    const name = `${secret.namespace}/${secret.name}`;
    const refused = context.refusedServers.get(name);
    const isTaken =
      context.development && refused !== undefined && /loopback/.test(refused);
    return [
      ...(secret.problem
        ? [
            alarm(
              'error' as const,
              'secret-problem',
              `Secret ${name} of ${link.primary}: ${secret.problem}`,
              'Have it made anew: join through the portal, or istioctl create-remote-secret.',
            ),
          ]
        : []),
      ...(refused && !isTaken
        ? [
            alarm(
              'error' as const,
              'server-refused',
              `Secret ${name} of ${link.primary} sends istiod to ${secret.server}, ${refused}.`,
              'Find out who wrote it, and delete it. Meshport sends nothing there.',
            ),
          ]
        : []),
      ...(context.configuredServer !== undefined &&
      secret.server !== undefined &&
      !sameServer(secret.server, context.configuredServer)
        ? [
            alarm(
              'warning' as const,
              'server-differs',
              `Secret ${name} of ${link.primary} sends istiod to ${secret.server}; configuration says ${context.configuredServer}.`,
              'Correct mesh.clusters[].remote.server, or rotate, which writes the secret anew.',
            ),
          ]
        : []),
    ];
  });
  if (secrets.length > 1) {
    alarms.push(
      alarm(
        'warning',
        'several-secrets',
        `${secrets
          .map(({ namespace, name }) => `${namespace}/${name}`)
          .join(', ')} of ${link.primary} all have an entry for ${
          link.clusterId
        }: istiod takes the first that it sees, which may be another one after a restart.`,
        'Delete those that are not wanted.',
      ),
    );
  }
  return alarms;
}

function sameServer(one: string, other: string): boolean {
  const plain = (url: string) =>
    URL.canParse(url) ? new URL(url).href.replace(/\/$/, '') : url;
  return plain(one) === plain(other);
}

function expiryAlarms(
  link: Omit<RemoteLink, 'alarms'>,
  now: Date,
): RemoteLinkAlarm[] {
  const alarms: RemoteLinkAlarm[] = [];
  const remote = nameOf(link);
  const expires = link.expires ? Date.parse(link.expires) : undefined;
  if (expires !== undefined) {
    const left = expires - now.getTime();
    const from = link.rotated ? Date.parse(link.rotated) : undefined;
    const used =
      from === undefined || expires <= from
        ? undefined
        : (now.getTime() - from) / (expires - from);
    if (left <= 0) {
      alarms.push(
        alarm(
          'error',
          'token-expired',
          `The token by which ${link.primary} reads ${remote} ended at ${link.expires}.`,
          'Rotate it now.',
        ),
      );
    } else if (used !== undefined ? used >= LATE : left < DAY_MS) {
      alarms.push(
        alarm(
          'error',
          'token-expires-soon',
          `The token by which ${link.primary} reads ${remote} ends at ${link.expires}.`,
          'Rotate it now: the time for it is over.',
        ),
      );
    } else if (used !== undefined ? used >= DUE : left < 7 * DAY_MS) {
      alarms.push(
        alarm(
          'warning',
          'rotation-due',
          `The token by which ${link.primary} reads ${remote} has less than half of its life left; it ends at ${link.expires}.`,
          'Rotate it.',
        ),
      );
    }
  }
  if (link.tokenKind === 'long-lived') {
    alarms.push(
      alarm(
        'info',
        'token-long-lived',
        `The token by which ${link.primary} reads ${remote} never ends, and can read every Secret there.`,
        'Rotate it now and then, or join with a token that ends.',
      ),
    );
  }
  for (const { namespace, name, caExpires } of link.secrets ?? []) {
    const left = caExpires
      ? Date.parse(caExpires) - now.getTime()
      : Number.POSITIVE_INFINITY;
    if (left < CA_NOTICE_MS) {
      alarms.push(
        alarm(
          left <= 0 ? 'error' : 'warning',
          left <= 0 ? 'ca-expired' : 'ca-expires-soon',
          `The CA in Secret ${namespace}/${name} of ${link.primary} ${
            left <= 0 ? 'ended' : 'ends'
          } at ${caExpires}.`,
          `Rotate, so that the secret gets the CA that ${remote} has now.`,
        ),
      );
    }
  }
  return alarms;
}

function addressAlarms({
  address,
  primary,
}: Omit<RemoteLink, 'alarms'>): RemoteLinkAlarm[] {
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

function reachAlarms(link: Omit<RemoteLink, 'alarms'>): RemoteLinkAlarm[] {
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
  { clusterId, primary }: Omit<RemoteLink, 'alarms'>,
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
