import { Analyzer } from '../engine/Analyzer';
import { AnalysisKind } from '../snapshot/kinds';
import { Resource } from '../snapshot/Resource';
import { KNOWN_ANNOTATIONS, SET_BY_ISTIO } from './annotationRegistry';

const KINDS = ['Namespace', 'Service', 'Pod', 'Deployment'] as const;

/** Annotations that the injector sets when Istio's CNI plugin is in use. */
const SET_WITH_CNI = new Set([
  'sidecar.istio.io/interceptionMode',
  'traffic.sidecar.istio.io/includeInboundPorts',
  'traffic.sidecar.istio.io/excludeInboundPorts',
  'traffic.sidecar.istio.io/includeOutboundIPRanges',
]);

function usesCni({ kind, spec }: Resource): boolean {
  return (
    kind === 'Pod' &&
    !(spec.initContainers ?? []).some((one: any) => one.name === 'istio-init')
  );
}

/** Annotations of features in alpha; noisy, so on request only. */
export const alphaAnnotationsAnalyzer: Analyzer = {
  name: 'maturity.AlphaAnalyzer',
  description: 'Looks for annotations of features that are in alpha.',
  codes: ['IST0136'],
  reads: KINDS,
  onRequest: true,
  analyze(view, report) {
    for (const resource of KINDS.flatMap((kind: AnalysisKind) =>
      view.all(kind),
    )) {
      const ignored = usesCni(resource) ? SET_WITH_CNI : new Set<string>();
      for (const name of Object.keys(resource.annotations)) {
        if (
          KNOWN_ANNOTATIONS.get(name)?.alpha &&
          !SET_BY_ISTIO.has(name) &&
          !ignored.has(name)
        ) {
          report('IST0136', resource, {
            args: [name],
            path: ['metadata', 'annotations', name],
            oncePerObject: true,
          });
        }
      }
    }
  },
};
