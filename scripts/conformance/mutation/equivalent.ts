/**
 * Negations that change nothing that an analysis tells, with the reason.
 */
export const EQUIVALENT: ReadonlyMap<string, string> = new Map([
  [
    "istio/multiclusterServices.ts: spec.clusterIP !== 'None'",
    'two Services are compared by it, and both are turned round',
  ],
  [
    'validation/loadBalancer.ts: other[i] === undefined && other[i] === part',
    'where an earlier locality is shorter, the other direction overlaps too',
  ],
]);
