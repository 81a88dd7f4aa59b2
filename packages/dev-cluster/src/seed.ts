import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { LineCounter, parseAllDocuments } from 'yaml';
import { isRecord } from './objects';

function yamlFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(entry => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return yamlFiles(path);
      return /\.ya?ml$/.test(entry.name) ? [path] : [];
    });
}

const places = new WeakMap<object, string>();

/** File and line that an object of {@link readSeeds} was read from. */
export function placeOf(object: object): string | undefined {
  return places.get(object);
}

/** Reads the objects of one YAML file; errors as those of `readSeeds`. */
export function readSeedFile(file: string): object[] {
  const lines = new LineCounter();
  const text = readFileSync(file, 'utf8');
  return parseAllDocuments(text, {
    lineCounter: lines,
    prettyErrors: false,
  }).flatMap(document => {
    const lineAt = (offset: number) => `${file}:${lines.linePos(offset).line}`;
    const [error] = document.errors;
    if (error) {
      throw new Error(`${lineAt(error.pos[0])}: ${error.message}`);
    }
    const object = document.toJS();
    if (object === null) return [];
    const place = lineAt(document.contents?.range?.[0] ?? document.range[0]);
    if (!isRecord(object) || !object.kind || !object.apiVersion) {
      throw new Error(
        `${place}: a document has no kind or apiVersion. Every document must be a Kubernetes object.`,
      );
    }
    const objects =
      object.kind === 'List' ? (object.items as object[]) : [object];
    objects.forEach(each => places.set(each, place));
    return objects;
  });
}

/**
 * Reads all objects of a folder's YAML files, recursively.
 *
 * @throws Error that names file and line of what cannot be read.
 */
export function readSeeds(folder: string): object[] {
  return yamlFiles(folder).flatMap(readSeedFile);
}
