import { ManifestObject } from './objects';

/** Routes come last, so that calls are led nowhere before the target and its rules are there. */
const ORDER = [
  'ServiceAccount',
  'Service',
  'Deployment',
  'WorkloadGroup',
  'WorkloadEntry',
  'ServiceEntry',
  'Sidecar',
  'DestinationRule',
  'Gateway',
];
const ROUTES = [
  'VirtualService',
  'HTTPRoute',
  'GRPCRoute',
  'TLSRoute',
  'TCPRoute',
];

/** The objects in the order in which they are to be applied; alike ones keep theirs. */
export function inApplyOrder(objects: ManifestObject[]): ManifestObject[] {
  return [...objects].sort((a, b) => rankOf(a.kind) - rankOf(b.kind));
}

function rankOf(kind: string): number {
  if (ROUTES.includes(kind)) {
    return ORDER.length + 1;
  }
  const rank = ORDER.indexOf(kind);
  return rank < 0 ? ORDER.length : rank;
}

/** Kinds that the whole mesh sees unless `exportTo` says otherwise. */
const EXPORTED_KINDS = ['VirtualService', 'DestinationRule', 'ServiceEntry'];

/** One sentence for every object that reaches beyond its namespace without saying so. */
export function visibilityWarnings(objects: ManifestObject[]): string[] {
  return objects
    .filter(
      ({ apiVersion, kind, spec }) =>
        apiVersion.startsWith('networking.istio.io/') &&
        EXPORTED_KINDS.includes(kind) &&
        !(spec as { exportTo?: unknown[] } | undefined)?.exportTo?.length,
    )
    .map(
      ({ kind, metadata }) =>
        `${kind} ${metadata.namespace}/${metadata.name} names no exportTo, so every namespace of the mesh sees it; add exportTo: ['.'] to keep it in its own.`,
    );
}
