import { Analyzer } from '../engine/Analyzer';
import { AnalysisKind } from '../snapshot/kinds';
import {
  hasTarget,
  isAboutHttp,
  isAmbient,
  waypointOfNamespace,
} from './ambient';

interface Codes {
  withoutWaypoint: string;
  withoutTarget: string;
}

const POLICIES: Partial<Record<AnalysisKind, Codes>> = {
  AuthorizationPolicy: { withoutWaypoint: 'KIA0109', withoutTarget: 'KIA0110' },
  RequestAuthentication: {
    withoutWaypoint: 'KIA1110',
    withoutTarget: 'KIA1115',
  },
  WasmPlugin: { withoutWaypoint: 'KIA1111', withoutTarget: 'KIA1116' },
  Telemetry: { withoutWaypoint: 'KIA1112', withoutTarget: 'KIA1117' },
};

/** Policies that only a waypoint enforces, where there is none. */
export const ambientPoliciesAnalyzer: Analyzer = {
  name: 'kiali.AmbientPolicies',
  description:
    'Looks for policies in ambient namespaces that need a waypoint and reach none.',
  codes: Object.values(POLICIES).flatMap(one => Object.values(one)),
  reads: ['Namespace', 'AuthorizationPolicy', 'RequestAuthentication'],
  readsIfThere: ['WasmPlugin', 'Telemetry'],
  analyze(view, report) {
    for (const [kind, codes] of Object.entries(POLICIES)) {
      for (const policy of view.all(kind as AnalysisKind)) {
        const needsOne = kind !== 'AuthorizationPolicy' || isAboutHttp(policy);
        if (!needsOne || !isAmbient(view, policy.namespace)) {
          continue;
        }
        if (
          !waypointOfNamespace(view, policy.namespace) &&
          !hasTarget(policy)
        ) {
          report(codes.withoutWaypoint, policy, { args: [policy.namespace] });
        } else if (!hasTarget(policy)) {
          report(codes.withoutTarget, policy, { path: ['spec'] });
        }
      }
    }
  },
};
