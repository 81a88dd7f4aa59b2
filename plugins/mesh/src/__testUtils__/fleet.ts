import {
  FleetCluster,
  FleetOverview,
} from '@meshport/backstage-plugin-mesh-common';
import { answer, fresh } from './answers';

/** A cluster of the fleet that is well. */
export function fleetCluster(
  name: string,
  over: Partial<FleetCluster> = {},
): FleetCluster {
  return {
    name,
    role: 'primary',
    revisions: [
      {
        revision: 'default',
        isDefault: true,
        tags: [],
        version: '1.31.1',
        support: { status: 'supported', endOfLife: '2027-02-28' },
        namespaces: 3,
      },
    ],
    upgrade: { state: 'current', version: '1.31.1' },
    proxies: { total: 12, old: 0 },
    machines: {
      total: 2,
      byHealth: { healthy: 2, unhealthy: 0, disconnected: 0, unknown: 0 },
    },
    findings: { error: 0, warning: 0, info: 0 },
    certificates: { source: 'plugged', ends: '2036-01-01T00:00:00.000Z' },
    remoteLinks: { total: 1, broken: 0 },
    ...over,
  };
}

/** The overview of these clusters. */
export function overview(
  items: FleetCluster[],
  over: Partial<FleetOverview> = {},
): FleetOverview {
  return {
    ...answer(
      items,
      items.map(({ name }) => fresh(name)),
    ),
    needs: [],
    missing: [],
    topology: {
      clusters: items.map(({ name }) => ({
        name,
        clusterId: name,
        role: 'primary' as const,
        network: `net-${name}`,
        istioVersions: [],
        gateways: [],
        reach: { state: 'fresh' as const },
        joinable: true,
      })),
      networks: items.map(({ name }) => ({
        name: `net-${name}`,
        clusters: [name],
      })),
      links: [],
    },
    ...over,
  };
}
