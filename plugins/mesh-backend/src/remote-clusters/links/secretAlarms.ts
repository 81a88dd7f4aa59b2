import { RemoteLinkAlarm } from '@meshport/backstage-plugin-mesh-common';
import { alarm, AlarmContext, QuietLink } from './alarm';

/** What is wrong with the Secrets of a link. */
export function secretAlarms(
  link: QuietLink,
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
