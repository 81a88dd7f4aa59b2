import { FleetAnalyzer } from '../engine/Analyzer';
import { ClusterView } from '../snapshot/ClusterView';
import { Resource } from '../snapshot/Resource';

/** The remote secrets of a cluster, by the cluster that they are for. */
function linksOf(view: ClusterView): Map<string, Resource[]> {
  const found = new Map<string, Resource[]>();
  for (const secret of view.all('Secret')) {
    if (secret.labels['istio/multiCluster'] === 'true') {
      for (const cluster of Object.keys(secret.spec.data ?? {})) {
        found.set(cluster, [...(found.get(cluster) ?? []), secret]);
      }
    }
  }
  return found;
}

/** Links between clusters that are doubled or go one way. */
export const remoteClustersAnalyzer: FleetAnalyzer = {
  name: 'meshport.RemoteClusters',
  description:
    'Looks for clusters that are linked twice, and for links that go one way.',
  codes: ['MSP0301', 'MSP0302'],
  reads: ['Secret'],
  analyze(views, report) {
    const links = new Map(
      views.map(view => [view.cluster ?? '', linksOf(view)]),
    );
    for (const [cluster, others] of links) {
      for (const [other, secrets] of others) {
        if (secrets.length > 1) {
          secrets.forEach(secret =>
            report('MSP0301', secret, {
              args: [other, secrets.map(one => one.fullName).sort()],
            }),
          );
        }
        const back = links.get(other);
        if (back && cluster !== other && !back.has(cluster)) {
          report('MSP0302', secrets[0], { args: [cluster, other] });
        }
      }
    }
  },
};
