import { FleetSize } from '../processes/fleetObjects';

/** The one large cluster. */
export function largeCluster(quick: boolean): FleetSize {
  return quick
    ? { pods: 1000, workloadEntries: 1000, istioObjects: 200, applications: 50 }
    : {
        pods: 10_000,
        workloadEntries: 10_000,
        istioObjects: 2_000,
        applications: 500,
      };
}

/** One of many clusters: 2,000 objects with namespaces, Services and groups. */
export const FLEET_CLUSTER: FleetSize = {
  pods: 1_000,
  workloadEntries: 600,
  istioObjects: 274,
  applications: 50,
};
