import { Analyzer } from '../engine/Analyzer';
import { AnalysisKind } from '../snapshot/kinds';
import { Resource } from '../snapshot/Resource';

const ROUTED = ['Accepted', 'Programmed', 'ResolvedRefs'];

/** The conditions by which a kind says that it is not in force. */
const CONDITIONS: Partial<Record<AnalysisKind, readonly string[]>> = {
  Service: ['istio.io/WaypointBound'],
  ServiceEntry: ['istio.io/WaypointBound'],
  WorkloadEntry: ['istio.io/WaypointBound'],
  AuthorizationPolicy: ['ZtunnelAccepted', 'WaypointAccepted'],
  KubernetesGateway: ROUTED,
  HTTPRoute: ROUTED,
  GRPCRoute: ROUTED,
};

const KINDS = Object.keys(CONDITIONS) as AnalysisKind[];

function conditionsOf({ status }: Resource): any[] {
  return [
    ...(status?.conditions ?? []),
    ...(status?.parents ?? []).flatMap((one: any) => one.conditions ?? []),
  ];
}

function isNegative(kind: AnalysisKind, condition: any): boolean {
  const { type, status, reason } = condition;
  // A policy of which only a part is valid is accepted all the same.
  const inPart =
    kind === 'AuthorizationPolicy' &&
    type === 'WaypointAccepted' &&
    reason === 'PartiallyInvalid';
  return inPart || (CONDITIONS[kind]!.includes(type) && status === 'False');
}

/** What objects themselves say that is wrong with them. */
export const conditionsAnalyzer: Analyzer = {
  name: 'conditions.ConditionAnalyzer',
  description: 'Looks for conditions that say that an object is not in force.',
  codes: ['IST0171'],
  reads: KINDS,
  analyze(view, report) {
    for (const kind of KINDS) {
      for (const resource of view.all(kind)) {
        for (const condition of conditionsOf(resource)) {
          if (isNegative(kind, condition)) {
            const { type, reason = '', message = '' } = condition;
            report('IST0171', resource, { args: [type, reason, message] });
          }
        }
      }
    }
  },
};
