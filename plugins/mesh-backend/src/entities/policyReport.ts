import {
  EgressVerdict,
  ObjectReference,
  PolicyReport,
  RouteVerdict as ReportedRoute,
} from '@meshport/backstage-plugin-mesh-common';
import {
  CallerRule,
  MutualTlsVerdict,
  PolicyEffects,
  PolicyVerdict,
  ResourceReference,
  RouteVerdict,
} from '@meshport/istio';
import { ViewContext } from './EntityView';

/** A verdict on one namespace before somebody is shown it. */
export interface Reported {
  verdict: PolicyVerdict;
  effects: PolicyEffects;
  ports: PolicyReport['ports'];
}

type Point = (object: ResourceReference, field?: string) => ObjectReference;

/**
 * Points at objects for somebody: one that they may not read has no name.
 *
 * @param cluster - where the objects are
 */
export function pointerFor(
  context: Pick<ViewContext, 'mayReadCluster' | 'mayReadNamespace'>,
  cluster: string,
): Point {
  return ({ kind, namespace, name }, field) =>
    context.mayReadCluster(cluster) &&
    context.mayReadNamespace(cluster, namespace ?? '')
      ? {
          kind,
          cluster,
          namespace,
          name,
          ...(field ? { field } : {}),
        }
      : { kind, cluster, hidden: true };
}

/** Puts the cluster into references, and hides what the caller may not read. */
export function toReport(
  context: ViewContext,
  cluster: string,
  { verdict, effects, ports }: Reported,
): Omit<PolicyReport, 'cluster'> {
  const point = pointerFor(context, cluster);
  return {
    ...verdict,
    ports,
    mutualTls: verdict.mutualTls.map(({ decidedBy, ...rest }) => ({
      ...rest,
      ...(decidedBy ? { decidedBy: point(decidedBy, fieldOfMode(rest)) } : {}),
    })),
    callers: verdict.callers.map(rule => ({
      ...rule,
      decidedBy: point(rule.decidedBy, fieldOfRule(rule)),
    })),
    routes: verdict.routes.map(route => routeAsSeen(route, point)),
    egress: verdict.egress.map(({ gateway, ...way }) => ({
      ...way,
      ...(gateway
        ? {
            gateway: gatewayAsSeen(
              context,
              gateway,
              way.decidedBy.some(one => point(one).hidden),
            ),
          }
        : {}),
      decidedBy: way.decidedBy.map(one => point(one)),
    })),
    effects: effectsAsSeen(effects, point),
  };
}

function fieldOfMode({ port, from }: Omit<MutualTlsVerdict, 'decidedBy'>) {
  return from === 'port' ? `/spec/portLevelMtls/${port}` : '/spec/mtls/mode';
}

function fieldOfRule({ rule }: CallerRule): string {
  return rule === undefined ? '/spec' : `/spec/rules/${rule}`;
}

function routeAsSeen(
  { field, delegatedBy, ...route }: RouteVerdict,
  point: Point,
): ReportedRoute {
  return { ...route, decidedBy: point(route.decidedBy, field) };
}

/** The rows of a list with what decides each. */
function pointed<T extends { decidedBy: ResourceReference; field: string }>(
  rows: readonly T[],
  point: Point,
) {
  return rows.map(({ field, ...row }) => ({
    ...row,
    decidedBy: point(row.decidedBy, field),
  }));
}

function effectsAsSeen(
  effects: PolicyEffects,
  point: Point,
): PolicyReport['effects'] {
  const { clientTls, tokens, outbound } = effects;
  return {
    ...effects,
    clientTls: {
      ...clientTls,
      conflicts: pointed(clientTls.conflicts, point),
    },
    tokens: {
      ...tokens,
      issuers: pointed(tokens.issuers, point),
      askedBy: pointed(tokens.askedBy, point),
    },
    subsets: pointed(effects.subsets, point),
    routesHere: effects.routesHere.map(route => routeAsSeen(route, point)),
    outbound: outbound.map(({ decidedBy, field, ...scope }) => ({
      ...scope,
      ...(decidedBy ? { decidedBy: point(decidedBy, field) } : {}),
    })),
  };
}

/**
 * A gateway runs in the cluster of the entity itself, whose configuration may
 * lie in another. A route that may not be read does not tell it.
 */
function gatewayAsSeen(
  { cluster, mayReadNamespace }: ViewContext,
  gateway: { name: string; namespace: string },
  isHidden: boolean,
): EgressVerdict['gateway'] {
  return !isHidden && mayReadNamespace(cluster.details.name, gateway.namespace)
    ? gateway
    : { hidden: true };
}
