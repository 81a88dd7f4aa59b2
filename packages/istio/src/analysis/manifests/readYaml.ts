import {
  Alias,
  Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Node,
  Scalar,
} from 'yaml';
import { resolvePlain } from '../../goFormat/resolvePlain';
import { YamlPath } from '../types';
import { parseYaml, YamlLimits, YamlTrouble } from './parseYaml';

/** What no manifest comes near. */
const LIMITS: YamlLimits = {
  nodes: 500_000,
  depth: 100,
  lexemes: 2_000_000,
};

/** A document that was read, or why it was not. */
export interface ReadYaml {
  value?: unknown;
  problem?: string;
  /** The line that the problem is in, when it is in one. */
  problemLine?: number;
  /**
   * How much work it was: words and signs of the text, and values, each alias
   * counted as what it stands for.
   */
  work: number;
  /** The line of a field; lines count from 1 in the text given. */
  lineOf(path: YamlPath): { line: number; single: boolean } | undefined;
}

function scalarOf({ value, type, tag }: Scalar): unknown {
  const text = String(value ?? '');
  if (type !== 'PLAIN' || tag === 'tag:yaml.org,2002:str') {
    return text;
  }
  const resolved = resolvePlain(text);
  return resolved === undefined ? text : resolved;
}

/** Turns nodes into data, within limits that aliases cannot escape. */
class NodeReader {
  nodes = 0;
  readonly #open = new Set<unknown>();
  readonly #anchored = new Map<string, Node>();
  /** What each alias stood for when it came. */
  readonly #targets = new Map<Node, Node>();

  constructor(private readonly limits: YamlLimits) {}

  read(node: unknown, depth: number): unknown {
    this.nodes += 1;
    if (this.nodes > this.limits.nodes) {
      throw new YamlTrouble(
        `it has more than ${this.limits.nodes} values, counting what aliases stand for`,
      );
    }
    if (depth > this.limits.depth) {
      throw new YamlTrouble(`it is nested deeper than ${this.limits.depth}`);
    }
    if (isAlias(node)) {
      return this.#alias(node, depth);
    }
    const { anchor } = (node ?? {}) as { anchor?: string };
    if (anchor !== undefined) {
      this.#anchored.set(anchor, node as Node);
    }
    if (isScalar(node)) {
      return scalarOf(node);
    }
    if (!isMap(node) && !isSeq(node)) {
      return null;
    }
    if (this.#open.has(node)) {
      throw new YamlTrouble('an alias stands for something that contains it');
    }
    this.#open.add(node);
    const value = isSeq(node)
      ? node.items.map(item => this.read(item, depth + 1))
      : this.#map(node, depth);
    this.#open.delete(node);
    return value;
  }

  // The parser's own way looks through the whole document for each alias.
  #alias(node: Alias, depth: number): unknown {
    const target = this.#targets.get(node) ?? this.#anchored.get(node.source);
    if (!target) {
      throw new YamlTrouble('an alias stands for nothing');
    }
    this.#targets.set(node, target);
    return this.read(target, depth + 1);
  }

  #map(
    map: { items: { key: unknown; value: unknown }[] },
    depth: number,
  ): Record<string, unknown> {
    const merged: [string, unknown][] = [];
    const own: [string, unknown][] = [];
    for (const { key, value } of map.items) {
      const name = isScalar(key) ? String(key.value ?? '') : undefined;
      if (name === undefined) {
        throw new YamlTrouble('a key is a list or a map');
      }
      const read = this.read(value, depth + 1);
      if (name === '<<' && isScalar(key) && key.type === 'PLAIN') {
        for (const one of [read].flat()) {
          merged.unshift(...Object.entries(one ?? {}));
        }
      } else {
        own.push([name, read]);
      }
    }
    // Not assigned one by one, so that a key __proto__ is a key.
    return Object.fromEntries([...merged, ...own]);
  }
}

function nodeAt(document: Document, path: YamlPath): Node | undefined {
  let node: unknown = document.contents;
  for (const key of path) {
    if (isAlias(node)) {
      node = node.resolve(document);
    }
    if (isMap(node)) {
      node = node.items.find(
        pair => isScalar(pair.key) && String(pair.key.value) === String(key),
      )?.value;
    } else if (isSeq(node)) {
      node = node.items[Number(key)];
    } else {
      return undefined;
    }
  }
  return (node ?? undefined) as Node | undefined;
}

/** Reads one YAML document as Kubernetes' tools do; it never throws. */
export function readYaml(text: string, limits: YamlLimits = LIMITS): ReadYaml {
  const { document, lines, lexemes, trouble } = parseYaml(text, limits);
  const lineOf = (path: YamlPath) => {
    const node = document && nodeAt(document, path);
    const start = node?.range?.[0];
    return start === undefined
      ? undefined
      : { line: lines.linePos(start).line, single: isScalar(node) };
  };
  const refused = ({ message, offset }: YamlTrouble, work: number) => ({
    problem: message,
    ...(offset === undefined
      ? {}
      : { problemLine: lines.linePos(offset).line }),
    work,
    lineOf,
  });
  if (trouble) {
    return refused(trouble, lexemes);
  }
  const reader = new NodeReader(limits);
  try {
    const value = reader.read(document?.contents, 0);
    return { value, work: lexemes + reader.nodes, lineOf };
  } catch (error) {
    if (error instanceof YamlTrouble) {
      return refused(error, lexemes + reader.nodes);
    }
    throw error;
  }
}
