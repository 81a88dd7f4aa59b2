import { Analyzer, Report } from '../engine/Analyzer';
import { ClusterView } from '../snapshot/ClusterView';
import { Resource } from '../snapshot/Resource';
import { hostMeantBy, hostRegistryOf } from '../istio/serviceHosts';
import { mendOf } from '../istio/mends';
import { spelledAs } from '../istio/spelling';

function checkEgress(sidecar: Resource, view: ClusterView, report: Report) {
  const hosts = hostRegistryOf(view);
  (sidecar.spec.egress ?? []).forEach((listener: any, i: number) =>
    (listener.hosts ?? []).forEach((host: string, j: number) => {
      const slash = host.indexOf('/');
      const name = host.slice(slash + 1);
      if (slash < 0 || host.startsWith('~') || name.includes('*')) {
        return;
      }
      if (!hosts.find(sidecar.namespace, undefined, name)) {
        const path = ['spec', 'egress', i, 'hosts', j];
        const near = hostMeantBy(view, sidecar.namespace, name);
        const meant = near && `${host.slice(0, slash)}/${near}`;
        const mend = spelledAs(sidecar, path, host, meant);
        report('KIA1004', sidecar, { args: [host], path, mend });
      }
    }),
  );
}

/** Sidecars that admit what does not exist, or that do not mean what they say. */
export const sidecarsAnalyzer: Analyzer = {
  name: 'kiali.Sidecars',
  description:
    'Looks for Sidecars with unknown hosts, with a selector in the root namespace, or without a mode for outside hosts.',
  codes: ['KIA1004', 'KIA1006', 'KIA1007'],
  reads: ['Sidecar', 'Service', 'ServiceEntry', 'MeshConfig'],
  analyze(view, report) {
    for (const sidecar of view.all('Sidecar')) {
      const { workloadSelector, outboundTrafficPolicy } = sidecar.spec;
      checkEgress(sidecar, view, report);
      if (workloadSelector && sidecar.namespace === view.mesh.rootNamespace) {
        report('KIA1006', sidecar, {
          args: [sidecar.namespace],
          path: ['spec', 'workloadSelector'],
          mend: mendOf(sidecar, 'Remove the selector', {
            remove: ['spec', 'workloadSelector'],
          }),
        });
      }
      if (outboundTrafficPolicy && outboundTrafficPolicy.mode === undefined) {
        report('KIA1007', sidecar, {
          path: ['spec', 'outboundTrafficPolicy'],
          mend: mendOf(sidecar, 'Write the mode that it means', {
            set: ['spec', 'outboundTrafficPolicy', 'mode'],
            to: 'REGISTRY_ONLY',
          }),
        });
      }
    }
  },
};
