import {
  MutualTlsCutOff,
  MutualTlsNamespace,
  MutualTlsPlan,
  MutualTlsPlanRequest,
  MutualTlsStep,
  ObjectReference,
  WorkloadName,
} from '@meshport/backstage-plugin-mesh-common';
import {
  CutOff,
  MutualTlsStaging,
  MutualTlsVerdict,
  NamedWorkload,
  NamespaceStage,
  ResourceReference,
} from '@meshport/istio';
import { Caller } from '../entities/EntityLookup';
import { ShownAnswer } from '../entities/EntityReader';
import { liveAnswer } from '../entities/liveAnswer';
import { ReadScope } from '../entities/ReadScope';
import { ReadyAnswer } from '../entities/ReadyAnswer';
import { Inventory, WatchedKindName } from '../inventory';
import { MeshAuthorizer } from '../permissions';
import { chosenCluster } from '../remote-clusters/setup/chosenCluster';
import { MESH_MTLS_KIND } from './mutualTlsParameters';
import { DeclaredNow, MutualTlsStages } from './MutualTlsStages';

/**
 * What decides, of which open pages are told at once; pods, which come and go
 * all the time, they ask for once a minute.
 */
const TOLD_KINDS: WatchedKindName[] = [
  'Namespace',
  'PeerAuthentication',
  'DestinationRule',
  'Sidecar',
  'ServiceEntry',
  'WorkloadEntry',
];

/** Kinds that lie in the primary cluster and hold in its remotes. */
const CONFIGURATION = new Set([
  'ConfigMap',
  'DestinationRule',
  'PeerAuthentication',
  'ServiceEntry',
  'Sidecar',
  'VirtualService',
]);

/** What one caller may see of one cluster and those that share its policies. */
export interface Eyes {
  cluster: string;
  /** Where policies are. */
  home: string;
  mayRead(namespace: string, cluster: string): boolean;
}

/** Answers how far a mesh is on its way to STRICT, and who would be cut off. */
export class MutualTlsReader {
  constructor(
    private readonly services: {
      inventory: Inventory;
      authorizer: MeshAuthorizer;
      stages: MutualTlsStages;
      /** Called for every answer to a user. */
      onShown: (shown: ShownAnswer) => void;
    },
  ) {}

  /** @throws `NotAllowedError` */
  async plan(
    request: MutualTlsPlanRequest,
    { credentials, user }: Caller,
  ): Promise<ReadyAnswer> {
    const { inventory, authorizer, stages, onShown } = this.services;
    const scope = await ReadScope.create(authorizer, credentials);
    const declared = await stages.declared();
    const answer = (now: ReadScope) => ({
      answer: this.#plan(request, now, declared),
      decision: now.decision,
    });
    const first = answer(scope);
    const { name, primary = name } = inventory.cluster(
      request.cluster,
    )!.details;
    const concerned = inventory
      .clusters()
      .map(({ details }) => details)
      .filter(one => one.name === primary || one.primary === primary);
    return liveAnswer({
      user,
      onShown,
      question: ['mutual-tls', request.cluster, ...(request.namespaces ?? [])],
      kinds: new Map(concerned.map(one => [one.name, TOLD_KINDS])),
      first,
      make: () => answer(scope.renewed()),
    });
  }

  #plan(
    { cluster: name, namespaces: wanted }: MutualTlsPlanRequest,
    scope: ReadScope,
    declared: DeclaredNow,
  ): MutualTlsPlan {
    const { inventory, stages } = this.services;
    const cluster = chosenCluster(inventory, scope, name);
    const { primary } = cluster.details;
    const eyes: Eyes = {
      cluster: name,
      home: primary ?? name,
      mayRead: (namespace, where) =>
        scope.mayReadCluster(where) && scope.mayReadNamespace(where, namespace),
    };
    const head = { cluster: name, clusters: [cluster.freshness()] };
    const standing = stages.judge(cluster, declared);
    if ('notJudged' in standing) {
      return { ...head, ...unknownPlan(standing.notJudged) };
    }
    const elsewhere = primary
      ? stepElsewhere(scope.mayReadCluster(primary) ? primary : undefined)
      : undefined;
    const here = (namespace: string) => eyes.mayRead(namespace, name);
    const { mesh, namespaces, outside, notKnown } = standing.staging;
    const readable = namespaces.filter(one => here(one.namespace));
    const visible = outside.filter(one =>
      eyes.mayRead(one.namespace, one.cluster ?? name),
    );
    const shown = mesh.waitsFor.filter(here);
    return {
      ...head,
      mesh: {
        mode: modeAsSeen(mesh.mode, eyes),
        state: mesh.state,
        waitsFor: shown,
        waitsForHidden: mesh.waitsFor.length - shown.length,
        conflicts: mesh.conflicts.map(one => referenceAsSeen(one, eyes)),
        step: elsewhere ?? meshStep(name, mesh),
      },
      namespaces: readable
        .filter(one => !wanted || wanted.includes(one.namespace))
        .map(stage => ({
          ...stageAsSeen(stage, eyes),
          step: elsewhere ?? namespaceStep(name, stage),
        })),
      withheld: namespaces.length - readable.length,
      outside: visible,
      outsideHidden: outside.length - visible.length,
      notKnown,
    };
  }
}

