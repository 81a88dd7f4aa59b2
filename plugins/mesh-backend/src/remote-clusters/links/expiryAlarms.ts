import { RemoteLinkAlarm } from '@meshport/backstage-plugin-mesh-common';
import { alarm, nameOf, QuietLink } from './alarm';

const DAY_MS = 24 * 60 * 60 * 1000;
/** A CA that ends within this time is told. */
const CA_NOTICE_MS = 30 * DAY_MS;
/** Rotation is due at half of a token's life; what is left then is the margin. */
const DUE = 0.5;
const LATE = 0.75;

/** What of a link ends, or has ended. */
export function expiryAlarms(link: QuietLink, now: Date): RemoteLinkAlarm[] {
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
