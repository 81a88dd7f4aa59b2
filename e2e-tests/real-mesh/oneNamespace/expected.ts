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
        items: isReadable(component) ? hideElsewhere(items[name]) : [],
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
