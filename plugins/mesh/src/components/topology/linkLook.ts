import { FleetLink } from '@meshport/backstage-plugin-mesh-common';

/** How a link is drawn. */
export type LinkLook = 'good' | 'waiting' | 'broken';

const LOOKS: Record<FleetLink['sync'], LinkLook> = {
  synced: 'good',
  syncing: 'waiting',
  unknown: 'waiting',
  timeout: 'broken',
  closed: 'broken',
  absent: 'broken',
};

/** A link that is read, but of which something is wrong, is not well. */
export function linkLook({ sync, alarm }: FleetLink): LinkLook {
  return alarm === 'error' ? 'broken' : LOOKS[sync];
}
