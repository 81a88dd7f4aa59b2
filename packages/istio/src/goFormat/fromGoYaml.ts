import {
  Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Node,
  parseAllDocuments,
  Scalar,
  YAMLMap,
} from 'yaml';
import { GoYamlError } from './GoYamlError';
import type { JsonValue } from './toGoYaml';
import { resolvePlain } from './resolvePlain';

const DEEPEST = 200;
const MOST_NODES = 100_000;

function scalarOf(node: Scalar): JsonValue {
  const text = String(node.value ?? '');
  if (node.type !== 'PLAIN' || node.tag === 'tag:yaml.org,2002:str') {
    return text;
  }
  const value = resolvePlain(text);
  return value === undefined ? text : value;
}

/** Turns nodes into data; aliases may not make it endless. */
class NodeReader {
  private nodes = 0;
  private depth = 0;

  constructor(private readonly document: Document) {}

  read(node: unknown): JsonValue {
    this.nodes += 1;
    this.depth += 1;
    if (this.depth > DEEPEST || this.nodes > MOST_NODES) {
      throw new GoYamlError('it is nested too deep or has too many aliases');
    }
    const value = this.valueOf(node as Node | null);
    this.depth -= 1;
    return value;
  }

  private valueOf(node: Node | null): JsonValue {
    if (isAlias(node)) {
      return this.read(node.resolve(this.document));
    }
    if (isMap(node)) {
      return this.mapOf(node);
    }
    if (isSeq(node)) {
      return node.items.map(item => this.read(item));
    }
    return isScalar(node) ? scalarOf(node) : null;
  }

  private mapOf(map: YAMLMap): JsonValue {
    const own = new Map<string, JsonValue>();
    const merged = new Map<string, JsonValue>();
    for (const { key, value } of map.items) {
      if (isScalar(key) && key.type === 'PLAIN' && key.value === '<<') {
        this.merge(this.read(value), merged);
      } else {
        own.set(this.keyOf(key), this.read(value));
      }
    }
    return new Map([...merged, ...own]);
  }

  private merge(source: JsonValue, into: Map<string, JsonValue>): void {
    for (const one of Array.isArray(source) ? source : [source]) {
      if (!(one instanceof Map)) {
        throw new GoYamlError('<< can only merge maps');
      }
      one.forEach((value, key) => into.has(key) || into.set(key, value));
    }
  }

  private keyOf(node: unknown): string {
    const key = this.read(node);
    if (key === null || typeof key === 'object') {
      throw new GoYamlError('a key of a map must be a text, number or boolean');
    }
    return String(key);
  }
}

/**
 * Reads the first document of a YAML text as Go programs do with
 * sigs.k8s.io/yaml 1.6: by the words of YAML 1.1 (`yes`, `0x10`, `1_000`), with
 * dates as texts, the last of two equal keys winning. An empty text is `null`.
 *
 * @throws {@link GoYamlError} with the line, without the text around it
 *
 * @public
 */
export function fromGoYaml(text: string): JsonValue {
  const [document] = parseAllDocuments(text, {
    schema: 'failsafe',
    uniqueKeys: false,
    prettyErrors: false,
  }) as Document[];
  if (document === undefined) {
    return null;
  }
  const [problem] = document.errors;
  if (problem) {
    const line = text.slice(0, problem.pos[0]).split('\n').length;
    throw new GoYamlError(`line ${line} is not valid YAML (${problem.code})`);
  }
  return new NodeReader(document).read(document.contents);
}

/**
 * Data that `JSON.parse` gave, with maps instead of objects.
 *
 * @public
 */
export function fromPlainData(value: unknown): JsonValue {
  if (Array.isArray(value)) {
    return value.map(fromPlainData);
  }
  if (typeof value === 'object' && value !== null) {
    return new Map(
      Object.entries(value)
        .filter(([, one]) => one !== undefined)
        .map(([key, one]) => [key, fromPlainData(one)]),
    );
  }
  return value as JsonValue;
}
