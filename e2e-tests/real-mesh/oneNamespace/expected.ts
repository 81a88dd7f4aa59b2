import { COMPONENT } from '../situation';
import { CARDS, Component, COMPONENTS, Picture } from '../rights/Pictures';

const OWNER = 'group:default/team-ratings';

/** Names nothing of objects in other namespaces. */
function hideElsewhere(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(hideElsewhere);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const { kind, cluster, namespace } = value as Record<string, unknown>;
  const isElsewhere =
    kind && cluster && 'name' in value && namespace !== COMPONENT.namespace;
  return isElsewhere
    ? { kind, cluster, hidden: true }
    : Object.fromEntries(
        Object.entries(value).map(([key, one]) => [key, hideElsewhere(one)]),
      );
}

/**
 * A policy elsewhere decides all the same, and that it does is told, but none
 * of its words: the sentence that sums it up is another one then.
 */
function withoutWordsOfElsewhere(item: any): any {
  const isElsewhere = ({ decidedBy }: any) =>
    decidedBy.namespace !== COMPONENT.namespace;
  if (!item.callers?.some(isElsewhere)) {
    return item;
  }
  const { summary, ...rest } = item;
  const callers = item.callers.map((caller: any) =>
    isElsewhere(caller)
      ? {
          action: caller.action,
          who: [],
          what: [],
          conditions: [],
          decidedBy: caller.decidedBy,
          hidden: true,
        }
      : caller,
  );
  const lines = callers.map((one: object) => JSON.stringify(one));
  return {
    ...rest,
    callers: callers.filter(
      (_: object, i: number) => lines.indexOf(lines[i]) === i,
    ),
  };
}

/** The same of what was told, so that both can be compared. */
export function withoutSumOfHidden(items: Picture['items']): Picture['items'] {
  return Object.fromEntries(
    Object.entries(items).map(([name, list]) => [
      name,
      (list as any[]).map(({ summary, ...rest }) =>
        rest.callers?.some((one: any) => one.hidden)
          ? rest
          : { ...rest, ...(summary === undefined ? {} : { summary }) },
      ),
    ]),
  ) as any;
}

function isReadable(component: Component): boolean {
  return component === COMPONENT.name;
}

/**
 * What somebody is told who may read only the component's namespace, given
 * what everybody else is told: who to ask for another namespace is known as
 * long as Namespaces may be read.
 */
export function asSeenInOneNamespace({ items, kinds }: Picture): {
  items: Picture['items'];
  withheld: Picture['withheld'];
} {
  const isKnown = kinds.some(
    ({ kind, state }) => kind === 'Namespace' && state === 'watching',
  );
  const ask = isKnown ? { owner: OWNER } : {};
  const entries = COMPONENTS.flatMap(component =>
    CARDS.map(card => {
      const name = `${component} ${card}` as const;
      return {
        name,
        items: isReadable(component)
          ? hideElsewhere((items[name] as any[]).map(withoutWordsOfElsewhere))
          : [],
        withheld: isReadable(component)
          ? []
          : [{ cluster: 'CLUSTER', namespace: component, ...ask }],
      };
    }),
  );
  const by = (key: 'items' | 'withheld') =>
    Object.fromEntries(entries.map(one => [one.name, one[key]])) as any;
  return { items: by('items'), withheld: by('withheld') };
}
