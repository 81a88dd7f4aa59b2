import { InputError } from '@backstage/errors';
import {
  CheckFindingsRequest,
  MAX_MANIFEST_BYTES,
} from '@meshport/backstage-plugin-mesh-common';
import { ReadManifest, readManifests } from '@meshport/istio';
import { Turns } from '../clusters/Turns';
import { parseDocuments } from '../manifests/documents';

/** Most characters of one document: what is read in one go. */
const DOCUMENT_SIZE = 64 * 1024;
/** Deepest nesting of brackets; no manifest comes near. */
const MOST_BRACKETS = 100;
/** Most problems that are told at once. */
const MOST_PROBLEMS = 20;

type Texts = NonNullable<CheckFindingsRequest['files']>;

/**
 * Reads YAML documents, one at a time, so that others are answered in between.
 *
 * @throws `InputError` with the place of everything that cannot be read
 */
export async function readTexts(
  texts: Texts,
  turns: Turns,
): Promise<ReadManifest[]> {
  const bytes = texts.reduce(
    (sum, { text }) => sum + Buffer.byteLength(text),
    0,
  );
  if (bytes > MAX_MANIFEST_BYTES) {
    throw new InputError(
      `manifests: ${bytes} bytes are too many, at most ${MAX_MANIFEST_BYTES} (256 KiB); check them in parts`,
    );
  }
  const found: ReadManifest[] = [];
  const problems: string[] = [];
  for (const document of texts.flatMap(documentsOf)) {
    await turns.run(() => {
      const danger = dangerOf(document);
      if (danger) {
        problems.push(danger);
        return;
      }
      const { name, text, line } = document;
      const read = readManifests([{ name, text }], {
        documentSize: DOCUMENT_SIZE,
      });
      found.push(...read.manifests.map(one => moved(one, line - 1)));
      problems.push(
        ...read.unreadable.map(
          one =>
            `${one.file}: the document at line ${
              one.line + line - 1
            } cannot be read: ${one.problem}`,
        ),
      );
    });
    if (problems.length >= MOST_PROBLEMS) {
      break;
    }
  }
  if (problems.length > 0) {
    throw new InputError(problems.slice(0, MOST_PROBLEMS).join('\n'));
  }
  return found;
}

/** The manifest with the lines of the whole text. */
function moved(manifest: ReadManifest, lines: number): ReadManifest {
  const { source } = manifest;
  return {
    ...manifest,
    source: {
      file: source.file,
      line: source.line + lines,
      lineOf: path => {
        const found = source.lineOf(path);
        return found && { ...found, line: found.line + lines };
      },
    },
  };
}

/** One document of a text; lines count from 1. */
interface DocumentText {
  name: string;
  text: string;
  line: number;
}

/** Parts a text at lines of three dashes, as Kubernetes' tools do. */
function documentsOf({ name, text }: Texts[number]): DocumentText[] {
  const documents: DocumentText[] = [];
  let lines: string[] = [];
  let first = 1;
  const all = text.split('\n');
  all.forEach((line, i) => {
    if (/^---[ \t]*\r?$/.test(line)) {
      documents.push({ name, text: lines.join('\n'), line: first });
      lines = [];
      first = i + 2;
    } else {
      lines.push(line);
    }
  });
  documents.push({ name, text: lines.join('\n'), line: first });
  return documents.filter(one => one.text.trim() !== '');
}

/** Why a document is not even read: it would take long. */
function dangerOf({ name, text, line }: DocumentText): string | undefined {
  const place = `${name}: the document at line ${line} cannot be read`;
  if (text.length > DOCUMENT_SIZE) {
    return `${place}: it has ${text.length} characters; at most ${DOCUMENT_SIZE} are read`;
  }
  if (bracketsOf(text) > MOST_BRACKETS) {
    return `${place}: it is nested deeper than ${MOST_BRACKETS}`;
  }
  if (/&\S/.test(text) && /(^|[\s,[{])\*\S/m.test(text)) {
    // Reads nothing but how often aliases stand for others.
    try {
      parseDocuments(text);
    } catch (error) {
      if (error instanceof InputError) {
        return `${place}: ${error.message.replace(/^manifests: /, '')}`;
      }
      throw error;
    }
  }
  return undefined;
}

/** How deep brackets are nested, in texts and comments too. */
function bracketsOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [one] of text.matchAll(/[[\]{}]/g)) {
    depth = one === '[' || one === '{' ? depth + 1 : Math.max(0, depth - 1);
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}
