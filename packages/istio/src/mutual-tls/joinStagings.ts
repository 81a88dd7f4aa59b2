import { byEvidence, byHarm } from './stageOrder';
import type { MutualTlsStaging, NamespaceStage } from './types';

/** How a remote cluster of a mesh stands. */
interface RemoteStaging {
  cluster: string;
  staging: MutualTlsStaging;
}

/**
 * The way of a primary cluster to STRICT together with its remotes: policies lie
 * in the primary and hold in all of them, so a step cuts off callers in each.
 *
 * @param own - of the primary
 * @param remotes - judged by the primary's policies; what is said of them bears
 * the name of their cluster
 * @public
 */
export function joinStagings(
  own: MutualTlsStaging,
  remotes: readonly RemoteStaging[],
): MutualTlsStaging {
  const namespaces = own.namespaces
    .map(stage => joinStage(stage, remotes))
    .sort(byHarm);
  const known = new Set(namespaces.map(({ namespace }) => namespace));
  const elsewhere = remotes.flatMap(({ cluster, staging }) =>
    staging.namespaces
      .filter(one => !known.has(one.namespace) && isToDo(one))
      .map(({ namespace }) => ({ cluster, namespace })),
  );
  const waitsFor = [
    ...new Set(
      [...namespaces.filter(isToDo), ...elsewhere].map(one => one.namespace),
    ),
  ];
  return {
    mesh: {
      ...own.mesh,
      waitsFor,
      state: waitsFor.length > 0 ? 'waiting' : own.mesh.state,
    },
    namespaces,
    outside: [
      ...own.outside,
      ...remotes.flatMap(({ cluster, staging }) =>
        staging.outside.map(one => ({ ...one, cluster })),
      ),
    ],
    notKnown: [
      ...own.notKnown,
      ...elsewhere.map(
        ({ cluster, namespace }) =>
          `Namespace ${namespace} runs workloads in ${cluster} and is not there in the primary cluster, where its policy would lie. Create it there first.`,
      ),
    ],
  };
}

function isToDo({ state }: NamespaceStage): boolean {
  return state === 'open' || state === 'blocked';
}

function joinStage(
  own: NamespaceStage,
  remotes: readonly RemoteStaging[],
): NamespaceStage {
  const there = remotes.flatMap(({ cluster, staging }) =>
    staging.namespaces
      .filter(({ namespace }) => namespace === own.namespace)
      .map(stage => ({ cluster, stage })),
  );
  const sum = (part: keyof NamespaceStage['workloads']) =>
    there.reduce(
      (total, { stage }) => total + stage.workloads[part],
      own.workloads[part],
    );
  const remoteState = there.map(({ stage }) => stage).find(isToDo)?.state;
  return {
    ...own,
    workloads: {
      inMesh: sum('inMesh'),
      outside: sum('outside'),
      open: sum('open'),
    },
    state: own.state === 'empty' ? remoteState ?? 'empty' : own.state,
    cutOff: [
      ...own.cutOff,
      ...there.flatMap(({ cluster, stage }) =>
        stage.cutOff.map(one => ({ ...one, cluster })),
      ),
    ].sort(byEvidence),
    staysOpen: [
      ...own.staysOpen,
      ...there.flatMap(({ cluster, stage }) =>
        stage.staysOpen.map(one => ({ ...one, cluster })),
      ),
    ],
  };
}
