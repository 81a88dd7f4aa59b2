import { RemoteLink } from '@meshport/backstage-plugin-mesh-common';
import { Status } from '../parts/StatusIcon';

const SYNC_MARK: Record<RemoteLink['sync'], Status> = {
  synced: 'ok',
  syncing: 'waiting',
  timeout: 'bad',
  closed: 'bad',
  absent: 'bad',
  unknown: 'unknown',
};

/** The mark of what the control plane says. */
export function syncMark({ sync }: RemoteLink): Status {
  return SYNC_MARK[sync];
}

/** What is known of the credential of a link. */
export type CredentialStanding =
  | { kind: 'none' | 'unread' | 'longLived' | 'other'; mark: Status }
  | { kind: 'expires' | 'expired'; time: number; mark: Status };

/** Milliseconds before its end at which a credential needs a look. */
const SOON = 14 * 24 * 3600 * 1000;

/** How the credential of a link stands. */
export function credentialStanding(
  { secrets, expires, tokenKind }: RemoteLink,
  now: number,
): CredentialStanding {
  if (expires) {
    const time = Date.parse(expires);
    const left = time - now;
    if (left <= 0) {
      return { kind: 'expired', time, mark: 'bad' };
    }
    // A token that is renewed at half of its life is meant to be near its end.
    const isNear = left < SOON && tokenKind !== 'rotating';
    return { kind: 'expires', time, mark: isNear ? 'warning' : 'ok' };
  }
  if (tokenKind === 'long-lived') {
    return { kind: 'longLived', mark: 'ok' };
  }
  if (!secrets) {
    return { kind: 'unread', mark: 'unknown' };
  }
  return secrets.length
    ? { kind: 'other', mark: 'unknown' }
    : { kind: 'none', mark: 'off' };
}

const ADDRESS_MARK: Record<RemoteLink['address']['state'], Status> = {
  same: 'ok',
  drift: 'warning',
  unknown: 'unknown',
  notTold: 'off',
};

/** The mark of where the control plane is found. */
export function addressMark({ address }: RemoteLink): Status {
  return ADDRESS_MARK[address.state];
}

/** How people call the other side of a link. */
export function remoteName({ remote, clusterId }: RemoteLink): string {
  return remote ?? clusterId;
}
