import { matchesSelector } from '../../resources';
import { ClusterPair, finding, unknowns } from './findings';
import type { PreflightCluster, PreflightFinding } from './types';

/** Namespaces of Kubernetes itself, which no mesh is about. */
const SYSTEM = /^kube-(system|public|node-lease)$/;

/** Whether a mesh takes a namespace; without selectors it takes all. */
function takes(
  { discoverySelectors = [] }: PreflightCluster,
  labels: Record<string, string> | undefined,
): boolean {
  return (
    discoverySelectors.length === 0 ||
    discoverySelectors.some(selector => matchesSelector(selector, labels))
  );
}

function hidden(
  reader: PreflightCluster,
  read: PreflightCluster,
): PreflightFinding[] {
  const used = new Set((read.services ?? []).map(({ namespace }) => namespace));
  const names = (read.namespaces ?? [])
    .filter(({ name }) => !SYSTEM.test(name))
    .filter(({ name }) => read.services === undefined || used.has(name))
    .filter(({ labels }) => takes(read, labels) && !takes(reader, labels))
    .map(({ name }) => name);
  return names.length === 0
    ? []
    : [
        finding(
          'warning',
          'namespace-hidden',
          [reader, read],
          `The discoverySelectors of ${reader.name} leave out ${
            names.length === 1
              ? `the namespace ${names[0]}`
              : `${names.length} namespaces`
          } of ${
            read.name
          }: their Services and pods do not exist for its mesh.`,
          `Label these namespaces in ${read.name} as the discoverySelectors of ${reader.name} want it, or widen meshConfig.discoverySelectors there.`,
          names,
        ),
      ];
}

/**
 * istiod reads a remote cluster through its own `discoverySelectors`, by the
 * labels that the namespaces have in the remote.
 */
export function checkDiscoverySelectors(pair: ClusterPair): PreflightFinding[] {
  const [one, other] = pair;
  const selecting = pair.some(
    ({ discoverySelectors }) => (discoverySelectors ?? []).length > 0,
  );
  return [
    ...unknowns(
      pair,
      'discoverySelectors',
      'The discoverySelectors',
      "Let the portal read the ConfigMap with the mesh's configuration.",
    ),
    ...(selecting
      ? unknowns(
          pair,
          'namespaces',
          'The list of namespaces',
          'Let the portal read Namespaces.',
        )
      : []),
    ...hidden(one, other),
    ...hidden(other, one),
  ];
}
