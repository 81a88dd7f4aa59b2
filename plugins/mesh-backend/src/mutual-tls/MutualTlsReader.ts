import { BackstageCredentials } from '@backstage/backend-plugin-api';
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
import { ReadScope } from '../entities/ReadScope';
import { Inventory } from '../inventory';
import { MeshAuthorizer } from '../permissions';
import { chosenCluster } from '../remote-clusters/setup/chosenCluster';
import { MESH_MTLS_KIND } from './mutualTlsParameters';
import { MutualTlsStages } from './MutualTlsStages';

/** What one caller may see in one cluster. */
export interface Eyes {
  cluster: string;
  mayRead(namespace: string): boolean;
}

/** Answers how far a mesh is on its way to STRICT, and who would be cut off. */
export class MutualTlsReader {
  constructor(
    private readonly services: {
      inventory: Inventory;
      authorizer: MeshAuthorizer;
      stages: MutualTlsStages;
    },
  ) {}

  /** @throws `NotAllowedError` */
  async plan(
    { cluster: name, namespaces: wanted }: MutualTlsPlanRequest,
    credentials: BackstageCredentials,
  ): Promise<MutualTlsPlan> {
    const { inventory, authorizer, stages } = this.services;
    const scope = await ReadScope.create(authorizer, credentials);
    const cluster = chosenCluster(inventory, scope, name);
    const eyes: Eyes = {
      cluster: name,
      mayRead: namespace => scope.mayReadNamespace(name, namespace),
    };
    const head = { cluster: name, clusters: [cluster.freshness()] };
    const standing = await stages.of(cluster);
    if ('notJudged' in standing) {
      return { ...head, ...unknownPlan(standing.notJudged) };
    }
    const { mesh, namespaces, outside, notKnown } = standing.staging;
    const readable = namespaces.filter(one => eyes.mayRead(one.namespace));
    const visible = outside.filter(one => eyes.mayRead(one.namespace));
    const shown = mesh.waitsFor.filter(eyes.mayRead);
    return {
      ...head,
      mesh: {
        mode: modeAsSeen(mesh.mode, eyes),
        state: mesh.state,
        waitsFor: shown,
        waitsForHidden: mesh.waitsFor.length - shown.length,
        conflicts: mesh.conflicts.map(one => referenceAsSeen(one, eyes)),
        step: meshStep(name, mesh),
      },
      namespaces: readable
        .filter(one => !wanted || wanted.includes(one.namespace))
        .map(stage => stageAsSeen(stage, eyes)),
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

function stageAsSeen(stage: NamespaceStage, eyes: Eyes): MutualTlsNamespace {
  const { namespace, workloads, state } = stage;
  return {
    namespace,
    mode: modeAsSeen(stage.mode, eyes),
    workloads,
    state,
    cutOff: stage.cutOff.map(one => cutOffAsSeen(one, eyes)),
    staysOpen: stage.staysOpen.map(({ workload, decidedBy, ...one }) => ({
      ...one,
      workload: workloadAsSeen(workload, eyes),
      ...(decidedBy ? { decidedBy: referenceAsSeen(decidedBy, eyes) } : {}),
    })),
    conflicts: stage.conflicts.map(one => referenceAsSeen(one, eyes)),
    step: namespaceStep(eyes.cluster, stage),
  };
}

function modeAsSeen({ mode, from, decidedBy }: MutualTlsVerdict, eyes: Eyes) {
  return {
    mode,
    from,
    ...(decidedBy ? { decidedBy: referenceAsSeen(decidedBy, eyes) } : {}),
  };
}

function referenceAsSeen(
  { kind, namespace, name }: ResourceReference,
  { cluster, mayRead }: Eyes,
): ObjectReference {
  return namespace === undefined || mayRead(namespace)
    ? { kind, cluster, ...(namespace ? { namespace } : {}), name }
    : { kind, cluster, hidden: true };
}

function workloadAsSeen(
  { kind, namespace, name }: NamedWorkload,
  { mayRead }: Eyes,
): WorkloadName {
  return mayRead(namespace) ? { kind, namespace, name } : { hidden: true };
}

/** Words name the object that decides, and the caller as the catalog does: they go where one of them is hidden. */
export function cutOffAsSeen(
  { callers, decidedBy, why, mend, ...cut }: CutOff,
  eyes: Eyes,
): MutualTlsCutOff {
  const seenCallers = callers.map(one => workloadAsSeen(one, eyes));
  const seenBy = decidedBy.map(one => referenceAsSeen(one, eyes));
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
