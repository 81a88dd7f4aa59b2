import {
  RemoteLink,
  RemoteLinkAlarm,
} from '@meshport/backstage-plugin-mesh-common';

/** A link before its alarms are known. */
export type QuietLink = Omit<RemoteLink, 'alarms'>;

/** What alarms go by beside the link. */
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

/** Makes an alarm. */
export function alarm(
  severity: RemoteLinkAlarm['severity'],
  code: string,
  message: string,
  mend: string,
): RemoteLinkAlarm {
  return { severity, code, message, mend };
}

/** What people call the remote of a link. */
export function nameOf({ remote, clusterId }: QuietLink): string {
  return remote ?? clusterId;
}
