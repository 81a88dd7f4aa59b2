import { KubernetesObject } from '../../resources';
import { analysisKindOf, AnalysisKind, KINDS } from '../snapshot/kinds';
import { ObjectSource } from '../snapshot/Resource';
import { YamlPath } from '../types';
import { DocumentLines } from './DocumentLines';
import { readYaml } from './readYaml';

/**
 * A text with manifests.
 *
 * @public
 */
export interface ManifestText {
  /** What it is called in findings. */
  name: string;
  text: string;
}

/**
 * An object that was read from a text.
 *
 * @public
 */
export interface ReadManifest {
  /** Undefined for a kind that no analyzer reads. */
  kind?: AnalysisKind;
  object: KubernetesObject;
  source: ObjectSource;
}

/**
 * A document that could not be read, and why, as the end of a sentence.
 *
 * @public
 */
export interface UnreadableManifest {
  file: string;
  line: number;
  problem: string;
}

/**
 * What texts with manifests hold.
 *
 * @public
 */
export interface ReadManifests {
  manifests: ReadManifest[];
  unreadable: UnreadableManifest[];
}

/**
 * How to read manifests.
 *
 * @public
 */
export interface ManifestOptions {
  /** Namespace of objects that say none; left empty unless given. */
  namespace?: string;
  /** Characters of one document; 4 million unless given. */
  documentSize?: number;
  /** Characters of all texts together; 16 million unless given. */
  totalSize?: number;
  /** Documents of all texts together, items of lists too; 50,000 unless given. */
  documents?: number;
}

const DOCUMENT_SIZE = 4_000_000;
const TOTAL_SIZE = 16_000_000;
const DOCUMENTS = 50_000;
/** Of more documents in a text that cannot be read nobody wants to know. */
const MOST_REFUSALS = 100;

interface Chunk {
  text: string;
  /** The line of its first text; lines count from 1. */
  line: number;
  /** The line that the text of the chunk begins at. */
  start: number;
}

/**
 * Parts a text at lines of three dashes, as Kubernetes' tools do, so that a
 * mistake in one document does not hide the others.
 */
function* chunksOf(text: string): Generator<Chunk> {
  let start = 0;
  let startLine = 1;
  let line = 1;
  for (let at = 0; at <= text.length; line += 1) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    const isSeparator =
      text.startsWith('---', at) && text.slice(at + 3, end).trim() === '';
    if (isSeparator || newline < 0) {
      const chunk = text.slice(start, isSeparator ? at : end);
      if (chunk.trim() !== '') {
        const blank = chunk.length - chunk.trimStart().length;
        let skipped = 0;
        for (let i = 0; i < blank; i += 1) {
          skipped += chunk[i] === '\n' ? 1 : 0;
        }
        yield { text: chunk, line: startLine + skipped, start: startLine };
      }
      start = end + 1;
      startLine = line + 1;
    }
    at = end + 1;
  }
}

class SourceInText implements ObjectSource {
  constructor(
    readonly file: string,
    readonly line: number,
    private readonly lines: DocumentLines,
    private readonly base: YamlPath,
  ) {}

  lineOf(path: YamlPath) {
    return this.lines.lineOf([...this.base, ...path]);
  }
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function problemOf(value: unknown): string | undefined {
  if (!isFields(value)) {
    return 'it is no map of fields';
  }
  const { apiVersion, kind, metadata = {} } = value;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') {
    return 'it has no apiVersion or no kind';
  }
  return isFields(metadata) ? undefined : 'its metadata is no map of fields';
}

/** Words, signs and values of all texts: more than any configuration has. */
const TOTAL_WORK = 8_000_000;

/** Thrown when the rest of all texts is not read. */
class EnoughRead extends Error {}

class ManifestReader {
  readonly result: ReadManifests = { manifests: [], unreadable: [] };
  #size = 0;
  #documents = 0;
  #work = 0;
  readonly #refusals = new Map<string, number>();

  constructor(private readonly options: ManifestOptions) {}