function unknownPlan(
  notJudged: string,
): Omit<MutualTlsPlan, 'cluster' | 'clusters'> {
  return {
    notJudged,
    mesh: {
      mode: { mode: 'unknown', from: 'default' },
      state: 'waiting',
      waitsFor: [],
      waitsForHidden: 0,
      conflicts: [],
      step: { why: notJudged },
    },
    namespaces: [],
    withheld: 0,
    outside: [],
    outsideHidden: 0,
    notKnown: [],
  };
}

/** @param primary - absent for who may not read it */
function stepElsewhere(primary: string | undefined): MutualTlsStep {
  return {
    why: `The policies of this cluster lie in ${
      primary ?? 'another one'
    }: a step is asked for there.`,
  };
}

function meshStep(
  cluster: string,
  { state, waitsFor }: MutualTlsStaging['mesh'],
): MutualTlsStep {
  switch (state) {
    case 'open':
      return {
        request: {
          kind: MESH_MTLS_KIND,
          parameters: { cluster, wholeMesh: true },
        },
      };
    case 'waiting':
      return {
        why: `${waitsFor.length} ${
          waitsFor.length === 1 ? 'namespace comes' : 'namespaces come'
        } first.`,
      };
    case 'blocked':
      return {
        why: 'Somebody else’s policy decides for the whole mesh; whoever made it has to take it away first.',
      };
    default:
      return { why: 'STRICT holds for the whole mesh.' };
  }
}

function namespaceStep(cluster: string, stage: NamespaceStage): MutualTlsStep {
  const { namespace, state } = stage;
  switch (state) {
    case 'open':
      return {
        request: { kind: MESH_MTLS_KIND, parameters: { cluster, namespace } },
      };
    case 'blocked':
      return {
        why: 'Somebody else’s policy decides for the namespace; whoever made it has to change it, or take it away first.',
      };
    case 'empty':
      return { why: 'No workload there takes calls through the mesh.' };
    default:
      return { why: 'STRICT holds there.' };
  }
}

function stageAsSeen(
  stage: NamespaceStage,
  eyes: Eyes,
): Omit<MutualTlsNamespace, 'step'> {
  const { namespace, workloads, state } = stage;
  return {
    namespace,
    mode: modeAsSeen(stage.mode, eyes),
    workloads,
    state,
    cutOff: stage.cutOff.map(one => cutOffAsSeen(one, eyes)),
    staysOpen: stage.staysOpen.map(({ workload, decidedBy, ...one }) => ({
      ...one,
      workload: workloadAsSeen(workload, eyes, one.cluster),
      ...(decidedBy ? { decidedBy: referenceAsSeen(decidedBy, eyes) } : {}),
    })),
    conflicts: stage.conflicts.map(one => referenceAsSeen(one, eyes)),
  };
}

function modeAsSeen({ mode, from, decidedBy }: MutualTlsVerdict, eyes: Eyes) {
  return {
    mode,
    from,
    ...(decidedBy ? { decidedBy: referenceAsSeen(decidedBy, eyes) } : {}),
  };
}

/** @param at - the cluster that is spoken of; default: the one asked for */
function referenceAsSeen(
  { kind, namespace, name }: ResourceReference,
  { cluster: asked, home, mayRead }: Eyes,
  at = asked,
): ObjectReference {
  const cluster = CONFIGURATION.has(kind) ? home : at;
  return namespace === undefined || mayRead(namespace, cluster)
    ? { kind, cluster, ...(namespace ? { namespace } : {}), name }
    : { kind, cluster, hidden: true };
}

function workloadAsSeen(
  { kind, namespace, name }: NamedWorkload,
  { cluster, mayRead }: Eyes,
  at = cluster,
): WorkloadName {
  return mayRead(namespace, at) ? { kind, namespace, name } : { hidden: true };
}

/** Words name the object that decides, and the caller as the catalog does: they go where one of them is hidden. */
export function cutOffAsSeen(
  { callers, decidedBy, why, mend, ...cut }: CutOff,
  eyes: Eyes,
): MutualTlsCutOff {
  const seenCallers = callers.map(one =>
    workloadAsSeen(one, eyes, cut.cluster),
  );
  const seenBy = decidedBy.map(one => referenceAsSeen(one, eyes, cut.cluster));
  const isHidden =
    seenCallers.some(one => 'hidden' in one) ||
    seenBy.some(({ hidden }) => hidden);
  return {
    ...cut,
    callers: seenCallers,
    decidedBy: seenBy,
    ...(isHidden ? {} : { why, mend }),
  };
}
