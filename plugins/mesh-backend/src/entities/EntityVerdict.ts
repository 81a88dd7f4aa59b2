import {
  AnswerPage,
  Revisions,
  WithheldNamespace,
} from '@meshport/backstage-plugin-mesh-common';
import { createHash, Hash } from 'crypto';
import { ClusterInventory, Inventory, WatchedKindName } from '../inventory';
import { EntitySelection } from './EntitySelection';
import { EntityView } from './EntityView';
import { ReadRecord } from './ReadRecord';
import { ReadScope } from './ReadScope';
import { EntityObjects } from './selectObjects';
import { selectReadable } from './selectReadable';
import { shownRevisions } from './shownRevisions';

/** Pages of one verdict that are kept as text. */
const MOST_PAGES = 20;

/** What is left of a verdict once it is made: texts to send, and what they stand for. */
export interface EntityVerdict {
  /** Stands for everything the caller may see of it, but for how fresh it is. */
  fingerprint: string;
  withheld: string;
  revisions: Revisions;
  /** Kinds that it was made from, by cluster. */
  kinds: Map<string, WatchedKindName[]>;
  /** JSON of the items of a page, or of all items; with the page's own. */
  items(request: object): { items: string; page?: AnswerPage };
  /** About how many characters it takes. */
  weight: number;
}

/**
 * Judges an entity in all clusters that it may be in.
 *
 * @param record - notes what is read, so that the verdict may be kept
 */
export function judgeEntity<T>(options: {
  view: EntityView<T>;
  selection: EntitySelection;
  scope: ReadScope;
  inventory: Inventory;
  record: ReadRecord;
}): EntityVerdict {
  const { view, selection, scope, inventory, record } = options;
  const hash = createHash('sha256').update(scope.decision);
  const followed = record.inventory();
  const items: T[] = [];
  const withheld: WithheldNamespace[] = [];
  const holding = new Set<string>();
  for (const cluster of chosenClusters(record.clusters(), selection, scope)) {
    // Who owns a namespace decides what may be read in it.
    cluster.store('Namespace');
    const selected = selectReadable(cluster, selection, scope);
    withheld.push(...selected.withheld);
    addObjects(hash, cluster, selected.objects);
    if (!isEmpty(selected.objects)) {
      holding.add(cluster.details.name);
    } else if (selected.isHeldBack) {
      // "Nothing runs here" would be a claim about what is held back.
      continue;
    }
    items.push(
      ...view.judge({
        cluster,
        objects: selected.objects,
        inventory: followed,
        mayReadCluster: name => scope.mayReadCluster(name),
        mayReadNamespace: (name, namespace) => {
          followed.cluster(name)?.store('Namespace');
          return scope.mayReadNamespace(name, namespace);
        },
      }),
    );
  }
  record.close();
  const withheldText = JSON.stringify(withheld);
  const itemTexts = items.map(textOf);
  hash.update(withheldText);
  itemTexts.forEach(text => hash.update(text).update('\n'));
  const kinds = record.kinds();
  return {
    fingerprint: hash.digest('base64url'),
    withheld: withheldText,
    revisions: shownRevisions(sorted(kinds, holding), inventory, scope),
    kinds,
    items: view.paging
      ? pagesOf(items, view.paging)
      : joined(`[${itemTexts.join()}]`),
    weight: itemTexts.reduce((sum, text) => sum + text.length, 500),
  };
}

/** The clusters that an entity may be in and the caller may read. */
export function chosenClusters(
  clusters: ClusterInventory[],
  selection: EntitySelection,
  scope: ReadScope,
): ClusterInventory[] {
  return clusters.filter(
    ({ details: { name } }) =>
      (selection.cluster === undefined || selection.cluster === name) &&
      scope.mayReadCluster(name),
  );
}

/** Items of long lists are mostly the same ones as before. */
const texts = new WeakMap<object, string>();

function textOf(item: unknown): string {
  if (typeof item !== 'object' || item === null) {
    return JSON.stringify(item);
  }
  let text = texts.get(item);
  if (text === undefined) {
    text = JSON.stringify(item);
    texts.set(item, text);
  }
  return text;
}

function joined(items: string): EntityVerdict['items'] {
  return () => ({ items });
}

function pagesOf<T>(
  items: T[],
  paging: NonNullable<EntityView<T>['paging']>,
): EntityVerdict['items'] {
  const pageFor = paging.prepare(items);
  const pages = new Map<string, { items: string; page: AnswerPage }>();
  return request => {
    const key = JSON.stringify(request);
    let known = pages.get(key);
    if (!known) {
      const found = pageFor(request);
      known = { items: JSON.stringify(found.items), page: found.page };
      if (pages.size >= MOST_PAGES) {
        pages.clear();
      }
      pages.set(key, known);
    }
    return known;
  };
}

function addObjects(
  hash: Hash,
  cluster: ClusterInventory,
  objects: EntityObjects,
) {
  hash.update(`\n${cluster.details.name}`);
  for (const [kind, list] of Object.entries(objects)) {
    hash.update(`\n${kind}`);
    for (const { metadata } of list) {
      hash.update(` ${metadata.uid} ${metadata.resourceVersion}`);
    }
  }
}

/** The clusters that hold something of the entity first. */
function sorted<T>(kinds: Map<string, T>, holding: Set<string>) {
  const rank = (name: string) => (holding.has(name) ? 0 : 1);
  return new Map([...kinds].sort(([a], [b]) => rank(a) - rank(b)));
}

function isEmpty(objects: EntityObjects): boolean {
  return Object.values(objects).every(list => list.length === 0);
}
