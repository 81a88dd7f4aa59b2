import { FleetAnalyzer } from '../engine/Analyzer';
import { Resource } from '../snapshot/Resource';

const MIXED = 'service has mixed mode like headless and clusterIP';
const TYPES = 'service type is inconsistent';
const PORTS = 'service ports are inconsistent';

/** The ports of a Service as a text, so that they can be compared. */
function portsText({ spec }: Resource): string {
  const ports = (spec.ports ?? []).map((one: any) => [
    one.name ?? '',
    one.port ?? 0,
    one.targetPort ?? 0,
    one.protocol ?? '',
    one.appProtocol ?? null,
    one.nodePort ?? 0,
  ]);
  return ports
    .map((one: unknown[]) => JSON.stringify(one))
    .sort()
    .join();
}

interface Difference {
  clusters: Set<string>;
  reasons: Set<string>;
}

function compare(services: readonly Resource[]): Difference {
  const [first, ...others] = services;
  const clusters = new Set<string>();
  const reasons = new Set<string>();
  const isHeadless = ({ spec }: Resource) => spec.clusterIP === 'None';
  for (const other of others) {
    if (isHeadless(first) !== isHeadless(other)) {
      services.forEach(one => clusters.add(one.cluster ?? ''));
      reasons.add(MIXED);
    }
    if ((first.spec.type ?? '') !== (other.spec.type ?? '')) {
      clusters.add(other.cluster ?? '');
      reasons.add(TYPES);
    }
    if (portsText(first) !== portsText(other)) {
      clusters.add(other.cluster ?? '');
      reasons.add(PORTS);
    }
  }
  if (clusters.size > 0) {
    clusters.add(first.cluster ?? '');
  }
  return { clusters, reasons };
}

/** Services that are not the same in all clusters of the mesh. */
export const multiclusterServicesAnalyzer: FleetAnalyzer = {
  name: 'multicluster.ServiceAnalyzer',
  description: 'Looks for Services that differ between clusters.',
  codes: ['IST0170'],
  reads: ['Service'],
  analyze(views, report) {
    const byName = new Map<string, Resource[]>();
    for (const service of views.flatMap(view => view.all('Service'))) {
      byName.set(service.fullName, [
        ...(byName.get(service.fullName) ?? []),
        service,
      ]);
    }
    for (const services of byName.values()) {
      const { clusters, reasons } = compare(services);
      if (clusters.size > 0) {
        report('IST0170', services[0], {
          args: [
            services[0].name,
            services[0].namespace,
            [...clusters].sort(),
            [...reasons].sort().join('; '),
          ],
        });
      }
    }
  },
};
