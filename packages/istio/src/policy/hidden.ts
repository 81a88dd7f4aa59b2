import type { ResourceReference } from '../resources';
import { DRY_RUN } from './authorization';
import type { CallerRule, PolicyVerdict, RouteVerdict } from './types';

/** Whether somebody may read an object. */
export type MayRead = (object: ResourceReference) => boolean;

type Verdicts = Pick<PolicyVerdict, 'callers' | 'routes'>;

/** One line stands for all that is hidden and alike: how many there are is not told. */
export function once<T extends { hidden?: true }>(rows: readonly T[]): T[] {
  const seen = new Set<string>();
  return rows.filter(({ hidden, ...row }) => {
    if (!hidden) {
      return true;
    }
    const key = JSON.stringify({ ...row, decidedBy: undefined });
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

function callersAsSeen(
  callers: readonly CallerRule[],
  mayRead: MayRead,
): CallerRule[] {
  return once(
    callers
      .filter(
        // What decides nothing is nobody's business.
        ({ decidedBy, action, conditions }) =>
          mayRead(decidedBy) ||
          (action !== 'AUDIT' && !conditions.includes(DRY_RUN)),
      )
      .map(rule =>
        mayRead(rule.decidedBy)
          ? rule
          : {
              action: rule.action,
              who: [],
              what: [],
              conditions: [],
              decidedBy: rule.decidedBy,
              hidden: true,
            },
      ),
  );
}

/** Routes as somebody may see them, who does not read all objects. */
export function routesAsSeen(
  routes: readonly RouteVerdict[],
  mayRead: MayRead,
): RouteVerdict[] {
  return once(
    routes.map(route =>
      mayRead(route.decidedBy) &&
      (!route.delegatedBy || mayRead(route.delegatedBy))
        ? route
        : {
            hosts: [],
            destinations: [],
            decidedBy: mayRead(route.decidedBy)
              ? route.delegatedBy ?? route.decidedBy
              : route.decidedBy,
            field: '',
            hidden: true,
          },
    ),
  );
}

/**
 * A verdict without what objects say that may not be read: that they decide is
 * told, and what comes of it, but none of their words. Hosts outside the mesh
 * stay: what is exported to a namespace is for its workloads to know.
 */
export function withoutHidden<T extends Verdicts>(
  verdict: T,
  mayRead: MayRead | undefined,
): T {
  return mayRead
    ? {
        ...verdict,
        callers: callersAsSeen(verdict.callers, mayRead),
        routes: routesAsSeen(verdict.routes, mayRead),
      }
    : verdict;
}
