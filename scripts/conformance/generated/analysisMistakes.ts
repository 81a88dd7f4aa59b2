import { baseObjects } from './analysisBase';
import { Choices } from './Choices';

/** A configuration with a mistake in it. */
export interface MistakenCase {
  /** What was done, for a person. */
  name: string;
  objects: any[];
}

type Path = (string | number)[];

const WORDS = [
  '',
  '*',
  '**',
  'a_b',
  '-a',
  'a..b',
  'other',
  'ratings',
  'reviews.shop.svc.cluster.local',
  '*.example.org',
  'a*b.example.org',
  '1.2.3.4',
  '::1',
  '10.0.0.0/33',
  '999',
  'a.123',
  'x'.repeat(64),
  'a/b/c',
  './x',
  '~/x',
  '.',
  '%',
  '%A',
  '(',
  '[a',
  'a**',
  ':authority',
  'host',
  '@request.auth.claims.sub',
  'bank',
  'shop',
  'http',
  'tcp',
  'TCP',
  'nonsense',
  '0s',
  '0.5ms',
  'https://a b',
  'mesh',
  'bank/back',
  'v2',
  'istio-system',
];
const NUMBERS = [0, -1, 1, 80, 99, 101, 443, 600, 1337, 65536, 70000];
const KEYS = [
  '',
  'a*',
  '-x',
  'app',
  'version',
  'x'.repeat(64),
  'a b',
  'host',
  ':path',
];
/** Fields whose other values only Kubernetes itself would refuse. */
const LEFT_ALONE = new Set([
  'apiVersion',
  'kind',
  'name',
  'creationTimestamp',
  'lastTransitionTime',
]);

function placesOf(value: unknown, path: Path, found: Path[]): void {
  if (path.length > 0) {
    found.push(path);
  }
  if (typeof value === 'object' && value !== null) {
    for (const [key, one] of Object.entries(value)) {
      placesOf(one, [...path, Array.isArray(value) ? Number(key) : key], found);
    }
  }
}

function isLeftAlone(path: Path): boolean {
  const [first, second] = path;
  return (
    (path.length === 1 && LEFT_ALONE.has(String(first))) ||
    (first === 'metadata' && (path.length === 1 || second === 'name')) ||
    path.includes('lastTransitionTime') ||
    // What a patch holds is Envoy's, which the analysis does not know.
    (path.includes('value') && path.includes('patch'))
  );
}

function parentOf(object: any, path: Path): any {
  return path.slice(0, -1).reduce((value, key) => value[key], object);
}

/** What may be done to a value; undefined when nothing may. */
function mistakeIn(
  value: unknown,
  choices: Choices,
): [string, unknown] | 'remove' | 'repeat' {
  if (choices.chance(0.25)) {
    return 'remove';
  }
  if (choices.chance(0.15)) {
    return 'repeat';
  }
  switch (typeof value) {
    case 'string': {
      const word = choices.one(WORDS);
      return [JSON.stringify(word), word];
    }
    case 'number': {
      const number = choices.one(NUMBERS);
      return [String(number), number];
    }
    case 'boolean':
      return [String(!value), !value];
    default:
      return Array.isArray(value) ? ['[]', []] : ['{}', {}];
  }
}

function makeMistake(objects: any[], choices: Choices): string {
  for (;;) {
    const object = choices.one(objects);
    const places: Path[] = [];
    placesOf(object, [], places);
    const path = choices.one(places.filter(one => !isLeftAlone(one)));
    if (!path) {
      continue;
    }
    const parent = parentOf(object, path);
    const key = path[path.length - 1];
    const mistake = mistakeIn(parent[key], choices);
    const where = `${object.kind} ${object.metadata?.name}: ${path.join('.')}`;
    if (mistake === 'remove') {
      if (Array.isArray(parent)) {
        parent.splice(Number(key), 1);
      } else {
        delete parent[key];
      }
      return `${where} removed`;
    }
    if (mistake === 'repeat') {
      if (Array.isArray(parent)) {
        parent.push(structuredClone(parent[Number(key)]));
        return `${where} repeated`;
      }
      if (
        [
          'labels',
          'matchLabels',
          'headers',
          'selector',
          'annotations',
        ].includes(String(path[path.length - 2]))
      ) {
        const other = choices.one(KEYS);
        parent[other] = structuredClone(parent[key]);
        return `${where} also as ${JSON.stringify(other)}`;
      }
      continue;
    }
    parent[key] = mistake[1];
    return `${where} = ${mistake[0]}`;
  }
}

/** A copy of an object under another name or in another namespace. */
function addCopy(objects: any[], choices: Choices): string {
  const object = structuredClone(choices.one(objects));
  const isNamespaced = object.metadata.namespace !== undefined;
  if (isNamespaced && choices.chance(0.4)) {
    object.metadata.namespace = choices.one(['shop', 'bank', 'istio-system']);
  }
  object.metadata.name = `copy-${object.metadata.name}`;
  objects.push(object);
  return `copy of ${object.kind} ${object.metadata.name} in ${object.metadata.namespace}`;
}

/** A configuration with one to three mistakes, always the same for a seed. */
export function mistakenCase(seed: number): MistakenCase {
  const choices = new Choices(seed);
  const objects = baseObjects();
  const done: string[] = [];
  for (let i = 0; i < choices.one([1, 1, 1, 2, 3]); i += 1) {
    done.push(
      choices.chance(0.2)
        ? addCopy(objects, choices)
        : makeMistake(objects, choices),
    );
  }
  return { name: done.join('; '), objects };
}

const ISTIO = /\.istio\.io\//;

/** One object of Istio with a mistake, always the same for a seed. */
export function mistakenObject(seed: number): MistakenCase {
  const choices = new Choices(seed);
  const objects = [
    choices.one(baseObjects().filter(one => ISTIO.test(one.apiVersion))),
  ];
  return { name: makeMistake(objects, choices), objects };
}

/**
 * The objects of a configuration in which some mistakes were made; with none
 * all of them.
 */
export function mistakesFor(
  seed: number,
  count: number,
): { all: any[]; changed: any[] } {
  const choices = new Choices(seed);
  const objects = baseObjects();
  const before = objects.map(one => JSON.stringify(one));
  for (let i = 0; i < count; i += 1) {
    if (choices.chance(0.3)) {
      addCopy(objects, choices);
    } else {
      makeMistake(objects, choices);
    }
  }
  return {
    all: objects,
    changed: objects.filter(
      (one, i) => count === 0 || JSON.stringify(one) !== before[i],
    ),
  };
}
