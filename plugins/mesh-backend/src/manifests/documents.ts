import { InputError } from '@backstage/errors';
import { MAX_MANIFEST_BYTES } from '@meshport/backstage-plugin-mesh-common';
import {
  Document,
  isScalar,
  LineCounter,
  parseAllDocuments,
  visit,
} from 'yaml';

/** Limits that keep a pasted text from keeping the backend busy. */
const MAX_DOCUMENTS = 100;
const MAX_ALIASES = 100;
const MAX_DEPTH = 64;

/** One YAML document as plain data, with its place in the text. */
export interface ManifestDocument {
  /** From 1, empty documents not counted. */
  index: number;
  content: Record<string, unknown>;
}

/**
 * Reads YAML documents as data that JSON can carry.
 *
 * Empty documents are left out. Throws `InputError` for anything else that is
 * not a mapping, for tags, duplicate and non-string keys, `__proto__`, alias
 * bombs, numbers that JSON does not know, more than 256 KiB or 100 documents.
 */
export function parseDocuments(text: string): ManifestDocument[] {
  const bytes = Buffer.byteLength(text, 'utf8');
  if (bytes > MAX_MANIFEST_BYTES) {
    throw new InputError(
      `manifests: ${bytes} bytes are too many, at most ${MAX_MANIFEST_BYTES} (256 KiB); apply them in parts`,
    );
  }
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    // The library compares every key with every other: minutes for a large text.
    uniqueKeys: false,
    logLevel: 'silent',
  });
  const documents: ManifestDocument[] = [];
  for (const document of parsed) {
    const problem = document.errors[0] ?? document.warnings[0];
    if (problem) {
      throw new InputError(
        `manifests: line ${
          lines.linePos(problem.pos[0]).line
        } cannot be read as YAML: ${
          problem.code === 'RESOURCE_EXHAUSTION'
            ? 'nested too deep'
            : problem.message
        }`,
      );
    }
    if (document.contents === null) {
      continue;
    }
    const repeated = findRepeatedKey(document);
    if (repeated !== undefined) {
      throw new InputError(
        `manifests: line ${
          lines.linePos(repeated).line
        } cannot be read as YAML: Map keys must be unique`,
      );
    }
    const index = documents.length + 1;
    if (index > MAX_DOCUMENTS) {
      throw new InputError(
        `manifests: more than ${MAX_DOCUMENTS} documents; apply them in parts`,
      );
    }
    const content = toData(document, index);
    if (content === null) {
      continue;
    }
    if (typeof content !== 'object' || Array.isArray(content)) {
      throw new InputError(
        `manifests: document ${index} is not an object with apiVersion, kind and metadata`,
      );
    }
    documents.push({ index, content: content as Record<string, unknown> });
  }
  if (!documents.length) {
    throw new InputError(
      'manifests: there is no object in it; give at least one YAML document',
    );
  }
  return documents;
}

/** Where a mapping names a key for the second time. */
function findRepeatedKey(document: Document): number | undefined {
  let found: number | undefined;
  visit(document, {
    Map: (_, map) => {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key)) {
          continue;
        }
        if (seen.has(key.value)) {
          found = key.range?.[0] ?? 0;
          return visit.BREAK;
        }
        seen.add(key.value);
      }
      return undefined;
    },
  });
  return found;
}

function toData(
  document: { toJS(options: { maxAliasCount: number }): unknown },
  index: number,
): unknown {
  let data: unknown;
  try {
    data = document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    // The library's own words for alias bombs and unresolved aliases hold no text of the document.
    throw new InputError(
      `manifests: document ${index} cannot be read: ${
        (error as Error).message
      }`,
    );
  }
  const problem = findNonJson(data, '', 0);
  if (problem) {
    throw new InputError(`manifests: document ${index}: ${problem}`);
  }
  return data;
}

/** The first value that JSON cannot carry, in words; also ends cycles made by aliases. */
function findNonJson(
  value: unknown,
  path: string,
  depth: number,
): string | undefined {
  if (depth > MAX_DEPTH) {
    return `nested more than ${MAX_DEPTH} levels deep`;
  }
  if (value === null || ['string', 'boolean'].includes(typeof value)) {
    return undefined;
  }
  if (typeof value === 'number') {
    return Number.isFinite(value)
      ? undefined
      : `${path || 'the value'} is not a finite number`;
  }
  if (Array.isArray(value)) {
    return firstProblem(value.map((item, i) => [String(i), item]));
  }
  if (
    typeof value === 'object' &&
    Object.getPrototypeOf(value) === Object.prototype
  ) {
    return firstProblem(Object.entries(value));
  }
  return `${path || 'the value'} is of a type that Kubernetes does not know`;

  function firstProblem(entries: [string, unknown][]): string | undefined {
    for (const [key, item] of entries) {
      if (key === '__proto__') {
        return `${
          path ? `${path}.` : ''
        }__proto__ is no field of Kubernetes; take it out`;
      }
      const problem = findNonJson(
        item,
        path ? `${path}.${key}` : key,
        depth + 1,
      );
      if (problem) {
        return problem;
      }
    }
    return undefined;
  }
}
