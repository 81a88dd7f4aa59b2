import { PolicyReport } from '@meshport/backstage-plugin-mesh-common';

/** One report and every cluster of which it is true. */
export interface SharedReport {
  report: PolicyReport;
  clusters: string[];
}

/** Puts reports together that differ in nothing but the cluster. */
export function joinSameReports(reports: PolicyReport[]): SharedReport[] {
  const shared = new Map<string, SharedReport>();
  for (const report of reports) {
    const { cluster, ...rest } = report;
    const key = JSON.stringify(rest);
    const known = shared.get(key);
    if (known) {
      known.clusters.push(cluster);
    } else {
      shared.set(key, { report, clusters: [cluster] });
    }
  }
  return [...shared.values()];
}
