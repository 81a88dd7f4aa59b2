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
}

const DOCUMENT_SIZE = 4_000_000;
const TOTAL_SIZE = 16_000_000;

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
        const blank = /^(?:[ \t]*\r?\n)*/.exec(chunk)![0];
        const skipped = blank.split('\n').length - 1;
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

class ManifestReader {
  readonly result: ReadManifests = { manifests: [], unreadable: [] };

  constructor(private readonly options: ManifestOptions) {}

  read({ name, text }: ManifestText): void {
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
    const yaml = readYaml(chunk.text);
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
    this.result.unreadable.push({ file, line, problem });
  }

  refuseText(file: string, problem: string): void {
    this.#refuse(file, 1, problem);
  }
}

/**
 * Reads manifests. Time and memory are bounded by the limits, and a document
 * that cannot be read hides no other.
 *
 * @public
 */
export function readManifests(
  texts: readonly ManifestText[],
  options: ManifestOptions = {},
): ReadManifests {
  const reader = new ManifestReader(options);
  const { totalSize = TOTAL_SIZE } = options;
  let size = 0;
  for (const one of texts) {
    size += one.text.length;
    if (size > totalSize) {
      reader.refuseText(
        one.name,
        `all files together have more than ${totalSize} characters`,
      );
    } else {
      reader.read(one);
    }
  }
  return reader.result;
}