  /** Reads texts until there is more than is read at all. */
  readAll(texts: readonly ManifestText[]): void {
    const { totalSize = TOTAL_SIZE } = this.options;
    for (const one of texts) {
      this.#size += one.text.length;
      if (this.#size > totalSize) {
        this.#refuse(
          one.name,
          1,
          `all files together have more than ${totalSize} characters`,
        );
        continue;
      }
      try {
        this.#read(one);
      } catch (error) {
        if (!(error instanceof EnoughRead)) {
          throw error;
        }
        this.result.unreadable.push({
          file: one.name,
          line: 1,
          problem: error.message,
        });
      }
    }
  }

  #read({ name, text }: ManifestText): void {
    const { documentSize = DOCUMENT_SIZE } = this.options;
    for (const chunk of chunksOf(text)) {
      if (chunk.text.length > documentSize) {
        this.#refuse(
          name,
          chunk.line,
          `it has ${chunk.text.length} characters; at most ${documentSize} are read`,
        );
      } else {
        this.#readChunk(name, chunk);
      }
    }
  }

  #readChunk(file: string, chunk: Chunk): void {
    if (this.#work >= TOTAL_WORK) {
      throw new EnoughRead(
        'all files together have more words and values, counting what aliases stand for, than are read at once; the rest of this one was not read',
      );
    }
    const yaml = readYaml(chunk.text);
    this.#work += yaml.work;
    if (yaml.problem !== undefined) {
      const line =
        yaml.problemLine === undefined
          ? chunk.line
          : chunk.start + yaml.problemLine - 1;
      this.#refuse(file, line, yaml.problem);
    } else if (yaml.value !== null) {
      const lines = new DocumentLines(chunk.text, chunk.start);
      const source = new SourceInText(file, chunk.line, lines, []);
      this.#take(yaml.value, file, source, lines);
    }
  }

  #take(
    value: unknown,
    file: string,
    source: ObjectSource,
    lines: DocumentLines,
  ): void {
    const { documents = DOCUMENTS } = this.options;
    this.#documents += 1;
    if (this.#documents > documents) {
      throw new EnoughRead(
        `all files together have more than ${documents} documents; the rest of this one was not read`,
      );
    }
    const problem = problemOf(value);
    if (problem !== undefined) {
      this.#refuse(file, source.line, problem);
      return;
    }
    const object = value as unknown as KubernetesObject & { items?: unknown };
    if (object.kind !== 'List') {
      this.#add(object, source);
    } else if (!Array.isArray(object.items)) {
      this.#refuse(file, source.line, 'its items are no list');
    } else {
      object.items.forEach((item, i) => {
        const path = ['items', i];
        const line = source.lineOf(path)?.line ?? source.line;
        this.#take(
          item,
          file,
          new SourceInText(file, line, lines, path),
          lines,
        );
      });
    }
  }

  #add(object: KubernetesObject, source: ObjectSource): void {
    const kind = analysisKindOf(object.apiVersion, object.kind);
    const { namespace } = this.options;
    const metadata = object.metadata ?? {};
    const isNamespaced =
      kind !== undefined &&
      !(KINDS[kind] as { clusterScoped?: boolean }).clusterScoped;
    const completed =
      namespace && isNamespaced && !metadata.namespace
        ? { ...object, metadata: { ...metadata, namespace } }
        : { ...object, metadata };
    this.result.manifests.push({
      ...(kind ? { kind } : {}),
      object: completed,
      source,
    });
  }

  #refuse(file: string, line: number, problem: string): void {
    const count = (this.#refusals.get(file) ?? 0) + 1;
    this.#refusals.set(file, count);
    if (count > MOST_REFUSALS) {
      throw new EnoughRead(
        `more than ${MOST_REFUSALS} of its documents cannot be read; the rest of this one was not read`,
      );
    }
    this.result.unreadable.push({ file, line, problem });
  }
}

/**
 * Reads manifests. Time and memory are bounded by the limits, and a document
 * that cannot be read hides no other, but for texts that are beyond them.
 *
 * @public
 */
export function readManifests(
  texts: readonly ManifestText[],
  options: ManifestOptions = {},
): ReadManifests {
  const reader = new ManifestReader(options);
  reader.readAll(texts);
  return reader.result;
}
